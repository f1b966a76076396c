"""The worker pool: so many lanes at once, each in order, released with its delay, and finished when it is stopped."""

import asyncio
import logging

import pytest

from bot.outage import Outage
from bot.store.model import StoreError
from bot.store.sqlite.store import SqliteStore
from bot.worker_pool import WorkerPool
from tests.bot.store.common import handle, said


@pytest.fixture
async def store():
    store = SqliteStore(None)
    yield store
    await store.close()


async def run(pool: WorkerPool, until) -> None:
    running = asyncio.create_task(pool.run())
    async with asyncio.timeout(10):
        while not until():
            await asyncio.sleep(0.005)
    pool.stop()
    await running


async def test_no_more_lanes_are_worked_on_at_once_than_there_are_workers(store):
    busy, most, done = 0, 0, []

    async def work(lane: str) -> float:
        nonlocal busy, most
        busy += 1
        most = max(most, busy)
        await asyncio.sleep(0.01 * (1 + int(lane[-1]) % 3))  # they end one after another
        await handle(store, lane)
        busy -= 1
        done.append(lane)
        return 0.0

    await store.receive([said(n, f"telegram:{n}") for n in range(20)])
    await run(WorkerPool(store, "telegram", work, Outage("the store"), 3), lambda: len(done) == 20)
    assert most == 3
    assert sorted(done) == sorted(f"telegram:{n}" for n in range(20))


async def test_a_lane_is_worked_on_by_one_at_a_time_and_in_order(store):
    bodies, inside = [], 0

    async def work(lane: str) -> float:
        nonlocal inside
        inside += 1
        assert inside == 1
        await asyncio.sleep(0)
        bodies.append((await handle(store, lane)).body)
        inside -= 1
        return 0.0

    await store.receive([said(n) for n in range(5)])
    await run(WorkerPool(store, "telegram", work, Outage("the store")), lambda: len(bodies) == 5)
    assert bodies == [f'"hello {n}"'.encode() for n in range(5)]


async def test_a_lane_that_asks_for_a_delay_is_left_alone_that_long(store):
    times = []

    async def work(_: str) -> float:
        times.append(asyncio.get_running_loop().time())
        return 0.3

    await store.receive([said(1)])
    await run(WorkerPool(store, "telegram", work, Outage("the store")), lambda: len(times) == 2)
    assert times[1] - times[0] >= 0.3


async def test_stopping_finishes_what_has_begun_and_begins_nothing(store):
    begun, ended = [], []

    async def work(lane: str) -> float:
        begun.append(lane)
        await asyncio.sleep(0.05)
        ended.append(lane)
        return 60.0

    await store.receive([said(n, f"telegram:{n}") for n in range(4)])
    await run(WorkerPool(store, "telegram", work, Outage("the store"), 2), lambda: bool(begun))
    assert len(begun) == len(ended) == 2


async def test_work_that_fails_is_told_without_its_words_and_tried_again(store, caplog):
    tries = []

    async def work(_: str) -> float:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("somebody's words")
        return 60.0

    await store.receive([said(1)])
    await run(WorkerPool(store, "telegram", work, Outage("the store")), lambda: len(tries) == 2)
    assert "ValueError at test_worker_pool.py:" in caplog.text
    assert "somebody" not in caplog.text


async def test_a_store_that_is_away_is_one_line_and_one_when_it_is_back(store, caplog):
    tries = []

    async def work(_: str) -> float:
        tries.append(1)
        if len(tries) == 1:
            raise StoreError("no answer; look at it")
        return 60.0

    await store.receive([said(1)])
    with caplog.at_level(logging.INFO):
        await run(WorkerPool(store, "telegram", work, Outage("the store")), lambda: len(tries) == 2)
    assert [record.getMessage().partition(" (")[0] for record in caplog.records] == [
        "the store is away",
        "the store is back",
    ]
