"""A log that was left behind is never played over another file, and a drive that takes none is refused."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.store.model import StoreError
from bot.store.sqlite.store import SqliteStore
from tests.bot.store.common import LANE, handle, old_file, said, sqlite_store


async def talk(store: SqliteStore, numbers: range) -> None:
    for n in numbers:
        await store.receive([said(n, f"telegram:{n % 60}")])
        await handle(store, f"telegram:{n % 60}", b"x" * 100, session=str(n).encode() * 100)


async def crash(file: Path, after: int) -> tuple[Path, Path]:
    """A file with the log of a process that was killed, and a backup from before its last turns."""
    left, backup = file.with_name("left.db"), file.with_name("backup.db")
    async with sqlite_store(file) as store:
        await talk(store, range(40))
        await store.backup(str(backup))
        await talk(store, range(40, 40 + after))
        for end in ("", "-wal", "-shm"):
            shutil.copy(f"{file}{end}", f"{left}{end}")
    return left, backup


async def sessions(file: Path) -> int:
    async with sqlite_store(file) as store:
        return len(await store.sessions())


@pytest.mark.parametrize("after", [5, 600])
async def test_what_a_crash_left_behind_is_used(file, after):
    left, _ = await crash(file, after)
    assert await sessions(left) == min(60, 40 + after)


@pytest.mark.parametrize("after", [5, 600])  # a log of all pages hides the file; one of some pages spoils it
@pytest.mark.parametrize("shared", [True, False])
async def test_a_backup_beside_the_log_of_another_file_is_refused_and_left_as_it_was(file, after, shared):
    """whiteout-project/bot #100, codebase-memory-mcp #897, bindery #2337."""
    left, backup = await crash(file, after)
    shutil.copy(backup, left)
    if not shared:
        Path(f"{left}-shm").unlink()
    log = Path(f"{left}-wal").read_bytes()
    with pytest.raises(StoreError, match=r"left\.db-wal beside it is another file's.*move left\.db-wal"):
        SqliteStore(left)
    assert (left.read_bytes(), Path(f"{left}-wal").read_bytes()) == (backup.read_bytes(), log)
    for end in ("-wal", "-shm"):
        Path(f"{left}{end}").unlink()
    assert await sessions(left) == 40


async def test_an_older_copy_of_the_same_file_beside_its_later_log_is_refused(file):
    """By `cp`, so with the same mark: the pages do not fit."""
    async with sqlite_store(file) as store:
        await talk(store, range(40))
    older = file.read_bytes()
    left = file.with_name("left.db")
    async with sqlite_store(file) as store:
        await talk(store, range(40, 640))
        for end in ("-wal", "-shm"):
            shutil.copy(f"{file}{end}", f"{left}{end}")
    left.write_bytes(older)
    with pytest.raises(StoreError, match="is damaged, or"):
        SqliteStore(left)


async def test_files_of_before_have_no_mark_and_stay_in_use(file):
    old_file(file)
    async with sqlite_store(file) as store:
        await store.receive([said(1)])
        async with sqlite_store(file) as other:  # while the log is there
            assert await other.peek(LANE) is not None
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA application_id = 0")  # as earlier versions left it, with its log in use
    db.close()
    async with sqlite_store(file) as store:
        await store.receive([said(2)])
        assert store._db.execute("PRAGMA application_id").fetchone() == (0,)
        async with sqlite_store(file) as other:
            assert await other.queue_depth() == (2, 0)


async def test_each_file_and_each_backup_has_a_mark_of_its_own(file):
    copies = [file.with_name(f"copy{n}.db") for n in range(2)]
    async with sqlite_store(file) as store:
        for copy in copies:
            await store.backup(str(copy))
    assert len({path.read_bytes()[68:72] for path in (file, *copies)} - {bytes(4)}) == 3


@pytest.mark.parametrize("drive", ["unix-dotfile", "unix-none"])
def test_a_drive_that_takes_no_log_is_refused_with_the_cure(file, drive, monkeypatch):
    """Job-ops #726, engram #1292: without shared memory, as on network drives, SQLite goes on without a word."""
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda at, **more: connect(f"file:{at}?vfs={drive}", uri=True, **more))
    with pytest.raises(StoreError, match=r"crossroads\.db: .*network drives; keep the file on a disk of this machine"):
        SqliteStore(file)


@pytest.mark.parametrize("drive", ["unix-dotfile", "unix-none"])
async def test_a_file_that_was_moved_to_such_a_drive_says_so_too(file, drive, monkeypatch):
    async with sqlite_store(file) as store:
        await store.receive([said(1)])
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda at, **more: connect(f"file:{at}?vfs={drive}", uri=True, **more))
    with pytest.raises(StoreError, match="network drive"):
        SqliteStore(file)
