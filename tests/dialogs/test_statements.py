"""What people say of themselves where nothing was asked: noted, or led back to what can be weighed; no topic guessed."""

import pytest

from dialogs.engine import Engine
from knowledge.model import Found, Match, Outcome
from knowledge.reading import BEGUN, VERDICT, Act, Kind
from tests.dialogs.listening import Hears, steer
from tests.people import Person

TEA = (Match("tea", 0.5),)
NEAR = Found(Outcome.NEAR, TEA, tells=True)
SLOW = ("pace", "slow", 0.9, "i need an hour to wake up")
MILD = ("taste", "mild", 0.7, "nothing bitter for me")


def person_who(tiny: Engine, found: Found, said=(), *before: str) -> Person:
    hears = Hears(found)
    hears.said = list(said)
    person = Person(Engine(tiny.pack, hears))
    for choice in before:
        person.presses(choice)
    return person


def test_one_short_statement_is_noted_and_shows_no_topic(tiny: Engine):
    person = person_who(tiny, NEAR, [SLOW])
    assert person.says("mornings are hard").session.state == "noted"
    assert "“i need an hour to wake up”" in person.text
    assert "closest" not in person.text


def test_a_sure_topic_is_answered_beside_what_is_noted(tiny: Engine):
    person = person_who(tiny, Found(Outcome.ANSWER, TEA, tells=True, named=True), [SLOW])
    turn = person.says("mornings are hard")
    assert turn.session.state == "noted"
    assert tiny.pack.knowledge.topics["tea"].answer.split(".")[0] in turn.replies[0].text


def test_only_the_surest_topic_is_answered_beside_what_is_noted(tiny: Engine):
    two = (Match("tea", 0.5), Match("coffee", 0.4))
    person = person_who(tiny, Found(Outcome.ANSWER, two, tells=True, named=True), [SLOW])
    text = " ".join(reply.text for reply in person.says("mornings are hard").replies)
    assert tiny.pack.knowledge.topics["tea"].title in text
    assert tiny.pack.knowledge.topics["coffee"].title not in text


def test_more_notes_join_those_still_to_be_confirmed(tiny: Engine):
    person = person_who(tiny, NEAR, [SLOW])
    person.says("mornings are hard")
    person.engine.find.said = [MILD]  # type: ignore[attr-defined]
    person.says("nothing bitter")
    assert [note.question for note in person.session.noted] == ["pace", "taste"]
    person.engine.find.said = [("pace", "fast", 0.9, "up at once")]  # type: ignore[attr-defined]
    person.says("well, today i was up at once")
    assert [(note.question, note.option) for note in person.session.noted] == [("taste", "mild"), ("pace", "fast")]


@pytest.mark.parametrize("text", ["yes", "that's right", "exactly", "find my track", "go on"])
def test_who_agrees_or_goes_on_has_confirmed_the_notes(tiny: Engine, text: str):
    person = person_who(tiny, NEAR, [SLOW])
    person.says("mornings are hard")
    assert person.says(text).session.answers == {"pace": "slow"}
    assert person.session.focus == ("taste",)


def test_small_talk_that_agrees_confirms_the_notes_and_other_small_talk_does_not(tiny: Engine):
    person = person_who(tiny, NEAR, [SLOW])
    person.says("mornings are hard")
    person.engine.find.found = Found(Outcome.CHAT, chat="thanks")  # type: ignore[attr-defined]
    assert person.says("kind of you").session.answers == {}
    person.engine.find.found = Found(Outcome.CHAT, chat="ack")  # type: ignore[attr-defined]
    person.engine.find.said = []  # type: ignore[attr-defined]
    assert person.says("not quite so").session.answers == {}
    assert person.says("aye, so it is").session.answers == {"pace": "slow"}


@pytest.mark.parametrize("text", ["no", "that's wrong", "none of it"])
def test_who_denies_has_dropped_the_notes(tiny: Engine, text: str):
    person = person_who(tiny, NEAR, [SLOW])
    person.says("mornings are hard")
    session = person.says(text).session
    assert (session.answers, session.noted, session.state) == ({}, (), "question")


def test_a_sure_topic_of_what_names_nothing_is_no_answer(tiny: Engine):
    person = person_who(tiny, Found(Outcome.ANSWER, TEA, tells=True))
    assert person.says("i cannot stand mugs").session.offered == ("find", "topic:tea", "menu")


def test_at_the_start_the_questions_are_offered_and_what_is_near_is_a_button(tiny: Engine):
    person = person_who(tiny, NEAR)
    turn = person.says("i cannot stand mugs")
    assert turn.session.offered == ("find", "topic:tea", "menu")
    assert turn.missed == "i cannot stand mugs"
    assert person.says("yes").session.state == "question"


@pytest.mark.parametrize("outcome", [Outcome.NEAR, Outcome.CLARIFY, Outcome.DECLINE])
def test_where_questions_were_left_the_open_one_is_asked(tiny: Engine, outcome: Outcome):
    person = person_who(tiny, Found(outcome, TEA, tells=True), (), "find", "answer:pace:slow", "menu")
    person.says("i cannot stand mugs")
    assert person.engine.find.asked[-1] == ("i cannot stand mugs", BEGUN)  # type: ignore[attr-defined]
    assert (person.session.state, person.session.focus) == ("question", ("taste",))
    assert "I hear you" in person.text


