"""One contract over both stores, then what each of them promises alone."""

import asyncio
import contextlib
import itertools
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.store.model import ConflictError, InboxItem, Job, Store, StoreError, TurnMetrics, TurnResult
from bot.store.postgres import schema as postgres_schema
from bot.store.postgres.errors import without_password
from bot.store.postgres.store import PostgresStore
from bot.store.sqlite import schema
from bot.store.sqlite.store import SqliteStore
from tests.postgres import Server, postgres  # noqa: F401 - a fixture

NOTE = TurnMetrics("telegram", "question", "answer", 2.0, False)
LANE, KEY = "telegram:1071", "telegram:1071:1071"
ROOT = Path(__file__).parents[3]


class Place:
    """Where stores are opened: `url` is a file or a database."""

    def __init__(self, kind: str, url: str, server: Server | None = None):
        self.kind, self.url, self._server = kind, url, server
        self._open: list[Store] = []

    async def open(self, **more) -> Store:
        store = (
            SqliteStore(Path(self.url), **more) if self.kind == "sqlite" else await PostgresStore.open(self.url, **more)
        )
        self._open.append(store)
        return store

    async def close(self) -> None:
        for store in self._open:
            with contextlib.suppress(StoreError):
                await store.close()
        if self._server:
            await self._server.drop(self.url)

    async def kept(self) -> bytes:
        """All bytes on disk."""
        if self._server is None:
            return b"".join(path.read_bytes() for path in Path(self.url).parent.iterdir())
        await self._server.run("CHECKPOINT")
        found = await self._server.run(
            "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = current_database()"
        )
        try:
            return b"".join(path.read_bytes() for path in Path(found[0][0]).iterdir())
        except OSError as error:
            pytest.skip(f"the server's files cannot be read from here ({error})")


@pytest.fixture(params=["sqlite", "postgres"])
async def place(request, tmp_path) -> AsyncIterator[Place]:
    if request.param == "sqlite":
        (tmp_path / "store").mkdir()
        here = Place("sqlite", str(tmp_path / "store" / "crossroads.db"))
    else:
        server = request.getfixturevalue("postgres")
        here = Place("postgres", await server.new(), server)
    yield here
    await here.close()


@pytest.fixture
async def store(place: Place) -> Store:
    return await place.open()


def said(number: int, lane: str = LANE, text: str = "hello") -> InboxItem:
    return InboxItem(f"telegram:{number}", lane, f"{lane}:{lane.rpartition(':')[2]}", f'"{text} {number}"'.encode())


async def handle(store: Store, lane: str = LANE, *sends: bytes, session: bytes = b'{"n":1}', **more) -> Job:
    task = await store.peek(lane)
    assert task is not None
    assert await store.commit(TurnResult(task, session, sends, NOTE, **more)) is not None
    return task


# The contract


async def test_what_arrives_is_worked_off_in_order_and_once(store):
    assert await store.receive([said(7), said(3), said(7), said(5)]) == 3
    assert await store.receive([said(3), said(9)]) == 1
    assert await store.receive([]) == 0
    bodies = []
    while await store.peek(LANE):
        bodies.append((await handle(store)).body)
    assert bodies == [b'"hello 7"', b'"hello 3"', b'"hello 5"', b'"hello 9"']
    assert await store.receive([said(7)]) == 0  # handled, and known all the same


async def test_a_task_brings_all_that_its_turn_needs(place):
    store = await place.open(now=lambda: 1000.5)
    await store.receive([said(1), said(2)])
    first = await store.peek(LANE)
    assert first == await store.peek(LANE)
    assert replace(first, seq=0) == Job(0, LANE, KEY, b'"hello 1"', 1000.5, None, 0, b"")
    seqs = await store.commit(TurnResult(first, b"\x00\xff", (b"\x00", b"two"), NOTE))
    await store.mark_sent(seqs[0], LANE, b"\xfe\x00")
    second = await store.peek(LANE)
    assert replace(second, seq=0) == Job(0, LANE, KEY, b'"hello 2"', 1000.5, b"\x00\xff", 1, b"\xfe\x00")


async def test_a_lane_without_work_has_no_task(store):
    assert await store.peek("telegram:9") is None
    assert await store.claim("telegram", 5) == []


