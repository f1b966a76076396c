"""A turn in the making: steps with a way back, replies in order, topics remembered; nothing is changed in place."""

import pytest

from dialogs.machine import StateMachine
from dialogs.script import Pack
from dialogs.session import BACK_STACK_LIMIT, TOPICS_LIMIT, BackStep, Session
from dialogs.states import State, Trigger
from dialogs.turn_builder import TurnBuilder, buttons


@pytest.fixture
def builder(tiny_pack: Pack) -> TurnBuilder:
    return TurnBuilder(tiny_pack, StateMachine(), Session())


def test_step_to_a_question_is_about_the_next_one(builder):
    asked = builder.go(Trigger.FIND_TRACK)
    assert (asked.state, asked.session.focus) == (State.QUESTION, ("pace",))
    assert asked.session.back_stack == (BackStep("menu"),)
    answered = asked.go(Trigger.ANSWER, answers={"pace": ""})
    assert answered.session.focus == ("taste",)
    assert answered.session.back_stack[-1] == BackStep("question", ("pace",), {"pace": None})


def test_step_that_leads_nowhere_new_leaves_no_way_back(builder):
    assert builder.go(Trigger.OPEN_MENU) is builder
    table = builder.go(Trigger.OPEN_TABLE, "taste")
    assert table.go(Trigger.OPEN_TABLE, "taste") is table


def test_undo_restores_answers_that_were_overwritten_and_drops_new_ones(builder):
    before = builder.change(answers={"pace": "slow"})
    after = before.go(Trigger.KEEP_CHANGE, answers={"pace": "fast", "taste": "mild"})
    assert after.session.back_stack[-1].undo == {"pace": "slow", "taste": None}
    assert after.undo().session == before.session


def test_undo_of_a_restart_restores_every_answer(builder):
    before = builder.change(answers={"pace": "slow", "taste": "mild"})
    after = before.go(Trigger.OPEN_MENU, answers={})
    assert after.session.answers == {}
    assert after.undo().session.answers == before.session.answers


def test_undo_past_the_offer_to_stop_asks_again_whether_to_stop(builder):
    settled = builder.change(state="settled", thorough=True)
    assert not settled.go(Trigger.SHOW_RESULT).undo().session.thorough
    assert builder.change(thorough=True).go(Trigger.SHOW_PLAN).undo().session.thorough


def test_back_stack_holds_the_newest_steps(builder):
    walk = builder
    for n in range(BACK_STACK_LIMIT + 5):
        walk = walk.go(Trigger.SHOW_PLAN) if n % 2 == 0 else walk.go(Trigger.OPEN_MENU)
    assert len(walk.session.back_stack) == BACK_STACK_LIMIT == 40
    assert walk.session.back_stack[-1] == BackStep("menu")


def test_answers_noted_in_place_can_be_undone(builder):
    noted = builder.note_answers({"pace": "slow"})
    assert (noted.state, noted.session.answers) == (State.MENU, {"pace": "slow"})
    assert noted.undo().session.answers == {}


def test_step_that_stays_where_it_is_changes_nothing(builder):
    assert builder.stay_for(Trigger.SHOW_HELP).session == builder.session


def test_topics_are_remembered_newest_last_each_once(builder):
    talked = builder.talked_about(["tea", "coffee"]).talked_about(["tea"])
    assert talked.session.topics == ("coffee", "tea")
    assert builder.talked_about("abcde").session.topics == tuple("cde")
    assert TOPICS_LIMIT == 3


def test_replies_are_gathered_in_order_and_old_builders_stay_as_they_were(builder):
    said = builder.say("repair.back").say("repair.back_end", "menu")
    assert [reply.text for reply in said.replies] == [
        "Back we go.",
        "This is where we started; there is no further back.",
    ]
    assert [choice.id for choice in said.replies[1].choices] == ["menu"]
    assert builder.replies == ()
    assert builder.show
    assert not builder.stay().show


def test_buttons_come_in_order_and_once(tiny_pack: Pack):
    assert [button.id for button in buttons(tiny_pack, "back", "menu", "back")] == ["back", "menu"]
