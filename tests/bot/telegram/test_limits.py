"""Telegram's limits are kept without dropping anything, and who floods keeps only themself waiting."""

import asyncio
from itertools import pairwise

import pytest

from bot.telegram.rate_limiter import RateLimiter
from tests.botapi import BotApi
from tests.phones import running


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def sent(pacing: RateLimiter, clock: Clock, chats: list[int], seconds: float) -> list[tuple[float, int]]:
    """When what went out, with more to say than may be said in each of the chats."""
    found, end = [], clock.now + seconds
    while clock.now < end:
        for chat in chats:
            if pacing.acquire(chat) == (0, 0):
                found.append((clock.now, chat))
                pacing.complete(chat)
        clock.now += 0.01
    return found


def most(times: list[float], seconds: float) -> int:
    return max(sum(start <= at < start + seconds for at in times) for start in times)


def test_no_second_has_more_than_the_bot_may_send():
    clock = Clock()
    found = sent(RateLimiter(30, clock), clock, list(range(1, 200)), 5)
    assert most([at for at, _ in found], 1.0) == 30
    assert len(found) >= 5 * 28


def test_a_chat_gets_about_one_a_second():
    clock = Clock()
    times = [at for at, _ in sent(RateLimiter(30, clock), clock, [17], 60)]
    assert most(times, 1.0) <= 5
    assert 52 <= len(times) <= 60


def test_no_minute_has_more_than_twenty_for_a_group():
    clock = Clock()
    times = [at for at, _ in sent(RateLimiter(30, clock), clock, [-17], 300)]
    assert most(times, 60) == 20
    assert len(times) >= 95


def test_a_slow_rate_is_kept_too():
    clock = Clock()
    times = [at for at, _ in sent(RateLimiter(0.5, clock), clock, [1, 2, 3], 30)]
    assert all(later - sooner >= 2 for sooner, later in pairwise(times))
    assert len(times) >= 14


def test_a_chat_that_waits_keeps_no_other_waiting():
    clock = Clock()
    pacing = RateLimiter(30, clock)
    while pacing.acquire(17) == (0, 0):
        pacing.complete(17)
    bot, chat = pacing.acquire(17)
    assert bot == 0
    assert chat > 0
    assert pacing.acquire(18) == (0, 0)


def test_what_is_under_way_counts():
    clock = Clock()
    pacing = RateLimiter(3, clock)
    assert [pacing.acquire(chat) == (0, 0) for chat in range(1, 5)] == [True, True, True, False]
    clock.now += 10
    assert pacing.acquire(4)[0] > 0
    pacing.complete(1)
    clock.now += 0.9
    assert pacing.acquire(4)[0] > 0
    clock.now += 0.2
    assert pacing.acquire(4) == (0, 0)


def test_the_silent_are_forgotten():
    clock = Clock()
    pacing = RateLimiter(1e6, clock)
    for chat in range(1, 30_000):
        assert pacing.acquire(chat) == (0, 0)
        pacing.complete(chat)
    assert len(pacing) <= 10_000


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