async def test_sends_wait_in_order_until_they_are_sent(store):
    await store.receive([said(1), said(2), said(3, "telegram:2")])
    await handle(store, LANE, b"one", b"two")
    await handle(store, "telegram:2", b"elsewhere")
    await handle(store, LANE, b"three")
    sends = await store.unsent(LANE)
    assert [(send.key, send.body) for send in sends] == [(KEY, b"one"), (KEY, b"two"), (KEY, b"three")]
    assert sends == sorted(sends, key=lambda send: send.seq)
    await store.mark_sent(sends[0].seq, LANE)
    await store.mark_sent(sends[0].seq, LANE)
    await store.mark_sent(sends[1].seq, LANE, b"message 17")
    assert [send.body for send in await store.unsent(LANE)] == [b"three"]
    assert await store.chat_state(LANE) == b"message 17"
    await store.mark_sent(sends[2].seq, LANE)
    assert await store.chat_state(LANE) == b"message 17"
    assert await store.chat_state("telegram:2") == b""


async def test_a_lane_that_moves_takes_its_people_along(store):
    """Who is known in the new lane already stays as they are there; a lane whose name begins alike is another one."""
    old, new, alike = "telegram:-5", "telegram:-100", "telegram:-55"
    people = [(old, 7, b"seven"), (old, 8, b"eight"), (new, 8, b"eight, there"), (alike, 7, b"alike")]
    for number, (lane, person, session) in enumerate(people):
        await store.receive([InboxItem(str(number), lane, f"{lane}:{person}", b"")])
        await handle(store, lane, b"out", session=session, missed=f"missed {number}")
    for _ in range(2):
        await store.move(old, new, b"moved")
    kept = {
        key: (await store.export(key))["session"]
        for key in (f"{lane}:{n}" for lane in (old, new, alike) for n in (7, 8))
    }
    assert kept == {
        f"{old}:7": None,
        f"{old}:8": None,
        f"{new}:7": "seven",
        f"{new}:8": "eight, there",
        f"{alike}:7": "alike",
        f"{alike}:8": None,
    }
    assert (await store.export(f"{new}:7"))["unanswered"] == ["missed 0"]
    assert [message.key for message in await store.unsent(old)] == [f"{new}:7", f"{new}:8"]
    assert (await store.chat_state(old), await store.chat_state(new)) == (b"moved", b"")
    await store.forget(f"{new}:7")
    assert len(await store.sessions()) == 2


async def test_a_turn_committed_twice_counts_once(store):
    await store.receive([said(1)])
    task = await store.peek(LANE)
    done = TurnResult(task, b"{}", (b"one",), NOTE, missed="why")
    assert len(await store.commit(done)) == 1
    assert await store.commit(done) is None
    assert len(await store.unsent(LANE)) == 1
    assert await store.unanswered() == ["why"]
    assert (await store.turns())[0]["turns"] == 1


async def test_two_at_once_commit_a_turn_once(place):
    stores = [await place.open(), await place.open()]
    await stores[0].receive([said(n) for n in range(20)])
    for n in range(20):
        task = await stores[0].peek(LANE)
        found = await asyncio.gather(
            *(store.commit(TurnResult(task, b"%d" % n, (b"x",), NOTE)) for store in stores), return_exceptions=True
        )
        assert sum(isinstance(one, tuple) for one in found) == 1, found
        assert all(one is None or isinstance(one, tuple) for one in found), found
    assert await stores[1].queue_depth() == (0, 20)


async def test_a_session_saved_by_somebody_else_meanwhile_is_a_conflict_that_changes_nothing(store):
    await store.receive([said(1), said(2)])
    stale = await store.peek(LANE)
    await handle(store, session=b'{"new":1}')
    task = await store.peek(LANE)
    for version in (0, 2):
        with pytest.raises(ConflictError):
            await store.commit(TurnResult(replace(task, version=version), b"{}", (b"no",), NOTE, missed="no"))
    assert await store.peek(LANE) == task
    assert await store.unsent(LANE) == []
    assert await store.unanswered() == []
    assert (await store.turns())[0]["turns"] == 1
    assert await store.commit(TurnResult(stale, b"{}", (), NOTE)) is None


