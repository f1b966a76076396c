"""A correction records what the text surely says, asks the answer again that it speaks of, and takes nothing else for one."""

import msgspec
import pytest

from dialogs.engine import Engine
from knowledge.model import Found, Outcome
from tests.dialogs.listening import Hears, steer
from tests.dialogs.test_talk import advised, asked
from tests.people import Person


@pytest.mark.parametrize(
    ("text", "option"), [("wait, make that 2", "fast"), ("no, the third", "both"), ("my mistake", "fast")]
)
def test_a_correction_changes_the_answer_before(tiny: Engine, text: str, option: str):
    hears = Hears(steer("correct"))
    hears.said = [("pace", "fast", 0.9, "awake")]
    turn = asked(tiny, hears, "taste").says(text)
    assert turn.session.answers == {"pace": option}
    assert turn.session.focus == ("taste",)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("wait, make that 2", {"pace": "fast"}),
        ("oops the second please", {"pace": "fast"}),
        ("make that 2", {"pace": "slow"}),
        ("wait, i had two cups before we began this", {"pace": "slow"}),
    ],
)
def test_a_correction_that_counts_needs_no_search(tiny: Engine, text: str, answers: dict):
    assert asked(tiny, Hears(Found(Outcome.DECLINE)), "taste").says(text).session.answers == answers


@pytest.mark.parametrize(
    ("said", "text", "answers"),
    [
        ([("pace", "fast", 0.8, "")], "no wait, i am up early", {"pace": "fast"}),
        ([("pace", "fast", 0.79, "")], "no wait, i am up early", {"pace": "slow"}),
        ([("pace", "slow", 0.9, "")], "no wait, i am up early", {"pace": "slow"}),
        ([("pace", "fast", 0.8, ""), ("taste", "mild", 0.9, "")], "sorry, make it mild", {"pace": "slow"}),
        ([("pace", "fast", 0.9, "")], "i am up early", {"pace": "slow"}),
        ([("pace", "fast", 0.9, "")], "wait, am i up early?", {"pace": "slow"}),
        ([("pace", "fast", 0.9, "")], "wait" + " word" * 32, {"pace": "slow"}),
    ],
)
def test_a_correction_in_other_words_is_of_the_question_it_answers(tiny: Engine, said, text: str, answers: dict):
    hears = Hears(Found(Outcome.DECLINE))
    hears.said = said
    assert asked(tiny, hears, "taste").says(text).session.answers == answers


def test_a_correction_that_says_nothing_asks_again(tiny: Engine):
    turn = asked(tiny, Hears(steer("correct")), "taste").says("scratch that")
    assert turn.session.focus[0] == "pace"
    assert turn.session.answers == {"pace": "slow"}


def test_taking_back_the_answer_before_asks_that_question_again(tiny: Engine):
    person = asked(tiny, Hears(Found(Outcome.DECLINE)), "taste")
    turn = person.says("actually no, neither of those")
    assert turn.session.focus[0] == "pace"
    assert "How do you wake up?" in person.text


@pytest.mark.parametrize(
    ("text", "said", "answers", "focus"),
    [
        ("you got the pace wrong, i am up at once", [("pace", "fast", 0.8, "")], {"pace": "fast"}, "taste"),
        ("you got the pace wrong, i am up at once", [("pace", "fast", 0.5, "")], {"pace": "fast"}, "taste"),
        ("you got the pace wrong, i am up early", [("pace", "fast", 0.49, "")], {"pace": "slow"}, "pace"),
        ("the taste is wrong", [("taste", "mild", 0.9, "")], {"pace": "slow"}, "taste"),
        ("the pace is fine", [("pace", "fast", 0.9, "")], {"pace": "slow"}, "taste"),
    ],
)
def test_an_answer_that_is_named_and_said_to_be_wrong_is_corrected(tiny: Engine, text, said, answers, focus):
    hears = Hears(Found(Outcome.DECLINE))
    hears.said = said
    turn = asked(tiny, hears, "taste").says(text)
    assert (turn.session.answers, turn.session.focus[0]) == (answers, focus)


def misread(tiny: Engine, text: str, said=(), *, advice: bool = False) -> Person:
    """Somebody whose pace was recorded as slow, and who says otherwise below the next question or after a verdict."""
    hears = Hears(Found(Outcome.DECLINE))
    person = (advised if advice else asked)(tiny, hears, *(() if advice else ("taste",)))
    hears.said = list(said)
    person.says(text)
    return person


