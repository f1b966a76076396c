"""Words that count an option out, and words that rule one out."""

import pytest

from dialogs.advice.model import Option, Question
from dialogs.engine import Engine
from dialogs.own_words import (
    against_counted,
    counted_out,
    led,
    led_by_label,
    negated_parts,
    repelled,
    ruled_out,
    without_tag,
)
from knowledge.model import Found, Match, Outcome
from tests.dialogs.listening import Hears
from tests.people import Person


@pytest.mark.parametrize(
    ("text", "options", "rest"),
    [
        ("not really slowly", ["slow"], ""),
        ("no slowly for me, thanks", ["slow"], "thanks"),
        ("anything but at once", ["fast"], ""),
        ("not slowly, at once", ["slow"], "at once"),
        ("at once but never slowly", ["slow"], "at once"),
        ("not slowly; neither at once", ["slow", "fast"], ""),
        ("not sure if slowly", [], "not sure if slowly"),
        ("not sure about tea, but not slowly", ["slow"], "not sure about tea"),
        ("slowly", [], "slowly"),
        ("not the morning person", [], "not the morning person"),
        ("", [], ""),
    ],
)
def test_options_behind_a_negation_are_ruled_out(tiny_pack, text, options, rest):
    asked = tiny_pack.script.questionnaire.questions["pace"]
    out = ruled_out(tiny_pack.script, asked, text)
    assert (list(out.options), out.rest) == (options, rest)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Several at once would confuse me.", ["several at once would confuse me"]),
        ("mornings bore me, evenings do not bore me", ["mornings bore me"]),
        ("it never really scares me", []),
        ("it bored my sister; getting up is a nightmare", ["getting up is a nightmare"]),
        ("a boring cup is fine", []),
        ("", []),
    ],
)
def test_clauses_that_say_what_puts_somebody_off(tiny_pack, text: str, clauses: list):
    assert repelled(tiny_pack.script, text) == clauses


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the first one sounds like my old job and i hated it", 1),
        ("the third one scares me", 0),
        ("the first one never scares me", 0),
        ("the first one " + "word " * 12 + "scares me", 0),
        ("i hated it", 0),
    ],
)
def test_an_option_counted_out_by_who_is_put_off(tiny_pack, text: str, place: int):
    assert against_counted(tiny_pack.script, text, 2) == place


class Reads(Hears):
    """Finds in each text the option whose word stands in it first."""

    def __call__(self, text: str, earlier: tuple[str, ...], asked: str | None) -> Found:
        super().__call__(text, earlier, asked)
        named = [(text.find(word), option) for word, option in (("hurry", "fast"), ("sloth", "slow")) if word in text]
        return Found(Outcome.REPLY, option=min(named)[1]) if named else Found(Outcome.DECLINE)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("a hurry in the morning scares me", {}),
        ("a hurry never scares me", {"pace": "fast"}),
        ("hurry, for sloth bores me", {"pace": "fast"}),
        ("well, sloth bores me", {}),
        ("the second one was my old job and i hated it", {}),
        ("the seventh one was my old job and i hated it", {}),
    ],
)
def test_what_puts_somebody_off_is_not_their_answer(tiny: Engine, text: str, answers: dict):
    person = Person(Engine(tiny.pack, Reads()))
    person.presses("find")
    turn = person.says(text)
    assert turn.session.answers == answers
    if not answers:
        assert turn.replies[0].text.startswith("Then not _") is ("seventh" not in text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the first maybe, hard to say", 1),
        ("second one i think", 2),
        ("i'd go for option three", 3),
        ("the last one then", -1),
        ("somewhere between 1 and 2 but closer to 2", 2),
        ("my dad would go for 2, i'm a 1", 1),
        ("my first job was hard", 0),
        ("one of them", 0),
        ("wait, the second one", 0),
        ("not the first one", 0),
        ("not the first, the second", 2),
        ("the third and only one for me then", 3),
        ("the third and only one for me then please", 0),
        ("the first " + "word " * 9, 0),
        ("the data sounds nice to me, but the second is more me", 2),
        ("the data sounds nice " + "word " * 9 + ", but the second one", 0),
        ("something about the first two", 0),
        ("teh frist 1", 1),
        ("second pls", 2),
        ("my first job", 0),
        ("actually, i changed my mind about the previous one", 0),
        ("the previous one", 0),
        ("first and second", 0),
        ("go back i want to redo the last one", 0),
        ("that was the last one, change it please", 0),
        ("", 0),
    ],
)
def test_a_short_text_may_count_an_option_out(tiny_pack, text, place):
    assert counted_out(tiny_pack.script, text) == place


