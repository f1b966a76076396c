"""What people say about a verdict besides a command: they doubt, object, suppose, ask for the catch; and small talk.

Dialogue acts by name; each is answered where the person is and moves nothing but what it says. Those of a question
(`question_talk`) make sense while one is asked, those of a verdict after one: see `asked_in`.
"""

from dialogs.actions import perform
from dialogs.choices import Action
from dialogs.guards import has_verdict, more_to_ask
from dialogs.objections import objection, other_road, short, suppose
from dialogs.pay_thread import Thread, pay_text
from dialogs.question_talk import OF_ANSWERS, OF_BEGUN, OF_QUESTION, Talk, early
from dialogs.repair import note
from dialogs.script import fold
from dialogs.states import AFTER_VERDICT, State, Trigger
from dialogs.states import VERDICT as AFTER
from dialogs.story import how_noted, take_notes, which_wrong
from dialogs.turn_builder import TurnBuilder
from dialogs.verdict_remarks import (
    phrase,
    remark,
    verdict_of,
    ways_on,
    ways_to_change,
    ways_to_open,
    ways_to_others,
    ways_to_sides,
)
from knowledge.reading import BEGUN, NOTES, VERDICT

GOING_ON, LEAVING = ("ack", "compliment"), ("thanks", "goodbye")  # kinds of small talk after a verdict
HELPED = ("helped:yes", "helped:no")


def asked_in(builder: TurnBuilder) -> str:
    """What a text may refer to where the person is: a question's id, VERDICT, BEGUN, NOTES, or '' for none."""
    session = builder.session
    if builder.asked:
        return builder.asked
    if session.state == State.NOTED:
        return NOTES
    if session.answers and session.state in AFTER:  # all skipped, too
        return VERDICT
    if not any(session.answers.values()) or session.state == State.FORGET:
        return ""
    if session.state in (*AFTER_VERDICT, State.SETTLED) or has_verdict(builder.pack, session):
        return VERDICT
    return BEGUN if more_to_ask(builder.pack, session) else ""


def talk_of(builder: TurnBuilder, command: str) -> Talk | None:
    """What answers a command where the person is, if it is something people say and no move."""
    here = OF_NOTES if builder.state == State.NOTED else {}
    return here.get(command) or TALKS.get(command)


def disagree(builder: TurnBuilder) -> TurnBuilder:
    """Somebody does not believe it: their choice; what weighed most can be changed."""
    verdict = verdict_of(builder)
    ways = [*ways_to_change(verdict), "matters"] if verdict.advice.track else ways_to_open(builder)
    return remark(builder, verdict.doubt(), *ways, *ways_to_others(builder, verdict), "result")


def mattered(builder: TurnBuilder) -> TurnBuilder:
    """Which answers weighed most."""
    verdict = verdict_of(builder)
    return remark(builder, verdict.mattered(), *ways_to_change(verdict), "points", "matters", "result")


def source(builder: TurnBuilder) -> TurnBuilder:
    """Where it is from: the article's section that was told last, or the article."""
    if not builder.session.topics:
        return perform(builder, Action("about"))
    told = builder.pack.knowledge.topics[builder.session.topics[-1]]
    year = phrase(builder, "topic.year", year=told.year) if told.year else ""
    publisher = builder.pack.knowledge.article.publisher
    return note(builder, "source.topic", publisher=publisher, section=told.source.section, year=year)


def convince(builder: TurnBuilder) -> TurnBuilder:
    """The best case for it."""
    verdict = verdict_of(builder)
    return remark(builder, verdict.convince(), "why", *ways_to_sides(verdict), "plan", "result")


def catch(builder: TurnBuilder) -> TurnBuilder:
    """What is hard about the track."""
    verdict = verdict_of(builder)
    return remark(
        builder,
        verdict.catch() or verdict.in_short(),
        *ways_to_sides(verdict),
        *ways_to_others(builder, verdict),
        "result",
    )


def how_long(builder: TurnBuilder) -> TurnBuilder:
    """No timetable, and what comes first."""
    verdict = verdict_of(builder)
    return remark(builder, verdict.way_in(), "plan", *ways_to_sides(verdict), "result")


def too_late(builder: TurnBuilder) -> TurnBuilder:
    """Neither age nor a missing degree is a bar that the article knows."""
    verdict = verdict_of(builder)
    return remark(builder, verdict.no_bar(), "plan", *ways_to_sides(verdict), "result")


