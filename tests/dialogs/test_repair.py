"""What is not understood, gone, or not in the article always gets a word and a way on."""

import pytest

from dialogs.engine import Engine
from knowledge.model import Found, Match, Outcome
from tests.dialogs.listening import Hears
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


def test_no_to_an_answer_is_a_question_without_one(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.ANSWER, (Match("tea", 0.9),)))
    assert person.says("something hot").missed == ""
    turn = person.says("that's not what I asked")
    assert (turn.missed, turn.session.unsure, turn.session.misses) == ("something hot", "", 0)
    assert person.says("no").missed == ""  # to what was said just now, nothing
    person.says("something hot")
    assert person.presses("menu").session.unsure == ""


@pytest.mark.parametrize(("word", "remark"), [("yes", "Good."), ("nope", "All right.")])
def test_yes_or_no_to_nothing_that_was_asked_is_no_miss(tiny: Engine, word: str, remark: str):
    person = person_who_meets(tiny, Found(Outcome.DECLINE))
    person.presses("my_data")
    assert person.says(word).replies[0].text == remark
    assert (person.session.misses, person.turn.missed) == (0, "")
    person.presses("find")
    assert person.says(word).session.misses == 1  # our question waits, and that is no answer to it


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


def test_closest_topic_is_said_to_be_no_more_than_that(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.NEAR, (Match("tea", 0.4), Match("coffee", 0.3))))
    turn = person.says("is cocoa slow?")
    assert turn.replies[0].text.startswith("I have no answer to exactly that.")
    assert "Tea is slow and gentle." in turn.replies[1].text
    assert (turn.session.state, turn.session.focus) == ("topic", ("tea",))
    assert turn.missed == "is cocoa slow?"


def test_below_a_question_only_what_asks_something_gets_the_closest_topic(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.NEAR, (Match("tea", 0.4),), asks=True))
    person.presses("find")
    turn = person.says("is cocoa slow")
    assert "Tea is slow" in turn.replies[1].text
    assert turn.session.state == "question"
    person = person_who_meets(tiny, Found(Outcome.NEAR, (Match("tea", 0.4),)))
    person.presses("find")
    turn = person.says("cocoa, slowly")
    assert turn.replies[0].text.startswith("I can't tell which of these")
    assert "How do you wake up?" in turn.replies[-1].text


def test_answer_that_is_not_sure_is_asked_back_and_nothing_is_recorded(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.DECLINE, options=("slow", "both")))
    person.presses("find")
    turn = person.says("slowish, or not")
    assert turn.replies[0].text.startswith("Do you mean _Slowly_ or _Both_?")
    assert [choice.id for choice in person.choices][:2] == ["answer:pace:slow", "answer:pace:both"]
    assert turn.session.answers == {}
    assert person.says("1").session.answers == {"pace": "slow"}


def test_somebody_in_danger_gets_words_of_their_own_and_no_menu(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.DECLINE, (Match("tea", 0.4),), outside="distress"))
    turn = person.says("whatever it was")
    assert "find a helpline" in turn.replies[0].text
    assert [choice.id for choice in person.choices] == ["continue"]
    assert turn.missed == ""


def test_another_language_is_told_that_this_is_english_and_the_question_is_asked_again(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.DECLINE, (Match("tea", 0.4),), outside="language"))
    person.presses("find")
    turn = person.says("la primera, por favor")
    assert "I only speak English" in turn.replies[0].text
    assert "answer:pace:slow" in [choice.id for choice in person.choices]
    assert turn.missed == ""


def test_yes_does_not_tell_which_of_the_options(tiny: Engine):
    person = person_who_meets(tiny, NOTHING)
    person.presses("find")
    assert person.says("yes").replies[0].text == tiny.pack.script.phrases["repair.which"]
    assert "answer:pace:slow" in [choice.id for choice in person.choices]


def test_newcomers_hear_how_to_begin_and_others_how_to_argue(tiny: Engine):
    person = person_who_meets(tiny, NOTHING)
    person.presses("topic:tea")
    assert "find my track" in person.says("mmm").replies[0].text
    for choice_id in ("find", "answer:pace:slow", "answer:taste:mild", "result"):
        person.presses(choice_id)
    assert "what speaks against it" in person.says("mmm").replies[0].text


