"""The default store: one SQLite file, on disk before anything is confirmed, or in memory for a chat without a name.

Reads see what was committed; writes go through `GroupCommit`. One process at a time may serve a file (`hold`).
"""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.store.group import GroupCommit, Job
from bot.store.model import Arrived, ConflictError, Done, Send, StoreError, Task, readable
from bot.store.schema import NewerSchemaError, migrate

REMEMBERED = 14 * 86400.0  # seconds for which an id is known again; Telegram keeps updates for one day
_TAKE = (
    "SELECT i.seq, i.lane, i.key, i.body, i.at, s.body, s.version, m.body FROM inbox i"
    " LEFT JOIN sessions s ON s.key = i.key LEFT JOIN memories m ON m.lane = i.lane"
    " WHERE i.lane = ? ORDER BY i.seq LIMIT 1"
)
_SAVE = (
    "INSERT INTO sessions (key, body, version, at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (key) DO UPDATE SET body = excluded.body, version = excluded.version, at = excluded.at"
    " WHERE sessions.version = excluded.version - 1"
)
_QUEUE = "INSERT INTO lanes (lane) VALUES (?) ON CONFLICT (lane) DO NOTHING"
_REMEMBER = (
    "INSERT INTO memories (lane, body, at) VALUES (?, ?, ?)"
    " ON CONFLICT (lane) DO UPDATE SET body = excluded.body, at = excluded.at"
)


