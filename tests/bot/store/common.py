"""What the tests of both stores need: where a store is opened, events, and a turn on the next of them."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.model import InboxItem, Job, Store, StoreError, TurnMetrics, TurnResult
from bot.store.postgres.store import PostgresStore
from bot.store.sqlite.store import SqliteStore
from tests.postgres import Server

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


def said(number: int, lane: str = LANE, text: str = "hello") -> InboxItem:
    return InboxItem(f"telegram:{number}", lane, f"{lane}:{lane.rpartition(':')[2]}", f'"{text} {number}"'.encode())


async def handle(store: Store, lane: str = LANE, *sends: bytes, session: bytes = b'{"n":1}', **more) -> Job:
    task = await store.peek(lane)
    assert task is not None
    assert await store.commit(TurnResult(task, session, sends, NOTE, **more)) is not None
    return task


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


@contextlib.contextmanager
def locked(file: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
        if other.in_transaction:
            other.execute("ROLLBACK")
