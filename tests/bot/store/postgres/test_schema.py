"""Databases of every version are brought up to date, by one at a time, all or nothing."""

import asyncio

import asyncpg
import pytest

from bot.store.model import StoreError
from bot.store.postgres import schema as postgres_schema
from tests.bot.store.common import KEY, LANE, handle, said


async def test_several_that_start_at_once_make_one_schema(database):
    stores = await asyncio.gather(*(database.open() for _ in range(4)))
    assert await stores[3].receive([said(1)]) == 1
    await (await database.open()).peek(LANE)


@pytest.mark.parametrize("version", range(postgres_schema.VERSION + 1))
async def test_a_database_of_any_earlier_version_is_brought_up_to_date(database, version):
    db = await asyncpg.connect(database.url)
    if version:
        await postgres_schema.migrate(db, postgres_schema.STEPS[:version])
        await db.execute("INSERT INTO sessions VALUES ($1, $2, 3, 7)", KEY, b"old")
        processed, chat_state = ("seen", "memories") if version == 1 else ("processed", "chat_state")
        await db.execute(f"INSERT INTO {processed} VALUES ('telegram:7', 1)")
        await db.execute(f"INSERT INTO {chat_state} VALUES ($1, $2, 1)", LANE, b"message 17")
        await db.execute("INSERT INTO lanes (lane) VALUES ('telegram:3')")
    await db.close()
    store = await database.open()
    assert await store.sessions() == ([(7.0, b"old")] if version else [])
    if version:
        assert await store.receive([said(7)]) == 0
        assert await store.chat_state(LANE) == b"message 17"
        assert await store.claim("telegram", 1) == ["telegram:3"]
    await store.receive([said(1)])
    assert (await handle(store)).version == (3 if version else 0)


async def test_the_schema_goes_forward_all_or_nothing_and_never_back(database):
    db = await asyncpg.connect(database.url)
    more = (*postgres_schema.STEPS, ("CREATE TABLE extra (x int)",))
    with pytest.raises(asyncpg.PostgresSyntaxError):
        await postgres_schema.migrate(db, (*more, ("no such statement",)))
    assert await db.fetchval("SELECT to_regclass('sessions')") is None
    await postgres_schema.migrate(db, postgres_schema.STEPS)
    await postgres_schema.migrate(db, more)
    assert await db.fetchval("SELECT count(*) FROM extra") == 0
    await db.close()
    with pytest.raises(StoreError, match="later Crossroads"):
        await database.open()