def test_after_a_verdict_it_is_an_objection(tiny: Engine):
    person = person_who(tiny, NEAR, (), "find", "answer:pace:slow", "answer:taste:mild", "menu")
    person.says("i cannot stand mugs")
    assert person.engine.find.asked[-1] == ("i cannot stand mugs", VERDICT)  # type: ignore[attr-defined]
    assert "None of my questions asks about that" in person.text


def test_where_something_waits_it_waits_on(tiny: Engine):
    person = person_who(tiny, NEAR, (), "forget")
    turn = person.says("i cannot stand mugs")
    assert (turn.session.state, turn.shown) == ("forget", "forget")
    assert "I hear you" in person.text


@pytest.mark.parametrize(
    ("found", "part"),
    [
        (Found(Outcome.ANSWER, TEA, tells=True, named=True), "Tea is slow and gentle."),
        (Found(Outcome.DECLINE, roles=("barista",), tells=True), "barista"),
        (Found(Outcome.DECLINE, noise=True, tells=True), "didn't get that"),
        (Found(Outcome.DECLINE, outside="distress", tells=True), "112"),
        (Found(Outcome.NEAR, TEA), "closest"),
        (Found(Outcome.CHAT, chat="thanks", tells=True), "Any time"),
    ],
)
def test_what_is_understood_otherwise_is_no_statement(tiny: Engine, found: Found, part: str):
    person = person_who(tiny, found)
    person.says("i cannot stand mugs")
    assert "I hear you" not in person.text
    assert part in person.text


def test_how_many_are_left_is_told_above_the_open_question(tiny: Engine):
    person = person_who(tiny, steer("progress"), (), "find", "answer:pace:slow", "menu")
    person.says("how many are there still")
    assert (person.session.state, person.session.focus) == ("question", ("taste",))
    assert "last one" in person.turn.replies[0].text


def test_below_a_question_what_tells_of_another_one_is_kept_in_mind_and_asked_when_that_comes(tiny: Engine):
    unsure = Found(Outcome.DECLINE, options=("slow", "fast"), tells=True)
    person = person_who(tiny, unsure, [MILD], "find")
    turn = person.says("nothing bitter for me")
    assert (turn.session.guesses, turn.session.answers, turn.session.focus) == ({"taste": "mild"}, {}, ("pace",))
    assert turn.replies[0].text.startswith("That sounds like _Mild_ (taste).")
    assert "I would guess _Mild_" in person.presses("answer:pace:slow").replies[-1].text
    assert person.says("yes").session.answers == {"pace": "slow", "taste": "mild"}


def test_below_a_question_what_may_be_meant_for_it_is_asked_back(tiny: Engine):
    unsure = Found(Outcome.DECLINE, options=("slow", "fast"), tells=True)
    for said in ([], [SLOW, MILD]):
        person = person_who(tiny, unsure, said, "find")
        person.says("nothing bitter for me")
        assert (person.session.state, person.session.noted) == ("question", ())
        assert "Do you mean _Slowly_ or _At once_?" in person.text


@pytest.mark.parametrize(("score", "kept"), [(0.85, True), (0.84, False)])
def test_a_trade_that_is_only_named_below_another_question_is_kept_if_it_is_sure(tiny: Engine, score, kept: bool):
    person = person_who(tiny, Found(Outcome.DECLINE), [("taste", "mild", score, "nothing bitter")], "find")
    assert bool(person.says("nothing bitter").session.guesses) is kept


@pytest.mark.parametrize(("words", "begun"), [(11, False), (12, True)])
def test_a_long_statement_that_names_another_role_is_about_the_person(tiny: Engine, words: int, begun: bool):
    person = person_who(tiny, Found(Outcome.DECLINE, tells=True, roles=("cook",)))
    turn = person.says("word " * words)
    assert turn.replies[0].text.startswith("Thank you for telling me") is begun


@pytest.mark.parametrize(("score", "kept"), [(0.4, False), (0.39, True)])
def test_what_may_answer_the_open_question_is_not_noted_as_something_else(tiny: Engine, score: float, kept: bool):
    class Torn(Hears):
        def answers(self, text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:
            acts = [
                Act(Kind.ANSWER, text, "mild", 0.9, "taste", cued=True),
                Act(Kind.ANSWER, "", "slow", score, "pace"),
            ]
            return tuple(act for act in acts if act.question in questions)

    person = Person(Engine(tiny.pack, Torn(Found(Outcome.DECLINE, tells=True, options=("slow", "both")))))
    person.presses("find")
    turn = person.says("i could live on milk")
    assert bool(turn.session.guesses) is kept
    assert ("Do you mean _Slowly_" in turn.replies[0].text) is not kept


def test_what_may_answer_the_open_question_is_asked_back_where_the_search_sees_nothing(tiny: Engine):
    person = person_who(tiny, Found(Outcome.DECLINE), [("pace", "slow", 0.4, "")], "find")
    assert "Do you mean _Slowly_?" in person.says("eight years of it").replies[0].text


def test_how_many_are_left_beside_the_notes(tiny: Engine):
    person = person_who(tiny, NEAR, [SLOW])
    person.says("mornings are hard")
    person.engine.find.found = steer("progress")  # type: ignore[attr-defined]
    turn = person.says("how many are left")
    assert turn.replies[0].text.startswith("Beside these, 1 at most")
    assert (turn.session.state, turn.session.answers) == ("noted", {})
