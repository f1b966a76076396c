"""What the SQLite store promises alone."""

import pytest

from bot.store.model import StoreError
from tests.bot.store.common import KEY, LANE, handle, said, sqlite_store


async def test_one_program_at_a_time_serves_a_file(file):
    async with sqlite_store(file) as first, sqlite_store(file) as second:
        first.lock()
        first.lock()
        with pytest.raises(StoreError, match="another process serves this file"):
            second.lock()
        await first.close()
        second.lock()
    async with sqlite_store(None) as memory:
        memory.lock()


async def test_in_memory_is_a_whole_store():
    async with sqlite_store(None) as store:
        await store.receive([said(1)])
        await handle(store, LANE, b"one")
        await store.forget(KEY)
        assert await store.queue_depth() == (0, 0)


async def test_a_backup_is_whole_and_overwrites_nothing(file, tmp_path):
    copy = tmp_path / "copy.db"
    async with sqlite_store(file) as store:
        await store.receive([said(1)])
        await store.backup(str(copy))
        assert copy.stat().st_mode & 0o777 == 0o600
        with pytest.raises(StoreError, match="is there already"):
            await store.backup(str(copy))
    async with sqlite_store(copy) as other:
        assert await other.peek(LANE) is not None
