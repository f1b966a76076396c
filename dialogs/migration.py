"""Session migration: drops ids that the current pack no longer has, so that stored sessions survive a deploy."""

from collections.abc import Callable

from dialogs.choices import to_changes
from dialogs.script import Pack
from dialogs.session import CHANGING, RESULT_WANTED, SEVERAL, SKIPPED, VERSION, BackStep, Session
from dialogs.states import State

STATES = frozenset(map(str, State))
_Check = Callable[[Pack, tuple[str, ...], dict[str, str]], bool]


def migrate_session(pack: Pack, session: Session) -> tuple[Session, bool]:
    """The session with only what this pack knows, and whether anything a person would notice was dropped."""
    if session.pack == pack.fingerprint and _stands(pack, session.state, session.focus, session.answers):
        return session, False
    answers = {q: o for q, o in session.answers.items() if _is_answer(pack, q, o)}
    back_stack = tuple(place for place in session.back_stack if _stands(pack, place.state, place.focus, answers))
    back_stack = tuple(BackStep(p.state, p.focus, _undo(pack, p)) for p in back_stack)
    noted = tuple(n for n in session.noted if n.option and _is_answer(pack, n.question, n.option))
    stands = _stands(pack, session.state, session.focus, answers) and bool(noted or session.state != State.NOTED)
    healed = Session(
        version=VERSION,
        pack=pack.fingerprint,
        state=session.state if stands else State.MENU.value,
        focus=session.focus if stands else (),
        answers=answers,
        back_stack=back_stack,
        topics=tuple(t for t in session.topics if t in pack.knowledge.topics),
        offered=session.offered,
        misses=max(session.misses, 0),
        unsure=session.unsure,
        thorough=session.thorough,
        matters=tuple(q for q in session.matters if answers.get(q)),
        helped=session.helped,
        pay=(),
        knows=session.knows,
        noted=noted,
        guesses={q: o for q, o in session.guesses.items() if o and _is_answer(pack, q, o)},
    )
    return healed, not stands or answers != session.answers


def _is_answer(pack: Pack, question: str, option: str) -> bool:
    asked = pack.script.questionnaire.questions.get(question)
    return asked is not None and (option == SKIPPED or asked.option(option) is not None)


def _undo(pack: Pack, place: BackStep) -> dict[str, str | None]:
    return {q: o for q, o in place.undo.items() if _is_answer(pack, q, o or SKIPPED)}


def _stands(pack: Pack, state: str, focus: tuple[str, ...], answers: dict[str, str]) -> bool:
    if state not in STATES:
        return False
    wanted = _FOCUS.get(State(state))
    if wanted is None:
        return not focus
    try:
        return wanted(pack, focus, answers)
    except (IndexError, KeyError, ValueError):
        return False


def _question(pack: Pack, focus: tuple[str, ...], answers: dict[str, str]) -> bool:
    changing = len(focus) == 2 and focus[1] == CHANGING and focus[0] in answers
    if len(focus) > 1 and focus[1] == SEVERAL:
        asked = pack.script.questionnaire.questions[focus[0]]
        return asked.most > 1 and {*focus[2:]} <= {option.id for option in asked.options}
    return focus[0] in pack.script.questionnaire.questions and (len(focus) == 1 or changing)


def _what_if(pack: Pack, focus: tuple[str, ...], answers: dict[str, str]) -> bool:  # noqa: ARG001
    return bool(focus) and all(_is_answer(pack, q, o) and o != SKIPPED for q, o in to_changes(focus).items())


def _pay(size: int) -> _Check:
    def check(pack: Pack, focus: tuple[str, ...], answers: dict[str, str]) -> bool:  # noqa: ARG001
        region = pack.knowledge.region(focus[0])
        if region is None or len(focus) != size or (size > 1 and focus[1] not in region.ranges):
            return False
        special = pack.knowledge.specialty(focus[2]) if size > 2 and focus[2] else None
        return size < 3 or not focus[2] or (special is not None and special.track == focus[1])

    return check


_FOCUS: dict[State, _Check] = {
    State.WHY_NOT: lambda pack, focus, _: focus[0] in pack.knowledge.tracks and len(focus) == 1,
    State.SIDES: lambda pack, focus, _: focus[0] in pack.knowledge.tracks and len(focus) == 1,
    State.QUESTION: _question,
    State.NOTED: lambda _, focus, __: focus in ((), (RESULT_WANTED,)),
    State.WHAT_IF: _what_if,
    State.SUBJECT: lambda pack, focus, _: focus[0] in pack.knowledge.subjects and len(focus) == 1,
    State.TOPIC: lambda pack, focus, _: bool(focus) and all(t in pack.knowledge.topics for t in focus),
    State.TABLE: lambda pack, focus, _: focus[0] in pack.knowledge.tables and len(focus) == 1,
    State.ROW: lambda pack, focus, _: pack.knowledge.row(focus[0]) is not None and len(focus) == 1,
    State.PAY_TRACK: _pay(1),
    State.PAY_SPECIALTY: _pay(2),
    State.PAY: _pay(3),
}
