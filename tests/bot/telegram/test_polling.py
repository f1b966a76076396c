"""Long polling: what cannot be read stops nobody, what nobody but a person can mend ends the bot."""

import time
from typing import Any

import pytest

from bot.telegram import polling
from bot.telegram.startup import FatalTelegramError
from bot.telegram.transport import AiohttpRequest, Api
from tests.botapi import BotApi
from tests.phones import Phone, running

UNREADABLE = [
    b'{"update_id":%d,"message":{"text":"\xff\xfe',
    b'{"update_id":%d,"message":{"text":"tor',
    b'{"update_id":%d,}',
    b'{"update_id": %d, "message": ' + b'{"a":' * 3000,
    b'\xef\xbb\xbf{"update_id":%d}',
    b'{"update_id":%d,"message":{"text":"a\x00\x01\nb"}}',
    b'{"update_id":%d,"message":{"update_id":1,"text":"\\',
]


@pytest.mark.parametrize("raw", UNREADABLE)
async def test_an_update_that_cannot_be_read_is_put_aside_and_the_others_are_answered(api: BotApi, raw: bytes, caplog):
    ada, bola = Phone(api, "Ada"), Phone(api, "Bola")
    ada.act("you", "/start")
    api.push_raw(raw)
    bola.act("you", "/start")
    async with running(api):
        await api.wait(lambda: ada.labels and bola.labels, 10.0)
        await api.settled()
    assert sum("cannot be read was put aside" in line for line in caplog.messages) == 1


@pytest.mark.parametrize("text", ["half \ud83d a pair", "\udc00", "and\u0000zero", "\ufffe"])
async def test_odd_letters_are_read_as_well_as_can_be(api: BotApi, text: str):
    async with running(api):
        ada, bola = Phone(api, "Ada"), Phone(api, "Bola")
        ada.act("you", text)
        bola.act("you", "/start")
        await api.settled()
        assert ada.said
        assert bola.labels


async def test_bytes_that_are_no_utf_8_are_read_as_well_as_can_be(api: BotApi):
    async with running(api):
        ada = Phone(api)
        ada.chat.started = True
        person = b'{"id":%d,"is_bot":false,"first_name":"Ada"}' % ada.person.id
        chat = b'{"id":%d,"type":"private"}' % ada.person.id
        number = api.push({"message": {}})
        api.updates.raw[number] = (
            b'{"update_id":%d,"message":{"message_id":5,"date":1,"from":%b,"chat":%b,"text":"find \xff"}}'
            % (number, person, chat)
        )
        await api.wait(lambda: ada.said)


NOT_UPDATES = [b'{"ok":true,"result":{}}', b'{"ok":true}', b"{}", b'{"ok":true,"result":[{"update_id":"9"}, null]}']


@pytest.mark.parametrize("answer", NOT_UPDATES)
async def test_an_answer_without_updates_is_said_and_not_asked_for_without_end(
    api: BotApi, monkeypatch, caplog, answer
):
    """It is JSON and comes at once: ten thousand polls a second, and not a line."""
    polls, request = 0, AiohttpRequest.do_request

    async def do_request(self: AiohttpRequest, url: str, *args: Any, **more: Any) -> tuple[int, bytes]:
        nonlocal polls
        if not url.endswith("getUpdates") or polls >= 2:
            return await request(self, url, *args, **more)
        polls += 1
        return 200, answer

    monkeypatch.setattr(AiohttpRequest, "do_request", do_request)
    began = time.monotonic()
    async with running(api):
        ada = Phone(api)
        ada.act("you", "/start")
        await api.wait(lambda: ada.labels, 15.0)
    assert time.monotonic() - began > 1
    assert sum("Telegram is away (the answer held no" in line for line in caplog.messages) == 1


async def test_a_webhook_that_is_set_meanwhile_ends_polling(api: BotApi):
    with pytest.raises(FatalTelegramError, match="a webhook is set"):  # noqa: PT012
        async with running(api) as task:
            await Phone(api).says("/start")
            api.faults.add("status", "getUpdates", status=409, says=polling_conflict("webhook is active"), times=None)
            api.push({})  # ends the poll
            await api.wait(task.done)


async def test_two_conflicts_are_borne_and_the_third_ends_polling(api: BotApi):
    with pytest.raises(FatalTelegramError, match="another program polls"):  # noqa: PT012
        async with running(api) as task:
            await Phone(api).says("/start")
            api.faults.add("status", "getUpdates", status=409, says=polling_conflict("other request"), times=2)
            api.push({})  # ends the poll
            await api.wait(lambda: api.faults.fired["status"] == 2)
            ada = Phone(api)
            ada.act("you", "/start")
            await api.wait(lambda: ada.labels)
            api.faults.add("status", "getUpdates", status=409, says=polling_conflict("other request"), times=None)
            api.push({})
            await api.wait(task.done)
    assert api.faults.fired["status"] == 2 + polling.CONFLICTS


def polling_conflict(why: str) -> str:
    return f"Conflict: {why}"


async def test_a_token_that_was_revoked_ends_polling(api: BotApi):
    with pytest.raises(FatalTelegramError, match="no longer knows this token"):  # noqa: PT012
        async with running(api) as task:
            await Phone(api).says("/start")
            api.token = "1:" + "x" * 35
            Phone(api).act("you", "/start")
            await api.wait(task.done)


async def test_telegram_is_given_time_after_failures(api: BotApi):
    async with running(api):
        await Phone(api).says("/start")
        api.faults.add("status", "getUpdates", times=None)
        api.push({})  # ends the poll
        await api.wait(lambda: api.faults.fired["status"] >= 2)
        assert api.faults.fired["status"] <= 3  # 0.5, then 1 second in between


async def test_a_poll_that_is_never_answered_is_given_up_said_and_made_anew(api: BotApi, monkeypatch, caplog):
    """Nanobot #3626, #3627: the connection stays open, and for ever nothing comes."""
    monkeypatch.setattr(polling, "POLL", 1)
    monkeypatch.setattr(Api, "patience", 0.2)
    api.faults.add("hang", "getUpdates")
    async with running(api):
        ada = Phone(api)
        ada.act("you", "/start")
        await api.wait(lambda: ada.labels, 10.0)
    assert "Telegram is away (no answer within 1 seconds)" in caplog.text