def earn(builder: TurnBuilder) -> TurnBuilder:
    """The pay figures of the track; without any, the pay calculator."""
    verdict = verdict_of(builder)
    text = verdict.pay() if verdict.track else ""
    builder = builder.change(pay=("", verdict.track if verdict.track in _paid(builder) else "", ""))
    return remark(builder, text, "pay", "plan", "result") if text else builder.go(Trigger.ESTIMATE_PAY)


def _paid(builder: TurnBuilder) -> set[str]:
    """The tracks that have pay figures."""
    return {track for region in builder.pack.knowledge.pay.regions for track in region.ranges}


def disappointed(builder: TurnBuilder) -> TurnBuilder:
    """Somebody hoped for another one: a kind word, what led here, and how a wish can count."""
    verdict = verdict_of(builder)
    others = ways_to_others(builder, verdict)
    text = verdict.hoped(others[0].partition(":")[2] if others else "")
    return remark(builder, text, "matters", *ways_to_change(verdict), *others, "result")


def relieved(builder: TurnBuilder) -> TurnBuilder:
    """Somebody is glad of it: shared, with an honest word on what is hard, and what comes first."""
    verdict = verdict_of(builder)
    return remark(builder, verdict.relieved(), "plan", *ways_to_sides(verdict), "summary", "result")


def for_others(builder: TurnBuilder) -> TurnBuilder:
    """How to tell it to somebody who knows nothing of it."""
    verdict = verdict_of(builder)
    return remark(builder, verdict.for_others(), "summary", *ways_to_sides(verdict), "result")


def circumstances(builder: TurnBuilder) -> TurnBuilder:
    """Whether it fits into a life: hours, children, money; with the pay of a region that it names, such as remote."""
    verdict = verdict_of(builder)
    regions = builder.listener.slots(builder.text).regions if verdict.track in _paid(builder) else ()
    pay = f"\n\n{pay_text(builder.pack, Thread(regions[0], verdict.track))}" if regions else ""
    text, ways = verdict.circumstances() + pay, ("plan", *ways_to_sides(verdict), "about", "result")
    return remark(builder.missing(builder.text), text, *ways)


def able(builder: TurnBuilder) -> TurnBuilder:
    """Whether it says that somebody is not able: it does not."""
    verdict = verdict_of(builder)
    return remark(
        builder, verdict.able(), "matters", *ways_to_change(verdict), *ways_to_others(builder, verdict), "result"
    )


def lacking(builder: TurnBuilder) -> TurnBuilder:
    """Whether it stands for somebody who has never done what it takes."""
    verdict = verdict_of(builder)
    return remark(builder, verdict.lacking(), "plan", *ways_to_change(verdict), "result")


def small_talk(builder: TurnBuilder, kind: str) -> TurnBuilder:
    """A few words back; after a verdict with what one could do next, or whether it helped."""
    denies = builder.pack.script.negation.search(fold(builder.text))
    if kind == "ack" and builder.state == State.NOTED and not denies:
        return take_notes(builder)
    verdict = verdict_of(builder)
    if kind == "sceptic" and asked_in(builder) == VERDICT:
        return disagree(builder)
    if asked_in(builder) != VERDICT or not verdict.track or kind not in (*GOING_ON, *LEAVING):
        return note(builder, f"chat.{kind}")
    if kind in LEAVING and not builder.session.helped:
        return remark(
            builder, f"{phrase(builder, f'chat.{kind}')} {phrase(builder, 'helped.ask')}", *HELPED, "summary", "menu"
        )
    if kind in LEAVING:
        return note(builder, f"chat.{kind}")
    return remark(
        builder,
        phrase(builder, "chat.go_on"),
        "plan",
        *ways_to_others(builder, verdict),
        *ways_on(builder),
        "summary",
        "menu",
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
    "earn": earn,
    "other_road": other_road,
    "disappointed": disappointed,
    "relieved": relieved,
    "for_others": for_others,
    "lacking": lacking,
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
ANYWHERE: dict[str, Talk] = {
    **OF_ANSWERS,
    "source": source,
    "too_late": too_late,
    "circumstances": circumstances,
    "able": able,
}
OF_NOTES: dict[str, Talk] = {"disagree": which_wrong, "how_sure": how_noted, "why": how_noted}  # instead of those
TALKS = {**ANYWHERE, **OF_QUESTION, **OF_BEGUN, **OF_VERDICT, "early": early}
