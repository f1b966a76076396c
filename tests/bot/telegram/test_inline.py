"""Inline mode: what a query offers."""

import msgspec
import pytest

from bot.telegram.inline import CACHE, MAX_RESULTS, QUERY, is_share, to_answer, to_results, to_share
from bot.telegram.markdown import LIMIT, MARKS, units
from dialogs.engine import Engine
from dialogs.session import Session
from knowledge.model import Found, Match, Outcome
from tests.botapi import BotApi
from tests.phones import Phone, running, with_topics


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


def test_own_verdict_is_shared_as_text_that_stands_alone(tiny: Engine):
    session = Session(pack=tiny.pack.fingerprint, answers={"pace": "slow", "taste": "mild"})
    answer = to_share(tiny, "q", session, "some_bot")
    assert (answer["is_personal"], answer["cache_time"]) == (True, 0)
    (result,) = answer["results"]
    assert result["input_message_content"]["message_text"].startswith(result["description"].split(".")[0])
    assert "**" not in result["description"] + result["input_message_content"]["message_text"]
    assert result["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://t.me/some_bot?start=find"


@pytest.mark.parametrize("session", [None, Session(), Session(pack="old", answers={"gone": "x"})])
def test_without_a_verdict_there_is_only_a_way_to_one(tiny: Engine, session: Session | None):
    answer = to_share(tiny, "q", session, "some_bot")
    assert (answer["results"], answer["button"]["start_parameter"]) == ([], "find")


def test_share_is_asked_for_by_its_words_only(tiny: Engine):
    assert is_share(tiny, " My Verdict ")
    assert not is_share(tiny, "my verdict on tea")


async def test_a_verdict_is_drawn_and_sent_to_a_friend(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        for _ in range(20):
            if "Why?" in ada.labels:
                break
            await ada.presses(next(iter(ada.said[-1].choices.values())))
        await ada.says("summary")
        assert "As a picture" in ada.labels
        await ada.taps("As a picture")
        photo = ada.chat.screen()[-1]
        assert photo.kind == "photo"
        file = max(api.files.values(), key=lambda upload: len(upload.content))
        assert file.content.startswith(b"\x89PNG")
        assert "I would" in photo.text
        ada.person.inline("my verdict")
        await api.settled()
        bob = api.person("Bob")
        bob.inline("my verdict")
        await api.settled()
        hers, his = (query.answers[-1] for query in list(api.inline_queries.values())[-2:])
        assert "I would" in hers["results"][0]["input_message_content"]["message_text"]
        assert his["results"] == []


async def test_a_client_without_rich_messages_reads_tables(api: BotApi):
    api.rich = True
    async with running(api):
        ada = Phone(api)
        ada.chat.shows_rich = False
        await ada.says("/start table_matrix")
        await ada.says("compare")
        await ada.taps(next(label for label in ada.labels if label.startswith("Table")))
        assert "not supported" not in ada.text
        assert "MLE" in ada.text


@pytest.mark.parametrize("words", ["word " * 1500, "**word** " * 150])
def test_an_answer_that_is_too_long_for_a_message_begins_one(engine: Engine, words: str):
    """Telegram takes none of the results if one is too long, and drops marks: telegram-bot-api #820."""
    name, topic = next(iter(engine.pack.knowledge.topics.items()))
    long = with_topics({name: msgspec.structs.replace(topic, answer=words)})
    (result,) = to_results(engine_that(long, Outcome.ANSWER, [name]), "anything")
    content = result["input_message_content"]
    assert units(content["message_text"]) <= LIMIT
    assert len(content["entities"]) <= MARKS
