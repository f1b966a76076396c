"""The whole map: states, triggers and the transition table. The table is the document; it holds no logic.

`back` is not in it: it leads along the way really taken, which a session's back_stack holds.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a dialog can be; each has a screen of the same name."""

    MENU = "menu"
    QUESTION = "question"
    SETTLED = "settled"
    RESULT = "result"
    WHAT_IF = "what_if"
    PLAN = "plan"
    ASK = "ask"
    SUBJECT = "subject"
    TOPIC = "topic"
    COMPARE = "compare"
    TABLE = "table"
    ROW = "row"
    PAY_REGION = "pay_region"
    PAY_TRACK = "pay_track"
    PAY_SPECIALTY = "pay_specialty"
    PAY = "pay"
    MY_DATA = "my_data"
    FORGET = "forget"


class Trigger(StrEnum):
    """What moves a dialog from state to state."""

    MENU = "menu"
    ASK_QUESTION = "ask_question"
    SETTLE = "settle"
    FINISH = "finish"
    TRY_CHANGE = "try_change"
    SHOW_PLAN = "show_plan"
    OPEN_SUBJECTS = "open_subjects"
    OPEN_SUBJECT = "open_subject"
    OPEN_TOPIC = "open_topic"
    OPEN_TABLES = "open_tables"
    OPEN_TABLE = "open_table"
    OPEN_ROW = "open_row"
    PICK_REGION = "pick_region"
    PICK_TRACK = "pick_track"
    PICK_SPECIALTY = "pick_specialty"
    SHOW_PAY = "show_pay"
    SHOW_DATA = "show_data"
    CONFIRM_FORGET = "confirm_forget"


class Transition(NamedTuple):
    """`trigger` leads from each of `sources` to `target`."""

    trigger: Trigger
    sources: tuple[State, ...]
    target: State


ANYWHERE = tuple(State)
# Here the bot waits for an answer: a question asked in between is answered in place, then the same is asked again.
WAITING = (
    State.QUESTION,
    State.SETTLED,
    State.PAY_REGION,
    State.PAY_TRACK,
    State.PAY_SPECIALTY,
    State.FORGET,
)

TABLE = (
    Transition(Trigger.MENU, ANYWHERE, State.MENU),
    Transition(Trigger.ASK_QUESTION, ANYWHERE, State.QUESTION),
    Transition(Trigger.SETTLE, ANYWHERE, State.SETTLED),
    Transition(Trigger.FINISH, ANYWHERE, State.RESULT),
    Transition(Trigger.TRY_CHANGE, ANYWHERE, State.WHAT_IF),
    Transition(Trigger.SHOW_PLAN, ANYWHERE, State.PLAN),
    Transition(Trigger.OPEN_SUBJECTS, ANYWHERE, State.ASK),
    Transition(Trigger.OPEN_SUBJECT, ANYWHERE, State.SUBJECT),
    Transition(Trigger.OPEN_TOPIC, tuple(s for s in State if s not in WAITING), State.TOPIC),
    Transition(Trigger.OPEN_TABLES, ANYWHERE, State.COMPARE),
    Transition(Trigger.OPEN_TABLE, ANYWHERE, State.TABLE),
    Transition(Trigger.OPEN_ROW, ANYWHERE, State.ROW),
    Transition(Trigger.PICK_REGION, ANYWHERE, State.PAY_REGION),
    Transition(Trigger.PICK_TRACK, ANYWHERE, State.PAY_TRACK),
    Transition(Trigger.PICK_SPECIALTY, ANYWHERE, State.PAY_SPECIALTY),
    Transition(Trigger.SHOW_PAY, ANYWHERE, State.PAY),
    Transition(Trigger.SHOW_DATA, ANYWHERE, State.MY_DATA),
    Transition(Trigger.CONFIRM_FORGET, ANYWHERE, State.FORGET),
)


def mermaid() -> str:
    """The table as a Mermaid state diagram; rows that start anywhere start at one node of that name."""
    return "\n".join(["stateDiagram-v2", "    [*] --> menu", *(f"    {line}" for line in _arrows())])


def _arrows() -> Iterator[str]:
    for row in TABLE:
        missing = [state for state in State if state not in row.sources]
        if not missing:
            yield f"anywhere --> {row.target}: {row.trigger}"
        else:
            name = f"before_{row.target}"
            yield f"{name} --> {row.target}: {row.trigger}"
            yield f"note right of {name}: anywhere but {', '.join(missing)}"
    yield "note right of anywhere: 'back' returns along the way really taken"
