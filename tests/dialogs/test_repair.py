"""What is not understood, gone, or not in the article always gets a word and a way on."""

import pytest

from dialogs.engine import Engine
from knowledge.model import Found, Match, Outcome
from tests.people import Person

NOTHING = Found(Outcome.DECLINE, noise=True)


def person_who_meets(tiny: Engine, found: Found) -> Person:
    return Person(Engine(tiny.pack, lambda *_: found))


def test_unclear_text_is_answered_better_each_time(tiny: Engine):
    person = person_who_meets(tiny, NOTHING)
    person.presses("find")
    assert person.says("mmm").replies[0].text.startswith("I didn't get that")
    assert "Slowly or quickly." in person.says("mmm").replies[0].text
    third = person.says("mmm")
    assert [choice.id for choice in third.replies[-1].choices] == ["skip:pace", "back", "ask", "help", "menu"]
    assert third.session.misses == 3
    assert person.presses("repeat").session.misses == 0


def test_outside_a_question_the_way_out_has_no_skip(tiny: Engine):
    person = person_who_meets(tiny, NOTHING)
    for _ in range(3):
        person.says("mmm")
    assert [choice.id for choice in person.choices] == ["back", "ask", "help", "menu"]


def test_question_that_the_article_does_not_answer_is_declined_with_what_is_near(tiny: Engine):
    found = Found(Outcome.DECLINE, (Match("tea", 0.3), Match("coffee", 0.2), Match("tea", 0.1)))
    person = person_who_meets(tiny, found)
    turn = person.says("what does cocoa cost?")
    assert [choice.id for choice in person.choices] == ["topic:tea", "topic:coffee", "ask", "menu"]
    assert turn.missed == "what does cocoa cost?"


def test_declined_in_a_question_the_question_comes_again(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.DECLINE, (Match("tea", 0.3),)))
    person.presses("find")
    turn = person.says("what does cocoa cost?")
    assert turn.session.state == "question"
    assert "How do you wake up?" in turn.replies[-1].text


def test_offer_is_remembered_until_none_of_it_was_meant(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.CLARIFY, (Match("tea", 0.4), Match("coffee", 0.3))))
    turn = person.says("something hot")
    assert turn.session.unsure == "something hot"
    assert [choice.id for choice in person.choices] == ["topic:tea", "topic:coffee", "none"]
    turn = person.presses("none")
    assert turn.missed == "something hot"
    assert turn.session.unsure == ""


@pytest.mark.parametrize("choice_id", ["topic:gone", "nonsense", "answer:pace:gone", ""])
def test_button_from_another_time_gets_a_word_and_the_screen(tiny: Engine, choice_id):
    person = Person(tiny)
    turn = person.presses(choice_id)
    assert "from another time" in turn.replies[0].text
    assert "Find my track" in person.labels


def test_below_a_long_screen_a_remark_carries_its_buttons(tiny: Engine):
    person = person_who_meets(tiny, NOTHING)
    person.presses("topic:tea")
    labels = person.labels
    turn = person.says("mmm")
    assert len(turn.replies) == 1
    assert person.labels == labels
