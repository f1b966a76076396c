"""Around the conversation: inline mode, what is set at the start, people who block the bot, a search still opening."""

import threading
from typing import Any

import pytest

from bot.telegram import turn_worker
from bot.telegram.profile import profile_of
from dialogs.engine import Engine
from knowledge.model import Found
from tests.botapi import BotApi
from tests.phones import Phone, running, warm

ONCE = [("sendMessage", 403)]  # the answer; the old buttons stay


async def answer_to(api: BotApi, query: str) -> dict[str, Any]:
    """What somebody sees who types a query behind the bot's name."""
    ada = api.person("Ada")
    ada.inline(query)
    asked = list(api.inline_queries.values())[-1]
    await api.wait(lambda: asked.answers)
    return asked.answers[0]


async def test_inline_question_offers_answers_to_send(api: BotApi):
    async with running(api):
        answer = await answer_to(api, "what do data engineers earn in nigeria")
        best = answer["results"][0]
        assert best["id"] == "salary.nigeria"
        assert "₦" in best["input_message_content"]["message_text"]
        assert "**" not in best["description"]
        assert answer["button"] == {"text": "Find my track", "start_parameter": "find"}


async def test_inline_without_a_word_offers_a_topic_of_each_subject(api: BotApi):
    async with running(api):
        for query in ("", "   "):
            answer = await answer_to(api, query)
            assert len(answer["results"]) == 5
            assert len({warm().pack.knowledge.topics[result["id"]].subject for result in answer["results"]}) == 5


@pytest.mark.parametrize("query", ["qwertzuiop asdf", "bitcoin price today", "😀" * 200, "/start", "x" * 256])
async def test_inline_nonsense_offers_a_way_in(api: BotApi, query: str):
    async with running(api):
        answer = await answer_to(api, query)
        assert answer["results"] == []
        assert answer["button"] == {"text": "Nothing on that in the article", "start_parameter": "ask"}


async def test_answer_sent_inline_is_not_taken_for_a_question(api: BotApi):
    """The bot sees its own words come back, in its private chat with somebody."""
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        (before,) = ada.said
        await ada.says("Which role pays more?", via_bot=api.author)
        assert ada.said == [before]


async def test_what_people_see_first_is_set_once_and_then_left_alone(api: BotApi):
    names = profile_of(warm().pack).keys() - {"MyName"}  # the stand-in's bot has the right one from the beginning
    async with running(api):
        await api.wait(lambda: all(api.requests[f"set{name}"] == 1 for name in names))
    api.requests.clear()
    async with running(api):
        await api.wait(lambda: api.requests["getChatMenuButton"])
        await api.settled()
    assert [method for method in api.requests if method.startswith("set")] == []


async def test_only_what_differs_is_set(api: BotApi):
    async with running(api):
        await api.wait(lambda: api.requests["setChatMenuButton"])
    api.requests.clear()
    api.settings["description", ""] = "Somebody changed this by hand"
    async with running(api):
        await api.wait(lambda: api.requests["setMyDescription"])
        await api.wait(lambda: api.requests["getChatMenuButton"])
        await api.settled()
    assert [method for method in api.requests if method.startswith("set")] == ["setMyDescription"]


async def test_person_who_blocks_the_bot_is_noticed_and_not_tried_again(api: BotApi, caplog: pytest.LogCaptureFixture):
    """And the others are answered: Telegram.Bot.Examples #96."""
    caplog.set_level("INFO")
    async with running(api):
        ada, bola = Phone(api, "Ada"), Phone(api, "Bola")
        await ada.says("/start")
        ada.act("you", "find")
        ada.person.block()
        await api.settled()
        await api.settled(quiet=0.3)
        assert [(error.method, error.status) for error in api.errors] == ONCE
        assert "membership: kicked" in caplog.text
        await bola.says("/start")
        assert bola.labels
        ada.person.unblock()
        await ada.says("/start")
        assert "1 of " in ada.text


async def test_deleted_account_is_not_tried_again(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        ada.act("you", "find")
        ada.person.deactivate()
        await api.settled(quiet=0.3)
        assert [(error.method, error.status) for error in api.errors] == ONCE


async def test_question_that_waits_for_the_search_sees_the_bot_typing(api: BotApi, monkeypatch: pytest.MonkeyPatch):
    opened = threading.Event()

    def find(*asked: Any) -> Found:
        opened.wait(10)
        return warm().find(*asked)

    monkeypatch.setattr(turn_worker, "TYPING_AFTER", 0.05)
    async with running(api, engine=Engine(warm().pack, find)):
        ada, bola = Phone(api, "Ada"), Phone(api, "Bola")
        ada.act("you", "what do data engineers earn in nigeria?")
        await api.wait(lambda: ada.chat.actions == ["typing"])
        bola.act("you", "/start find")  # needs no search, and waits for none
        await api.wait(lambda: "1 of " in bola.text)
        assert ada.said == []
        opened.set()
        await api.settled()
        assert "₦" in ada.text
        assert ada.chat.actions == ["typing"]
        assert bola.chat.actions == []
