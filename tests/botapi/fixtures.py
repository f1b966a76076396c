"""The stand-in as a pytest fixture; `pytest_plugins = ["tests.botapi.fixtures"]` brings it in."""

from collections.abc import AsyncIterator

import pytest

from tests.botapi.api import BotApi


@pytest.fixture
async def bot_api() -> AsyncIterator[BotApi]:
    """A stand-in for one test, which fails if the bot sent anything that the Bot API forbids."""
    async with BotApi.serving() as api:
        yield api
    assert [str(one) for one in api.violations] == []
