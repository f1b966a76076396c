"""Files that cannot be used, each with its own cure."""

import contextlib
import errno
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.model import StoreError, TurnResult
from bot.store.opening import open_store
from bot.store.sqlite.errors import translate_errors
from bot.store.sqlite.store import SqliteStore
from tests.bot.store.common import LANE, NOTE, old_file, said, sqlite_store


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


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "share of the disk is used up"),
        (errno.EACCES, "writable for the user who runs this"),
        (errno.EPERM, "writable for the user who runs this"),
        (errno.EROFS, "mounted read-only"),
        (errno.ENOTDIR, "a part of the path is a file"),
        (errno.ENAMETOOLONG, "a shorter name"),
        (errno.EMFILE, "ulimit -n"),
        (errno.EIO, "look at the system's log"),
        (errno.EXDEV, "name a file in a folder that can be written"),
    ],
)
def test_each_fault_of_the_system_says_its_own_cure(number, cure):
    with pytest.raises(StoreError, match=cure) as caught, translate_errors("x.db"):
        raise OSError(number, os.strerror(number))
    assert ("free some space" in str(caught.value)) is (number == errno.ENOSPC)


@pytest.mark.parametrize(
    ("make", "cure"),
    [
        (lambda path: path.mkdir(), "see that it is a file and not a folder"),
        (lambda path: path.symlink_to(path), "see that it is a file|symbolic links"),
        (lambda path: path.parent.rmdir() or path.parent.write_text("x"), "a part of the path is a file"),
    ],
)
def test_a_path_that_is_no_file_says_its_own_cure(tmp_path, make, cure):
    (tmp_path / "folder").mkdir()
    make(tmp_path / "folder" / "x.db")
    with pytest.raises(StoreError, match=cure):
        SqliteStore(tmp_path / "folder" / "x.db")


@contextlib.contextmanager
def shut_folder() -> Iterator[Path]:
    """A folder that root alone may look into."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        (Path(name) / "shut").mkdir(mode=0o700)
        yield Path(name) / "shut"


async def test_a_folder_that_cannot_be_looked_into_is_no_fault_of_the_output(file):
    async with sqlite_store(file) as store:
        with shut_folder() as folder, as_nobody():
            for request in (open_store(str(folder / "x.db"), make=False), store.backup(str(folder / "copy.db"))):
                with pytest.raises(StoreError, match=r"shut/.*Permission denied.*writable for the user"):
                    await request


@pytest.mark.parametrize("spoil", [lambda lock: lock.mkdir(), lambda lock: lock.write_bytes(b"no lock" * 500)])
async def test_a_lock_that_cannot_be_used_is_not_taken_for_another_process(file, spoil):
    async with sqlite_store(file) as store:
        spoil(Path(f"{file}.serving"))
        with pytest.raises(StoreError, match=r"crossroads\.db\.serving: .*(see that it is a file|move it away)"):
            store.lock()


async def test_a_backup_that_failed_leaves_nothing_in_the_way_of_the_next(file, tmp_path, monkeypatch):
    copy = tmp_path / "copy.db"
    async with sqlite_store(file) as store:
        await store.receive([said(1)])

        def fail(_: sqlite3.Connection) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as full:
            full.setattr("bot.store.sqlite.backup.mark", fail)
            with pytest.raises(StoreError, match="free some space"):
                await store.backup(str(copy))
        assert not copy.exists()
        await store.backup(str(copy))
    assert copy.stat().st_size > 0


async def test_a_file_that_another_program_changed_is_told_as_that(file):
    async with sqlite_store(file) as store:
        await store.receive([said(1)])
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("DROP TABLE sessions")
        db.execute("PRAGMA wal_checkpoint")
    async with sqlite_store(file) as store:
        with pytest.raises(StoreError, match=r"no such table: sessions; another program changed it"):
            await store.sessions()