def test_a_ruled_out_option_is_never_recorded(tiny: Engine):
    person = Person(Engine(tiny.pack, Hears(Found(Outcome.REPLY, option="slow"))))
    person.presses("find")
    turn = person.says("not slowly, if it can be avoided")
    assert turn.session.answers == {}
    assert turn.session.offered == ("answer:pace:fast", "answer:pace:both", "skip:pace", "back")
    assert "Then not _Slowly_" in turn.replies[0].text


def test_the_rest_of_a_contrast_is_what_counts(tiny: Engine):
    hears = Hears(Found(Outcome.REPLY, option="fast"))
    person = Person(Engine(tiny.pack, hears))
    person.presses("find")
    assert person.says("not slowly, rather straight out of bed").session.answers == {"pace": "fast"}
    assert hears.asked[-1][0] == "rather straight out of bed"


def test_counting_goes_by_what_was_shown_last(tiny: Engine):
    person = Person(Engine(tiny.pack, Hears(Found(Outcome.REPLY, option="slow"))))
    person.presses("find")
    person.says("not slowly")
    assert person.says("the first one then").session.answers == {"pace": "fast"}


def test_an_answer_and_a_question_in_one_message_both_count(tiny: Engine):
    person = Person(Engine(tiny.pack, Hears(Found(Outcome.REPLY, option="slow", aside="coffee"))))
    person.presses("find")
    turn = person.says("rather slowly, but how strong is coffee?")
    assert turn.session.answers == {"pace": "slow"}
    assert "Coffee is quick and strong." in turn.replies[0].text


@pytest.mark.parametrize(
    ("text", "options", "rest"),
    [
        ("not the last one, anything but that", ["both"], "anything but that"),
        ("not the first, the second", ["slow"], "the second"),
        ("neither the second option", ["fast"], ""),
        ("not the fourth", [], "not the fourth"),
        ("not 1 not 2", ["slow", "fast"], ""),
        ("neither 1 nor 3", ["slow", "both"], ""),
        ("english is not my first", [], "english is not my first"),
    ],
)
def test_an_option_counted_behind_a_negation_is_ruled_out(tiny_pack, text, options, rest):
    asked = tiny_pack.script.questionnaire.questions["pace"]
    out = ruled_out(tiny_pack.script, asked, text, ["slow", "fast", "both"])
    assert (list(out.options), out.rest) == (options, rest)


BREAKFAST = Question(
    "breakfast",
    "breakfast",
    "What first?",
    "",
    (
        Option("bread", "Bread, butter", {}, "tea"),
        Option("eggs", "Two fried eggs with bacon", {}, "tea"),
        Option("none", "Nothing", {}, "tea"),
    ),
)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("not for me please bread, butter", ("bread",)),  # the word that negates stands four words before
        ("not for me oh please bread, butter", ()),
        ("never fried eggs for bacon", ("eggs",)),  # three of the four words that count
        ("never fried eggs", ()),
    ],
)
def test_most_words_of_a_label_name_it_and_a_negation_reaches_four_words_far(tiny_pack, text, options):
    assert ruled_out(tiny_pack.script, BREAKFAST, text).options == options


def test_an_option_ruled_out_by_its_place_is_not_recorded(tiny: Engine):
    person = Person(Engine(tiny.pack, Hears(Found(Outcome.REPLY, option="both"))))
    person.presses("find")
    assert person.says("not the last one").session.answers == {}
    assert "Then not _Both_" in person.text
    assert person.says("not the first, the second").session.answers == {"pace": "fast"}  # of the two that are left


@pytest.mark.parametrize(
    ("text", "answers", "topic"),
    [
        ("1 and also, how strong is coffee?", {"pace": "slow"}, True),
        ("2, but how strong is coffee", {"pace": "fast"}, True),
        ("9 and how strong is coffee?", {}, False),
    ],
)
def test_a_number_in_front_is_the_answer_and_the_rest_a_question(tiny: Engine, text: str, answers: dict, topic: bool):
    person = Person(Engine(tiny.pack, Hears(Found(Outcome.ANSWER, (Match("coffee", 0.9),), asks=True))))
    person.presses("find")
    turn = person.says(text)
    assert turn.session.answers == answers
    assert not topic or "Coffee is quick and strong." in turn.replies[0].text


def test_of_a_contrast_the_option_that_is_named_counts(tiny: Engine):
    person = Person(Engine(tiny.pack, Hears(Found(Outcome.DECLINE))))
    person.presses("find")
    assert person.says("hate slowly, okay with at once i guess").session.answers == {"pace": "fast"}