async def test_a_conflict_does_not_undo_its_neighbours(store):
    lanes = [f"telegram:{n}" for n in range(10)]
    await store.receive([said(n, lane) for n, lane in enumerate(lanes)])
    tasks = [await store.peek(lane) for lane in lanes]
    await store.receive([said(n + 100, lane) for n, lane in enumerate(lanes[:3])])
    wrong = [replace(task, key="telegram:5:5", version=9) if n == 4 else task for n, task in enumerate(tasks)]
    await handle(store, "telegram:5")
    found = await asyncio.gather(
        *(store.commit(TurnResult(task, b"{}", (b"x",), NOTE)) for task in wrong), return_exceptions=True
    )
    assert [type(one) for one in found] == [tuple] * 4 + [ConflictError, type(None)] + [tuple] * 4


async def test_what_is_dropped_makes_no_turn(store):
    await store.receive([said(1), said(2)])
    task = await store.peek(LANE)
    await store.drop(task)
    assert (await store.peek(LANE)).body == b'"hello 2"'
    assert await store.commit(TurnResult(task, b"{}", (), NOTE)) is None
    assert await store.turns() == []


async def test_lanes_are_claimed_longest_waiting_first_and_by_one_at_a_time(store):
    await store.receive([said(n, f"telegram:{lane}") for n, lane in enumerate((9, 2, 9, 7, 1))])
    assert await store.claim("telegram", 2) == ["telegram:9", "telegram:2"]
    assert await store.claim("telegram", 9) == ["telegram:7", "telegram:1"]
    assert await store.claim("telegram", 9) == []
    await store.release("telegram:2")
    assert await store.claim("telegram", 9) == ["telegram:2"]


async def test_a_flooding_lane_goes_behind_the_others(store):
    await store.receive([said(n) for n in range(50)] + [said(n, f"telegram:{n}") for n in (100, 200)])
    order = []
    for n in range(6):
        (lane,) = await store.claim("telegram", 1)
        order.append(lane)
        await handle(store, lane)
        await store.receive([said(1000 + n)])
        await store.release(lane)
    assert order == [LANE, "telegram:100", "telegram:200", LANE, LANE, LANE]


async def test_a_lane_worked_off_is_gone_and_comes_back_with_news(store):
    await store.receive([said(1)])
    assert await store.claim("telegram", 1) == [LANE]
    await handle(store)
    await store.release(LANE)
    assert await store.claim("telegram", 1) == []
    await store.receive([said(2)])
    assert await store.claim("telegram", 1) == [LANE]


async def test_a_lane_with_something_unsent_comes_back(store):
    await store.receive([said(1)])
    await store.claim("telegram", 1)
    await handle(store, LANE, b"one")
    await store.release(LANE)
    assert await store.claim("telegram", 1) == [LANE]
    await store.mark_sent((await store.unsent(LANE))[0].seq, LANE)
    await store.release(LANE)
    assert await store.claim("telegram", 1) == []


async def test_what_is_left_in_a_lane_waits_as_long_as_was_said(store):
    await store.receive([said(1), said(2, "telegram:2")])
    assert await store.claim("telegram", 1) == [LANE]
    await store.release(LANE, delay=0.4)
    assert await store.claim("telegram", 9) == ["telegram:2"]
    await store.receive([said(3)])
    assert await store.claim("telegram", 9) == []
    await asyncio.sleep(0.45)
    assert await store.claim("telegram", 9) == [LANE]
    await handle(store)
    await handle(store)
    await store.release(LANE, delay=60)
    await store.receive([said(4)])  # nothing was left, so nothing waits
    assert await store.claim("telegram", 9) == [LANE]


async def test_news_while_a_lane_is_given_back_are_never_lost(place):
    ours, theirs = await place.open(), await place.open()
    for n in range(150):
        lane = f"telegram:{n % 3}"
        await ours.receive([said(2 * n, lane)])
        assert await ours.claim("telegram", 1) == [lane]
        await handle(ours, lane)
        await asyncio.gather(ours.release(lane), theirs.receive([said(2 * n + 1, lane)]))
        assert await ours.claim("telegram", 1) == [lane], n
        await handle(ours, lane)
        await ours.release(lane)


async def test_the_same_update_received_by_two_at_once_counts_once(place):
    stores = [await place.open(), await place.open()]
    for n in range(30):
        batch = [said(10 * n + i, f"telegram:{i}") for i in range(8)]
        found = await asyncio.gather(stores[0].receive(batch), stores[1].receive(batch[::-1]))
        assert sum(found) == 8
    assert await stores[0].queue_depth() == (240, 0)