def test_who_tells_something_below_a_question_is_thanked_and_asked_which_is_nearest(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.DECLINE))
    person.presses("find")
    told = person.says("i took the radio apart when i was nine").replies[0].text
    assert "thank you for telling me" in told
    assert "“i took the radio apart when i was nine”" in told
    person.presses("repeat")
    assert "thank you" not in person.says("the radio").replies[0].text


def test_what_goes_on_about_the_topic_just_told_gets_its_nearest_sentence(tiny: Engine):
    class Nearest(Hears):
        def nearest(self, text, sentences):
            return (len(sentences) - 1, 0.5) if "harvest" in text else (0, 0.05)

    topic = tiny.pack.knowledge.topics["tea"]
    person = Person(Engine(tiny.pack, Nearest(Found(Outcome.NEAR, (Match("tea", 0.4),)))))
    person.presses("topic:tea")
    told = person.says("and the harvest?").replies[0].text
    assert told.startswith("The nearest I have to that")
    assert told.split("_")[1] in topic.answer.replace("**", "")
    assert person.says("and cocoa?").replies[0].text == tiny.pack.script.phrases["topic.no_more"]


def test_declined_twice_a_third_one_gets_a_way_out(tiny: Engine):
    person = person_who_meets(tiny, Found(Outcome.DECLINE, (Match("tea", 0.3),)))
    for _ in range(2):
        assert "topic:tea" in person.says("what does cocoa cost?").session.offered
    assert person.says("what does cocoa cost?").session.offered == ("back", "ask", "help", "menu")


def test_no_i_meant_something_else_asks_for_that(tiny: Engine):
    hears = Hears(Found(Outcome.ANSWER, (Match("tea", 0.9),)))
    person = Person(Engine(tiny.pack, hears))
    person.says("no, i meant coffee with milk")
    assert hears.asked[-1][0] == "no, i meant coffee with milk"  # nothing was answered before
    turn = person.says("no, I meant coffee with milk")
    assert hears.asked[-1][0] == "coffee with milk"
    assert turn.missed == "no, i meant coffee with milk"
    person.says("no, I meant green coffee")
    assert hears.asked[-1][0] == "green coffee"
    person.says("wait, coffee")
    assert hears.asked[-1][0] == "wait, coffee"


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("what is a tea cup?", True),
        ("tea cups, what does that mean please?", True),
        ("what is a tea cup", False),
        ("what does a tea cup cost?", False),
        ("what is tea?", False),
    ],
)
def test_a_question_for_the_meaning_of_a_word_alone_is_answered_with_that(tiny: Engine, text: str, means: bool):
    person = person_who_meets(tiny, Found(Outcome.ANSWER, (Match("tea", 0.9),), asks=True))
    told = " ".join(reply.text for reply in person.says(text).replies)
    assert ("a small one" in told) == means
    assert (person.session.state == "menu") == means


def test_an_option_that_was_asked_back_and_is_likeliest_again_is_the_answer(tiny: Engine):
    unsure = Found(Outcome.DECLINE, options=("fast", "slow"))
    person = person_who_meets(tiny, unsure)
    person.presses("find")
    for text in ("kind of quick", "quick, as i told you"):
        before, turn = person.session, person.says(text)
    assert before.answers == {}
    assert turn.session.answers == {"pace": "fast"}
    person = person_who_meets(tiny, Found(Outcome.DECLINE, options=("both",)))
    person.presses("find")
    person.engine.find = lambda *_: unsure
    person.says("kind of quick")
    person.engine.find = lambda *_: Found(Outcome.DECLINE, options=("both",))
    assert person.says("now and then").session.answers == {}


def test_who_asks_who_wrote_it_while_we_ask_is_answered_there(tiny: Engine):
    person = person_who_meets(tiny, NOTHING)
    person.presses("find")
    turn = person.presses("about")
    assert (turn.session.state, turn.shown, turn.session.misses) == ("question", "question", 0)
    assert turn.replies[0].text == person_who_meets(tiny, NOTHING).presses("about").replies[-1].text