def test_a_question_with_a_number_in_it_corrects_nothing(tiny: Engine):
    person = Person(Engine(tiny.pack, Hears(Found(Outcome.DECLINE))))
    for choice_id in ("find", "answer:pace:slow"):
        person.presses(choice_id)
    assert person.says("sorry, what does the second mean?").session.answers == {"pace": "slow"}


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("1, but is that hard?", 1, "is that hard?"),
        ("second one. are you saving this?", 2, "are you saving this?"),
        ("the 2nd one, who picks anything else?", 2, "who picks anything else?"),
        ("not the first one. why?", 0, ""),
        ("second one.", 0, ""),
        ("my first job was hard. is that bad?", 0, ""),
    ],
)
def test_a_text_may_begin_with_what_it_counts_out(tiny_pack, text: str, place: int, rest: str):
    assert led(tiny_pack.script, text) == (place, rest)


@pytest.mark.parametrize(
    ("text", "led_by"),
    [
        ("slowly. is that bad?", ("slow", "is that bad?")),
        ("At once, and how many more?", ("fast", "how many more?")),
        ("slowly", ("", "")),
        ("slowly but surely i wake", ("", "")),
        ("slowly, yes", ("", "")),
        ("slowly. is it?", ("slow", "is it?")),
    ],
)
def test_a_text_may_begin_with_a_label(tiny_pack, text: str, led_by: tuple[str, str]):
    assert led_by_label(tiny_pack.script.questionnaire.questions["pace"], text) == led_by


def test_an_answer_by_its_label_and_what_is_asked_besides_are_both_heard(tiny_pack):
    topic = next(iter(tiny_pack.knowledge.topics.values()))
    hears = Hears(Found(Outcome.ANSWER, (Match(topic.id, 1.0),), asks=True))
    person = Person(Engine(tiny_pack, hears))
    person.presses("find")
    turn = person.says("Slowly. and what is this tea of yours?")
    assert turn.session.answers == {"pace": "slow"}
    assert topic.title in person.text
    hears.found = Found(Outcome.DECLINE, asks=True, outside="feel")
    person.presses("restart")
    person.presses("find")
    turn = person.says("Slowly. does it feel good?")
    assert turn.session.answers == {"pace": "slow"}
    assert tiny_pack.script.phrase("declined.feel") in person.text
    hears.found = Found(Outcome.STEER, steer="my_data")
    person.presses("restart")
    person.presses("find")
    assert tiny_pack.script.phrase("my_data.short") in person.says("Slowly. do you keep that?").replies[0].text


def test_a_label_that_is_ruled_out_behind_it_is_no_answer(tiny_pack):
    person = Person(Engine(tiny_pack, Hears(Found(Outcome.DECLINE))))
    person.presses("find")
    assert person.says("slowly, not for me at all").session.answers == {}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("i would not mind tea but i do not want to build it", ["to build it"]),
        ("tea, never coffee; not milk", ["coffee", "milk"]),
        ("tea please", []),
        ("i am not against tea", []),
        ("no", []),
    ],
)
def test_what_is_negated_is_told_apart_from_what_only_sounds_so(shipped: Engine, text: str, parts: list[str]):
    assert negated_parts(shipped.pack.script, text) == parts


def test_of_two_likely_options_the_one_that_is_negated_is_not_asked_back(tiny: Engine):
    class Both(Hears):
        def __call__(self, text: str, earlier: tuple[str, ...], asked: str | None) -> Found:
            super().__call__(text, earlier, asked)
            if text == "be hurried":
                return Found(Outcome.REPLY, option="fast")
            return Found(Outcome.DECLINE, options=("fast", "slow"))

    person = Person(Engine(tiny.pack, Both()))
    person.presses("find")
    person.says("somehow with time, i would not be hurried")
    assert "answer:pace:slow" in person.session.offered
    assert "answer:pace:fast" not in person.session.offered


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("reports, i think?", "reports, i think"),
        ("reports, i guess ? ", "reports, i guess "),
        ("what are reports?", "what are reports?"),
        ("i think? reports", "i think? reports"),
    ],
)
def test_the_mark_of_what_is_no_question_goes(tiny_pack, text: str, without: str):
    assert without_tag(tiny_pack.script, text) == without


NONE = Question(
    "q", "Which?", "q", "", (Option("none", "None I see", {}, "tea"), Option("some", "Some bread", {}, "tea"))
)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("no i meant none of them", ()),
        ("no none of them", ()),
        ("not none", ("none",)),
        ("not some bread", ("some",)),
    ],
)
def test_an_option_that_negates_itself_is_ruled_out_by_a_word_before_it(tiny_pack, text: str, options: tuple[str, ...]):
    assert ruled_out(tiny_pack.script, NONE, text).options == options
