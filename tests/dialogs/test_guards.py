"""Each guard is true exactly where its name says so."""

import pytest

from dialogs.guards import GUARDS, changing_a_result, enough_answered, has_verdict, more_to_ask
from dialogs.script import Pack
from dialogs.session import CHANGING, SKIPPED, BackStep, Session

EVERY = {"pace": "slow", "taste": "mild"}


def test_more_to_ask_until_every_question_is_answered_or_skipped(tiny_pack: Pack):
    assert more_to_ask(tiny_pack, Session())
    assert more_to_ask(tiny_pack, Session(answers={"pace": SKIPPED}))
    assert not more_to_ask(tiny_pack, Session(answers={"pace": SKIPPED, "taste": SKIPPED}))


def test_enough_is_answered_once_nothing_left_can_change_the_track(tiny_pack: Pack):
    assert not enough_answered(tiny_pack, Session())
    assert not enough_answered(tiny_pack, Session(answers={"taste": "mild"}))
    assert enough_answered(tiny_pack, Session(answers=EVERY))
    assert not enough_answered(tiny_pack, Session(answers=EVERY, thorough=True))


@pytest.mark.parametrize(
    ("focus", "ways", "changing"),
    [
        (("pace",), ("result",), False),
        (("pace", CHANGING), ("result",), True),
        (("pace", CHANGING), ("question",), False),
        (("pace", CHANGING), ("settled",), False),
        (("pace", CHANGING), ("result", "menu"), True),
        (("pace", CHANGING), (), True),
    ],
)
def test_a_result_is_changed_by_who_set_out_from_outside_the_questions(tiny_pack: Pack, focus, ways, changing):
    stack = tuple(BackStep(state) for state in ways)
    session = Session(state="question", focus=focus, answers=EVERY, back_stack=stack)
    assert changing_a_result(tiny_pack, session) is changing


def test_change_of_a_second_answer_remembers_where_the_first_set_out(tiny_pack: Pack):
    stack = (BackStep("result"), BackStep("question", ("pace", CHANGING)))
    session = Session(state="question", focus=("taste", CHANGING), answers=EVERY, back_stack=stack)
    assert changing_a_result(tiny_pack, session)


def test_a_verdict_is_there_once_the_questions_are_over_could_be_or_were_cut_short(tiny_pack: Pack):
    early = Session(state="topic", answers={"taste": "mild"})
    assert not has_verdict(tiny_pack, early)
    assert has_verdict(tiny_pack, Session(answers=early.answers, back_stack=(BackStep("result"), BackStep("menu"))))
    assert has_verdict(tiny_pack, Session(answers=EVERY))
    assert not has_verdict(tiny_pack, Session(back_stack=(BackStep("result"),)))


def test_guards_are_known_by_their_names():
    assert list(GUARDS) == ["more_to_ask", "enough_answered", "notes_left", "result_wanted", "changing_a_result"]
