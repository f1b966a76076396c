"""Files of every version are brought up to date, all or nothing."""

import contextlib
import sqlite3
import time

import pytest

from bot.store.model import StoreError
from bot.store.sqlite import schema
from bot.store.sqlite.store import SqliteStore
from tests.bot.store.common import KEY, LANE, handle, old_file, said, sqlite_store


@pytest.mark.parametrize("version", range(schema.VERSION + 1))
async def test_a_file_of_any_earlier_version_is_brought_up_to_date(file, version):
    old_file(file)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
        if version:
            schema.migrate(db, schema.STEPS[:version])
        if version in (2, 3):
            processed, chat_state = ("seen", "memories") if version == 2 else ("processed", "chat_state")
            db.execute(f"INSERT INTO {processed} VALUES ('telegram:7', unixepoch())")
            db.execute(f"INSERT INTO {chat_state} VALUES (?, ?, unixepoch())", (LANE, b"message 17"))
            db.execute("INSERT INTO inbox (lane, key, body, at) VALUES (?, ?, 'x', 1)", (LANE, KEY))
            db.execute("INSERT INTO lanes (lane) VALUES (?)", (LANE,))
    async with sqlite_store(file) as store:
        assert (await store.export(KEY))["session"] == {"state": "menu"}
        assert await store.unanswered() == ["old question"]
        assert time.time() - 60 < (await store.sessions())[0][0] <= time.time() + 1
        if version in (2, 3):
            assert await store.receive([said(7)]) == 0
            assert await store.chat_state(LANE) == b"message 17"
            assert await store.claim("telegram", 1) == [LANE]
        await store.receive([said(1)])
        job = await handle(store)
        assert job.version == 1


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


async def test_a_disk_that_is_full_at_the_start_is_what_is_told_of(file):
    """SQLite then ends the transaction itself, and there is none left to undo."""
    fault = pytest.raises(sqlite3.OperationalError, match="the fault")
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db, fault:
        schema.migrate(db, (("ROLLBACK", "SELECT * FROM [the fault]"),))


async def test_a_file_of_a_later_version_is_refused(file):
    async with sqlite_store(file):
        pass
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(StoreError, match="later Crossroads"):
        SqliteStore(file)
