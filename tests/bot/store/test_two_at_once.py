"""Two programs on one store: one of them killed, and whatever both do at the same time."""

import asyncio
import contextlib
import itertools
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store.model import ConflictError, Job, Store, TurnResult
from tests.bot.store.common import LANE, NOTE, ROOT, Place, said

CHILD = """
import asyncio, os, sys
from pathlib import Path
from bot.store.postgres.store import PostgresStore
from bot.store.sqlite.store import SqliteStore
from bot.store.model import TurnResult
from tests.bot.store.common import LANE, NOTE, said

async def main(kind, url):
    store = SqliteStore(Path(url)) if kind == "sqlite" else await PostgresStore.open(url)
    await store.receive([said(1), said(2)])
    assert await store.claim("telegram", 1) == [LANE]
    assert await store.commit(TurnResult(await store.peek(LANE), b"saved", (b"one",), NOTE))
    await store.peek(LANE)
    print("ready", flush=True)
    await asyncio.sleep(60)

asyncio.run(main(*sys.argv[1:]))
"""


@contextlib.contextmanager
def child(place: Place) -> Iterator[subprocess.Popen]:
    """Another program, in the middle of its second turn."""
    command = [sys.executable, "-c", CHILD, place.kind, place.url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout.readline() == "ready\n"
            yield running
        finally:
            running.kill()


async def test_a_killed_program_lost_nothing_and_another_takes_over_within_five_seconds(place):
    with child(place) as running:
        store = await place.open()
        if place.kind == "postgres":
            assert await store.claim("telegram", 9) == []
        running.send_signal(signal.SIGKILL)
        running.wait()
    killed = time.monotonic()
    while not (lanes := await store.claim("telegram", 9)):
        await asyncio.sleep(0.1)
    assert time.monotonic() - killed < 5
    assert lanes == [LANE]
    assert [send.body for send in await store.unsent(LANE)] == [b"one"]
    task = await store.peek(LANE)
    assert (task.body, task.session, task.version) == (b'"hello 2"', b"saved", 1)
    assert await store.receive([said(1), said(2)]) == 0


class Worker:
    """One of two that work on one database; what it does is drawn by hypothesis."""

    def __init__(self, store: Store, log: "Log"):
        self.store, self.log = store, log
        self.lanes: list[str] = []
        self.task: Job | None = None

    async def receive(self, event: tuple[str, int]) -> None:
        lane, number = event
        one = said(number, lane)
        new = await self.store.receive([one, one])
        self.log.received[lane].setdefault(one.body, self.log.round)
        self.log.new[one.body] += new

    async def claim(self, _) -> None:
        self.lanes += [lane for lane in await self.store.claim("telegram", 2) if lane not in self.lanes]

    async def take(self, _) -> None:
        if self.lanes:
            self.task = await self.store.peek(self.lanes[0])

    async def commit(self, _) -> None:
        task, self.task = self.task, None
        if task is None:
            return
        with contextlib.suppress(ConflictError):
            seqs = await self.store.commit(TurnResult(task, (task.session or b"") + b".", (task.body,), NOTE))
            if seqs is not None:
                self.log.committed[task.lane].append((task.seq, task.body))

    async def sent(self, _) -> None:
        for lane in self.lanes[:1]:
            for send in (await self.store.unsent(lane))[:1]:
                await self.store.mark_sent(send.seq, lane, b"m")
                self.log.sent[lane].append(send.body)

    async def release(self, _) -> None:
        if self.lanes:
            await self.store.release(self.lanes.pop(0))


class Log:
    def __init__(self):
        self.round = 0
        self.received = defaultdict(dict)
        self.new = defaultdict(int)
        self.committed = defaultdict(list)
        self.sent = defaultdict(list)


OPERATIONS = st.sampled_from(["receive", "receive", "claim", "take", "take", "commit", "commit", "sent", "release"])


ROUNDS = st.lists(
    st.lists(st.tuples(OPERATIONS, st.integers(0, 1), st.integers(0, 5)), min_size=1, max_size=2), max_size=30
)


_examples = itertools.count(1)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(first=ROUNDS, second=ROUNDS)
async def test_whatever_two_do_at_once_each_event_is_one_turn_in_order(pair, first, second):
    number, log = next(_examples), Log()
    workers = [Worker(store, log) for store in pair]
    for rounds in itertools.zip_longest(first, second, fillvalue=[]):
        log.round += 1
        steps = [
            (worker, name, (f"telegram:{number}{lane}", 1000 * number + 10 * lane + event))
            for worker, mine in zip(workers, rounds, strict=True)
            for name, lane, event in mine
        ]
        await asyncio.gather(*(getattr(worker, name)(event) for worker, name, event in steps))
    await settle(workers)
    for lane, events in log.received.items():
        seqs, bodies = zip(*log.committed[lane], strict=True)
        assert sorted(bodies) == sorted(events)
        assert list(seqs) == sorted(seqs)
        assert [events[body] for body in bodies] == sorted(events.values())
        assert set(log.sent[lane]) == set(bodies)
    assert set(log.new.values()) <= {1}
    assert await pair[0].queue_depth() == (0, 0)


async def settle(workers: list[Worker]) -> None:
    """Work off all that is left, by both in turn; at the end no lane is left over."""
    for worker in workers:
        for lane in worker.lanes:
            await worker.store.release(lane)
        worker.lanes = []
    for worker in itertools.cycle(workers):
        await worker.claim(None)
        if not worker.lanes:
            return
        while worker.lanes:
            await worker.take(None)
            await worker.commit(None)
            await worker.sent(None)
            await worker.release(None)
