"""What people say about a verdict besides a command: they doubt, object, suppose, ask for the catch; and small talk.

Dialogue acts by name; each is answered where the person is and moves nothing but what it says. Those of a question
(`question_talk`) make sense while one is asked, those of a verdict after one: see `asked_in`.
"""

from collections.abc import Iterable

from dialogs.actions import perform
from dialogs.advice.talk import Verdict
from dialogs.choices import Action
from dialogs.guards import has_verdict, more_to_ask
from dialogs.question_talk import OF_BEGUN, OF_QUESTION, Talk
from dialogs.repair import note
from dialogs.replies import Reply
from dialogs.screens.find import answer_label, track_name
from dialogs.script import fold
from dialogs.session import SKIPPED
from dialogs.states import AFTER_VERDICT, State, Trigger
from dialogs.states import VERDICT as AFTER
from dialogs.story import take_notes
from dialogs.turn_builder import TurnBuilder, buttons
from knowledge.reading import BEGUN, VERDICT, Act, Kind

TOUCHED = 0.3  # from how sure an objection is about an answer
NEAR = 0.3  # how near a text must be to a bad side of a track to be about it, as a cosine
GOING_ON, LEAVING = ("ack", "compliment"), ("thanks", "goodbye")  # kinds of small talk after a verdict
HELPED = ("helped:yes", "helped:no")


def asked_in(builder: TurnBuilder) -> str:
    """What a text may refer to where the person is: a question's id, VERDICT, BEGUN, or '' for none of them."""
    session = builder.session
    if builder.asked:
        return builder.asked
    if not any(session.answers.values()) or session.state in (State.NOTED, State.FORGET):
        return ""
    if session.state in (*AFTER, *AFTER_VERDICT, State.SETTLED) or has_verdict(builder.pack, session):
        return VERDICT
    return BEGUN if more_to_ask(builder.pack, session) else ""


def disagree(builder: TurnBuilder) -> TurnBuilder:
    """Somebody does not believe it: their choice; what weighed most can be changed."""
    verdict = _verdict(builder)
    return _told(builder, verdict.doubt(), *_changes(verdict), "matters", *_others(builder, verdict), "result")


def mattered(builder: TurnBuilder) -> TurnBuilder:
    """Which answers weighed most."""
    verdict = _verdict(builder)
    return _told(builder, verdict.mattered(), *_changes(verdict), "points", "matters", "result")


def objection(builder: TurnBuilder) -> TurnBuilder:
    """Somebody names what they hate or fear: the answer that it touches, to be changed, or a bad side of the track."""
    session, verdict = builder.session, _verdict(builder)
    questions = builder.pack.script.questionnaire.questions
    act = _touched(builder, (q for q in session.answers if not questions[q].given))  # nobody hates a fact about them
    act = act if act and act.score >= TOUCHED else None
    if act and session.answers[act.question] == act.label:
        clause = verdict.words.clause(act.question, act.label)
        return _told(
            builder, _say(builder, "objection.counted", clause=clause), f"change:{act.question}", "matters", "result"
        )
    if act:
        return _supposed(builder, act, "objection.changes")
    bad = verdict.bad_sides()
    nearest, near = builder.nearest(tuple(side.text for _, side in bad))
    ways = ("change", "matters", *_others(builder, verdict), "result")
    if near >= NEAR:
        text = _say(
            builder, "objection.bad_side", field=verdict.words.field(bad[nearest][0]), side=bad[nearest][1].text
        )
        return _told(builder, text, *ways)
    return _told(builder.missing(builder.text), _say(builder, "objection.unknown"), *ways)


def suppose(builder: TurnBuilder) -> TurnBuilder:
    """A supposition in words, reckoned as one; nothing is changed."""
    act = _touched(builder, builder.pack.script.questionnaire.questions)
    if (act is None or act.score < TOUCHED) and _another_track(builder):
        return other_road(builder)
    if act is None:
        ids = [f"change:{q}" for q in builder.pack.script.questionnaire.questions if q in builder.session.answers]
        return builder.say("objection.which", *ids[:6], "result").stay()
    return _supposed(builder, act, "objection.supposed")