@pytest.mark.parametrize(
    ("text", "said", "answers", "focus"),
    [
        ("no! i am up at once, you misread me", [("pace", "fast", 0.8, "")], {"pace": "fast"}, "taste"),
        ("no! i am up at once, you misread me", [("pace", "fast", 0.79, "")], {"pace": "slow"}, "pace"),
        ("you wrote that i wake slowly, which i do not", [("pace", "slow", 0.9, "")], {"pace": "slow"}, "pace"),
        ("WRONG. i did. fix it", [], {"pace": "slow"}, "pace"),
        ("WRONG. i did. fix it", [("taste", "mild", 0.8, "")], {"pace": "slow"}, "taste"),
        ("is that wrong? i am up at once", [("pace", "fast", 0.9, "")], {"pace": "slow"}, "taste"),
        ("i find what is wrong and mend it by noon", [("pace", "fast", 0.9, "")], {"pace": "slow"}, "taste"),
        ("you misread me, " + "word " * 29, [("pace", "fast", 0.9, "")], {"pace": "fast"}, "taste"),
        ("you misread me, " + "word " * 30, [("pace", "fast", 0.9, "")], {"pace": "slow"}, "taste"),
        ("wrong. " + "word " * 32, [("pace", "fast", 0.9, "")], {"pace": "slow"}, "taste"),
    ],
)
def test_a_protest_corrects_what_it_says_or_asks_again(tiny: Engine, text: str, said, answers: dict, focus: str):
    session = misread(tiny, text, said).session
    assert (session.answers, session.focus[0]) == (answers, focus)


def test_a_protest_that_answers_the_open_question_is_its_answer(tiny: Engine):
    hears = Hears(Found(Outcome.REPLY, option="mild"))
    person = asked(tiny, hears, "taste")
    hears.said = [("taste", "mild", 0.8, "")]
    assert person.says("no, you got it backwards. nothing bitter").session.answers == {"pace": "slow", "taste": "mild"}


@pytest.mark.parametrize(
    ("text", "said", "answers", "state"),
    [
        ("one thing you noted is wrong: i am up at once", [("pace", "fast", 0.8, "")], "fast", "result"),
        ("you wrote that i wake slowly, and i do not", [("pace", "slow", 0.9, "")], "slow", "question"),
        ("that is wrong", [], "slow", "result"),
    ],
)
def test_a_protest_after_a_verdict_is_about_an_answer_that_it_speaks_of(tiny: Engine, text, said, answers, state):
    session = misread(tiny, text, said, advice=True).session
    assert (session.answers["pace"], session.state) == (answers, state)


@pytest.mark.parametrize(
    ("text", "said", "answers", "focus"),
    [
        ("pace: up at once", [("pace", "fast", 0.5, "")], {"pace": "fast"}, "taste"),
        ("change my pace to early", [("pace", "fast", 0.5, "")], {"pace": "fast"}, "taste"),
        ("change my pace to early", [("pace", "fast", 0.49, "")], {"pace": "slow"}, "pace"),
        ("the pace may change, you know", [("pace", "fast", 0.9, "")], {"pace": "slow"}, "taste"),
        ("please change the pace", [("pace", "fast", 0.9, "")], {"pace": "slow"}, "pace"),
        ("my pace is up at once", [("pace", "fast", 0.5, "")], {"pace": "fast"}, "taste"),
        ("my pace is at once. please note it", [], {"pace": "fast"}, "taste"),
        ("my pace is not at once", [], {"pace": "slow"}, "pace"),
        ("the pace is wrong, mild", [("taste", "mild", 0.8, "")], {"pace": "slow"}, "taste"),
        ("pace is all to me", [("pace", "fast", 0.9, "")], {"pace": "slow"}, "taste"),
        ("make people keep pace with me", [("pace", "fast", 0.9, "")], {"pace": "slow"}, "taste"),
        ("the bus is at once full, what a pace", [("pace", "fast", 0.9, "")], {"pace": "slow"}, "taste"),
        ("taste: nothing bitter", [("taste", "mild", 0.5, "")], {"pace": "slow", "taste": "mild"}, ""),
    ],
)
def test_an_answer_is_given_or_changed_by_the_name_of_its_question(tiny: Engine, text, said, answers, focus):
    hears = Hears(Found(Outcome.DECLINE))
    hears.said = said
    session = asked(tiny, hears, "taste").says(text).session
    assert (session.answers, *session.focus[:1]) == (answers, *([focus] if focus else []))


