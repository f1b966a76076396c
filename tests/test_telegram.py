"""The Telegram channel against the stand-in: real HTTP, every request checked against the schema."""

import asyncio
import contextlib

import pytest

from bot.telegram.run import Options, serve
from tests.botapi import TOKEN, BotApi


@contextlib.asynccontextmanager
async def running(api: BotApi, store: str = ":memory:", **more):
    stopping = asyncio.Event()
    options = Options(token=TOKEN, store=store, api=api.origin, rate=1e6, **more)
    task = asyncio.create_task(serve(options, stopping))
    try:
        yield task
    finally:
        stopping.set()
        await task


@pytest.fixture
async def api():
    async with BotApi.serving(rich=False, keep_history=True) as api:
        yield api
        assert api.violations == []


async def test_a_person_is_greeted_and_asked(api):
    async with running(api):
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        ada.tap("Find my track")
        await api.settled()
        ada.say("what do data engineers earn in nigeria")
        await api.settled()
        print("\n".join(api.transcript(ada.id)))
        assert api.spinners() == []
    assert 0