async def test_statistics_keep_nothing_of_what_was_said(store):
    await store.receive([said(1), said(2), said(3)])
    for ms, missed in ((1.0, False), (4.0, True)):
        task = await store.peek(LANE)
        await store.commit(TurnResult(task, b"{}", (), TurnMetrics("telegram", "menu", "ask", ms, missed)))
    await handle(store)
    rows = await store.turns()
    assert rows[0] == {
        "channel": "telegram",
        "state": "menu",
        "trigger": "ask",
        "turns": 2,
        "missed": 1,
        "mean_ms": 2.5,
        "most_ms": 4.0,
    }
    assert [row["turns"] for row in rows] == [2, 1]


async def test_what_is_kept_can_be_looked_at(place):
    store = await place.open(now=lambda: 50.0)
    await store.receive([said(1), said(2, "telegram:2"), said(3)])
    await handle(store, LANE, b'{"text":"hi"}', session=b'{"state":"menu"}', missed="what about pay?")
    assert await store.export(KEY) == {
        "key": KEY,
        "session": {"state": "menu"},
        "last_turn": 50.0,
        "waiting": ["hello 3"],
        "unsent": [{"text": "hi"}],
        "unanswered": ["what about pay?"],
    }
    nobody = {"key": "x", "session": None, "last_turn": None, "waiting": [], "unsent": [], "unanswered": []}
    assert await store.export("x") == nobody
    assert await store.unanswered() == ["what about pay?"]
    assert await store.sessions() == [(50.0, b'{"state":"menu"}')]
    assert await store.queue_depth() == (2, 1)


async def test_odd_text_is_kept_as_well_as_can_be(store):
    await store.receive([said(1)])
    await handle(store, missed="a\x00b\ud800c 🙂 'x'; --")
    assert await store.unanswered() == ["a\N{REPLACEMENT CHARACTER}b?c 🙂 'x'; --"]


@pytest.mark.parametrize("by_a_turn", [False, True])
async def test_forgetting_leaves_no_byte_of_a_person(place, by_a_turn):
    store = await place.open()
    secret, other = "pelargonium", "hippopotamus"
    crowd = [said(n, f"telegram:5{n:03}", other) for n in range(40)]
    await store.receive([said(900, text=secret), *crowd, said(901, text=secret), said(902, text=secret)])
    for lane in [one.lane for one in crowd[:30]] + [LANE]:
        word = secret if lane == LANE else other
        task = await handle(store, lane, b"0", f"to {word}".encode(), session=f"{word} 1".encode() * 20, missed=word)
        seqs = [send.seq for send in await store.unsent(lane)]
        await store.mark_sent(seqs[0], lane, word.encode())
    await handle(store, session=f"{secret} 2".encode() * 30)
    if place.kind == "postgres":
        await asyncio.gather(*(store._all(f"ANALYZE {table}") for table in ("sessions", "inbox", "unanswered")))
    assert secret.encode() in await place.kept()
    if by_a_turn:
        task = await store.peek(LANE)
        assert len(await store.commit(TurnResult(task, b"never", (b"goodbye",), NOTE, missed=secret, forget=True))) == 1
        assert [send.body for send in await store.unsent(LANE)] == [b"goodbye"]
        assert await store.commit(TurnResult(task, b"never", (b"goodbye",), NOTE, forget=True)) is None
        await store.mark_sent((await store.unsent(LANE))[0].seq, LANE)
    else:
        await store.drop(await store.peek(LANE))
        await store.forget(KEY)
    about = await store.export(KEY)
    assert not any(value for name, value in about.items() if name != "key")
    kept = await place.kept()
    assert secret.encode() not in kept
    assert other.encode() in kept
    assert LANE not in await store.claim("telegram", 99) or by_a_turn
    if not by_a_turn:
        assert LANE.encode() not in kept
    assert len(await store.sessions()) == 30
    assert len(await store.unanswered()) == 30
    assert await store.chat_state(LANE) == b""
    await store.forget("telegram:0:0")


