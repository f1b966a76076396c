"""What a durable turn costs (receive, take, commit, sent), beside bare transactions with the same rows; and with many people."""

import asyncio
import itertools
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import asyncpg

from bot.store.model import InboxItem, Store, TurnMetrics, TurnResult
from bot.store.postgres.store import PostgresStore
from bot.store.sqlite.store import SqliteStore
from tests.postgres import running

ROUNDS, SECONDS = 15, 0.1  # many short ones, in turn: what else the machine does falls on all alike
PEOPLE = 1_000_000
AT_ONCE, LONG = 32, 3.0  # people, seconds; of a process of its own
EVENT, SESSION, REPLY, MEMORY = b"e" * 120, b"s" * 600, b"r" * 300, b"m" * 40
NOTE = TurnMetrics("telegram", "question", "answer", 1.0, False)
AT = 1.7e9
_ids = itertools.count()

Turn = Callable[[str], Awaitable[None]]


def measure() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield from asyncio.run(sqlite_lines(Path(folder)))
        yield from people_lines(Path(folder))
    try:
        with running(durable=True) as server:
            yield from asyncio.run(postgres_lines(server))
            yield from several_lines(asyncio.run(server.new()))
    except ImportError as error:
        yield f"store: PostgreSQL left out ({error})"


def turn_of(store: Store, ids: str = "") -> Turn:
    async def turn(lane: str) -> None:
        await store.receive([InboxItem(f"{ids}{next(_ids)}", lane, f"{lane}:1", EVENT)])
        task = await store.peek(lane)
        for seq in await store.commit(TurnResult(task, SESSION, (REPLY,), NOTE)):
            await store.mark_sent(seq, lane, MEMORY)

    return turn


async def rate(turn: Turn, at_once: int, lanes: Callable[[int], str] = "telegram:{}".format) -> float:
    """Turns a second by so many people at once, each of whom waits for the answer."""
    end, turns = time.perf_counter() + SECONDS, 0

    async def talk(number: int) -> None:
        nonlocal turns
        while time.perf_counter() < end:
            await turn(lanes(number))
            turns += 1

    started = time.perf_counter()
    await asyncio.gather(*(talk(number) for number in range(at_once)))
    return turns / (time.perf_counter() - started)


async def compared(name: str, store: Turn, bare: Turn, whole: Turn) -> list[str]:
    lines = []
    for at_once in (1, 64):
        for turn in (store, bare, whole):
            await rate(turn, at_once)  # connections are made, statements prepared
        rounds = [[await rate(turn, at_once) for turn in (store, bare, whole)] for _ in range(ROUNDS)]
        ours, theirs, one = (statistics.median(column) for column in zip(*rounds, strict=True))
        times = [statistics.median(row[n] / row[0] for row in rounds) for n in (1, 2)]
        lines.append(
            f"store, {name}, {at_once} at once: {ours:.0f} durable turns a second; {times[0]:.2f} times the cost of"
            f" its three transactions by hand ({theirs:.0f}), {times[1]:.2f} of one transaction with all rows ({one:.0f})"
        )
    return lines


# The same rows by hand

IN = ("INSERT INTO processed (id, at) VALUES (?, ?)", "INSERT INTO inbox (lane, key, body, at) VALUES (?, ?, ?, ?)")
QUEUE = "INSERT INTO lanes (lane) VALUES (?) ON CONFLICT (lane) DO NOTHING"
TAKE = (
    "SELECT i.seq, i.body, s.body, s.version, m.body FROM inbox i LEFT JOIN sessions s ON s.key = i.key"
    " LEFT JOIN chat_state m ON m.lane = i.lane WHERE i.lane = ? ORDER BY i.seq LIMIT 1"
)
DELETE = "DELETE FROM {} WHERE seq = ?"
SAVE = (
    "INSERT INTO sessions (key, body, version, at) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE"
    " SET body = excluded.body, version = excluded.version, at = excluded.at"
)
COUNT = "INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)"
OUT = "INSERT INTO outbox (lane, key, body, at) VALUES (?, ?, ?, ?) RETURNING seq"
REMEMBER = (
    "INSERT INTO chat_state (lane, body, at) VALUES (?, ?, ?)"
    " ON CONFLICT (lane) DO UPDATE SET body = excluded.body, at = excluded.at"
)


