"""What the PostgreSQL store promises alone."""

import asyncio
import time

import pytest

from bot.store.model import StoreError
from tests.bot.store.common import LANE, handle, said


async def test_a_backup_is_left_to_pg_dump(database):
    store = await database.open()
    with pytest.raises(StoreError, match="pg_dump"):
        await store.backup("copy.db")
    store.lock()


async def test_a_lane_stays_with_whoever_works_on_it_and_goes_back_when_they_close(database):
    ours, theirs = await database.open(lease=0.5), await database.open()
    await ours.receive([said(1)])
    assert await ours.claim("telegram", 1) == [LANE]
    await asyncio.sleep(1.0)
    assert await theirs.claim("telegram", 1) == []
    await ours.close()
    assert await theirs.claim("telegram", 1) == [LANE]


async def test_a_lane_that_was_lost_is_left_to_its_new_owner(database):
    ours, theirs = await database.open(lease=0.1), await database.open()
    await ours.receive([said(1), said(2)])
    assert await ours.claim("telegram", 1) == [LANE]
    ours._tasks[0].cancel()  # as if the program hung
    await asyncio.sleep(0.15)
    assert await ours.claim("telegram", 1) == []  # it is at work on it
    assert await theirs.claim("telegram", 1) == [LANE]
    await ours.release(LANE)
    assert await ours.claim("telegram", 1) == []
    await theirs.release(LANE)
    assert await ours.claim("telegram", 1) == [LANE]


async def test_every_connection_waits_for_the_disk(database):
    store = await database.open()
    assert (await store._all("SHOW synchronous_commit"))[0][0] == "on"


async def test_a_long_queue_is_not_scanned_by_a_plan_made_when_it_was_short(database):
    store = await database.open()
    for n in range(8):
        await store.receive([said(n)])
        await handle(store)
    await store._all("VACUUM ANALYZE inbox")
    for _ in range(8):
        await store.peek(LANE)
    await store.receive([said(n, f"telegram:{n}") for n in range(100, 20_000)])
    started = time.perf_counter()
    for n in range(100):
        await store.peek(f"telegram:{5000 + n}")
        await store.claim("telegram", 1)
    assert (time.perf_counter() - started) / 100 < 0.01
