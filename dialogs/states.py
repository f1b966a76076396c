"""The dialog as a table: states, triggers, and the transitions with their guards. Holds no logic; `machine` runs it.

Rows of one trigger and source are tried in order, and the first whose guard holds is taken; the last has no guard.
A row starts where its button is offered, or where what leads to it is said. Three rows start anywhere: `open_menu` (the
way out, and the route of every jump), `ask_forget` (a right that nobody should have to look for) and `show_help`.

A jump (an old button, or a command said where it is not offered) takes two rows: `open_menu`, then a row from the menu.
Two things change the state outside the table: undo, which goes back along the way really taken
(`turn_builder.TurnBuilder.undo`), and the migration of sessions that an older script made (`migration`).
"""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a dialog can be; each has a screen of the same name. The first is where a conversation starts."""

    MENU = "menu"
    QUESTION = "question"
    SETTLED = "settled"
    NOTED = "noted"
    RESULT = "result"
    WHY = "why"
    WHY_NOT = "why_not"
    HOW_SURE = "how_sure"
    MORE = "more"
    MATTERS = "matters"
    POINTS = "points"
    SUMMARY = "summary"
    CARD = "card"
    ABOUT = "about"
    WHAT_IF = "what_if"
    PLAN = "plan"
    ASK = "ask"
    SUBJECT = "subject"
    TOPIC = "topic"
    COMPARE = "compare"
    TABLE = "table"
    ROW = "row"
    SIDES = "sides"
    PAY_REGION = "pay_region"
    PAY_TRACK = "pay_track"
    PAY_SPECIALTY = "pay_specialty"
    PAY = "pay"
    MY_DATA = "my_data"
    FORGET = "forget"


class Trigger(StrEnum):
    """What moves a dialog: what a person did, not where it leads."""

    OPEN_MENU = "open_menu"
    FIND_TRACK = "find_track"
    ANSWER = "answer"
    ASK_ALL = "ask_all"
    TELL = "tell"
    TAKE_NOTES = "take_notes"
    DROP_NOTE = "drop_note"
    CHANGE_ANSWER = "change_answer"
    SHOW_RESULT = "show_result"
    EXPLAIN = "explain"
    EXPLAIN_OTHER = "explain_other"
    SHOW_FIRMNESS = "show_firmness"
    SHOW_MORE = "show_more"
    WEIGH = "weigh"
    MARK = "mark"
    SHOW_POINTS = "show_points"
    SUMMARISE = "summarise"
    DRAW_CARD = "draw_card"
    SHOW_ABOUT = "show_about"
    SUPPOSE = "suppose"
    KEEP_CHANGE = "keep_change"
    SHOW_PLAN = "show_plan"
    OPEN_SUBJECTS = "open_subjects"
    OPEN_SUBJECT = "open_subject"
    OPEN_TOPIC = "open_topic"
    OPEN_TABLES = "open_tables"
    OPEN_TABLE = "open_table"
    OPEN_ROW = "open_row"
    SHOW_SIDES = "show_sides"
    ESTIMATE_PAY = "estimate_pay"
    PICK_REGION = "pick_region"
    PICK_TRACK = "pick_track"
    PICK_SPECIALTY = "pick_specialty"
    SHOW_DATA = "show_data"
    ASK_FORGET = "ask_forget"
    SHOW_HELP = "show_help"


class Transition(NamedTuple):
    """`trigger` leads from each of `sources` to `target` (None: it stays where it is), if the guard `when` holds.

    `when` and `unless` name functions of `guards`; '' is no condition.
    """

    trigger: Trigger
    sources: tuple[State, ...]
    target: State | None
    when: str = ""
    unless: str = ""


S, T = State, Trigger
ANYWHERE = tuple(State)
# States in which the bot waits for an answer: what is asked in between is answered there, and the same is asked again.
WAITING = (S.QUESTION, S.SETTLED, S.NOTED, S.PAY_REGION, S.PAY_TRACK, S.PAY_SPECIALTY, S.FORGET)
READING = tuple(state for state in State if state not in WAITING)

# What follows a verdict: each of these leads to the others.
VERDICT = (S.RESULT, S.WHY, S.WHY_NOT, S.HOW_SURE, S.MORE)
AFTER_VERDICT = (S.MATTERS, S.POINTS, S.WHAT_IF, S.PLAN, S.SUMMARY, S.CARD, S.ABOUT)

TABLE = (
    Transition(T.OPEN_MENU, ANYWHERE, S.MENU),
    Transition(T.ASK_FORGET, ANYWHERE, S.FORGET),
    Transition(T.SHOW_HELP, ANYWHERE, None),
    # The persona questions, and what comes of them.
    Transition(T.FIND_TRACK, (S.MENU, S.PLAN, S.TOPIC, S.SIDES), S.RESULT, unless="more_to_ask"),
    Transition(T.FIND_TRACK, (S.MENU, S.PLAN, S.TOPIC, S.SIDES), S.RESULT, when="enough_answered"),
    Transition(T.FIND_TRACK, (S.MENU, S.PLAN, S.TOPIC, S.SIDES), S.QUESTION),
    Transition(T.ANSWER, (S.QUESTION, S.SETTLED), S.RESULT, when="changing_a_result"),
    Transition(T.ANSWER, (S.QUESTION, S.SETTLED), S.RESULT, unless="more_to_ask"),
    Transition(T.ANSWER, (S.QUESTION, S.SETTLED), S.SETTLED, when="enough_answered"),
    Transition(T.ANSWER, (S.QUESTION, S.SETTLED), S.QUESTION),
    # A story: what it tells of questions not yet answered counts once the person says so.
    Transition(T.TELL, (*READING, S.QUESTION, S.SETTLED, S.NOTED), S.NOTED),
    Transition(T.DROP_NOTE, (S.NOTED,), S.NOTED, when="notes_left"),
    Transition(T.DROP_NOTE, (S.NOTED,), S.RESULT, unless="more_to_ask"),
    Transition(T.DROP_NOTE, (S.NOTED,), S.RESULT, when="result_wanted"),
    Transition(T.DROP_NOTE, (S.NOTED,), S.QUESTION),
    Transition(T.TAKE_NOTES, (S.NOTED,), S.RESULT, unless="more_to_ask"),
    Transition(T.TAKE_NOTES, (S.NOTED,), S.RESULT, when="result_wanted"),
    Transition(T.TAKE_NOTES, (S.NOTED,), S.SETTLED, when="enough_answered"),
    Transition(T.TAKE_NOTES, (S.NOTED,), S.QUESTION),
    Transition(T.ASK_ALL, (S.MENU, S.SETTLED, S.RESULT), S.RESULT, unless="more_to_ask"),
    Transition(T.ASK_ALL, (S.MENU, S.SETTLED, S.RESULT), S.QUESTION),
    Transition(T.CHANGE_ANSWER, (S.MENU, S.QUESTION, S.SETTLED, S.RESULT, S.MORE), S.QUESTION),
    Transition(T.SHOW_RESULT, (*VERDICT, *AFTER_VERDICT, S.MENU, S.SETTLED, S.TOPIC, S.SIDES), S.RESULT),
    Transition(T.EXPLAIN, (*VERDICT, S.MENU), S.WHY),
    Transition(T.EXPLAIN_OTHER, (*VERDICT, S.MENU), S.WHY_NOT),
    Transition(T.SHOW_FIRMNESS, (*VERDICT, S.MENU), S.HOW_SURE),
    Transition(T.SHOW_MORE, (*VERDICT, S.MENU, S.POINTS, S.SUMMARY, S.ABOUT), S.MORE),
    Transition(T.WEIGH, (S.MENU, S.RESULT, S.HOW_SURE, S.MORE), S.MATTERS),
    Transition(T.MARK, (S.MENU, S.MATTERS), S.MATTERS),
    Transition(T.SHOW_POINTS, (S.MENU, S.WHY, S.MORE), S.POINTS),
    Transition(T.SUMMARISE, (S.MENU, S.MORE, S.CARD), S.SUMMARY),
    Transition(T.DRAW_CARD, (S.MENU, S.SUMMARY), S.CARD),
    Transition(T.SHOW_ABOUT, (S.MENU, S.SUMMARY), S.ABOUT),
    Transition(T.SUPPOSE, (S.MENU, S.RESULT, S.MORE), S.WHAT_IF),
    Transition(T.KEEP_CHANGE, (*VERDICT, S.MENU, S.WHAT_IF, S.PLAN), S.RESULT),
    Transition(T.SHOW_PLAN, (*VERDICT, S.MENU, S.SUMMARY, S.CARD), S.PLAN),
    # The FAQ: by subject, by table, or in one's own words from wherever nothing waits for an answer.
    Transition(T.OPEN_SUBJECTS, (S.MENU, S.TOPIC), S.ASK),
    Transition(T.OPEN_SUBJECT, (S.MENU, S.ASK), S.SUBJECT),
    Transition(T.OPEN_TOPIC, READING, S.TOPIC),
    Transition(T.OPEN_TOPIC, WAITING, None),
    Transition(T.OPEN_TABLES, (S.MENU, S.TABLE, S.ROW, S.SIDES), S.COMPARE),
    Transition(T.OPEN_TABLE, (S.MENU, S.COMPARE), S.TABLE),
    Transition(T.OPEN_ROW, (S.MENU, S.TABLE), S.ROW),
    Transition(T.SHOW_SIDES, (S.MENU, S.COMPARE, S.SIDES, S.WHY_NOT), S.SIDES),
    # What somebody would earn.
    Transition(T.ESTIMATE_PAY, (S.MENU, S.PAY), S.PAY_REGION),
    Transition(T.PICK_REGION, (S.MENU, S.PAY_REGION), S.PAY_TRACK),
    Transition(T.PICK_TRACK, (S.MENU, S.PAY_TRACK), S.PAY_SPECIALTY),
    Transition(T.PICK_SPECIALTY, (S.MENU, S.PAY_SPECIALTY), S.PAY),
    # What is kept of a person.
    Transition(T.SHOW_DATA, (S.MENU,), S.MY_DATA),
)