def _another_track(builder: TurnBuilder) -> bool:
    """Whether a text names one track, and not the verdict's."""
    named = builder.listener.slots(builder.text).tracks
    return len(named) == 1 and named[0] != _verdict(builder).track


def _supposed(builder: TurnBuilder, act: Act, phrase: str) -> TurnBuilder:
    """What another answer would do to the advice, with an offer to make it the real one."""
    session, sheet = builder.session, builder.pack.script.questionnaire
    old = sheet.advise(session.answers, session.matters)
    new = sheet.advise({**session.answers, act.question: act.label}, session.matters)
    words = {
        "name": sheet.questions[act.question].name,
        "label": answer_label(builder.pack, {act.question: act.label}, act.question),
        "before": answer_label(builder.pack, session.answers, act.question),
        "track": track_name(builder.pack, new.track),
    }
    effect = _say(builder, "objection.stays" if new.track == old.track else "objection.moves", track=words["track"])
    text = f"{_say(builder, phrase, **{k: words[k] for k in ('name', 'label', 'before')})} {effect}"
    return _told(builder, text, f"keep:{act.question}={act.label}", f"change:{act.question}", "result")


def beyond(builder: TurnBuilder) -> TurnBuilder:
    """What speaks of the person and their verdict, and has no answer: what it rests on, and the ways to argue."""
    verdict = _verdict(builder)
    return _told(builder.missing(builder.text), verdict.beyond(), "why", *_others(builder, verdict), "change", "result")


def source(builder: TurnBuilder) -> TurnBuilder:
    """Where it is from: the article's section that was told last, or the article."""
    if not builder.session.topics:
        return perform(builder, Action("about"))
    told = builder.pack.knowledge.topics[builder.session.topics[-1]]
    year = _say(builder, "topic.year", year=told.year) if told.year else ""
    return note(builder, "source.topic", section=told.source.section, year=year)


def names_another(builder: TurnBuilder) -> Act | None:
    """The option that a text names by its label, of a question that was answered otherwise."""
    text, questions = f" {fold(builder.text)} ", builder.pack.script.questionnaire.questions
    named = [
        (text.rfind(f" {label} "), question, option.id)
        for question, answer in builder.session.answers.items()
        for option in questions[question].options
        if option.id != answer and len((label := fold(option.label)).split()) > 1 and f" {label} " in text
    ]
    if not named:
        return None
    _, question, option_id = max(named)
    return Act(Kind.ANSWER, builder.text, option_id, 1.0, question, cued=True)


def convince(builder: TurnBuilder) -> TurnBuilder:
    """The best case for it."""
    verdict = _verdict(builder)
    return _told(builder, verdict.convince(), "why", *_sides(verdict), "plan", "result")


def catch(builder: TurnBuilder) -> TurnBuilder:
    """What is hard about the track."""
    verdict = _verdict(builder)
    return _told(builder, verdict.catch() or verdict.in_short(), *_sides(verdict), *_others(builder, verdict), "result")


def short(builder: TurnBuilder) -> TurnBuilder:
    """The verdict once more, in plain words."""
    return _told(builder, _verdict(builder).in_short(), "why", "plan", *_open(builder), "result")


def how_long(builder: TurnBuilder) -> TurnBuilder:
    """No timetable, and what comes first."""
    verdict = _verdict(builder)
    return _told(builder, verdict.way_in(), "plan", *_sides(verdict), "result")


def too_late(builder: TurnBuilder) -> TurnBuilder:
    """Neither age nor a missing degree is a bar that the article knows."""
    verdict = _verdict(builder)
    return _told(builder, verdict.no_bar(), "plan", *_sides(verdict), "result")


