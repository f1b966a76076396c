"""A log that another database left is never mixed into a backup; a log of its own is taken up (whiteout-project/bot 100)."""

import shutil
import sqlite3

import pytest

from bot.store.model import StoreError
from bot.store.sqlite import left_log
from bot.store.sqlite.errors import check_journal
from bot.store.sqlite.store import SqliteStore
from tests.bot.store.common import said


@pytest.fixture
def killed(tmp_path):
    """(a database and its log as a killed process leaves them, a backup of another one)."""
    file, log, backup = tmp_path / "db", tmp_path / "db-wal", tmp_path / "backup.db"
    db = sqlite3.connect(file)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE t (x)")
    db.executemany("INSERT INTO t VALUES (?)", [(f"hers {n}" * 50,) for n in range(200)])
    db.commit()
    db.execute("PRAGMA wal_checkpoint")
    db.execute("INSERT INTO t VALUES ('the last')")
    db.commit()
    copies = shutil.copy(file, tmp_path / "copy"), shutil.copy(log, tmp_path / "copy-wal")
    db.close()
    shutil.move(copies[0], file)
    shutil.move(copies[1], log)
    other = sqlite3.connect(backup)
    other.execute("CREATE TABLE t (x)")
    other.executemany("INSERT INTO t VALUES (?)", [(f"his {n}" * 50,) for n in range(400)])
    other.commit()
    other.close()
    return file, backup


def test_log_of_another_database_is_refused_and_nothing_is_mixed(killed, monkeypatch):
    monkeypatch.setattr(left_log, "PAUSE", 0)
    file, backup = killed
    shutil.copy(backup, file)
    before = file.read_bytes()
    with pytest.raises(StoreError, match=r"db-wal: was left by another database .* remove it and db-shm"):
        SqliteStore(file)
    assert file.read_bytes() == before


def test_log_of_its_own_is_taken_up(killed):
    file, _ = killed
    left_log.check_left_log(file)
    assert sqlite3.connect(file).execute("SELECT count(*) FROM t WHERE x = 'the last'").fetchone() == (1,)


async def test_a_store_is_opened_beside_the_one_that_serves_it(tmp_path):
    store = SqliteStore(tmp_path / "db")
    await store.receive([said(1)])
    again = SqliteStore(tmp_path / "db")
    assert await again.queue_depth() == (1, 0)
    await again.close()
    await store.close()


@pytest.mark.parametrize("mode", ["delete", "truncate", "off"])
def test_a_file_system_without_a_log_is_refused(mode):
    """SQLite goes on without one, and without saying so, on many network file systems (job-ops 726)."""
    with pytest.raises(StoreError, match=r"cannot hold a write-ahead log.*local disk"):
        check_journal("/net/db", mode)


@pytest.mark.parametrize("mode", ["wal", "memory"])
def test_a_log_or_a_store_in_memory_is_fine(mode):
    check_journal("/net/db", mode)
