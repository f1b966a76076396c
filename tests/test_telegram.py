"""The Telegram channel against the stand-in: real HTTP, every request checked against the schema."""

from collections.abc import AsyncIterator

import pytest

from tests.botapi import BotApi
from tests.phones import running


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.serving(rich=False, keep_history=True) as api:
        yield api
        assert api.violations == []


async def test_a_person_is_greeted_asked_and_answered(api: BotApi):
    async with running(api):
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        ada.tap("Find my track")
        await api.settled()
        ada.say("what do data engineers earn in nigeria")
        await api.wait(lambda: "₦" in "\n".join(api.transcript(ada.id)))
        await api.settled()
        assert "of 8" in api.screen(ada.id)[-1].text
        assert api.spinners() == []
