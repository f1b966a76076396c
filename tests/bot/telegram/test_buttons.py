"""Buttons live for ever: pressed twice, after a restart, on a message that is gone, they get a word, never silence."""

from typing import Any

import pytest

from dialogs.engine import Engine
from knowledge.model import Found
from tests.botapi import BotApi
from tests.phones import Phone, running, warm, with_topics


async def test_double_tap_answers_one_question_and_shows_one_more(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        ada.act("press", "answer:bias:model")
        ada.act("press", "answer:bias:model")
        await api.settled()
        assert "2 of " in ada.text
        assert "That is what you said already" in ada.text
        await ada.says("my data")
        assert "your answers: the itch: A black box to make smarter\n" in ada.text


async def test_same_update_twice_is_one_turn(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        update = ada.act("press", "answer:bias:model")
        await api.settled()
        before = ada.chat.screen()
        api.redeliver(update)
        await api.settled()
        assert ada.chat.screen() == before


async def test_press_that_changes_nothing_shows_nothing_twice(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("menu")
        before = ada.chat.screen()
        await ada.presses("menu")
        assert ada.chat.screen() == before


async def test_old_button_offers_to_change_that_answer(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        await ada.says("1")
        await ada.says("1")
        await ada.presses("answer:bias:uptime")
        assert "belongs to an earlier question" in ada.text
        assert ada.labels == ["Yes, do that", "Carry on"]
        assert [shown.message_id for shown in ada.chat.screen() if shown.buttons] == [ada.said[-1].message_id]


async def test_buttons_work_after_a_restart(api: BotApi, tmp_path):
    store = str(tmp_path / "people.db")
    ada = Phone(api)
    async with running(api, store):
        await ada.says("/start find")
    ada.act("press", "answer:bias:model")  # while the bot is away
    async with running(api, store):
        await api.settled()
        assert "2 of " in ada.text
        assert ada.said[0].edited


async def test_button_of_a_topic_that_is_gone_since_gets_a_word(api: BotApi, tmp_path):
    store = str(tmp_path / "people.db")
    ada = Phone(api)
    async with running(api, store):
        await ada.says("what do data engineers earn in nigeria?")
        pressed = next(choice for choice in ada.said[-1].choices.values() if choice.startswith("topic:"))
    gone = pressed.removeprefix("topic:")
    async with running(api, store, with_topics({gone: None}, fingerprint="changed")):
        await ada.presses(pressed)
        assert "what it stood for is gone" in ada.text
        assert ada.labels


async def test_button_on_a_deleted_message_is_answered_below(api: BotApi, caplog: pytest.LogCaptureFixture):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        (menu,) = ada.said
        ada.chat.delete(ada.chat.messages[menu.message_id], keep=True)
        await ada.presses("find")
        assert "1 of " in ada.text
        assert ada.said[0].message_id > menu.message_id
        assert "refused" not in caplog.text


async def test_button_on_an_inaccessible_message_is_answered(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        (menu,) = ada.said
        await ada.says("help")
        ada.looked()
        ada.person.tap_data(menu.message_id, "find", inaccessible=True)
        await api.settled()
        assert "1 of " in ada.text


@pytest.mark.parametrize("data", ["", "garbage!!", "topic:nothing", "answer:bias:" + "x" * 52, "пл:ан", "find:me:now"])
async def test_made_up_button_gets_a_word(api: BotApi, data: str):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        await ada.presses(data)
        assert "is gone" in ada.text
        assert "1 of " in ada.text


@pytest.mark.parametrize("kind", [{"data": "find"}, {"game_short_name": "chess"}])
async def test_press_on_a_message_sent_inline_stops_its_spinner(api: BotApi, kind: dict[str, str]):
    """It names no chat: python-telegram-bot #571."""
    async with running(api):
        ada, bola = Phone(api, "Ada"), Phone(api, "Bola")
        api.push({"callback_query": pressed(ada, inline_message_id="1", **kind)})
        bola.act("you", "/start")  # in the same batch
        await api.wait(lambda: not api.spinners() and bola.labels)
        assert ada.said == []


async def test_press_without_data_gets_a_word(api: BotApi):
    """A game's button has none: agent-os #2974, Telegram.Bot #367."""
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        ada.looked()
        (board,) = (ada.chat.messages[shown.message_id].record for shown in ada.chat.screen() if shown.buttons)
        api.push({"callback_query": pressed(ada, message=board, game_short_name="chess")})
        await api.settled()
        assert "is gone" in ada.text
        assert "1 of " in ada.text


def pressed(phone: Phone, **fields: Any) -> dict[str, Any]:
    """A press as Telegram tells of it, on a query that waits for its answer."""
    query = phone.person.ask(phone.api.queries)
    return {"id": query.id, "from": phone.person.user, "chat_instance": "1", **fields}


async def test_query_that_is_too_old_is_no_trouble(api: BotApi, caplog: pytest.LogCaptureFixture):
    ada = Phone(api)
    async with running(api):
        await ada.says("/start")
        api.query_seconds = -1
        await ada.presses("find")
        assert "1 of " in ada.text
    assert "refused" not in caplog.text
    for query in api.queries.values():
        query.answers.append({})


async def test_turn_that_fails_is_owned_up_to_and_nothing_waits_for_it():
    """It is our fault, and trying again would only repeat it: the person hears of it, and goes on."""

    def find(*_: Any) -> Found:
        raise ZeroDivisionError

    async with BotApi.serving() as api, running(api, engine=Engine(warm().pack, find)):
        ada = Phone(api)
        ada.act("you", "what do data engineers earn in nigeria?")
        ada.act("you", "menu")
        await api.settled()
        sorry, menu = (shown.text for shown in ada.chat.screen() if shown.is_bot)
        assert sorry.startswith("Sorry")
        assert menu.startswith("Where to?")