async def test_what_was_said_after_being_forgotten_is_answered_to_somebody_new(store):
    await store.receive([said(1), said(2, text="forget me"), said(3, text="hello?"), said(4, text="still there?")])
    await handle(store, session=b"old")
    task = await store.peek(LANE)
    assert len(await store.commit(TurnResult(task, b"never", (b"goodbye",), NOTE, forget=True))) == 1
    stale = await store.peek(LANE)
    assert (stale.body, stale.session) == (b'"hello? 3"', None)
    await handle(store, session=b"new")
    await store.forget(KEY)  # the farewell is sent only now
    late = await store.peek(LANE)
    assert (late.body, late.session) == (b'"still there? 4"', None)
    assert await store.unsent(LANE) == []


async def test_a_turn_on_a_session_that_was_forgotten_meanwhile_is_taken_anew(store):
    await store.receive([said(1), said(2)])
    await handle(store, session=b"old")
    task = await store.peek(LANE)
    await store.forget(KEY)
    with pytest.raises(ConflictError):
        await store.commit(TurnResult(task, b"old, and more", (), NOTE))
    assert (await store.peek(LANE)).session is None


async def test_silent_people_are_forgotten_and_those_who_wrote_again_are_not(place):
    clock = itertools.count(100)
    store = await place.open(now=lambda: float(next(clock)) / 1)
    old, back, new = "telegram:1", "telegram:2", "telegram:3"
    await store.receive([said(1, old), said(2, back)])
    await handle(store, old, b"x", missed="old question")
    await handle(store, back)
    line = float(next(clock))
    await store.receive([said(3, new), said(4, back, "I am back")])
    await handle(store, new, missed="new question")
    assert await store.expire(line) == 1
    assert await store.expire(line) == 0
    assert (await store.export("telegram:1:1"))["session"] is None
    assert await store.unsent(old) == []
    assert await store.unanswered() == ["new question"]
    assert (await store.peek(back)).session is not None
    assert len(await store.sessions()) == 2
    assert [row["turns"] for row in await store.turns()] == [1]


async def test_ids_are_known_for_two_weeks(place):
    day = [0.0]
    store = await place.open(now=lambda: day[0] * 86400)
    await store.receive([said(1)])
    day[0] = 13.0
    await store.expire(0)
    assert await store.receive([said(1)]) == 0
    day[0] = 15.0
    await store.expire(0)
    assert await store.receive([said(1)]) == 1


async def test_all_is_there_after_closing_and_opening(place):
    first = await place.open()
    await first.receive([said(1), said(2)])
    await first.claim("telegram", 1)
    await handle(first, LANE, b"one")
    await first.close()
    with pytest.raises(StoreError):
        await first.receive([said(3)])
    second = await place.open()
    assert await second.claim("telegram", 9) == [LANE]
    assert (await second.peek(LANE)).session == b'{"n":1}'
    assert [send.body for send in await second.unsent(LANE)] == [b"one"]


CHILD = """
import asyncio, os, sys
from pathlib import Path
from bot.store.postgres.store import PostgresStore
from bot.store.sqlite.store import SqliteStore
from tests.bot.store.test_contract import LANE, NOTE, TurnResult, said

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


@pytest.fixture
async def pair(place: Place) -> list[Store]:
    return [await place.open(), await place.open()]


# SQLite alone


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "crossroads.db"


@contextlib.asynccontextmanager
async def sqlite_store(file: Path | None, **more) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(file, **more)
    try:
        yield store
    finally:
        with contextlib.suppress(StoreError):
            await store.close()


def old_file(file: Path) -> None:
    """As the first Crossroads made it."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("CREATE TABLE sessions (key TEXT PRIMARY KEY, body BLOB NOT NULL)")
        db.execute("CREATE TABLE unanswered (key TEXT NOT NULL, text TEXT NOT NULL)")
        db.execute("INSERT INTO sessions VALUES (?, ?)", (KEY, b'{"state":"menu"}'))
        db.execute("INSERT INTO unanswered VALUES (?, ?)", (KEY, "old question"))


@pytest.mark.parametrize("version", range(schema.VERSION + 1))
async def test_a_file_of_any_earlier_version_is_brought_up_to_date(file, version):
    old_file(file)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
        if version:
            schema.migrate(db, schema.STEPS[:version])
    async with sqlite_store(file) as store:
        assert (await store.export(KEY))["session"] == {"state": "menu"}
        assert await store.unanswered() == ["old question"]
        assert time.time() - 60 < (await store.sessions())[0][0] <= time.time() + 1
        await store.receive([said(1)])
        task = await handle(store)
        assert task.version == 1


