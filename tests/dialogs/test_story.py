"""What a story tells is shown in the person's own words, and counts once they say so."""

from types import SimpleNamespace

import msgspec
import pytest

from dialogs.engine import Engine
from dialogs.story import LONG, QUOTE, WORDS, worth_noting
from knowledge.model import Found, Match, Outcome
from knowledge.reading import NOTES, Act, Kind
from tests.dialogs.listening import Hears, steer
from tests.people import Person

STORY = "word " * WORDS
BOTH = [("pace", "slow", 0.9, "i need an hour to wake up"), ("taste", "mild", 0.7, "nothing bitter for me")]


def teller(tiny: Engine, said=tuple(BOTH), *before: str, text: str = STORY) -> Person:
    hears = Hears(Found(Outcome.DECLINE))
    hears.said = list(said)
    person = Person(Engine(tiny.pack, hears))
    for choice in before:
        person.presses(choice)
    person.says(text)
    return person


def of_taste_alone(tiny: Engine, *before: str) -> Person:
    """Somebody of whose story one note is left."""
    person = teller(tiny, BOTH, *before)
    person.session = msgspec.structs.replace(person.session, noted=person.session.noted[1:])
    return person


def test_notes_quote_the_person_and_count_when_confirmed(tiny: Engine):
    person = teller(tiny)
    assert person.session.state == "noted"
    assert person.session.answers == {}
    assert "“i need an hour to wake up” – pace: _Slowly_" in person.text
    turn = person.presses("noted_all")
    assert turn.session.answers == {"pace": "slow", "taste": "mild"}
    assert (turn.session.state, turn.session.noted) == ("result", ())


def test_notes_are_dropped_one_by_one_or_all(tiny: Engine):
    person = teller(tiny)
    assert "an hour" not in person.presses("unnote:pace").replies[-1].text
    assert person.presses("noted_all").session.answers == {"taste": "mild"}
    assert person.session.focus == ("pace",)
    again = teller(tiny).presses("noted_none").session
    assert (again.answers, again.noted, again.state) == ({}, (), "question")
    person = teller(tiny)
    person.presses("unnote:pace")
    assert person.presses("unnote:taste").session.state == "question"


def test_only_open_questions_are_noted_and_one_alone_is_no_story(tiny: Engine):
    assert teller(tiny, BOTH, "find", "answer:pace:fast").session.state == "question"
    assert teller(tiny, BOTH[:1]).session.state == "menu"
    assert teller(tiny, BOTH[:1], text="word " * LONG).session.state == "noted"
    assert teller(tiny, BOTH[:1], "find", text="word " * LONG).session.state == "question"
    assert teller(tiny, [(q, o, 0.5, t) for q, o, _, t in BOTH]).session.state == "menu"


