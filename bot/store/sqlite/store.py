"""The default store: one SQLite file, on disk before anything is confirmed, or in memory for a chat without a name.

Reads see what was committed; writes go through `GroupCommit`. One process at a time may serve a file (`lock`).
"""

import ctypes
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.store.clock import Clock, before_to_forget
from bot.store.model import (
    ConflictError,
    InboxItem,
    Job,
    OutboxMessage,
    StoreError,
    TurnResult,
    lane_of,
    storable,
)
from bot.store.sqlite import sql
from bot.store.sqlite.backup import copy_to
from bot.store.sqlite.erase import erase, export, is_left, look_at_clock
from bot.store.sqlite.errors import check, make_private, translate_errors
from bot.store.sqlite.group_commit import PATIENCE, GroupCommit, Write, is_busy
from bot.store.sqlite.identity import FileIdentity
from bot.store.sqlite.log import check_log, start_log
from bot.store.sqlite.move import move
from bot.store.sqlite.schema import migrate

REMEMBERED = 14 * 86400.0  # seconds for which an id is known again; Telegram keeps updates for one day


class SqliteStore:
    """See `Store`. `path` None keeps everything in memory. Raises StoreError when the file cannot be used."""

    def __init__(self, path: Path | None, now: Callable[[], float] = time.time) -> None:
        self.where = str(path or ":memory:")
        self._path, self._now = path, Clock(now)
        self._held: set[str] = set()
        self._delayed: dict[str, float] = {}
        self._forgotten: set[str] = set()  # lanes whose names are still to be wiped away
        self._serving: sqlite3.Connection | None = None
        with translate_errors(self.where):
            if path:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                check_log(path)
            self._db = sqlite3.connect(self.where, isolation_level=None, timeout=PATIENCE)
            try:
                self._prepare()
                if path:
                    make_private(path)
                self._files = FileIdentity(path)
                self._files.check()
            except BaseException:
                self._db.close()
                raise
        self._group = GroupCommit(self._db, self._files.check)

    def _prepare(self) -> None:
        check(self._db)
        if self._path and not start_log(self._db):
            cure = "keep the file on a disk of this machine, or use PostgreSQL"
            raise StoreError(f"{self.where}: SQLite cannot keep its log there, as on many network drives; {cure}")
        self._db.execute("PRAGMA synchronous = FULL")  # a turn that was answered survives a power cut
        self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten leaves no bytes behind
        migrate(self._db)
        for (time_believed,) in self._db.execute("SELECT believed FROM clock"):
            self._now.floor = time_believed
        self._db.execute("PRAGMA busy_timeout = 10")  # the group waits for a locked file, while the loop goes on

    def lock(self) -> None:
        """Be the one process that serves this file; raises StoreError when another one does."""
        if self._path is None or self._serving is not None:
            return
        where = f"{self.where}.serving"
        with translate_errors(where):
            lock = sqlite3.connect(where, isolation_level=None, timeout=0)
            try:
                lock.execute("PRAGMA journal_mode = DELETE")
                lock.execute("BEGIN EXCLUSIVE")  # ends with the process, however it ends
            except sqlite3.Error as error:
                lock.close()
                if not is_busy(error):
                    raise
                raise StoreError(
                    f"{self.where}: another process serves this file; stop it, or use PostgreSQL for several processes"
                ) from error
        self._serving = lock

    async def receive(self, items: Sequence[InboxItem]) -> int:
        """See `Store`."""
        now = self._now()

        def write(db: sqlite3.Connection) -> int:
            new = 0
            for one in items:
                if db.execute("INSERT OR IGNORE INTO processed (id, at) VALUES (?, ?)", (one.id, now)).rowcount:
                    row = (one.lane, one.key, one.body, now)
                    db.execute("INSERT INTO inbox (lane, key, body, at) VALUES (?, ?, ?, ?)", row)
                    db.execute(sql.QUEUE, (one.lane,))
                    new += 1
            return new

        return int(await self._write(write))

    async def claim(self, channel: str, most: int) -> list[str]:
        """See `Store`."""
        now = time.monotonic()
        self._delayed = {lane: until for lane, until in self._delayed.items() if until > now}
        out = self._held | self._delayed.keys()
        with translate_errors(self.where):
            self._files.check()
            query = "SELECT lane FROM lanes WHERE lane GLOB ? ORDER BY position LIMIT ?"
            rows = self._db.execute(query, (f"{channel}:*", most + len(out))).fetchall()
        lanes = [lane for (lane,) in rows if lane not in out][:most]
        self._held.update(lanes)
        return lanes

    async def release(self, lane: str, delay: float = 0.0) -> None:
        """See `Store`."""

        def write(db: sqlite3.Connection) -> bool:
            db.execute("DELETE FROM lanes WHERE lane = ?", (lane,))
            left = is_left(db, lane)
            if left:
                db.execute("INSERT INTO lanes (lane) VALUES (?)", (lane,))
            return left

        left = True
        try:
            left = await self._write(write, lasting=False)  # undone by a power cut, it is looked at once more
        finally:
            if delay and left:
                self._delayed[lane] = time.monotonic() + delay
            self._held.discard(lane)
        if lane in self._forgotten:  # the lane itself is named after its person, and was the last to go
            self._forgotten.discard(lane)
            self._wipe()

    async def peek(self, lane: str) -> Job | None:
        """See `Store`."""
        with translate_errors(self.where):
            row = self._db.execute(sql.PEEK, (lane,)).fetchone()
        return Job(*row) if row else None

    async def commit(self, result: TurnResult) -> tuple[int, ...] | None:
        """See `Store`."""
        job, metrics, now = result.job, result.metrics, self._now()
        saved = (result.session, now, job.key, job.version)

        def write(db: sqlite3.Connection) -> tuple[int, ...] | None:
            if not db.execute("DELETE FROM inbox WHERE seq = ?", (job.seq,)).rowcount:
                return None
            if result.forget:
                erase(db, job.key)
            elif not db.execute(sql.SAVE if job.version else sql.BEGIN, saved).rowcount:
                raise ConflictError(job.key)
            if result.missed and not result.forget:
                row = (job.key, storable(result.missed), now)
                db.execute("INSERT INTO unanswered (key, text, at) VALUES (?, ?, ?)", row)
            turn = (now, metrics.channel, metrics.state, metrics.trigger, metrics.milliseconds, metrics.missed)
            db.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)", turn)
            out = "INSERT INTO outbox (lane, key, body, at) VALUES (?, ?, ?, ?)"
            seqs = [db.execute(out, (job.lane, job.key, body, now)).lastrowid or 0 for body in result.messages]
            db.execute(sql.QUEUE, (job.lane,))
            return tuple(seqs)

        seqs: tuple[int, ...] | None = await self._write(write)
        if result.forget:
            self._wipe()
        return seqs

    async def drop(self, job: Job) -> None:
        """See `Store`."""
        await self._write(lambda db: db.execute("DELETE FROM inbox WHERE seq = ?", (job.seq,)).rowcount)

    async def unsent(self, lane: str) -> list[OutboxMessage]:
        """See `Store`."""
        with translate_errors(self.where):
            rows = self._db.execute("SELECT seq, key, body FROM outbox WHERE lane = ? ORDER BY seq", (lane,))
            return [OutboxMessage(*row) for row in rows]

    async def mark_sent(self, seq: int, lane: str, chat_state: bytes | None = None) -> None:
        """See `Store`."""
        now = self._now()

        def write(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM outbox WHERE seq = ?", (seq,))
            if chat_state is not None:
                db.execute(sql.SAVE_CHAT_STATE, (lane, chat_state, now))

        await self._write(write, lasting=False)  # undone by a power cut, it is sent once more

    async def move(self, lane: str, to: str, chat_state: bytes) -> None:
        """See `Store`."""
        await self._write(lambda db: move(db, lane, to, chat_state, self._now()))

    async def chat_state(self, lane: str) -> bytes:
        """See `Store`."""
        with translate_errors(self.where):
            row = self._db.execute("SELECT body FROM chat_state WHERE lane = ?", (lane,)).fetchone()
        return bytes(row[0]) if row else b""

    async def export(self, key: str) -> dict[str, Any]:
        """See `Store`."""
        with translate_errors(self.where):
            return export(self._db, key)

    async def forget(self, key: str) -> None:
        """See `Store`."""

        def write(db: sqlite3.Connection) -> None:
            erase(db, key)
            if not is_left(db, lane_of(key)):
                db.execute("DELETE FROM lanes WHERE lane = ?", (lane_of(key),))

        await self._write(write)
        self._wipe()
        if (lane := lane_of(key)) in self._held:
            self._forgotten.add(lane)

    async def expire(self, before: float) -> int:
        """See `Store`."""
        now = self._now()
        self._now.floor = await self._write(lambda db: look_at_clock(db, now))
        before = before_to_forget(before, now, self._now.floor)
        known = self._now.floor - REMEMBERED

        def write(db: sqlite3.Connection) -> int:
            keys = [key for (key,) in db.execute(sql.SILENT, (before,))]
            for key in keys:
                erase(db, key)
            for table in ("unanswered", "turns", "chat_state"):
                db.execute(f"DELETE FROM {table} WHERE at < ?", (before,))  # noqa: S608
            db.execute("DELETE FROM processed WHERE at < ?", (known,))
            return len(keys)

        total = 0
        while count := int(await self._write(write)):
            total += count
        self._wipe()
        return total

    async def unanswered(self) -> list[str]:
        """See `Store`."""
        with translate_errors(self.where):
            return [row[0] for row in self._db.execute("SELECT text FROM unanswered ORDER BY rowid")]

    async def sessions(self) -> list[tuple[float, bytes]]:
        """See `Store`."""
        with translate_errors(self.where):
            return self._db.execute("SELECT at, body FROM sessions ORDER BY at").fetchall()

    async def turns(self) -> list[dict[str, Any]]:
        """See `Store`."""
        with translate_errors(self.where):
            rows = self._db.execute(
                "SELECT channel, state, trigger, count(*), sum(missed), avg(milliseconds), max(milliseconds)"
                " FROM turns GROUP BY 1, 2, 3 ORDER BY 4 DESC"
            ).fetchall()
        names = ("channel", "state", "trigger", "turns", "missed", "mean_ms", "most_ms")
        return [dict(zip(names, row, strict=True)) for row in rows]

    async def queue_depth(self) -> tuple[int, int]:
        """See `Store`."""
        with translate_errors(self.where):
            counts = [self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("inbox", "outbox")]  # noqa: S608
        return counts[0], counts[1]

    async def backup(self, file: str) -> None:
        """See `Store`. Refuses to overwrite, and leaves no half of a copy."""
        copy_to(self._db, Path(file))

    async def close(self) -> None:
        """See `Store`."""
        try:
            with translate_errors(self.where):
                await self._group.run(lambda _: None)
        finally:
            if self._files.overwritten:  # closing would write the log of the old file into the new one
                ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._db))  # and so would its end: it outlives the process
            else:
                self._db.close()
                self._files.close()
            if self._serving:
                self._serving.close()

    async def _write(self, write: Write, *, lasting: bool = True) -> Any:  # noqa: ANN401 - what the write returns
        with translate_errors(self.where):
            return await self._group.run(write, lasting=lasting)

    def _wipe(self) -> None:
        """Nothing forgotten may stay in the write-ahead log; another reader may put that off to the next time."""
        with translate_errors(self.where):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
