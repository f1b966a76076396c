"""The advice in plain text that stands alone, to copy or to forward: at most 120 words."""

from collections.abc import Iterable

from dialogs.advice.evidence import Evidence, evidence, tips, undoes
from dialogs.advice.model import Answers
from dialogs.advice.plan import first_step
from dialogs.advice.verdict import verdict
from dialogs.advice.words import Words, capital, joined
from dialogs.script import Pack

MOST_WORDS = 120
REASONS = 3


def summary(pack: Pack, answers: Answers, matters: Iterable[str] = (), knows: Iterable[str] = ()) -> str:
    """Verdict, three reasons, what would tip it, first step, source; lines of plain text without markup."""
    words, sheet = Words(pack), pack.script.questionnaire
    marks = sheet.marks(answers, matters)
    advice = sheet.advise(answers, marks)
    article = pack.knowledge.article
    told = verdict(pack, answers, marks).split("\n\n")
    lines = [told[0].replace("**", "")]
    if three := reasons(pack, answers, marks):
        lines.append(words.say("summary.reasons", clauses=joined(three)))
    if advice.track:
        single = [flip for flip in sheet.flips(answers, marks) if len(flip.changes) == 1]
        named = tips(sheet, answers, single)
        if named and undoes(sheet, answers, named[0]):
            lines.append(words.say("summary.past", field=words.field(named[0].track)))
        elif named:
            lines.append(words.say("summary.tip", **words.changed(named[0])))
        elif not single:
            lines.append(words.say("summary.firm"))
        lines.append(words.say("summary.first", step=first_step(pack, answers, advice.track, knows)))
    lines.append(words.say("summary.source", article=article.title, publisher=article.publisher, year=article.year))
    return "\n".join(lines)


def reasons(pack: Pack, answers: Answers, matters: Iterable[str] = ()) -> list[str]:
    """The three clauses that say most about the advice: for a road that joins two sides, of both of them."""
    words, sheet = Words(pack), pack.script.questionnaire
    advice = sheet.advise(answers, matters)
    listed_evidence = evidence(sheet, advice)
    track = advice.track or advice.leaning
    return [words.clause(one.question, one.answer, one.track) for one in _telling(listed_evidence, track)[:REASONS]]


def _telling(found: list[Evidence], track: str | None) -> list[Evidence]:
    """What speaks for the track; then, a side each in turn, what speaks for others, if fewer than three do."""
    direct = [one for one in found if one.track == track]
    sides: dict[str, list[Evidence]] = {}
    for one in found:
        if one.track != track:
            sides.setdefault(one.track, []).append(one)
    turns = [side[i] for i in range(REASONS) for side in sides.values() if len(side) > i]
    return [*direct, *turns] if len(direct) < REASONS else direct


def card_reasons(pack: Pack, answers: Answers, matters: Iterable[str] = ()) -> list[str]:
    """The same as sentences of their own."""
    return [capital(clause) + "." for clause in reasons(pack, answers, matters)]