@pytest.mark.parametrize(("score", "noted"), [(0.85, True), (0.84, False)])
def test_amid_the_questions_a_sure_answer_needs_no_telling_word(tiny: Engine, score: float, noted: bool):
    class Untold(Hears):
        def answers(self, text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:
            return tuple(msgspec.structs.replace(act, cued=False) for act in super().answers(text, questions))

    for before, kept in (((), False), (("find",), noted)):
        hears = Untold(Found(Outcome.DECLINE))
        hears.said = [("taste", "mild", score, "one after the other")]
        person = Person(Engine(tiny.pack, hears))
        for choice in before:
            person.presses(choice)
        person.says("one after the other, that is how i have it with most things in my life")
        assert bool(person.session.guesses) is kept
        assert person.session.noted == ()


def test_the_sentence_that_answers_the_open_question_answers_no_other(tiny: Engine):
    same = [(q, o, score, "i need an hour to wake up") for q, o, score, _ in BOTH]
    told = teller(tiny, same, text="word " * LONG).session
    assert [note.question for note in told.noted] == ["pace"]  # the surer one
    assert teller(tiny, same, "find").session.noted == ()
    assert teller(tiny, same[::-1], "find", text="word " * LONG).session.guesses == {}
    assert teller(tiny, BOTH, "find").session.state == "noted"


def test_short_texts_are_no_stories(tiny: Engine):
    person = teller(tiny)
    person.presses("noted_none")
    assert person.says("word " * (WORDS - 1)).session.noted == ()


def test_one_step_back_undoes_what_was_taken(tiny: Engine):
    person = teller(tiny)
    person.presses("noted_all")
    assert person.says("back").session.answers == {}


def test_long_quotes_are_cut_between_words(tiny: Engine):
    long = [("pace", "slow", 0.9, "wake " * 40), BOTH[1]]
    quotes = [note.quote for note in teller(tiny, long).session.noted]
    assert quotes[0].endswith("wake …")
    assert max(map(len, quotes)) <= QUOTE


@pytest.mark.parametrize("choice", ["noted_all", "noted_none", "unnote:pace"])
def test_old_buttons_of_a_story_do_no_harm(tiny: Engine, choice: str):
    person = Person(tiny)
    person.presses("find")
    person.presses("answer:pace:fast")
    assert person.presses(choice).session.answers == {"pace": "fast"}


def test_twelve_words_may_tell_two_things_and_sixteen_one(tiny: Engine):
    assert teller(tiny, text="word " * 12).session.state == "noted"
    assert teller(tiny, text="word " * 11).session.state == "menu"
    assert teller(tiny, BOTH[:1], text="word " * 16).session.state == "noted"
    assert teller(tiny, BOTH[:1], text="word " * 15).session.state == "menu"


def test_one_note_is_taken_or_not(tiny: Engine):
    assert teller(tiny, BOTH[:1], text="word " * LONG).session.offered == ("noted_all", "noted_none")
    assert "unnote:pace" in teller(tiny).session.offered


def test_at_most_six_notes_are_kept_those_told_last(shipped: Engine):
    questions = shipped.pack.script.questionnaire.questions
    told = [q for q, asked in questions.items() if any(option.you for option in asked.options)]
    assert len(told) > 6
    sided = {q: next(o for o in questions[q].options if o.you) for q in told}
    said = [(q, option.id, 0.9, f"about {q}") for q, option in sided.items()]
    hears = Hears(Found(Outcome.DECLINE))
    hears.said = said[:5]
    person = Person(Engine(shipped.pack, hears))
    person.says(STORY)
    hears.said = said[5:]
    person.says(STORY)
    assert [note.question for note in person.session.noted] == told[-6:]


def test_an_answer_to_the_question_before_the_notes_is_one_more_note(tiny: Engine):
    person = of_taste_alone(tiny, "find")
    assert (person.session.state, person.session.back_stack[-1].focus) == ("noted", ("pace",))
    person.engine = Engine(tiny.pack, Hears(Found(Outcome.REPLY, option="fast")))
    turn = person.says("quickly, I think")
    assert [(note.question, note.option, note.quote) for note in turn.session.noted] == [
        ("taste", "mild", "nothing bitter for me"),
        ("pace", "fast", "quickly, I think"),
    ]
    assert turn.session.answers == {}
    assert person.presses("noted_all").session.answers == {"taste": "mild", "pace": "fast"}


@pytest.mark.parametrize("before", [(), ("find",)])
def test_who_talks_of_other_things_twice_is_led_back_and_nothing_counts(tiny: Engine, before):
    person = of_taste_alone(tiny, *before)
    person.engine = Engine(tiny.pack, Hears(Found(Outcome.DECLINE)))
    assert person.says("the weather is fine").session.state == "noted"
    turn = person.says("it is, is it not")
    assert (turn.session.state, turn.session.answers, turn.session.noted) == ("question", {}, ())
    assert turn.replies[0].text == "What I noted can wait; I come back to it."
    assert turn.missed == "it is, is it not"


def test_who_asks_twice_before_confirming_hears_what_there_is_to_it_too(tiny: Engine):
    person = teller(tiny, BOTH[1:], text="word " * LONG)
    person.engine = Engine(tiny.pack, Hears(Found(Outcome.DECLINE, asks=True)))
    assert "doesn't say" in person.says("is it raining").replies[0].text
    first, second, *_ = person.says("will it rain").replies
    assert "doesn't say" in first.text
    assert second.text == "What I noted can wait; I come back to it."


def test_what_waits_is_told_in_short_below_other_things_and_whole_when_asked_for(tiny: Engine):
    person = teller(tiny)
    short = person.says("help").replies[-1]
    assert short.text == "Back to what I noted: _Slowly; Mild_. Is that so?"
    assert [choice.id for choice in short.choices] == ["noted_all", "unnote:pace", "unnote:taste", "noted_none"]
    assert "“nothing bitter for me”" in person.says("repeat").replies[-1].text


def test_what_is_noted_anew_is_shown_whole_also_below_a_topic(tiny: Engine):
    person = of_taste_alone(tiny)
    hears = Hears(Found(Outcome.ANSWER, (Match("tea", 0.9),), tells=True, named=True))
    hears.said = [BOTH[0]]
    person.engine = Engine(tiny.pack, hears)
    turn = person.says("i need an hour to wake up")
    assert len(turn.replies) > 1
    assert "“i need an hour to wake up”" in turn.replies[-1].text


def test_a_hard_word_is_explained_while_notes_wait_and_no_question_besides(tiny: Engine):
    person = of_taste_alone(tiny, "find")
    person.engine = Engine(tiny.pack, Hears(steer("explain")))
    told = person.says("what is a tea cup?").replies[0].text
    assert "_tea cup_: a small one." in told
    assert "Slowly or quickly" not in told


@pytest.mark.parametrize(
    ("act", "words"), [("disagree", "Then drop what is wrong"), ("how_sure", "I guessed it"), ("why", "I guessed it")]
)
def test_what_is_said_of_notes_is_no_word_about_a_verdict(tiny: Engine, act: str, words: str):
    person = teller(tiny)
    hears = Hears(steer(act))
    person.engine = Engine(tiny.pack, hears)
    turn = person.says("hm, well")
    assert hears.asked == [("hm, well", NOTES)]
    assert words in turn.replies[0].text
    assert (turn.session.state, len(turn.session.noted)) == ("noted", 2)


def test_what_puts_somebody_off_is_not_noted_but_for_who_is_averse_to_it(tiny: Engine):
    said = [("pace", "fast", 0.9, "getting up at once scares me"), ("taste", "mild", 0.9, "bitter never bores me")]
    assert [note.question for note in teller(tiny, said, text="word " * LONG).session.noted] == ["taste"]
    asked = tiny.pack.script.questionnaire.questions["pace"]
    averse = tuple(msgspec.structs.replace(option, averse=True) for option in asked.options)
    acts = [Act(Kind.ANSWER, said[0][3], "fast", 0.9, "pace", cued=True)]
    sheet = SimpleNamespace(questions={"pace": msgspec.structs.replace(asked, options=averse)})
    script = SimpleNamespace(questionnaire=sheet, repelling=tiny.pack.script.repelling)
    assert worth_noting(acts, script) == acts
    assert worth_noting(acts, tiny.pack.script) == []


@pytest.mark.parametrize(("text", "state"), [("skip", "question"), ("7", "noted")])
def test_skipping_leaves_the_notes_out_and_a_lost_number_answers_nothing(tiny: Engine, text: str, state: str):
    person = of_taste_alone(tiny, "find")
    person.engine = Engine(tiny.pack, Hears(Found(Outcome.REPLY, option="fast")))
    turn = person.says(text)
    assert (turn.session.state, turn.session.answers) == (state, {})


def test_what_was_told_and_not_confirmed_is_asked_when_its_question_comes_up(tiny: Engine):
    person = teller(tiny)  # notes both questions
    person.engine.find.said, person.engine.find.found = [], Found(Outcome.DECLINE)
    for _ in range(2):
        turn = person.says("the cat is on the keyboard again")
    assert (turn.session.state, turn.session.answers, turn.session.noted) == ("question", {}, ())
    asked, guess = turn.session.focus[0], turn.session.guesses[turn.session.focus[0]]
    label = tiny.pack.script.questionnaire.questions[asked].option(guess).label
    assert f"I would guess _{label}_" in person.text
    assert person.says("yes").session.answers == {asked: guess}
    other = next(question for question in turn.session.guesses if question != asked)
    kept = tiny.pack.script.questionnaire.questions[other].option(turn.session.guesses[other]).label
    for choice_id in ("menu", "my_data"):
        turn = person.presses(choice_id)
    assert "what I guess from what you told me" in person.text
    assert kept in person.text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("no, the last one is not right, leave that out", ["pace"]),
        ("the first one is wrong", ["taste"]),
        ("the third one is wrong", ["pace", "taste"]),
        ("something is wrong there, i think", ["pace", "taste"]),
        ("the last one is fine", ["pace", "taste"]),
    ],
)
def test_a_note_that_is_said_to_be_wrong_is_dropped_alone(tiny: Engine, text: str, left: list[str]):
    person = teller(tiny)
    order = [note.question for note in person.session.noted]
    person.engine.find.said, person.engine.find.found = [], Found(Outcome.DECLINE)
    names = {"pace": order[0], "taste": order[1]}
    assert [note.question for note in person.says(text).session.noted] == [names[name] for name in left]