def sqlite_by_hand(db: sqlite3.Connection, cuts: tuple[str, ...]) -> Turn:
    """`cuts` are what stands between the three parts of a turn: a commit and a new beginning, or nothing."""

    async def turn(lane: str) -> None:
        await asyncio.sleep(0)
        key, run = f"{lane}:1", db.execute
        run("BEGIN IMMEDIATE")
        run(IN[0], (str(next(_ids)), AT))
        run(IN[1], (lane, key, EVENT, AT))
        run(QUEUE, (lane,))
        for cut in cuts:
            run(cut)
        seq, _, _, version, _ = run(TAKE, (lane,)).fetchone()
        run(DELETE.format("inbox"), (seq,))
        run(SAVE, (key, SESSION, (version or 0) + 1, AT))
        run(COUNT, (AT, "telegram", "question", "answer", 1.0, False))
        (seq,) = run(OUT, (lane, key, REPLY, AT)).fetchall()[0]
        for cut in cuts:
            run(cut)
        run(DELETE.format("outbox"), (seq,))
        run(REMEMBER, (lane, MEMORY, AT))
        run("COMMIT")

    return turn


async def sqlite_lines(folder: Path) -> list[str]:
    stores = [SqliteStore(folder / f"{name}.db") for name in ("store", "bare", "whole")]
    bare = sqlite_by_hand(stores[1]._db, ("COMMIT", "BEGIN IMMEDIATE"))
    lines = await compared("SQLite", turn_of(stores[0]), bare, sqlite_by_hand(stores[2]._db, ()))
    for store in stores:
        await store.close()
    return lines


def people_lines(folder: Path) -> Iterator[str]:
    files = {count: folder / f"{count}.db" for count in (1000, PEOPLE)}
    for count, file in files.items():
        asyncio.run(SqliteStore(file).close())
        fill(file, count)

    async def compare() -> list[tuple[float, ...]]:
        stores = {count: SqliteStore(file) for count, file in files.items()}
        jump = itertools.count(1)

        def anybody(count: int) -> Callable[[int], str]:
            return lambda _: f"telegram:{next(jump) * 7919 % count}"

        rounds = [
            tuple([await rate(turn_of(store), 1, anybody(count)) for count, store in stores.items()])
            for _ in range(2 * ROUNDS)
        ]
        for store in stores.values():
            await store.close()
        return rounds

    few, many = zip(*asyncio.run(compare()), strict=True)
    times = statistics.median(a / b for a, b in zip(few, many, strict=True))
    yield (
        f"store, SQLite, {PEOPLE} people: {times:.2f} times a turn's cost with 1000"
        f" ({statistics.median(many):.0f} turns a second against {statistics.median(few):.0f})"
    )
    peaks = [side_by_side(str(file), 1)[0]["peak"] for file in files.values()]
    yield f"store, SQLite, memory of a process: {peaks[1]:.0f} MB with {PEOPLE} people in the file, {peaks[0]:.0f} with 1000"


def side_by_side(where: str, many: int) -> list[dict[str, float]]:
    """What so many processes took for their turns on one store, all at once."""
    command = [sys.executable, "-m", "bench.turns", where]
    runs = [
        subprocess.Popen([*command, str(n), str(AT_ONCE), str(LONG)], stdout=subprocess.PIPE, text=True)
        for n in range(many)
    ]
    return [json.loads(run.communicate(timeout=60)[0]) for run in runs]


