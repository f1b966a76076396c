"""Inline mode: what a query offers."""

import msgspec
import pytest

from bot.telegram.inline import CACHE, MAX_RESULTS, QUERY, to_answer, to_results
from bot.telegram.markdown import LIMIT, MARKS, units
from dialogs.engine import Engine
from knowledge.model import Found, Match, Outcome
from tests.phones import with_topics


def engine_that(engine: Engine, outcome: Outcome, topics: list[str], seen: list[str] | None = None) -> Engine:
    """An engine whose search always has this result."""
    matches = tuple(Match(topic, 1.0) for topic in topics)

    def find(text: str, *_: object) -> Found:
        if seen is not None:
            seen.append(text)
        return Found(outcome, matches)

    return Engine(engine.pack, find)


@pytest.fixture
def topics(engine: Engine) -> list[str]:
    return list(engine.pack.knowledge.topics)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_only_answers_and_likely_topics_are_offered(engine: Engine, topics: list[str], outcome: Outcome):
    results = to_results(engine_that(engine, outcome, topics[:2]), "anything")
    offered = [result["id"] for result in results]
    assert offered == (topics[:2] if outcome in (Outcome.ANSWER, Outcome.CLARIFY) else [])


def test_each_topic_is_offered_once_and_not_too_many(engine: Engine, topics: list[str]):
    twice = [topics[0], topics[0], *topics[1:9]]
    results = to_results(engine_that(engine, Outcome.ANSWER, twice), "anything")
    assert [result["id"] for result in results] == topics[:MAX_RESULTS]


def test_no_more_of_a_query_is_read_than_telegram_sends(engine: Engine):
    seen: list[str] = []
    to_results(engine_that(engine, Outcome.DECLINE, [], seen), "x" * 1000)
    assert seen == ["x" * QUERY]


def test_an_empty_query_offers_a_topic_of_each_subject(engine: Engine):
    knowledge = engine.pack.knowledge
    firsts = [knowledge.of_subject(subject)[0].id for subject in knowledge.subjects][:MAX_RESULTS]
    assert [result["id"] for result in to_results(engine_that(engine, Outcome.DECLINE, []), " \n")] == firsts


def test_an_answer_leads_into_the_conversation(engine: Engine, topics: list[str]):
    answer = to_answer(engine_that(engine, Outcome.ANSWER, topics[:1]), "q", "anything")
    assert (answer["inline_query_id"], answer["cache_time"]) == ("q", CACHE)
    assert answer["button"]["start_parameter"] == "find"
    assert to_answer(engine_that(engine, Outcome.DECLINE, []), "q", "x")["button"]["start_parameter"] == "ask"


def test_a_result_shows_plain_words_and_sends_marked_ones(engine: Engine, topics: list[str]):
    for topic in topics:
        (result,) = to_results(engine_that(engine, Outcome.ANSWER, [topic]), "anything")
        content = result["input_message_content"]
        assert "**" not in result["description"] + content["message_text"]
        assert len(result["description"]) <= 120
        assert result["title"] == engine.pack.knowledge.topics[topic].title


@pytest.mark.parametrize("words", ["word " * 1500, "**word** " * 150])
def test_an_answer_that_is_too_long_for_a_message_begins_one(engine: Engine, words: str):
    """Telegram takes none of the results if one is too long, and drops marks: telegram-bot-api #820."""
    name, topic = next(iter(engine.pack.knowledge.topics.items()))
    long = with_topics({name: msgspec.structs.replace(topic, answer=words)})
    (result,) = to_results(engine_that(long, Outcome.ANSWER, [name]), "anything")
    content = result["input_message_content"]
    assert units(content["message_text"]) <= LIMIT
    assert len(content["entities"]) <= MARKS
