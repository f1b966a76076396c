"""Telegram's limits are kept without dropping anything, and who floods keeps only themself waiting."""

import asyncio

import pytest

from tests.botapi import BotApi
from tests.phones import running


@pytest.mark.parametrize("enforce", [True, False])
async def test_a_crowd_and_a_flood_stay_within_telegrams_limits(enforce):
    async with BotApi.serving() as api:
        api.limits.enforce = enforce
        async with running(api, rate=30.0):
            flood = api.person("Flo")
            for _ in range(30):
                flood.say("/start")
            others = [api.person(f"P{n}") for n in range(40)]
            for other in others:
                other.say("/start")
            await api.wait(lambda: all(api.screen(other.id)[-1].is_bot for other in others), 10.0)
            assert sum(shown.is_bot for shown in api.screen(flood.id)) <= 7  # while all others had their answer
        assert api.limits.peak <= 30
        assert max(api.limits.chat_peaks.values()) <= 5
        assert list(api.errors) == []
        assert api.violations == []


async def test_nothing_of_a_flood_is_dropped(tmp_path):
    async with BotApi.serving() as api:
        async with running(
            api, str(tmp_path / "db"), rate=3000.0
        ):  # a hundred times as fast, so that nobody waits long
            flood = api.person("Flo")
            for _ in range(200):
                flood.say("/help")
            await api.wait(lambda: sum(shown.is_bot for shown in api.screen(flood.id)) == 200, 20.0)
        assert api.limits.chat_peaks[flood.id] <= 500
        assert api.violations == []


async def test_no_answer_waits_for_old_buttons_to_go():
    """An edit counts as a message does: four answers to one person in a group fit into five seconds, with room to spare."""
    async with BotApi.serving() as api:
        ada = api.person("Ada")
        group = api.group("Friends", ada)
        api.limits.enforce = True
        async with running(api, rate=30.0):
            for command in ("help", "find", "help", "find"):
                ada.say(f"/{command}@crossroads_bot", group)
            await api.wait(lambda: sum(shown.is_bot for shown in group.screen()) == 4, 2.0)
            assert api.requests["editMessageReplyMarkup"]
        assert list(api.errors) == []


async def test_a_group_is_written_to_twenty_times_a_minute():
    async with BotApi.serving() as api:
        ada, ben = api.person("Ada"), api.person("Ben")
        group = api.group("Friends", ada, ben)
        api.limits.enforce = True
        async with running(api, rate=30.0):
            for n in range(30):
                (ada if n % 2 else ben).say("/help@crossroads_bot", group)
            ada.say("/start")
            await api.wait(lambda: any(shown.is_bot for shown in api.screen(ada.id)))
            await asyncio.sleep(0.5)
        assert api.limits.group_peaks[group.id] <= 20
        assert list(api.errors) == []