def earn(builder: TurnBuilder) -> TurnBuilder:
    """The pay figures of the track; without any, the pay calculator."""
    verdict = _verdict(builder)
    text = verdict.pay() if verdict.track else ""
    builder = builder.change(pay=("", verdict.track if verdict.track in _paid(builder) else "", ""))
    return _told(builder, text, "pay", "plan", "result") if text else builder.go(Trigger.ESTIMATE_PAY)


def _paid(builder: TurnBuilder) -> set[str]:
    """The tracks that have pay figures."""
    return {track for region in builder.pack.knowledge.pay.regions for track in region.ranges}


def other_road(builder: TurnBuilder) -> TurnBuilder:
    """Why not the other one."""
    ways = _others(builder, _verdict(builder))
    return builder.go(Trigger.EXPLAIN_OTHER, ways[0].partition(":")[2]) if ways else short(builder)


def small_talk(builder: TurnBuilder, kind: str) -> TurnBuilder:
    """A few words back; after a verdict with what one could do next, or whether it helped."""
    if kind == "ack" and builder.state == State.NOTED:
        return take_notes(builder)
    verdict = _verdict(builder)
    if asked_in(builder) != VERDICT or not verdict.track or kind not in (*GOING_ON, *LEAVING):
        return note(builder, f"chat.{kind}")
    if kind in LEAVING and not builder.session.helped:
        return _told(
            builder, f"{_say(builder, f'chat.{kind}')} {_say(builder, 'helped.ask')}", *HELPED, "summary", "menu"
        )
    if kind in LEAVING:
        return note(builder, f"chat.{kind}")
    return _told(
        builder, _say(builder, "chat.go_on"), "plan", *_others(builder, verdict), *_open(builder), "summary", "menu"
    )


OF_VERDICT: dict[str, Talk] = {
    "disagree": disagree,
    "mattered": mattered,
    "objection": objection,
    "suppose": suppose,
    "convince": convince,
    "catch": catch,
    "short": short,
    "how_long": how_long,
    "too_late": too_late,
    "earn": earn,
    "other_road": other_road,
}
VERDICT_COMMANDS = (
    "why",
    "how_sure",
    "more",
    "matters",
    "points",
    "plan",
    "summary",
)  # that one says of a verdict, besides
ANYWHERE: dict[str, Talk] = {"source": source}
TALKS = {**ANYWHERE, **OF_QUESTION, **OF_BEGUN, **OF_VERDICT}


def _verdict(builder: TurnBuilder) -> Verdict:
    return Verdict(builder.pack, builder.session.answers, builder.session.matters)


def _say(builder: TurnBuilder, phrase: str, **words: object) -> str:
    return builder.pack.script.phrase(phrase, **words)


def _told(builder: TurnBuilder, text: str, *choice_ids: str) -> TurnBuilder:
    """A reply with its own ways on, instead of the screen."""
    return builder.add(Reply(text, buttons(builder.pack, *choice_ids))).stay()


def _changes(verdict: Verdict) -> list[str]:
    return [f"change:{one.question}" for one in verdict.weighed()[:2]]


def _sides(verdict: Verdict) -> list[str]:
    return [f"sides:{verdict.track}"] if verdict.track and verdict.words.track(verdict.track).good else []


def _open(builder: TurnBuilder) -> list[str]:
    sheet = builder.pack.script.questionnaire
    return ["go_on"] if sheet.next_question(builder.session.answers) is not None else []


def _others(builder: TurnBuilder, verdict: Verdict) -> list[str]:
    """The tracks to ask 'why not' of."""
    sheet = builder.pack.script.questionnaire
    return [f"why_not:{track}" for track in sheet.tracks if track not in (verdict.track, sheet.close_track)][:1]


def _touched(builder: TurnBuilder, questions: Iterable[str]) -> Act | None:
    """The answer that a text is most likely about, among these questions that were not skipped."""
    if named := names_another(builder):
        return named
    given = tuple(
        q for q in questions if builder.session.answers.get(q, "") != SKIPPED or q not in builder.session.answers
    )
    return next(iter(builder.listener.about(builder.text, given)), None)