def several_lines(url: str) -> Iterator[str]:
    """Three processes on one database against one, and how busy the machine was with them."""
    rates, busy, own = [], [], []
    for many in (1, 3):
        began = cpu()
        found = side_by_side(url, many)
        used, all_of_it = (now - then for now, then in zip(cpu(), began, strict=True))
        rates.append(sum(one["turns"] for one in found) / LONG)
        busy.append(used / all_of_it)
        own.append(sum(one["cpu"] for one in found) / (LONG * (os.cpu_count() or 1)))
    yield (
        f"store, PostgreSQL, three processes: {rates[1]:.0f} durable turns a second, {rates[1] / rates[0]:.2f} of one's"
        f" ({rates[0]:.0f}); the {os.cpu_count()} cores are {busy[1]:.0%} busy ({busy[0]:.0%} with one),"
        f" {own[1]:.0%} by the processes, the rest by the server and waits for the disk"
    )


def cpu() -> tuple[float, float]:
    """Ticks of all cores so far: those in use, and all."""
    ticks = [int(one) for one in Path("/proc/stat").read_text(encoding="ascii").split("\n")[0].split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


def fill(file: Path, count: int) -> None:
    db = sqlite3.connect(file)
    db.execute("PRAGMA synchronous = OFF")
    rows = ((f"telegram:{n}:1", SESSION, 1, AT + n) for n in range(count))
    db.executemany("INSERT INTO sessions (key, body, version, at) VALUES (?, ?, ?, ?)", rows)
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def numbered(statement: str) -> str:
    """With PostgreSQL's placeholders."""
    parts = statement.split("?")
    return parts[0] + "".join(f"${n}{part}" for n, part in enumerate(parts[1:], 1))


def postgres_by_hand(free: "asyncio.Queue[asyncpg.Connection]", in_one: bool) -> Turn:
    async def first(db: asyncpg.Connection, lane: str) -> None:
        await db.execute(numbered(IN[0]), str(next(_ids)), AT)
        await db.execute(numbered(IN[1]), lane, f"{lane}:1", EVENT, AT)
        await db.execute(numbered(QUEUE), lane)

    async def second(db: asyncpg.Connection, lane: str) -> int:
        seq, _, _, version, _ = await db.fetchrow(numbered(TAKE), lane)
        await db.execute(numbered(DELETE.format("inbox")), seq)
        await db.execute(numbered(SAVE), f"{lane}:1", SESSION, (version or 0) + 1, AT)
        await db.execute(numbered(COUNT), AT, "telegram", "question", "answer", 1.0, False)
        return await db.fetchval(numbered(OUT), lane, f"{lane}:1", REPLY, AT)

    async def third(db: asyncpg.Connection, lane: str, seq: int) -> None:
        await db.execute(numbered(DELETE.format("outbox")), seq)
        await db.execute(numbered(REMEMBER), lane, MEMORY, AT)

    async def turn(lane: str) -> None:
        db = await free.get()
        if in_one:
            async with db.transaction():
                await first(db, lane)
                await third(db, lane, await second(db, lane))
        else:
            async with db.transaction():
                await first(db, lane)
            async with db.transaction():
                seq = await second(db, lane)
            async with db.transaction():
                await third(db, lane, seq)
        free.put_nowait(db)

    return turn


async def postgres_lines(server) -> list[str]:
    urls = [await server.new() for _ in range(3)]
    stores = [await PostgresStore.open(url) for url in urls]
    free: list[asyncio.Queue[asyncpg.Connection]] = [asyncio.Queue(), asyncio.Queue()]
    for queue, url in zip(free, urls[1:], strict=True):
        for _ in range(10):
            queue.put_nowait(await asyncpg.connect(url))
    bare, whole = postgres_by_hand(free[0], False), postgres_by_hand(free[1], True)
    lines = await compared("PostgreSQL", turn_of(stores[0]), bare, whole)
    for queue in free:
        while not queue.empty():
            await queue.get_nowait().close()
    for store in stores:
        await store.close()
    return lines
