"""The store for several processes behind one bot: PostgreSQL through asyncpg.

A process leases the lanes that it works on, by the database's clock, so that two do not work on one; the lease saves
work and keeps the order of sending. That nothing is done twice rests on `commit` alone.
"""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Self, TypeVar

import asyncpg

from bot.store.clock import Clock, before_to_forget
from bot.store.model import (
    ConflictError,
    InboxItem,
    Job,
    OutboxMessage,
    StoreError,
    TurnResult,
    lane_of,
    readable,
    storable,
)
from bot.store.postgres import sql
from bot.store.postgres.address import what_is_wrong, without_password
from bot.store.postgres.connections import Connections, connect
from bot.store.postgres.erase import delete, erase, is_unread, look_at_clock
from bot.store.postgres.errors import translate_errors
from bot.store.postgres.schema import Connection
from bot.store.sqlite.store import REMEMBERED

LEASE = 4.0  # seconds after which a lane of a dead process is free; renewed four times within them
PATIENCE = 5.0  # seconds for one operation; a silent server gets as long again to hear that nobody waits any more
READING = 60.0  # seconds for what reads a whole table
SWEEP = 60.0  # seconds after which the wiping that had to be put off is tried again
WIPING = 600.0
_QUEUES = frozenset(("inbox", "outbox", "lanes"))  # short, and what went through them is to be wiped too


_Result = TypeVar("_Result")


