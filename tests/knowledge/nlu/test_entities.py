"""What texts name, by the words of the content that comes along."""

import pytest

from bot.packs import load_knowledge
from knowledge.nlu.entities import EntityMatcher


@pytest.fixture(scope="module")
def entities():
    return EntityMatcher(load_knowledge())


@pytest.mark.parametrize(
    ("text", "to", "origin"),
    [
        ("how do i go from data engineering to machine learning engineering", "mle", "de"),
        ("moving from ml engineer to data engineer", "de", "mle"),
        ("can a backend engineer move into data engineering", "de", "backend engineer"),
        ("how to transition from software engineer to ml engineer", "mle", "software engineer"),
        ("l2 app support into data engineering", "de", ""),
        ("i'm a dba, how to become a data engineer", "de", "database administrator"),
        ("software engineer -> data engineer worth it?", "de", "software engineer"),
        ("what does a data engineer do", "", ""),
    ],
)
def test_a_move_has_a_direction(entities, text, to, origin):
    found = entities(text)
    assert (found.to, found.origin) == (to, origin)


def test_what_is_known_of_a_move_is_of_that_one_or_of_any_to_the_same_track(entities):
    back = entities.move(entities("moving from ml engineer to data engineer"))
    assert back.origin == "mle"
    assert back.says
    anywhere = entities.move(entities("l2 app support into data engineering"))
    assert (anywhere.to, anywhere.origin) == ("de", "")
    assert entities.move(entities("what does a data engineer do")) is None


def test_other_roles_regions_and_periods_are_named(entities):
    found = entities("data scientist or devops pay in nigeria per year")
    assert found.roles == ("data scientist", "devops engineer")
    assert (found.regions, found.periods) == (("nigeria",), ("year",))


@pytest.mark.parametrize(
    "text",
    [
        "i want to die",
        "i wanna kill myself",
        "thinking about ending my life",
        "i don't want to live anymore",
        "there is no reason to live",
        "everyone would be better off without me",
        "i feel suicidal",
        "i wish i was dead",
        "i wish i were never born",
        "i'm tired of living",
        "life is not worth living",
        "sometimes i think about suicide, which job is easier",
        "i just want it all to end",
        "i cant go on anymore",
        "planning to hurt myself",
        "nobody would miss me",
        "going to end it all tonight",
        "kms",
    ],
)
def test_words_of_somebody_in_danger_are_heard(entities, text):
    assert entities.distress(text)


@pytest.mark.parametrize(
    "text",
    [
        "this job is killing me",
        "i'm dying to know what pays more",
        "is it career suicide to leave ml",
        "debugging yaml makes me want to die",
        "how do i kill a spark job",
        "will data engineering die",
        "is sql dead",
        "the deadline kills me",
        "i want to end my contract",
        "when does a pipeline die",
    ],
)
def test_figures_of_speech_are_none(entities, text):
    assert not entities.distress(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cuánto gana un ingeniero de datos", "es"),
        ("bonjour, quel est le salaire d'un ingénieur", "fr"),
        ("was verdient ein data engineer und wie werde ich das", "de"),
        ("quanto ganha um engenheiro de dados", "pt"),
        ("сколько получает дата инженер", "ru"),
        ("数据工程师的工资是多少", "zh"),
        ("data engineer kaise bane bhai kya karna hai", "hi"),
        ("who earns more", ""),
        ("which one dey pay more abeg", ""),
        ("de or mle", ""),
        ("data engineer salary in la", ""),
        ("is the de role a do or die thing", ""),
    ],
)
def test_a_language_is_told(entities, text, code):
    assert entities.language(text) == code


def test_a_sentence_asks_by_its_mark_or_its_beginning(entities):
    assert entities.asks("so what pays more")
    assert entities.asks("more money?")
    assert not entities.asks("i like databases")
    assert not entities.asks("whatever you say")


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("i like databases", True),
        ("my maths is rusty. i never use it.", True),
        ("databases are useful", False),
        ("i like databases, what pays more", False),
        ("i like databases?", False),
        ("i wonder who earns more", False),
        ("i want to know who earns more", False),
        ("how do i begin", False),
    ],
)
def test_a_text_tells_of_who_writes_it_or_asks(entities, text: str, tells: bool):
    assert entities.tells(text) is tells


def test_more_or_less_is_a_comparison(entities):
    assert entities.slots("who earns more").compares
    assert not entities.slots("what do i earn").compares


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("i was driving a taxi", True),
        ("driving a taxi, two years", True),
        ("two years later he was driving a taxi", False),
        ("my uncle went back to school", False),
        ("my uncle says i should go back to school", True),
        ("which one for me", False),
        ("i like it. do i?", False),
    ],
)
def test_a_sentence_about_others_or_a_question_answers_nothing(entities, text: str, may: bool):
    assert entities.may_answer(text) is may


@pytest.mark.parametrize(
    "text",
    [
        "and in five years?",
        "what will it be like in the next ten or fifteen years",
        "how was it two years ago",
        "salary by 2030",
        "what did they earn last year",
        "and in 2024",
        "10 years from now",
        "over the next few years",
    ],
)
def test_another_time_is_told(entities, text):
    assert entities.slots(text).other_year
    assert not entities.slots(text).periods


@pytest.mark.parametrize("text", ["in 2026", "per year", "how many years does it take", "in six months", "a year"])
def test_the_time_of_the_content_is_no_other(entities, text):
    assert not entities.slots(text).other_year


def test_a_specialty_is_named_where_pay_is_meant_and_not_asked_what_it_is(entities):
    assert entities.slots("with spark skills?").specialties == ("distributed",)
    assert entities.slots("does kafka pay more").specialties == ("distributed",)
    assert entities.slots("what is spark").specialties == ()
