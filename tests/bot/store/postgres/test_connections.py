"""Through a pooler the store works as it does without, whatever the pool mode."""

import asyncio
import contextlib

import asyncpg
import pytest
from msgspec.structs import replace

from bot.store.model import ConflictError, StoreError, TurnResult
from bot.store.postgres.store import PostgresStore
from tests.bot.store.common import LANE, NOTE, handle, said
from tests.pgbouncer import pooling


@contextlib.asynccontextmanager
async def stores(url: str, count: int = 1):
    opened = [await PostgresStore.open(url) for _ in range(count)]
    try:
        yield opened
    finally:
        for store in opened:
            await store.close()


@pytest.mark.parametrize("mode", ["session", "transaction"])
@pytest.mark.parametrize("more", ["", "ignore_startup_parameters = enable_seqscan,jit,synchronous_commit,search_path"])
async def test_a_store_works_through_a_pooler(postgres, mode, more):
    async with pooling(postgres, mode, more) as url, stores(url, 2) as (ours, theirs):
        lanes = [f"telegram:{n}" for n in range(20)]
        await asyncio.gather(*(ours.receive([said(n, lane)]) for n, lane in enumerate(lanes)))
        assert sorted(await ours.claim("telegram", 15) + await theirs.claim("telegram", 15)) == sorted(lanes)
        jobs = await asyncio.gather(*(handle(theirs, lane, b"one") for lane in lanes))
        assert len({job.seq for job in jobs}) == 20
        for lane in lanes:
            for message in await ours.unsent(lane):
                await ours.mark_sent(message.seq, lane, b"state")
            await ours.release(lane)
        assert await ours.queue_depth() == (0, 0)
        assert await theirs.chat_state("telegram:3") == b"state"
        await ours.receive([said(100)])
        stale = await ours.peek(LANE)
        await ours.forget(stale.key)
        with pytest.raises(ConflictError):
            await ours.commit(TurnResult(replace(stale, version=3), b"{}", (), NOTE))
        assert await ours.expire(0.0) == 0


@pytest.mark.parametrize("mode", ["session", "transaction"])
async def test_forgetting_through_a_pooler_writes_the_files_anew(postgres, mode):
    async with pooling(postgres, mode) as url, stores(url) as (store,):
        await store.receive([said(1), said(2)])
        job = await handle(store, LANE, b"one")
        await store.forget(job.key)
        assert store._unwiped == set()
        assert (await store.export(job.key))["session"] is None


async def test_settings_are_left_on_no_connection_that_others_share(postgres):
    async with pooling(postgres, "transaction", "default_pool_size = 1") as url, stores(url) as (store,):
        await store.receive([said(1)])
        await store.forget("telegram:1:1")
        other = await asyncpg.connect(url, statement_cache_size=0)
        for setting in ("enable_seqscan", "lock_timeout", "jit", "synchronous_commit"):
            usual = (await postgres.run(f"SHOW {setting}"))[0][0]
            assert await other.fetchval(f"SHOW {setting}") == usual, setting
        await other.close()


async def test_a_parameter_that_the_pooler_refuses_is_named(postgres):
    async with pooling(postgres, "transaction") as url:
        with pytest.raises(StoreError, match=r"search_path.*take that parameter out.*ignore_startup_parameters"):
            await PostgresStore.open(f"{url}?search_path=x")


async def test_a_pooler_whose_server_is_away_is_said_to_be_out_of_reach(postgres):
    async with pooling(postgres, "session", "server_connect_timeout = 1") as url:
        with pytest.raises(StoreError, match=r"createdb|see whether the server runs"):
            await PostgresStore.open(url.rpartition("/")[0] + "/nowhere", patience=3.0)
