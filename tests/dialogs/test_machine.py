"""The table is checked when a machine is built on it; a step follows the first row whose guard holds, or jumps."""

import ast
from pathlib import Path

import msgspec
import pytest

from dialogs.machine import StateMachine, TableError, faults_of
from dialogs.script import Pack
from dialogs.session import CHANGING, BackStep, Session
from dialogs.states import ANYWHERE, TABLE, State, Transition, Trigger

DIALOGS = Path(__file__).parents[2] / "dialogs"
STATES = tuple(State)


@pytest.fixture(scope="module")
def machine() -> StateMachine:
    return StateMachine()


def step(machine: StateMachine, pack: Pack, state: State, trigger: Trigger, **fields: object) -> str:
    return machine.step(pack, Session(state=state.value, **fields), trigger).state


def test_row_below_one_without_a_guard_is_a_fault():
    rows = (*TABLE, Transition(Trigger.OPEN_MENU, (State.MENU,), State.MENU))
    fault = "'open_menu' leads from 'menu' twice: a row without a guard stands above"
    assert fault in faults_of(rows, STATES)
    with pytest.raises(TableError, match="leads from 'menu' twice"):
        StateMachine(rows)


def test_rows_that_all_have_guards_are_a_fault():
    rows = tuple(row for row in TABLE if (row.trigger, row.target) != (Trigger.ANSWER, State.QUESTION))
    fault = "'answer' from 'question' has only rows with guards; end with one that has none"
    assert fault in faults_of(rows, STATES)


def test_unknown_guards_and_states_are_faults():
    row = Transition(Trigger.ANSWER, (State.MENU,), State.MENU, when="more_to_eat")
    assert "'answer' has an unknown guard 'more_to_eat'; write it in guards.py" in faults_of((row, *TABLE), STATES)
    assert "'open_menu' leads to nowhere: there is no state 'menu'" in faults_of(TABLE, STATES[1:])
    assert "'show_help' starts nowhere: there is no state 'menu'" in faults_of(TABLE, STATES[1:])


def test_unreachable_states_and_dead_ends_are_faults():
    unreached = tuple(row for row in TABLE if row.target != State.PAY)
    assert "the state 'pay' cannot be reached" in faults_of(unreached, STATES)
    stuck = (Transition(Trigger.OPEN_MENU, (State.ASK,), State.MENU),)
    assert "the state 'menu' is a dead end" in faults_of(stuck, (State.ASK, State.MENU))
    assert faults_of(TABLE, STATES) == []


def test_few_rows_start_anywhere():
    everywhere = {row.trigger for row in TABLE if row.sources == ANYWHERE}
    assert everywhere == {Trigger.OPEN_MENU, Trigger.ASK_FORGET, Trigger.SHOW_HELP}


def test_answering_leads_on_because_of_guards(machine, tiny_pack: Pack):
    questions = tiny_pack.script.questionnaire.questions
    first = next(iter(questions))
    every = {question: questions[question].options[0].id for question in questions}
    focus = {"focus": (first,)}
    assert step(machine, tiny_pack, State.QUESTION, Trigger.ANSWER, **focus, answers={first: ""}) == "question"
    assert step(machine, tiny_pack, State.QUESTION, Trigger.ANSWER, **focus, answers=every) == "result"
    heavy = {first: questions[first].options[0].id}
    if tiny_pack.script.questionnaire.decided(heavy, skipped_count=True):
        assert step(machine, tiny_pack, State.QUESTION, Trigger.ANSWER, **focus, answers=heavy) == "settled"
        assert step(machine, tiny_pack, State.QUESTION, Trigger.ANSWER, **focus, answers=heavy, thorough=True) == (
            "question"
        )


@pytest.mark.parametrize(
    ("origin", "target"), [("result", "result"), ("menu", "result"), ("question", "question"), ("settled", "question")]
)
def test_changed_answer_leads_back_to_where_the_person_set_out(machine, tiny_pack: Pack, origin, target):
    first = next(iter(tiny_pack.script.questionnaire.questions))
    fields = {"focus": (first, CHANGING), "answers": {first: ""}, "back_stack": (BackStep(origin),)}
    assert step(machine, tiny_pack, State.QUESTION, Trigger.ANSWER, **fields) == target


def test_trigger_without_a_row_here_is_a_jump_by_way_of_the_menu(tiny_pack: Pack):
    steps = []

    class Recording(StateMachine):
        def record(self, left, source, trigger, target):
            steps.append((left, source, trigger, target))

    assert step(Recording(), tiny_pack, State.QUESTION, Trigger.SHOW_PLAN) == "plan"
    assert steps == [("question", "menu", Trigger.SHOW_PLAN, "plan")]


def test_trigger_without_any_row_is_an_error(tiny_pack: Pack):
    with pytest.raises(TableError, match="no row leads from 'menu' by 'show_data'"):
        _without(Trigger.SHOW_DATA).step(tiny_pack, Session(), Trigger.SHOW_DATA)


def _without(trigger: Trigger) -> StateMachine:
    """The machine without one trigger, and without the states that only it leads to."""
    rows = [row for row in TABLE if row.trigger != trigger]
    gone = {row.target for row in TABLE} - {row.target for row in rows}
    kept = [row._replace(sources=tuple(s for s in row.sources if s not in gone)) for row in rows]
    return StateMachine(kept, [state for state in STATES if state not in gone])


def test_steps_leave_the_session_alone(machine, tiny_pack: Pack):
    before = Session()
    after = machine.step(tiny_pack, before, Trigger.SHOW_PLAN)
    assert before == Session()
    assert msgspec.structs.replace(after, state="menu") == before


def test_no_code_outside_the_machine_assigns_a_state():
    """But for undo and session migration (and the sessions that checks make up to render every screen)."""
    allowed = {("machine.py", "step"), ("turn_builder.py", "undo"), ("migration.py", "migrate_session")}
    made_up = {("render_all.py", "sessions"), ("session.py", "")}
    assigned = set()
    for path in DIALOGS.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if any(keyword.arg == "state" for keyword in call.keywords):
                around = [f.name for f in functions if f.lineno <= call.lineno <= (f.end_lineno or 0)]
                assigned.add((path.name, around[-1] if around else ""))
    assert allowed <= assigned
    assert assigned - allowed - made_up == set()
