"""Guards of the transition table: pure conditions on a pack and the session as it would be after the step.

A guard reads; it never changes a session. Its name stands on the arrows of the map, so it must read as a condition.
"""

from collections.abc import Callable

from dialogs.script import Pack
from dialogs.session import CHANGING, RESULT_WANTED, Session
from dialogs.states import State

Guard = Callable[[Pack, Session], bool]


def more_to_ask(pack: Pack, session: Session) -> bool:
    """Whether a persona question is left that was neither answered nor skipped."""
    return pack.script.questionnaire.next_question(session.answers) is not None


def enough_answered(pack: Pack, session: Session) -> bool:
    """Whether no answer still to come can change the track, and the person did not ask for all questions anyway."""
    if session.thorough or not session.answers:
        return False
    return pack.script.questionnaire.decided(session.answers, session.matters, skipped_count=True)


def notes_left(pack: Pack, session: Session) -> bool:  # noqa: ARG001 - all guards take both
    """Whether something that a story told is still to be confirmed."""
    return bool(session.noted)


def result_wanted(pack: Pack, session: Session) -> bool:  # noqa: ARG001 - all guards take both
    """Whether somebody asked for the result, and notes came in between."""
    return RESULT_WANTED in session.focus


def changing_a_result(pack: Pack, session: Session) -> bool:  # noqa: ARG001 - all guards take both
    """Whether the answer in focus is being changed by somebody who set out from outside the questionnaire."""
    if CHANGING not in session.focus[1:]:
        return False
    origin = next((step.state for step in reversed(session.back_stack) if CHANGING not in step.focus[1:]), "")
    return origin not in (State.QUESTION, State.SETTLED)


def has_verdict(pack: Pack, session: Session) -> bool:
    """Whether a track came out of questions that are over, could be, or were cut short. No row needs it; screens do."""
    sheet = pack.script.questionnaire
    shown = any(step.state == State.RESULT for step in session.back_stack)
    over = shown or sheet.next_question(session.answers) is None or sheet.decided(session.answers, session.matters)
    return over and sheet.advise(session.answers, session.matters).track is not None


GUARDS: dict[str, Guard] = {
    guard.__name__: guard for guard in (more_to_ask, enough_answered, notes_left, result_wanted, changing_a_result)
}