@pytest.mark.parametrize("then", ["noted_all", "noted_none"])
def test_back_from_notes_leads_to_where_they_were_told(tiny: Engine, then: str):
    person = teller(tiny)
    person.presses(then)
    turn = person.presses("back")
    assert (turn.session.state, turn.session.answers, turn.session.noted) == ("menu", {}, ())
    assert turn.session.guesses == ({"pace": "slow", "taste": "mild"} if then == "noted_all" else {})
    person = teller(tiny, BOTH, "find")
    person.presses(then)
    assert person.presses("back").session.focus == ("pace",)
    person.engine.find.found = Found(Outcome.CHAT, chat="ack")
    assert person.says("ok then").session.state == "question"


def test_back_from_notes_that_were_told_longest_ago_leads_to_the_menu(tiny: Engine):
    person = teller(tiny)
    person.presses("noted_all")
    person.session = msgspec.structs.replace(person.session, back_stack=person.session.back_stack[-1:])
    assert person.presses("back").session.state == "menu"


def talked_past(tiny: Engine, *told: tuple[str, str, float, str]) -> Person:
    """Somebody whose notes were left unconfirmed: they are guesses now."""
    person = teller(tiny, told)
    person.engine.find.said, person.engine.find.found = [], Found(Outcome.DECLINE)
    for _ in range(2):
        person.says("the cat is on the keyboard again")
    assert person.session.guesses
    return person


