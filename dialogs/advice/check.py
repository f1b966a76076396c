"""Checks of the questions, rules, tracks and plans as the advice uses them, and the claims in them to be proved."""

from collections.abc import Iterable, Iterator

from dialogs.advice.model import Case, Option, Question, Rule
from dialogs.advice.words import length
from dialogs.script import Pack
from knowledge.model import Step, Track
from knowledge.problems import Problem, nearest
from knowledge.proof import Claim

CLAUSE_WORDS = 13  # the most that a clause may have, so that a verdict holds seven of them
EQUAL_DETAIL = 0.2  # good and bad sides differ in words by this share at most
WITHOUT_PERSON = ("I ", "i ", "he ", "she ", "they ")


def check_advice(pack: Pack) -> Iterator[Problem]:
    """Every problem of questions, rules, tracks and plans as the advice uses them, by entry."""
    for question in pack.script.questionnaire.questions.values():
        for option in question.options:
            yield from _option(question, option)
        if not 1 <= question.most <= len(question.options):
            cause = f"{question.most} of {len(question.options)} options may be named"
            yield Problem("", 0, f"question {question.id}, most", cause, "write a number between")
    for rule in pack.script.questionnaire.rules.values():
        yield from _rule(pack, rule)
    yield from _joins(pack)
    for track in pack.knowledge.tracks.values():
        yield from _track(track)
        for i, step in enumerate(pack.knowledge.plans.get(track.id, ()), 1):
            yield from _step(pack, f"plans, {track.id} {i}", step)


def _option(question: Question, option: Option) -> Iterator[Problem]:
    entry = f"question {question.id}, option {option.id}"
    if any(option.points.values()) and not option.you:
        yield Problem("", 0, entry, "it has points and says nothing of the person", "add 'you: you …'")
    yield from _clause(f"{entry}, you", option.you)


def _clause(entry: str, clause: str) -> Iterator[Problem]:
    """A clause stands inside a sentence, beside others."""
    if clause and (clause[-1] in ".,;:!?" or "," in clause or clause != clause.strip()):
        yield Problem("", 0, entry, f"'{clause}' is no bare clause", "write it without full stop and commas")
    if clause[:1].isupper() or clause.startswith(WITHOUT_PERSON):
        yield Problem("", 0, entry, f"'{clause}' does not speak to the person", "begin with a small 'you' or a noun")
    if length(clause) > CLAUSE_WORDS:
        yield Problem("", 0, entry, f"the clause has {length(clause)} words", f"shorten it to {CLAUSE_WORDS}")


def _rule(pack: Pack, rule: Rule) -> Iterator[Problem]:
    for i, case in enumerate(rule.cases, 1):
        yield from _case(pack, f"rule {rule.id}, cases {i}", case)
    yield from _case(pack, f"rule {rule.id}, unless", rule.unless)
    yield from _clause(f"rule {rule.id}, you", rule.you)
    if min(rule.points.values(), default=0) < 0:
        yield Problem("", 0, f"rule {rule.id}, points", "points below zero", "give the other track more instead")


def _case(pack: Pack, entry: str, case: Case) -> Iterator[Problem]:
    """Questions and options that a case names have to exist."""
    questions = pack.script.questionnaire.questions
    for question, options in case.items():
        if question not in questions:
            yield Problem("", 0, entry, f"there is no question '{question}'", nearest(question, questions))
            continue
        known = [option.id for option in questions[question].options]
        for option in options:
            if option not in known:
                yield Problem("", 0, entry, f"'{question}' has no option '{option}'", nearest(option, known))


def _joins(pack: Pack) -> Iterator[Problem]:
    joins = pack.script.questionnaire.terms.joins
    if joins is None:
        return
    yield from _clause("advice, joins, you", joins.you)
    if joins.track in joins.of or len(set(joins.of)) != len(joins.of) or len(joins.of) < 2:
        cause = f"'{joins.track}' cannot join {', '.join(joins.of)}"
        yield Problem("", 0, "advice, joins, of", cause, "name two other tracks")


def _track(track: Track) -> Iterator[Problem]:
    entry = f"track {track.id}"
    yield from _clause(f"{entry}, field", track.field)
    yield from _clause(f"{entry}, advice", track.advice)
    if len(track.good) != len(track.bad):
        cause = f"{len(track.good)} good sides and {len(track.bad)} bad ones"
        yield Problem("", 0, f"{entry}, bad", cause, "tell as many of each")
    good, bad = (sum(length(side.text) for side in sides) for sides in (track.good, track.bad))
    if abs(good - bad) > EQUAL_DETAIL * max(good, bad):
        cause = f"the good sides have {good} words and the bad ones {bad}"
        yield Problem("", 0, f"{entry}, bad", cause, f"bring them within {EQUAL_DETAIL:.0%} of each other")
    for part, sides in (("good", track.good), ("bad", track.bad)):
        for i, side in enumerate(sides, 1):
            yield from _sentence(f"{entry}, {part} {i}", side.text)


def _sentence(entry: str, text: str) -> Iterator[Problem]:
    if text and (not text[0].isupper() or text[-1] not in ".?!"):
        yield Problem("", 0, entry, f"'{text}' is no sentence", "begin with a capital, end with a full stop")


def _step(pack: Pack, entry: str, step: Step) -> Iterator[Problem]:
    yield from _sentence(f"{entry}, text", step.text)
    yield from _sentence(f"{entry}, start", step.start)
    yield from _case(pack, f"{entry}, had", step.had)
    if step.had and not step.have:
        yield Problem("", 0, f"{entry}, have", "what they have has no name", "add 'have: …'")
    for i, because in enumerate(step.because, 1):
        yield from _case(pack, f"{entry}, because {i}, when", because.when)
    if step.because and step.because[-1].when:
        yield Problem("", 0, f"{entry}, because", "none of them is for everybody", "add one without 'when' at the end")


def claims_of(pack: Pack) -> Iterator[Claim]:
    """What options and rules say, which rests on the topic that they cite."""
    sheet = pack.script.questionnaire
    for question in sheet.questions.values():
        for option in question.options:
            yield Claim(f"question {question.id}, option {option.id}, you", option.you, _lines(pack, [option.topic]))
    for rule in sheet.rules.values():
        yield Claim(f"rule {rule.id}, you", rule.you, _lines(pack, [rule.topic]))
    if sheet.terms.joins:
        yield Claim("advice, joins, you", sheet.terms.joins.you, _lines(pack, [sheet.terms.joins.topic]))


def _lines(pack: Pack, topics: Iterable[str]) -> tuple[int, ...]:
    known = (pack.knowledge.topics[topic] for topic in topics if topic in pack.knowledge.topics)
    return tuple(sorted({line for topic in known for line in topic.source.lines}))
