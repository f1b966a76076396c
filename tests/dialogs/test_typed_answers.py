"""What a typed answer says besides what the search makes of it: it denies, asks, contradicts itself."""

import pytest

from dialogs.engine import Engine
from knowledge.model import Found, Outcome
from tests.dialogs.listening import Hears
from tests.dialogs.test_talk import asked
from tests.people import Person

FAST = Found(Outcome.REPLY, option="fast")


def asked_back(tiny: Engine, *options: str) -> tuple[Person, Hears]:
    """Somebody who was asked whether they mean one of these."""
    hears = Hears(Found(Outcome.DECLINE, options=options))
    person = asked(tiny, hears)
    assert "Do you mean" in person.says("sort of, now and then").replies[0].text
    return person, hears


@pytest.mark.parametrize(
    ("text", "read", "answers"),
    [
        ("no. up with the sun", "up with the sun", {"pace": "fast"}),
        ("neither! up with the sun", "up with the sun", {"pace": "fast"}),
        ("no, sun", "no, sun", {"pace": "fast"}),
        ("no, the sun", "the sun", {"pace": "fast"}),
        ("well, up with the sun", "well, up with the sun", {"pace": "fast"}),
    ],
)
def test_behind_a_no_the_rest_is_the_answer(tiny: Engine, text: str, read: str, answers: dict):
    person, hears = asked_back(tiny, "slow", "both")
    hears.found = FAST
    assert person.says(text).session.answers == answers
    assert (read, "pace") in hears.asked


def test_a_no_rules_out_what_was_just_asked_back_and_nothing_else(tiny: Engine):
    person, hears = asked_back(tiny, "fast", "both")
    hears.found = FAST
    turn = person.says("no. up with the sun")
    assert (turn.session.answers, turn.session.offered[0]) == ({}, "answer:pace:slow")
    person = asked(tiny, Hears(FAST))
    assert person.says("no. up with the sun").session.answers == {"pace": "fast"}


@pytest.mark.parametrize(
    ("text", "said", "answers"),
    [
        ("if i say so, does it mean more? what is early", [], {}),
        ("if i say so, does it mean more? what is early", [("pace", "fast", 0.5, "early")], {"pace": "fast"}),
        ("early, i would say", [], {"pace": "fast"}),
    ],
)
def test_what_asks_and_has_no_clause_that_answers_is_asked_back(tiny: Engine, text: str, said, answers: dict):
    hears = Hears(FAST)
    hears.said = said
    turn = asked(tiny, hears).says(text)
    assert turn.session.answers == answers
    assert ("Do you mean _At once_?" in turn.replies[0].text) == (not answers)


def test_an_answer_with_an_aside_is_one(tiny: Engine):
    hears = Hears(Found(Outcome.REPLY, option="fast", aside="tea"))
    assert asked(tiny, hears).says("early. and what is it with tea, mostly?").session.answers == {"pace": "fast"}


@pytest.mark.parametrize(("text", "out"), [("why not slowly?", False), ("not slowly?", True), ("not slowly", True)])
def test_who_asks_why_not_rules_nothing_out(tiny: Engine, text: str, out: bool):
    turn = asked(tiny, Hears(Found(Outcome.DECLINE))).says(text)
    assert ("Then not _Slowly_" in turn.replies[0].text) == out
    assert turn.session.answers == {}