async def test_a_step_that_fails_leaves_the_version_before(file):
    old_file(file)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
        with pytest.raises(sqlite3.OperationalError):
            schema.migrate(db, (*schema.STEPS, ("CREATE TABLE extra (x)", "no such statement")))
        assert db.execute("PRAGMA user_version").fetchone() == (0,)
        assert {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")} == {
            "sessions",
            "unanswered",
        }


async def test_a_file_of_a_later_version_is_refused(file):
    async with sqlite_store(file):
        pass
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(StoreError, match="later Crossroads"):
        SqliteStore(file)


def spoil_all(_: bytes) -> bytes:
    return b"these are somebody's notes\n" * 500


def spoil_the_end(whole: bytes) -> bytes:
    return whole[: len(whole) // 2 - 77]


def spoil_the_schema(whole: bytes) -> bytes:
    return whole[:100] + b"\xaa" * 3000 + whole[3100:]


def spoil_a_page(whole: bytes) -> bytes:
    return whole[:4096] + b"\xaa" * 4096 + whole[8192:]


@pytest.mark.parametrize("spoil", [spoil_all, spoil_the_end, spoil_the_schema, spoil_a_page])
@pytest.mark.parametrize("old", [False, True])
async def test_a_damaged_file_is_refused_and_left_as_it_was(file, spoil, old):
    if old:
        old_file(file)
    else:
        async with sqlite_store(file) as store:
            await store.receive([said(1)])
    damaged = spoil(file.read_bytes())
    file.write_bytes(damaged)
    with pytest.raises(StoreError, match=r"crossroads.db: .*damaged"):
        SqliteStore(file)
    assert file.read_bytes() == damaged
    assert {path.name for path in file.parent.iterdir()} == {file.name}


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, for whom no file is read-only."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_a_file_that_cannot_be_written_is_refused_with_the_cure():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old_file(folder / "crossroads.db")
        (folder / "crossroads.db").chmod(0o444)
        folder.chmod(0o555)
        with as_nobody(), pytest.raises(StoreError, match="writable"):
            SqliteStore(folder / "crossroads.db")
        folder.chmod(0o755)


async def test_a_full_disk_undoes_what_was_begun_and_says_so(file):
    async with sqlite_store(file) as store:
        await store.receive([said(1)])
        pages = store._db.execute("PRAGMA page_count").fetchone()[0]
        store._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        task = await store.peek(LANE)
        with pytest.raises(StoreError, match=r"full.*free some space"):
            await store.commit(TurnResult(task, b"x" * 100_000, (b"one",), NOTE))
        assert await store.peek(LANE) == task
        assert await store.unsent(LANE) == []
        store._db.execute(f"PRAGMA max_page_count = {pages + 1000}")
        assert await store.commit(TurnResult(task, b"x" * 100_000, (b"one",), NOTE))


@contextlib.contextmanager
def locked(file: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")


async def test_a_file_locked_for_a_second_is_waited_for_while_others_go_on(file):
    async with sqlite_store(file) as store:
        with locked(file) as other:
            asyncio.get_running_loop().call_later(1.0, other.execute, "ROLLBACK")
            writing = asyncio.create_task(store.receive([said(1)]))
            longest, before = 0.0, time.monotonic()
            while not writing.done():
                await asyncio.sleep(0.01)
                longest, before = max(longest, time.monotonic() - before), time.monotonic()
            assert await writing == 1
            assert longest < 0.15  # the loop was not held up


async def test_a_file_locked_for_ever_is_an_error_within_six_seconds(file):
    async with sqlite_store(file) as store:
        with locked(file):
            started = time.monotonic()
            with pytest.raises(StoreError, match="another program holds it"):
                await store.receive([said(1)])
            assert time.monotonic() - started < 6
        assert await store.receive([said(1)]) == 1


async def test_one_program_at_a_time_serves_a_file(file):
    async with sqlite_store(file) as first, sqlite_store(file) as second:
        first.lock()
        first.lock()
        with pytest.raises(StoreError, match="another process serves this file"):
            second.lock()
        await first.close()
        second.lock()
    async with sqlite_store(None) as memory:
        memory.lock()


async def test_in_memory_is_a_whole_store():
    async with sqlite_store(None) as store:
        await store.receive([said(1)])
        await handle(store, LANE, b"one")
        await store.forget(KEY)
        assert await store.queue_depth() == (0, 0)


async def test_what_a_commit_returned_is_on_disk(file, tmp_path):
    """Not in a cache of ours: a copy of the files, taken at that moment, has it, and the log was synced before."""
    async with sqlite_store(file) as store:
        assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
        await store.receive([said(n) for n in range(5)])
        for n in range(5):
            await handle(store, LANE, b"one", session=b"turn %d" % n)
            copy = tmp_path / f"copy{n}"
            copy.mkdir()
            for path in (file, file.with_name(file.name + "-wal")):
                shutil.copy(path, copy)
            async with sqlite_store(copy / file.name) as other:
                assert (await other.sessions())[0][1] == b"turn %d" % n
                assert len(await other.unsent(LANE)) == n + 1


async def test_only_marks_do_not_wait_for_the_disk(file):
    """What arrived and what was answered is synced; that it was sent is not: after a power cut it is sent once more."""
    async with sqlite_store(file) as store:
        run: list[str] = []
        store._db.set_trace_callback(run.append)
        await store.receive([said(1)])
        await handle(store, LANE, b"one")
        seq = (await store.unsent(LANE))[0].seq
        assert [one for one in run if "synchronous" in one] == ["PRAGMA synchronous = FULL"] * 2
        run.clear()
        await store.mark_sent(seq, LANE)
        await store.release(LANE)
        assert [one for one in run if "synchronous" in one] == ["PRAGMA synchronous = NORMAL"] * 2
        run.clear()
        await asyncio.gather(store.mark_sent(seq, LANE), store.receive([said(2)]))
        assert [one for one in run if "synchronous" in one] == ["PRAGMA synchronous = FULL"]


async def test_a_backup_is_whole_and_overwrites_nothing(file, tmp_path):
    copy = tmp_path / "copy.db"
    async with sqlite_store(file) as store:
        await store.receive([said(1)])
        await store.backup(str(copy))
        assert copy.stat().st_mode & 0o777 == 0o600
        with pytest.raises(StoreError, match="is there already"):
            await store.backup(str(copy))
    async with sqlite_store(copy) as other:
        assert await other.peek(LANE) is not None


# PostgreSQL alone


@pytest.fixture
async def database(postgres) -> AsyncIterator[Place]:  # noqa: F811
    here = Place("postgres", await postgres.new(), postgres)
    yield here
    await here.close()


async def test_several_that_start_at_once_make_one_schema(database):
    stores = await asyncio.gather(*(database.open() for _ in range(4)))
    assert await stores[3].receive([said(1)]) == 1
    await (await database.open()).peek(LANE)


@pytest.mark.parametrize("version", range(postgres_schema.VERSION + 1))
async def test_a_database_of_any_earlier_version_is_brought_up_to_date(database, version):
    db = await asyncpg.connect(database.url)
    if version:
        await postgres_schema.migrate(db, postgres_schema.STEPS[:version])
        await db.execute("INSERT INTO sessions VALUES ($1, $2, 3, 7)", KEY, b"old")
    await db.close()
    store = await database.open()
    assert await store.sessions() == ([(7.0, b"old")] if version else [])
    await store.receive([said(1)])
    assert (await handle(store)).version == (3 if version else 0)


async def test_the_schema_goes_forward_all_or_nothing_and_never_back(database):
    db = await asyncpg.connect(database.url)
    more = (*postgres_schema.STEPS, ("CREATE TABLE extra (x int)",))
    with pytest.raises(asyncpg.PostgresSyntaxError):
        await postgres_schema.migrate(db, (*more, ("no such statement",)))
    assert await db.fetchval("SELECT to_regclass('sessions')") is None
    await postgres_schema.migrate(db, postgres_schema.STEPS)
    await postgres_schema.migrate(db, more)
    assert await db.fetchval("SELECT count(*) FROM extra") == 0
    await db.close()
    with pytest.raises(StoreError, match="later Crossroads"):
        await database.open()


async def test_a_server_that_comes_back_is_used_again(database, postgres):  # noqa: F811
    store = await database.open()
    await asyncio.gather(*(store.receive([said(n)]) for n in range(20)))
    await store.claim("telegram", 1)
    postgres.stop()
    for operation in (store.receive([said(99)]), store.peek(LANE), store.claim("telegram", 1), store.release(LANE)):
        with pytest.raises(StoreError, match="see whether the server runs"):
            await operation
    with pytest.raises(StoreError, match="see whether the server runs"):
        await PostgresStore.open(database.url)
    postgres.start()
    found = await asyncio.gather(*(store.receive([said(100 + n)]) for n in range(20)))
    assert sum(found) == 20
    assert await store.queue_depth() == (40, 0)


def send(sign: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # one of the server's own, that has come to its end
            os.kill(pid, sign)


async def test_a_server_that_does_not_answer_is_an_error_in_time(database, postgres):  # noqa: F811
    await database.open()  # makes the schema, which may take longer on a busy machine
    store = await database.open(patience=1.0)
    await store.receive([said(1)])
    rows = await postgres.run("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    pids = [postgres.pid, *(row[0] for row in rows)]
    try:
        send(signal.SIGSTOP, pids)
        started = time.monotonic()
        found = await asyncio.gather(*(store.peek(LANE) for _ in range(15)), return_exceptions=True)
        assert time.monotonic() - started < 4
        assert {type(one) for one in found} == {StoreError}, found
        assert "no answer in time" in str(found[0])
    finally:
        send(signal.SIGCONT, pids)
    while True:
        with contextlib.suppress(StoreError):
            assert await store.peek(LANE)
            break


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:hush-hush@127.0.0.1:9/x",
        "postgresql://ada:hush-hush@127.0.0.1:hush/x",
        "postgresql://ada:hush/hush@127.0.0.1/x",
        "postgresql://ada:12/hush@127.0.0.1/x",
        "postgresql://ada@127.0.0.1:9/x?password=hush",
        "mysql://127.0.0.1/x",
        "postgresql://ada:hush#hush@nowhere.invalid/x",
        "postgresql://[hush/x",
        "postgresql://127.0.0.1:9/x?sslmode=hush",
    ],
)
async def test_an_address_that_leads_nowhere_is_one_line_without_a_password(url):
    with pytest.raises(StoreError) as caught:
        await PostgresStore.open(url, patience=2.0)
    line = str(caught.value)
    assert "hush" not in line
    assert "\n" not in line
    assert "; " in line
    assert "hush" not in without_password(url)


async def test_wrong_user_database_or_right_is_told_with_its_cure(postgres):  # noqa: F811
    with pytest.raises(StoreError, match="createdb"):
        await PostgresStore.open(postgres.database("crossroads_nowhere"))
    await postgres.run("CREATE ROLE lodger LOGIN")
    try:
        parts = urlsplit(postgres.url)
        with pytest.raises(StoreError, match="make this user the owner"):
            await PostgresStore.open(parts._replace(netloc=f"lodger@{parts.netloc.rpartition('@')[2]}").geturl())
    finally:
        await postgres.run("DROP ROLE lodger")


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


async def test_forgetting_leaves_no_byte_while_others_go_on(database):
    store, theirs = await database.open(), await database.open()

    async def talk(number: int) -> None:
        for turn in itertools.count():
            lane = f"telegram:{number}"
            await theirs.receive([said(1000 * turn + number, lane)])
            await handle(theirs, lane, session=b"hippopotamus")

    talking = [asyncio.create_task(talk(number)) for number in range(1, 7)]
    try:
        for n in range(3):
            await store.receive([said(-n, text="pelargonium")])
            await handle(store, session=b"pelargonium", missed="pelargonium")
            await store.forget(KEY)
            assert not store._unwiped
        kept = await database.kept()
    finally:
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
    assert b"pelargonium" not in kept
    assert b"hippopotamus" in kept


async def test_wiping_waits_for_a_reader_without_stopping_anybody(database):
    store = await database.open()
    await store.receive([said(1, text="pelargonium"), said(2, "telegram:2")])
    await handle(store)
    reader = await asyncpg.connect(database.url)
    async with reader.transaction(isolation="repeatable_read"):
        await reader.fetch("SELECT count(*) FROM sessions")
        await store.forget(KEY)
        assert (await store.export(KEY))["session"] is None
        await handle(store, "telegram:2")
    await reader.close()
    assert b"pelargonium" in await database.kept()
    await store._wipe(set())
    assert b"pelargonium" not in await database.kept()


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