@pytest.mark.parametrize(
    ("then", "answers", "state"),
    [
        (("noted_all",), {"pace": "slow", "taste": "mild"}, "result"),
        (("noted_none",), {}, "result"),
        (("unnote:pace", "noted_all"), {"taste": "mild"}, "result"),
        (("result",), {}, "result"),
    ],
)
def test_what_was_never_confirmed_is_asked_before_a_result_that_it_would_change(tiny: Engine, then, answers, state):
    person = talked_past(tiny, *BOTH)
    turn = person.presses("result")
    assert (turn.session.state, len(turn.session.noted), turn.session.guesses) == ("noted", 2, {})
    assert "- pace: _Slowly_" in turn.replies[-1].text
    for choice_id in then:
        turn = person.presses(choice_id)
    assert (turn.session.answers, turn.session.state) == (answers, state)


def test_what_could_not_change_a_result_does_not_hold_it_up(tiny: Engine):
    person = talked_past(tiny, *BOTH)
    person.session = msgspec.structs.replace(person.session, answers={"taste": "mild"}, guesses={"pace": "slow"})
    before, after = (
        tiny.pack.script.questionnaire.advise(answers).track
        for answers in ({"taste": "mild"}, {"taste": "mild", "pace": "slow"})
    )
    assert before == after
    assert person.presses("result").session.state == "result"


