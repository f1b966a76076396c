"""What somebody holds against a verdict, or supposes: the answer that it touches is reckoned anew, not changed."""

from collections.abc import Iterable

from dialogs.advice.model import Advice
from dialogs.own_words import denied_parts
from dialogs.repair import QUOTE, shortened
from dialogs.screens.find import answer_label, track_name
from dialogs.script import fold
from dialogs.session import SKIPPED
from dialogs.states import Trigger
from dialogs.story import PLAIN, TOLD_IN, notes_in, with_notes, worth_noting
from dialogs.turn_builder import TurnBuilder
from dialogs.verdict_remarks import (
    phrase,
    remark,
    verdict_of,
    ways_on,
    ways_to_others,
)
from knowledge.reading import Act, Kind

TOUCHED = 0.3  # from how sure an objection is about an answer,
QUOTED = 0.5  # how near a text must be to an option's clause to quote it, as a cosine
SURE = 0.6  # from how sure an answer is supposed away,
LIKELY = 0.5  # from how sure one that is read goes before one that only has a word of its question
GUESSED = 0.15  # and from how sure a supposition is
WORD = 6  # words of a supposition that leaves out what it is about
NEAR = 0.26  # how near a text must be to a bad side of a track to be about it, as a cosine


def objection(builder: TurnBuilder) -> TurnBuilder:
    """Somebody names what they hate or fear: the answer that it touches, to be changed, or a bad side of the track.

    What it tells of questions without an answer is noted.
    """
    if builder.state in TOLD_IN and (notes := notes_in(builder, PLAIN)):
        return with_notes(builder, notes)
    session, verdict = builder.session, verdict_of(builder)
    questions = builder.pack.script.questionnaire.questions
    act = _touched(builder, (q for q in session.answers if not questions[q].given))  # nobody hates a fact about them
    act = act if act and act.score >= TOUCHED else told_again(builder)
    denied = act is not None and _denied(builder, act)
    if act and (denied or session.answers[act.question] == act.label):
        given = session.answers[act.question]
        said = "objection.taken_back" if denied and given == act.label else "objection.counted"
        clause = verdict.words.clause(act.question, given)
        return remark(builder, phrase(builder, said, clause=clause), f"change:{act.question}", "matters", "result")
    if act:
        return _supposed(builder, act, "objection.changes")
    if bad := _bad_side(builder):
        return bad
    ways = ("change", "matters", *ways_to_others(builder, verdict), "result")
    return remark(builder.missing(builder.text), verdict.not_asked(shortened(builder.text, QUOTE)), *ways)


def _denied(builder: TurnBuilder, act: Act) -> bool:
    """Whether a text speaks against the option that it names: 'but i hate clear causes'."""
    parts = denied_parts(builder.pack.script, builder.text)
    acts = (one for part in parts for one in builder.listener.answers(part, (act.question,)))
    return any(one.label == act.label for one in acts)


def _bad_side(builder: TurnBuilder) -> TurnBuilder | None:
    """The bad side of the track that a text is about; None where it is about none."""
    verdict = verdict_of(builder)
    bad = verdict.bad_sides()
    nearest, near = builder.nearest(tuple(side.text for _, side in bad))
    if near < NEAR:
        return None
    words = {"field": verdict.words.field(bad[nearest][0]), "side": bad[nearest][1].text}
    ways = ("change", "matters", *ways_to_others(builder, verdict), "result")
    return remark(builder, phrase(builder, "objection.bad_side", **words), *ways)


def told_again(builder: TurnBuilder) -> Act | None:
    """What a text surely tells of a question that was answered."""
    answered = tuple(q for q, option in builder.session.answers.items() if option)
    return next(iter(worth_noting(builder.read_answers(answered), builder.pack.script, PLAIN)), None)


def suppose(builder: TurnBuilder) -> TurnBuilder:
    """A supposition in words, reckoned as one; nothing is changed."""
    if dropped := _without(builder):
        return dropped
    act = quoted_option(builder) or _touched(builder, builder.pack.script.questionnaire.questions, other=True)
    if (act is None or act.score < GUESSED) and _another_track(builder):
        return other_road(builder)
    if (act and act.score < GUESSED) or (act is None and len(builder.text.split()) > WORD):
        return beyond(builder)
    if act is None:
        ids = [f"change:{q}" for q in builder.pack.script.questionnaire.questions if q in builder.session.answers]
        return builder.say("objection.which", *ids[:6], "result").stay()
    return _supposed(builder, act, "objection.supposed")


def quoted_option(builder: TurnBuilder) -> Act | None:
    """The option whose clause a text nearly says, as a verdict says it: 'if you told me that you …'; not as given."""
    questions, given = builder.pack.script.questionnaire.questions, builder.session.answers
    options = [(q, option) for q in questions for option in questions[q].options if option.you]
    place, near = builder.nearest(tuple(option.you for _, option in options))
    question, option = options[place] if near >= QUOTED else ("", None)
    if option is None or given.get(question) == option.id:
        return None
    return Act(Kind.ANSWER, builder.text, option.id, near, question, cued=True)


