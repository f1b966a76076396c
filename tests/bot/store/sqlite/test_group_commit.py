"""Writes of one moment in one transaction: a locked file, and what waits for the disk."""

import asyncio
import shutil
import time

import pytest

from bot.store.model import StoreError
from tests.bot.store.common import LANE, handle, locked, said, sqlite_store


async def test_a_file_locked_for_a_second_is_waited_for_while_others_go_on(file):
    async with sqlite_store(file) as store:
        with locked(file) as other:
            asyncio.get_running_loop().call_later(1.0, other.execute, "ROLLBACK")
            writing = asyncio.create_task(store.receive([said(1)]))
            longest, before = 0.0, time.monotonic()
            while not writing.done():
                await asyncio.sleep(0.01)
                longest, before = max(longest, time.monotonic() - before), time.monotonic()
            assert await writing == 1
            assert longest < 0.15  # the loop was not held up


async def test_a_file_locked_for_ever_is_an_error_within_six_seconds(file):
    async with sqlite_store(file) as store:
        with locked(file):
            started = time.monotonic()
            with pytest.raises(StoreError, match="another program holds it"):
                await store.receive([said(1)])
            assert time.monotonic() - started < 6
        assert await store.receive([said(1)]) == 1


async def test_what_a_commit_returned_is_on_disk(file, tmp_path):
    """Not in a cache of ours: a copy of the files, taken at that moment, has it, and the log was synced before."""
    async with sqlite_store(file) as store:
        assert store._db.execute("PRAGMA synchronous").fetchone() == (2,)
        await store.receive([said(n) for n in range(5)])
        for n in range(5):
            await handle(store, LANE, b"one", session=b"turn %d" % n)
            copy = tmp_path / f"copy{n}"
            copy.mkdir()
            for path in (file, file.with_name(file.name + "-wal")):
                shutil.copy(path, copy)
            async with sqlite_store(copy / file.name) as other:
                assert (await other.sessions())[0][1] == b"turn %d" % n
                assert len(await other.unsent(LANE)) == n + 1


async def test_only_marks_do_not_wait_for_the_disk(file):
    """What arrived and what was answered is synced; that it was sent is not: after a power cut it is sent once more."""
    async with sqlite_store(file) as store:
        run: list[str] = []
        store._db.set_trace_callback(run.append)
        await store.receive([said(1)])
        await handle(store, LANE, b"one")
        seq = (await store.unsent(LANE))[0].seq
        assert [one for one in run if "synchronous" in one] == ["PRAGMA synchronous = FULL"] * 2
        run.clear()
        await store.mark_sent(seq, LANE)
        await store.release(LANE)
        assert [one for one in run if "synchronous" in one] == ["PRAGMA synchronous = NORMAL"] * 2
        run.clear()
        await asyncio.gather(store.mark_sent(seq, LANE), store.receive([said(2)]))
        assert [one for one in run if "synchronous" in one] == ["PRAGMA synchronous = FULL"]
