"""Nobody is forgotten by a clock that jumped, and people who are silent for long enough are."""

import logging

import pytest

from bot.store.clock import DAY, Clock, before_to_forget, believed
from tests.bot.store.common import LANE, Place, handle, said

YEAR = 365 * DAY
NOW = 2_000 * DAY


def test_time_is_believed_as_it_passes():
    assert believed(NOW + DAY / 4, NOW, NOW) == NOW + DAY / 4
    assert believed(NOW + DAY, NOW, NOW) == NOW + DAY


@pytest.mark.parametrize("jump", [8 * DAY, 400 * DAY, 40 * YEAR])
def test_a_jump_is_believed_by_a_week(jump):
    assert believed(NOW + jump, NOW, NOW) == NOW + 7 * DAY


def test_a_bot_that_was_off_for_long_catches_up():
    now, looked, time, looks = NOW + 400 * DAY, NOW, NOW, 0
    while (time := believed(now, looked, time)) < now:
        now, looked, looks = now + DAY, now, looks + 1
    assert 57 < looks < 90


def test_a_clock_that_was_ahead_and_is_right_again_is_believed():
    ahead = believed(NOW + 400 * DAY, NOW, NOW)
    assert believed(NOW + 1, NOW + 400 * DAY, ahead) == NOW + 1


def test_many_starts_with_a_wrong_clock_are_no_more_than_one():
    now = NOW + 400 * DAY
    time = believed(now, NOW, NOW)
    for n in range(100):
        time = believed(now + n + 1, now + n, time)
    assert time < NOW + 7 * DAY + 1000


def test_a_clock_never_runs_behind_what_was_believed():
    clock = Clock(lambda: 5.0)
    assert clock() == 5.0
    clock.floor = 9.0
    assert clock() == 9.0


def test_a_clock_that_is_not_believed_is_told_of(caplog):
    with caplog.at_level(logging.WARNING):
        assert before_to_forget(100.0, NOW, NOW) == 100.0
        assert caplog.records == []
        assert before_to_forget(100.0, NOW + 400 * DAY, NOW + 7 * DAY) == 100.0 - 393 * DAY
    assert "393 days ahead" in caplog.text


async def test_a_start_with_a_clock_400_days_ahead_forgets_nobody(place: Place, caplog):
    day = [2000.0]
    store = await place.open(now=lambda: day[0] * DAY)
    await store.receive([said(1), said(2, "telegram:2")])
    await handle(store, missed="what about pay?")
    await handle(store, "telegram:2")
    assert await store.expire((day[0] - 365) * DAY) == 0
    await store.close()
    day[0] += 400
    for _ in range(20):  # it ends and starts again and again
        store = await place.open(now=lambda: day[0] * DAY)
        assert await store.expire((day[0] - 365) * DAY) == 0
        await store.close()
        day[0] += 0.001
    day[0] = 2001.0
    store = await place.open(now=lambda: day[0] * DAY)
    assert await store.expire((day[0] - 365) * DAY) == 0
    assert len(await store.sessions()) == 2
    assert await store.unanswered() == ["what about pay?"]
    assert await store.receive([said(1)]) == 0  # ids are still known, too
    assert "days ahead" in caplog.text


async def test_a_file_that_was_never_looked_after_is_believed_from_its_last_turn_on(place: Place):
    day = [2000.0]
    store = await place.open(now=lambda: day[0] * DAY)
    await store.receive([said(1)])
    await handle(store)
    day[0] += 400
    assert await store.expire((day[0] - 365) * DAY) == 0
    assert len(await store.sessions()) == 1


async def test_people_who_were_silent_for_a_year_of_days_are_forgotten(place: Place):
    day = [2000.0]
    store = await place.open(now=lambda: day[0] * DAY)
    await store.receive([said(1)])
    await handle(store)
    gone = []
    for _ in range(366):
        day[0] += 1
        gone.append(await store.expire((day[0] - 365) * DAY))
    assert gone == [0] * 365 + [1]


async def test_who_wrote_while_the_clock_said_1970_is_not_silent_since_then(place: Place):
    day = [2000.0]
    store = await place.open(now=lambda: day[0] * DAY)
    await store.expire((day[0] - 365) * DAY)
    await store.close()
    day[0] = 0.0
    store = await place.open(now=lambda: day[0] * DAY)
    await store.receive([said(1)])
    await handle(store)
    await store.expire((day[0] - 365) * DAY)
    day[0] = 2001.0
    assert await store.expire((day[0] - 365) * DAY) == 0
    assert (await store.peek(LANE)) is None
    assert len(await store.sessions()) == 1
