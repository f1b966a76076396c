"""The start asks Telegram a few times, then says what is wrong; waiting ends when the bot is stopped."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram.error import BadRequest

from bot.telegram import startup
from bot.telegram.incoming import Me
from bot.telegram.run import Options, serve
from bot.telegram.startup import FatalTelegramError, call_with_retry, first_of, get_me, set_webhook, until_stopped
from bot.telegram.transport import Api
from tests.botapi import TOKEN, BotApi


@pytest.fixture
async def line(api: BotApi) -> AsyncIterator[Api]:
    line = Api(TOKEN, api.origin)
    yield line
    await line.hang_up()


async def test_the_bot_knows_its_name_and_what_it_hears(api: BotApi, line: Api):
    assert await get_me(line) == Me(api.me["id"], "crossroads_bot", hears_groups=False, has_inline=True)
    api.me["can_read_all_group_messages"] = True
    assert (await get_me(line)).hears_groups


async def test_what_fails_is_tried_again_and_in_the_end_said(api: BotApi, line: Api):
    fault = api.faults.add("status", "getMe", times=startup.TRIES - 1)
    assert await get_me(line)
    fault.times = startup.TRIES
    with pytest.raises(FatalTelegramError, match=r"cannot be reached \(Bad Gateway\)"):
        await get_me(line)
    assert fault.times == 0


async def test_what_is_refused_is_not_tried_again(api: BotApi, line: Api):
    with pytest.raises(BadRequest):
        await call_with_retry(line, "sendMessage", {"chat_id": 5, "text": "x"})
    assert api.requests["sendMessage"] == 1


async def test_a_webhook_that_is_refused_ends_the_start():
    async with BotApi.serving() as api:
        line = Api(TOKEN, api.origin)
        with pytest.raises(FatalTelegramError, match="refused the webhook"):
            await set_webhook(line, "http://example.org/", "s")
        await line.hang_up()


@pytest.mark.parametrize("address", ["localhost:8081", "example.org", "ftp://example.org", "http://", ""])
async def test_an_api_address_that_is_none_is_said(address: str):
    with pytest.raises(FatalTelegramError, match="is no address; write it as in https://"):
        await serve(Options(TOKEN, ":memory:", address))


async def test_waiting_ends_with_the_bot():
    stopping = asyncio.Event()
    assert await until_stopped(stopping, asyncio.sleep(0, 5)) == 5
    asyncio.get_running_loop().call_later(0.01, stopping.set)
    assert await until_stopped(stopping, asyncio.sleep(60)) is None


async def test_the_first_that_ends_ends_all_and_its_error_counts():
    ended = []

    async def slow() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("slow")

    async def broken() -> None:
        raise FatalTelegramError("x")

    await first_of(slow(), asyncio.sleep(0))
    with pytest.raises(FatalTelegramError):
        await first_of(slow(), broken())
    assert ended == ["slow", "slow"]
