"""Renders every screen with every focus it can have, for checks and measurements."""

import functools
from collections.abc import Callable, Iterator

from dialogs.advice import Question
from dialogs.replies import Reply
from dialogs.screens import SCREENS
from dialogs.screens.menu import hello
from dialogs.script import Pack
from dialogs.session import CHANGING, TOPICS_LIMIT, Note, Session
from dialogs.states import VERDICT, State
from dialogs.story import MOST, QUOTE

Say = Callable[[], tuple[Reply, ...]]


def render_all(pack: Pack) -> Iterator[tuple[str, Reply | Exception]]:
    """(where, each reply in turn); an exception instead where something cannot be shown."""
    for where, say in _scenes(pack):
        try:
            replies = say()
        except Exception as error:  # whatever it is, a person would have met it
            yield where, error
        else:
            yield from ((where, reply) for reply in replies)


def _scenes(pack: Pack) -> Iterator[tuple[str, Say]]:
    for session in sessions(pack):
        screen = SCREENS[State(session.state)]
        yield " ".join((session.state, *session.focus)), functools.partial(screen, pack, session)
    yield "hello", lambda: (hello(pack),)
    for question in pack.script.questionnaire.questions.values():
        yield f"help with {question.id}", functools.partial(_hint, pack, question)


def _hint(pack: Pack, question: Question) -> tuple[Reply, ...]:
    return (Reply(pack.script.phrase("repair.unclear_more", hint=question.more)),)


def sessions(pack: Pack) -> Iterator[Session]:
    """A session in each state, with each focus and a handful of answers that differ as much as they can."""
    profiles = _profiles(pack)
    talked = tuple(sorted(pack.knowledge.topics, key=lambda topic: -len(pack.knowledge.topics[topic].title)))
    for state, focus in _focuses(pack):
        for answers in profiles if state in _OF_ANSWERS else profiles[-1:]:
            yield Session(state=state, focus=focus, answers=answers, topics=talked[:TOPICS_LIMIT])
    notes = [Note(question, option, "x" * QUOTE) for question, option in list(profiles[-1].items())[:MOST]]
    yield Session(state=State.NOTED, noted=tuple(notes))


_OF_ANSWERS = (*VERDICT, State.MENU, State.MATTERS, State.POINTS, State.SUMMARY, State.CARD, State.PLAN)
_BARE = (
    *(State.RESULT, State.WHY, State.HOW_SURE, State.MORE, State.MATTERS, State.POINTS),
    *(State.SUMMARY, State.CARD, State.ABOUT),
    *(State.MENU, State.SETTLED, State.PLAN, State.ASK, State.COMPARE, State.PAY_REGION),
)


def _focuses(pack: Pack) -> Iterator[tuple[State, tuple[str, ...]]]:
    knowledge, questions = pack.knowledge, pack.script.questionnaire.questions
    for state in (*_BARE, State.MY_DATA, State.FORGET):
        yield state, ()
    for question in questions.values():
        yield State.QUESTION, (question.id,)
        yield State.QUESTION, (question.id, CHANGING)
        for option in question.options:
            yield State.WHAT_IF, (f"{question.id}={option.id}",)
    yield from ((state, (track,)) for track in knowledge.tracks for state in (State.WHY_NOT, State.SIDES))
    yield from ((State.SUBJECT, (subject,)) for subject in knowledge.subjects)
    yield from ((State.TOPIC, (topic,)) for topic in knowledge.topics)
    longest = sorted(knowledge.topics, key=lambda topic: len(knowledge.topics[topic].answer))
    yield State.TOPIC, tuple(longest[-2:])
    for table in knowledge.tables.values():
        yield State.TABLE, (table.id,)
        yield from ((State.ROW, (row.id,)) for row in table.rows)
    for region in knowledge.pay.regions:
        yield State.PAY_TRACK, (region.id,)
        for track in region.ranges:
            yield State.PAY_SPECIALTY, (region.id, track)
            yield State.PAY, (region.id, track, "")
            fitting = (special for special in knowledge.pay.specialties if special.track == track)
            yield from ((State.PAY, (region.id, track, special.id)) for special in fitting)


def _profiles(pack: Pack) -> list[dict[str, str]]:
    """No answers, those that speak most for each track, and the wordiest."""
    questions = pack.script.questionnaire.questions.values()

    def for_track(track: str) -> dict[str, str]:
        return {
            q.id: max(q.options, key=lambda o: 2 * o.points.get(track, 0) - sum(o.points.values())).id
            for q in questions
        }

    wordiest = {question.id: max(question.options, key=lambda option: len(option.label)).id for question in questions}
    return [{}, *(for_track(track) for track in pack.knowledge.tracks), wordiest]