def _without(builder: TurnBuilder) -> TurnBuilder | None:
    """What the advice would be without an answer that a text supposes away; None for other texts."""
    session, sheet, script = builder.session, builder.pack.script.questionnaire, builder.pack.script
    given = tuple(q for q, option in session.answers.items() if option)
    parts = denied_parts(script, builder.text)
    acts = (act for part in parts[:1] for act in builder.listener.answers(part, given))
    act = next((a for a in acts if a.score >= SURE and session.answers[a.question] == a.label), None)
    if not act:
        return None
    old = sheet.advise(session.answers, session.matters)
    new = sheet.advise({**session.answers, act.question: SKIPPED}, session.matters)
    before = answer_label(builder.pack, session.answers, act.question)
    said = phrase(builder, "objection.without", before=before, name=sheet.questions[act.question].name)
    return remark(builder, f"{said} {_effect(builder, old, new)}", f"change:{act.question}", "matters", "result")


def _effect(builder: TurnBuilder, old: Advice, new: Advice) -> str:
    """What a supposition does to the advice."""
    moves = "moves" if new.track else "even"  # too few answers take a side, or two tracks are level
    return phrase(
        builder, f"objection.{'stays' if new.track == old.track else moves}", track=track_name(builder.pack, new.track)
    )


def _another_track(builder: TurnBuilder) -> bool:
    """Whether a text names one track, and not the verdict's."""
    named = builder.listener.slots(builder.text).tracks
    return len(named) == 1 and named[0] != verdict_of(builder).track


def _supposed(builder: TurnBuilder, act: Act, said: str) -> TurnBuilder:
    """What another answer would do to the advice, with an offer to make it the real one."""
    session, sheet = builder.session, builder.pack.script.questionnaire
    old = sheet.advise(session.answers, session.matters)
    new = sheet.advise({**session.answers, act.question: act.label}, session.matters)
    words = {
        "name": sheet.questions[act.question].name,
        "label": answer_label(builder.pack, {act.question: act.label}, act.question),
    }
    if session.answers.get(act.question, SKIPPED) == SKIPPED:
        said = "objection.supposed_open"
    else:
        words["before"] = answer_label(builder.pack, session.answers, act.question)
    text = f"{phrase(builder, said, **words)} {_effect(builder, old, new)}"
    return remark(builder, text, f"keep:{act.question}={act.label}", f"change:{act.question}", "result")


def names_another(builder: TurnBuilder, *, also_open: bool = False) -> Act | None:
    """The option that a text names by its label, of a question that was answered otherwise, or is open."""
    text, questions = f" {fold(builder.text)} ", builder.pack.script.questionnaire.questions
    named = [
        (text.rfind(f" {label} "), question, option.id)
        for question, answer in {
            **(dict.fromkeys(questions, "") if also_open else {}),
            **builder.session.answers,
        }.items()
        for option in questions[question].options
        for label in {fold(option.label), fold(option.label.split(":")[0])}
        if option.id != answer and len(label.split()) > 1 and f" {label} " in text
    ]
    if not named:
        return None
    _, question, option_id = max(named)
    return Act(Kind.ANSWER, builder.text, option_id, 1.0, question, cued=True)


def _touched(builder: TurnBuilder, questions: Iterable[str], *, other: bool = False) -> Act | None:
    """The answer that a text is most likely about, of these questions but the skipped ones; `other`: not as given."""
    if named := names_another(builder, also_open=other):
        return named
    given = tuple(
        q for q in questions if builder.session.answers.get(q, "") != SKIPPED or q not in builder.session.answers
    )
    acts = [*builder.listener.about(builder.text, given), *builder.listener.answers(builder.text, given)]
    acts = [act for act in acts if not other or builder.session.answers.get(act.question) != act.label]
    sure = [act for act in acts if act.score >= LIKELY]
    return next(iter(acts[:1] if not sure or acts[:1] == sure[:1] else sure), None)


def beyond(builder: TurnBuilder) -> TurnBuilder:
    """What speaks of the person and their verdict, and has no answer: what it rests on, and the ways to argue.

    A bad side of the track that it is about is told instead.
    """
    if bad := _bad_side(builder):
        return bad
    verdict = verdict_of(builder)
    text = verdict.beyond(shortened(builder.text, QUOTE))
    return remark(builder.missing(builder.text), text, "why", *ways_to_others(builder, verdict), "change", "result")


def short(builder: TurnBuilder) -> TurnBuilder:
    """The verdict once more, in plain words."""
    return remark(builder, verdict_of(builder).in_short(), "why", "plan", *ways_on(builder), "result")


def other_road(builder: TurnBuilder) -> TurnBuilder:
    """Why not the other one."""
    ways = ways_to_others(builder, verdict_of(builder))
    if not ways:
        return short(builder)
    return builder.say("why_not.open").go(Trigger.EXPLAIN_OTHER, ways[0].partition(":")[2])