@pytest.mark.parametrize(
    ("text", "answers", "guesses"),
    [
        ("yes", {"taste": "mild"}, {}),
        ("yes, that's right", {"taste": "mild"}, {}),
        ("no", {}, {}),
        ("well", {}, {"taste": "mild"}),
    ],
)
def test_what_is_kept_in_mind_counts_or_goes_with_a_yes_or_no_right_after(tiny: Engine, text, answers, guesses):
    hears = Hears(Found(Outcome.DECLINE))
    person = Person(Engine(tiny.pack, hears))
    person.presses("find")
    hears.said = [("taste", "mild", 0.85, "nothing bitter")]
    assert "unless you say yes now" in person.says("nothing bitter for me").replies[0].text
    hears.said = []
    turn = person.says(text)
    assert (turn.session.answers, turn.session.guesses, turn.session.focus) == (answers, guesses, ("pace",))
    assert turn.session.kept == ""
    assert person.says("yes").session.answers == answers


def test_several_that_are_kept_in_mind_are_shown_to_be_confirmed_at_once(shipped: Engine):
    hears = Hears(Found(Outcome.DECLINE))
    person = Person(Engine(shipped.pack, hears))
    person.presses("find")
    kept = {"math": "avoid", "wish": "build", "learning": "steps"}
    for i, (question, option) in enumerate(kept.items()):
        hears.said = [(question, option, 0.9, f"words {i}")]
        turn = person.says(f"that is what i would say of it {'again ' * i}")
        assert turn.session.state == ("question" if i < 2 else "noted")
    assert {note.question: note.option for note in turn.session.noted} == kept
    assert turn.session.guesses == {}
    turn = person.presses("plan")
    assert (turn.session.noted, turn.session.guesses) == ((), kept)  # not confirmed yet


@pytest.mark.parametrize(
    ("text", "said", "left"),
    [
        ("no, i would not call it mild", [], {"pace": "slow"}),
        ("i wouldnt call it mild", [], {"pace": "slow"}),
        ("the taste is not so", [], {"pace": "slow"}),
        ("that is wrong, i am up at once", [("pace", "fast", 0.7, "")], {"pace": "fast", "taste": "mild"}),
        ("that is wrong, i am up", [("pace", "slow", 0.7, "")], {"taste": "mild"}),
        ("you misread me", [], {"pace": "slow", "taste": "mild"}),
        ("no wait, i am up at once", [("pace", "fast", 0.7, "")], {"pace": "fast", "taste": "mild"}),
        ("no wait, i am up at once", [("pace", "fast", 0.69, "")], {"pace": "slow", "taste": "mild"}),
        ("no wait, i am slow", [("pace", "slow", 0.9, "")], {"pace": "slow", "taste": "mild"}),
        ("is that not mild?", [], {"pace": "slow", "taste": "mild"}),
        ("it is mild here in may", [], {"pace": "slow", "taste": "mild"}),
    ],
)
def test_a_note_that_is_denied_is_dropped_or_becomes_what_is_said_instead(tiny: Engine, text: str, said, left: dict):
    person = teller(tiny)
    person.engine.find.said, person.engine.find.found = said, Found(Outcome.DECLINE)
    assert {note.question: note.option for note in person.says(text).session.noted} == left


@pytest.mark.parametrize(
    ("said", "answers", "guesses", "asks_back"),
    [
        ([("taste", "mild", 0.85, "")], {}, {"taste": "mild"}, False),
        ([("taste", "mild", 0.84, "")], {}, {}, True),
        ([("taste", "mild", 0.60, "")], {}, {}, True),
        ([("taste", "mild", 0.59, "")], {"pace": "fast"}, {}, False),
        ([("taste", "mild", 0.9, ""), ("pace", "fast", 0.5, "")], {"pace": "fast"}, {}, False),
    ],
)
def test_what_is_taken_for_an_answer_and_says_another_is_not_recorded(tiny, said, answers, guesses, asks_back):
    hears = Hears(Found(Outcome.REPLY, option="fast"))
    hears.said = said
    person = Person(Engine(tiny.pack, hears))
    person.presses("find")
    turn = person.says("nothing bitter for me")
    assert (turn.session.answers, turn.session.guesses) == (answers, guesses)
    assert ("Do you mean _At once_?" in turn.replies[0].text) == asks_back
    if said[0][2] == 0.85:
        person = Person(Engine(tiny.pack, hears))
        person.presses("find")
        assert person.says("nothing bitter please").session.answers == {"pace": "fast"}  # too short to be of another