class PostgresStore:
    """See `Store`. Made by `open`."""

    def __init__(
        self, connections: Connections, where: str, patience: float, lease: float, now: Callable[[], float]
    ) -> None:
        self.where = where
        self._connections, self._patience, self._lease, self._now = connections, patience, lease, Clock(now)
        self._owner = uuid.uuid4().hex
        self._held: set[str] = set()
        self._unwiped: set[str] = set()
        self._tasks = [asyncio.create_task(task) for task in (self._renew(), self._sweep())]

    @classmethod
    async def open(
        cls, url: str, *, patience: float = PATIENCE, lease: float = LEASE, now: Callable[[], float] = time.time
    ) -> Self:
        """Connect to postgresql://user:password@host/database and bring its schema up to date. Raises StoreError."""
        where = without_password(url)
        try:
            with translate_errors(where):
                async with asyncio.timeout(patience):
                    connections = await connect(url, patience)
        except ValueError as error:  # about the address, in words that may quote the password
            raise StoreError(f"{where}: {what_is_wrong(url, error)}") from None
        store = cls(connections, where, patience, lease, now)
        for (time_believed,) in await store._all("SELECT believed FROM clock"):
            store._now.floor = time_believed
        return store

    def lock(self) -> None:
        """Nothing to do: several processes may serve one database."""

    async def receive(self, items: Sequence[InboxItem]) -> int:
        """See `Store`."""
        columns = [[getattr(one, name) for one in items] for name in ("id", "lane", "key", "body")]
        return int((await self._one(sql.RECEIVE, *columns, self._now()))[0])

    async def claim(self, channel: str, most: int) -> list[str]:
        """See `Store`."""
        rows = await self._all(sql.CLAIM, most, self._owner, list(self._held), self._lease, f"{channel}:")
        lanes = [lane for lane, _ in sorted(rows, key=lambda row: int(row["position"]))]
        self._held.update(lanes)
        return lanes

    async def release(self, lane: str, delay: float = 0.0) -> None:
        """See `Store`. A lane that was lost to another process meanwhile is left to that one."""
        self._held.discard(lane)  # first: should this fail, the lease runs out
        await self._all(sql.RELEASE, lane, self._owner, delay)

    async def peek(self, lane: str) -> Job | None:
        """See `Store`."""
        rows = await self._all(sql.PEEK, lane)
        return Job(*rows[0]) if rows else None

    async def commit(self, result: TurnResult) -> tuple[int, ...] | None:
        """See `Store`."""
        if result.forget:
            return await self._commit_and_forget(result)
        job, metrics = result.job, result.metrics
        saved = (job.seq, job.lane, job.key, result.session, job.version, self._now())
        turn = (metrics.channel, metrics.state, metrics.trigger, metrics.milliseconds, metrics.missed)
        try:
            was_there, seqs = await self._one(sql.COMMIT, *saved, *turn, storable(result.missed), list(result.messages))
        except asyncpg.NotNullViolationError:
            raise ConflictError(job.key) from None
        return tuple(seqs) if was_there else None

    async def _commit_and_forget(self, result: TurnResult) -> tuple[int, ...] | None:
        job, metrics, now = result.job, result.metrics, self._now()
        turn = (now, metrics.channel, metrics.state, metrics.trigger, metrics.milliseconds, metrics.missed)
        out = "INSERT INTO outbox (lane, key, body, at) VALUES ($1, $2, $3, $4) RETURNING seq"

        touched: set[str] = set()

        async def write(db: Connection) -> tuple[int, ...] | None:
            if await db.fetchval("DELETE FROM inbox WHERE seq = $1 RETURNING seq", job.seq) is None:
                return None
            touched.update(await erase(db, job.key))
            await db.execute("INSERT INTO turns VALUES ($1, $2, $3, $4, $5, $6)", *turn)
            return tuple([await db.fetchval(out, job.lane, job.key, body, now) for body in result.messages])

        seqs = await self._transaction(write)
        await self._wipe(touched)
        return seqs

    async def drop(self, job: Job) -> None:
        """See `Store`."""
        await self._all("DELETE FROM inbox WHERE seq = $1", job.seq)

    async def unsent(self, lane: str) -> list[OutboxMessage]:
        """See `Store`."""
        return [
            OutboxMessage(*row)
            for row in await self._all("SELECT seq, key, body FROM outbox WHERE lane = $1 ORDER BY seq", lane)
        ]

    async def mark_sent(self, seq: int, lane: str, chat_state: bytes | None = None) -> None:
        """See `Store`."""
        if chat_state is None:
            await self._all(sql.SENT, seq)
        else:
            await self._all(sql.SENT_AND_SAVE_CHAT_STATE, seq, lane, chat_state, self._now())

    async def move(self, lane: str, to: str, chat_state: bytes) -> None:
        """See `Store`."""

        async def job(db: Connection) -> None:
            self._unwiped.update(part for (part,) in await db.fetch(sql.PARTS_OF, lane))  # the old rows: at the sweep
            await db.execute(sql.KNOWN_THERE, lane, to)
            for table in ("sessions", "unanswered", "outbox"):
                await db.execute(sql.MOVE.format(table=table), lane, to)
            await db.execute(sql.SAVE_CHAT_STATE, lane, chat_state, self._now())

        await self._transaction(job)

    async def chat_state(self, lane: str) -> bytes:
        """See `Store`."""
        rows = await self._all("SELECT body FROM chat_state WHERE lane = $1", lane)
        return bytes(rows[0][0]) if rows else b""

    async def export(self, key: str) -> dict[str, Any]:
        """See `Store`."""
        export: dict[str, Any] = {"key": key, "session": None, "last_turn": None}
        for body, at in await self._all("SELECT body, at FROM sessions WHERE key = $1", key):
            export |= {"session": readable(body), "last_turn": at}
        for name, table, column in (
            ("waiting", "inbox", "body"),
            ("unsent", "outbox", "body"),
            ("unanswered", "unanswered", "text"),
        ):
            rows = await self._all(f"SELECT {column} FROM {table} WHERE key = $1 ORDER BY seq", key)  # noqa: S608
            export[name] = [readable(row[0]) for row in rows]
        return export

    async def forget(self, key: str) -> None:
        """See `Store`."""
        touched = await self._transaction(lambda db: erase(db, key))
        await self._all(f"DELETE FROM lanes WHERE lane = $1 AND {sql.EMPTY}", lane_of(key))  # noqa: S608
        await self._wipe(touched)

    async def expire(self, before: float) -> int:
        """See `Store`."""

        now = self._now()
        self._now.floor = await self._transaction(lambda db: look_at_clock(db, now))
        before = before_to_forget(before, now, self._now.floor)
        total, last, touched = 0, "", set[str]()

        async def write(db: Connection) -> list[str]:
            rows = await db.fetch(sql.SILENT, before, last)
            keys = [key for key, _ in rows]
            touched.update(table for _, table in rows)
            touched.update(await delete(db, "chat_state", "lane = ANY ($1)", [lane_of(key) for key in keys]))
            touched.update(await delete(db, "unanswered", "key = ANY ($1)", keys))
            await delete(db, "outbox", "key = ANY ($1)", keys)
            return keys

        while keys := await self._transaction(write):
            total, last = total + len(keys), max(keys)
        for table in ("unanswered", "turns", "chat_state"):
            touched |= await self._transaction(partial(delete, table=table, where="at < $1", value=before))
        await self._all("DELETE FROM processed WHERE at < $1", self._now.floor - REMEMBERED)
        if touched:
            await self._wipe(touched)
        return total

    async def unanswered(self) -> list[str]:
        """See `Store`."""
        return [row[0] for row in await self._all("SELECT text FROM unanswered ORDER BY seq", patience=READING)]

    async def sessions(self) -> list[tuple[float, bytes]]:
        """See `Store`."""
        return [tuple(row) for row in await self._all("SELECT at, body FROM sessions ORDER BY at", patience=READING)]

    async def turns(self) -> list[dict[str, Any]]:
        """See `Store`."""
        rows = await self._all(
            "SELECT channel, state, trigger, count(*) AS turns, count(*) FILTER (WHERE missed) AS missed,"
            " avg(milliseconds) AS mean_ms, max(milliseconds) AS most_ms"
            " FROM turns GROUP BY 1, 2, 3 ORDER BY 4 DESC",
            patience=READING,
        )
        return [dict(row) for row in rows]

    async def queue_depth(self) -> tuple[int, int]:
        """See `Store`."""
        row = await self._one("SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM outbox)")
        return row[0], row[1]

    async def backup(self, file: str) -> None:
        """Raises StoreError: PostgreSQL has its own, that knows more."""
        raise StoreError(
            f"{self.where}: back it up with PostgreSQL's own pg_dump, as in: pg_dump -Fc -f {file} DATABASE"
        )

    async def close(self) -> None:
        """See `Store`."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            free = "UPDATE lanes SET owner = '', until = '-infinity' WHERE owner = $1 AND lane = ANY ($2)"
            await self._all(free, self._owner, sorted(self._held))
            with translate_errors(self.where):
                await asyncio.wait_for(self._connections.pool.close(), self._patience)
        finally:
            self._connections.pool.terminate()

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._lease / 4)
            if self._held:
                with contextlib.suppress(StoreError):  # whoever uses the store next is told
                    await self._all(sql.RENEW, self._owner, list(self._held), self._lease)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            if self._unwiped:
                await self._wipe(set())

    async def _wipe(self, touched: set[str]) -> None:
        """Nothing forgotten may stay in the files of the tables: FULL writes them anew, a plain VACUUM only marks the
        place as free. It is put off while somebody may still read the old rows (a pg_dump), and tried again.

        PostgreSQL's write-ahead log holds what it held until its files are used again (`max_wal_size`), archived logs
        and dumps as long as their owner keeps them.
        """
        self._unwiped |= touched | _QUEUES
        with contextlib.suppress(StoreError), translate_errors(self.where):
            if not await is_unread(self._value):
                return
            for table in sorted(self._unwiped):
                await self._connections.vacuum(table, wait="1s", patience=WIPING)
                self._unwiped.discard(table)

    async def _all(self, statement: str, *values: object, patience: float = 0.0) -> list[Any]:
        patience = patience or self._patience
        with translate_errors(self.where):
            async with asyncio.timeout(patience), self._connections.connection() as db:
                return await db.fetch(statement, *values, timeout=patience)

    async def _one(self, statement: str, *values: object) -> Any:  # noqa: ANN401 - a row
        return (await self._all(statement, *values))[0]

    async def _value(self, statement: str, value: object) -> Any:  # noqa: ANN401 - the first of a row
        return (await self._one(statement, value))[0]

    async def _transaction(self, write: Callable[[Connection], Awaitable[_Result]]) -> _Result:
        with translate_errors(self.where):
            async with asyncio.timeout(self._patience), self._connections.connection() as db, db.transaction():
                return await write(db)