class SqliteStore:
    """See `Store`. `path` None keeps everything in memory. Raises StoreError when the file cannot be used."""

    def __init__(self, path: Path | None, now: Callable[[], float] = time.time) -> None:
        self.where = str(path or ":memory:")
        self._path, self._now = path, now
        self._held: set[str] = set()
        self._delayed: dict[str, float] = {}
        self._forgotten: set[str] = set()  # lanes whose names are still to be wiped away
        self._serving: sqlite3.Connection | None = None
        with self._trouble():
            if path:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._db = sqlite3.connect(self.where, isolation_level=None, timeout=0.2)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")  # a turn that was answered survives a power cut
            self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten leaves no bytes behind
            migrate(self._db)
            if path:
                path.chmod(0o600)
        self._group = GroupCommit(self._db)

    def hold(self) -> None:
        """Be the one process that serves this file; raises StoreError when another one does."""
        if self._path is None or self._serving is not None:
            return
        lock = sqlite3.connect(f"{self.where}.serving", isolation_level=None, timeout=0)
        try:
            lock.execute("PRAGMA journal_mode = DELETE")
            lock.execute("BEGIN EXCLUSIVE")  # ends with the process, however it ends
        except sqlite3.Error as error:
            lock.close()
            raise StoreError(
                f"{self.where}: another process serves this file; stop it, or use PostgreSQL for several processes"
            ) from error
        self._serving = lock

    async def receive(self, arrived: Sequence[Arrived]) -> int:
        """See `Store`."""
        now = self._now()

        def job(db: sqlite3.Connection) -> int:
            new = 0
            for one in arrived:
                if db.execute("INSERT OR IGNORE INTO seen (id, at) VALUES (?, ?)", (one.id, now)).rowcount:
                    row = (one.lane, one.key, one.body, now)
                    db.execute("INSERT INTO inbox (lane, key, body, at) VALUES (?, ?, ?, ?)", row)
                    db.execute(_QUEUE, (one.lane,))
                    new += 1
            return new

        return int(await self._write(job))

    async def claim(self, channel: str, most: int) -> list[str]:
        """See `Store`."""
        now = time.monotonic()
        self._delayed = {lane: until for lane, until in self._delayed.items() if until > now}
        out = self._held | self._delayed.keys()
        with self._trouble():
            query = "SELECT lane FROM lanes WHERE lane GLOB ? ORDER BY place LIMIT ?"
            rows = self._db.execute(query, (f"{channel}:*", most + len(out))).fetchall()
        lanes = [lane for (lane,) in rows if lane not in out][:most]
        self._held.update(lanes)
        return lanes

    async def release(self, lane: str, delay: float = 0.0) -> None:
        """See `Store`."""

        def job(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM lanes WHERE lane = ?", (lane,))
            left = "SELECT 1 FROM {} WHERE lane = ? LIMIT 1"
            if any(db.execute(left.format(table), (lane,)).fetchone() for table in ("inbox", "outbox")):
                db.execute("INSERT INTO lanes (lane) VALUES (?)", (lane,))

        try:
            await self._write(job)
        finally:
            if delay:
                self._delayed[lane] = time.monotonic() + delay
            self._held.discard(lane)
        if lane in self._forgotten:  # the lane itself is named after its person, and was the last to go
            self._forgotten.discard(lane)
            self._wipe()

    async def take(self, lane: str) -> Task | None:
        """See `Store`."""
        with self._trouble():
            row = self._db.execute(_TAKE, (lane,)).fetchone()
        return Task(*row[:6], row[6] or 0, row[7] or b"") if row else None  # type: ignore[call-arg]

    async def commit(self, done: Done) -> tuple[int, ...] | None:
        """See `Store`."""
        task, note, now = done.task, done.note, self._now()

        def job(db: sqlite3.Connection) -> tuple[int, ...] | None:
            if not db.execute("DELETE FROM inbox WHERE seq = ?", (task.seq,)).rowcount:
                return None
            if done.forget:
                _erase(db, task.key)
            elif not db.execute(_SAVE, (task.key, done.session, task.version + 1, now)).rowcount:
                raise ConflictError(task.key)
            if done.missed and not done.forget:
                row = (task.key, done.missed, now)
                db.execute("INSERT INTO unanswered (key, text, at) VALUES (?, ?, ?)", row)
            turn = (now, note.channel, note.state, note.trigger, note.milliseconds, note.missed)
            db.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?, ?)", turn)
            out = "INSERT INTO outbox (lane, key, body, at) VALUES (?, ?, ?, ?)"
            seqs = [db.execute(out, (task.lane, task.key, body, now)).lastrowid or 0 for body in done.sends]
            db.execute(_QUEUE, (task.lane,))
            return tuple(seqs)

        result: tuple[int, ...] | None = await self._write(job)
        if done.forget:
            self._wipe()
        return result

    async def drop(self, task: Task) -> None:
        """See `Store`."""
        await self._write(lambda db: db.execute("DELETE FROM inbox WHERE seq = ?", (task.seq,)).rowcount)

    async def unsent(self, lane: str) -> list[Send]:
        """See `Store`."""
        with self._trouble():
            rows = self._db.execute("SELECT seq, key, body FROM outbox WHERE lane = ? ORDER BY seq", (lane,))
            return [Send(*row) for row in rows]

    async def sent(self, seq: int, lane: str, memory: bytes | None = None) -> None:
        """See `Store`."""
        now = self._now()

        def job(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM outbox WHERE seq = ?", (seq,))
            if memory is not None:
                db.execute(_REMEMBER, (lane, memory, now))

        await self._write(job)

    async def memory(self, lane: str) -> bytes:
        """See `Store`."""
        with self._trouble():
            row = self._db.execute("SELECT body FROM memories WHERE lane = ?", (lane,)).fetchone()
        return bytes(row[0]) if row else b""

    async def about(self, key: str) -> dict[str, Any]:
        """See `Store`."""
        with self._trouble():
            session = self._db.execute("SELECT body, at FROM sessions WHERE key = ?", (key,)).fetchone()
            found: dict[str, Any] = {"key": key, "session": None, "last_turn": None}
            if session:
                found |= {"session": readable(session[0]), "last_turn": session[1]}
            for name, table, column in (
                ("waiting", "inbox", "body"),
                ("unsent", "outbox", "body"),
                ("unanswered", "unanswered", "text"),
            ):
                rows = self._db.execute(f"SELECT {column} FROM {table} WHERE key = ? ORDER BY rowid", (key,))  # noqa: S608
                found[name] = [readable(row[0]) for row in rows]
        return found

    async def forget(self, key: str) -> None:
        """See `Store`."""
        await self._write(lambda db: _erase(db, key))
        self._wipe()
        if (lane := _lane(key)) in self._held:
            self._forgotten.add(lane)

    async def forget_older(self, before: float) -> int:
        """See `Store`."""
        known = self._now() - REMEMBERED

        def job(db: sqlite3.Connection) -> int:
            keys = [key for (key,) in db.execute("SELECT key FROM sessions WHERE at < ? LIMIT 1000", (before,))]
            for key in keys:
                _erase(db, key)
            for table in ("unanswered", "turns", "memories"):
                db.execute(f"DELETE FROM {table} WHERE at < ?", (before,))  # noqa: S608
            db.execute("DELETE FROM seen WHERE at < ?", (known,))
            return len(keys)

        total = 0
        while found := int(await self._write(job)):
            total += found
        self._wipe()
        return total

    async def unanswered(self) -> list[str]:
        """See `Store`."""
        with self._trouble():
            return [row[0] for row in self._db.execute("SELECT text FROM unanswered ORDER BY rowid")]

    async def sessions(self) -> list[tuple[float, bytes]]:
        """See `Store`."""
        with self._trouble():
            return self._db.execute("SELECT at, body FROM sessions ORDER BY at").fetchall()

    async def turns(self) -> list[dict[str, Any]]:
        """See `Store`."""
        with self._trouble():
            rows = self._db.execute(
                "SELECT channel, state, trigger, count(*), sum(missed), avg(milliseconds), max(milliseconds)"
                " FROM turns GROUP BY 1, 2, 3 ORDER BY 4 DESC"
            ).fetchall()
        names = ("channel", "state", "trigger", "turns", "missed", "mean_ms", "most_ms")
        return [dict(zip(names, row, strict=True)) for row in rows]

    async def waiting(self) -> tuple[int, int]:
        """See `Store`."""
        with self._trouble():
            counts = [self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("inbox", "outbox")]  # noqa: S608
        return counts[0], counts[1]

    async def backup(self, file: str) -> None:
        """See `Store`. Refuses to overwrite."""
        if Path(file).exists():
            raise StoreError(f"{file}: is there already; name a new file")
        if not Path(file).absolute().parent.is_dir():
            raise StoreError(f"{file}: there is no such folder; make it, or name a file elsewhere")
        with self._trouble(), contextlib.closing(sqlite3.connect(file)) as copy:
            self._db.backup(copy)
            Path(file).chmod(0o600)

    async def close(self) -> None:
        """See `Store`."""
        try:
            await self._write(lambda _: None)
        finally:
            self._db.close()
            if self._serving:
                self._serving.close()

    async def _write(self, job: Job) -> Any:  # noqa: ANN401 - what the job returns
        with self._trouble():
            return await self._group.run(job)

    def _wipe(self) -> None:
        """Nothing forgotten may stay in the write-ahead log; another reader may put that off to the next time."""
        with self._trouble():
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    @contextlib.contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        except NewerSchemaError as error:
            raise StoreError(f"{self.where}: was made by a later Crossroads; update this one") from error
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{self.where}: {error}; {_cure(error)}") from error


def _erase(db: sqlite3.Connection, key: str) -> None:
    for table in ("sessions", "unanswered", "inbox", "outbox"):
        db.execute(f"DELETE FROM {table} WHERE key = ?", (key,))  # noqa: S608
    db.execute("DELETE FROM memories WHERE lane = ?", (_lane(key),))


def _lane(key: str) -> str:
    return key.rpartition(":")[0]


def _cure(error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    cures = {
        sqlite3.SQLITE_FULL: "free some space on the disk; nothing was half written",
        sqlite3.SQLITE_READONLY: "make the file and its folder writable",
        sqlite3.SQLITE_BUSY: "another program holds it; end that one",
        sqlite3.SQLITE_LOCKED: "another program holds it; end that one",
        sqlite3.SQLITE_CORRUPT: "it is damaged: move it away and restore a backup; it was not overwritten",
        sqlite3.SQLITE_NOTADB: "it is damaged or no store: move it away, or name another with --store",
        sqlite3.SQLITE_IOERR: "the disk fails; look at the system's log",
    }
    return cures.get(code, "free some space, or name another file with --store")