def test_what_was_answered_so_before_is_said_to_a_protest(tiny: Engine):
    person = misread(tiny, "you noted wrong! i wake slowly", [("pace", "slow", 0.8, "")])
    assert "said already: _Slowly_" in person.turn.replies[0].text
    assert person.session.focus == ("taste",)
    person = misread(tiny, "you noted wrong! i wake slowly", [("pace", "slow", 0.79, "")])
    assert person.session.focus[0] == "pace"


@pytest.mark.parametrize(
    ("text", "score", "pace", "state"),
    [
        ("change the one about mornings", 0.79, "slow", "question"),
        ("change the one about mornings: up at once", 0.8, "fast", "result"),
    ],
)
def test_an_answer_to_be_changed_is_known_by_what_the_text_speaks_of(tiny: Engine, text, score, pace, state):
    hears = Hears(steer("change"))
    person = advised(tiny, hears)
    hears.said = [("pace", "fast", score, "")]
    session = person.says(text).session
    assert (session.answers["pace"], session.state) == (pace, state)


def test_below_which_answer_to_change_an_answer_changes_its_question(tiny: Engine):
    hears = Hears(steer("change"))
    person = advised(tiny, hears)
    assert person.says("i want to change one").replies[-1].choices[-1].id == "continue"
    hears.found, hears.said = Found(Outcome.DECLINE), [("pace", "fast", 0.79, "")]
    before = person.session
    assert person.says("up at once").session.answers["pace"] == "slow"
    person.session = before
    hears.said = [("pace", "fast", 0.8, "")]
    assert person.says("up at once").session.answers["pace"] == "fast"
    person.session = msgspec.structs.replace(before, offered=("why", "change:pace", "result"))
    assert person.says("up at once").session.answers["pace"] == "slow"


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("NO. not slowly!! at once", {"pace": "fast"}),
        ("no, at once", {"pace": "fast"}),
        ("no. slowly", {"pace": "slow"}),
        ("well. at once", {"pace": "slow"}),
        ("no, not at once", {"pace": "slow"}),
        ("no", {"pace": "slow"}),
    ],
)
def test_after_a_no_the_option_that_is_named_is_the_answer_before(tiny: Engine, text: str, answers: dict):
    assert misread(tiny, text).session.answers == answers


def test_one_word_of_several_is_no_answer_of_a_question_that_it_does_not_name(tiny: Engine):
    person = misread(tiny, "you got it wrong. both, then up early", [("pace", "both", 0.9, "both")])
    assert person.session.answers == {"pace": "slow"}
    person = misread(tiny, "you got it wrong. both", [("pace", "both", 0.9, "both")])
    assert person.session.answers == {"pace": "both"}


@pytest.mark.parametrize(
    ("text", "said", "matters"),
    [
        ("let the mornings count double", [("pace", "slow", 0.4, "")], ("pace",)),
        ("the pace matters most to me", [], ("pace",)),
        ("does the pace count double?", [], ()),
        ("something should count double", [], ()),
    ],
)
def test_an_answer_is_marked_by_what_the_text_speaks_of(tiny: Engine, text: str, said, matters: tuple[str, ...]):
    person = misread(tiny, text, said, advice=True)
    assert person.session.matters == matters
    assert person.session.answers == {"pace": "slow", "taste": "mild"}


def test_what_counts_double_already_stays_so_and_no_question_is_left_for_it(tiny: Engine):
    person = misread(tiny, "let the pace count double", advice=True)
    assert person.says("the pace counts double, please").session.matters == ("pace",)
    assert misread(tiny, "the pace counts double").session.focus == ("taste",)


def test_a_protest_below_what_is_asked_back_is_about_that(tiny: Engine):
    hears = Hears(Found(Outcome.DECLINE, options=("mild",)))
    person = asked(tiny, hears, "taste")
    person.says("sort of soft")
    hears.found = Found(Outcome.DECLINE)
    assert person.says("you misread me, i like it soft").session.focus == ("taste",)
