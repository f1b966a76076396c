"""A store's file that is deleted or replaced while it is open is told of at once, and never written to in vain."""

import shutil
import subprocess
import sys

import pytest

from bot.store.model import StoreError
from bot.store.sqlite.store import SqliteStore
from tests.bot.store.common import LANE, handle, said, sqlite_store


def delete(file):
    file.unlink()


def delete_all(file):
    for path in file.parent.iterdir():
        path.unlink()


def delete_the_log(file):
    file.with_name(file.name + "-wal").unlink()


def delete_the_folder(file):
    shutil.rmtree(file.parent)


def move(file):
    file.rename(file.with_name("elsewhere.db"))


def replace_by_a_copy(file):
    copy = shutil.copy(file, file.with_name("copy.db"))
    file.unlink()
    shutil.move(copy, file)


def replace_by_another(file):
    file.unlink()
    file.write_bytes(b"")


def empty_in_place(file):
    file.write_bytes(b"")


HARM = [
    delete,
    delete_all,
    delete_the_log,
    delete_the_folder,
    move,
    replace_by_a_copy,
    replace_by_another,
    empty_in_place,
]


@pytest.fixture
def file(tmp_path):
    (tmp_path / "store").mkdir()
    return tmp_path / "store" / "crossroads.db"


@pytest.mark.parametrize("harm", HARM)
async def test_a_file_that_is_gone_is_told_of_at_the_next_write_and_look_for_work(file, harm):
    async with sqlite_store(file) as store:
        store.lock()
        await store.receive([said(1)])
        harm(file)
        for operation in (store.receive([said(2)]), store.claim("telegram", 1), store.release(LANE)):
            with pytest.raises(StoreError, match=r"crossroads\.db.*(put it back|restart)"):
                await operation


OVERWRITTEN = """
import asyncio, pathlib, shutil, sys
from bot.store.model import StoreError
from bot.store.sqlite.store import SqliteStore
from tests.bot.store.common import said

async def main(file):
    store = SqliteStore(file)
    await store.receive([said(1)])
    await store.backup(f"{file}.backup")
    await store.receive([said(2)])
    shutil.copyfile(f"{file}.backup", file)
    for use in (store.receive([said(3)]), store.claim("telegram", 1), store.close()):
        try:
            await use
        except StoreError as error:
            print(error)

asyncio.run(main(pathlib.Path(sys.argv[1])))
"""


def test_a_backup_copied_over_the_open_file_is_told_of_and_stays_as_it_was_put_there(file):
    told = subprocess.run([sys.executable, "-c", OVERWRITTEN, file], check=True, capture_output=True, text=True).stdout
    assert told.count("was replaced by another file while it is in use; restart") == 3
    assert file.read_bytes() == file.with_name(file.name + ".backup").read_bytes()
    with pytest.raises(StoreError, match="is another file's; if a backup was put there, move"):
        SqliteStore(file)
    file.with_name(file.name + "-wal").unlink()
    SqliteStore(file)


async def test_a_lock_that_is_gone_lets_no_two_serve_one_file(file):
    async with sqlite_store(file) as first, sqlite_store(file) as second:
        first.lock()
        await first.receive([said(1)])
        file.with_name(file.name + ".serving").unlink()
        second.lock()
        with pytest.raises(StoreError, match=r"serving.*(replaced|deleted)"):
            await first.receive([said(2)])


async def test_a_file_that_is_put_back_is_used_again(file):
    async with sqlite_store(file) as store:
        await store.receive([said(1)])
        move(file)
        with pytest.raises(StoreError):
            await store.receive([said(2)])
        file.with_name("elsewhere.db").rename(file)
        assert await store.receive([said(2)]) == 1
    async with sqlite_store(file) as store:
        await handle(store)
        assert (await store.peek(LANE)).body == b'"hello 2"'


def shut(file):
    file.chmod(0)


def delete_the_shared_memory(file):
    file.with_name(file.name + "-shm").unlink()


def link(file):
    file.rename(file.with_name("elsewhere.db"))
    file.symlink_to(file.with_name("elsewhere.db"))


@pytest.mark.parametrize("change", [shut, delete_the_shared_memory, link])
async def test_what_leaves_the_file_where_it_is_loses_nothing(file, change):
    async with sqlite_store(file) as store:
        await store.receive([said(1)])
        change(file)
        assert await store.receive([said(2)]) == 1
    file.chmod(0o600)
    async with sqlite_store(file) as store:
        assert await store.queue_depth() == (2, 0)


async def test_another_program_that_comes_and_goes_is_no_harm(file):
    async with sqlite_store(file) as store:
        for n in range(3):
            await store.receive([said(n)])
            other = SqliteStore(file)
            await other.backup(str(file.with_name(f"copy{n}")))
            await other.forget("telegram:0:0")
            await other.close()
        assert await store.queue_depth() == (3, 0)
