"""Erasing leaves no byte, while others go on."""

import asyncio
import itertools

import asyncpg

from tests.bot.store.common import KEY, handle, said


async def test_forgetting_leaves_no_byte_while_others_go_on(database):
    store, theirs = await database.open(), await database.open()

    async def talk(number: int) -> None:
        for turn in itertools.count():
            lane = f"telegram:{number}"
            await theirs.receive([said(1000 * turn + number, lane)])
            await handle(theirs, lane, session=b"hippopotamus")

    talking = [asyncio.create_task(talk(number)) for number in range(1, 7)]
    try:
        for n in range(3):
            await store.receive([said(-n, text="pelargonium")])
            await handle(store, session=b"pelargonium", missed="pelargonium")
            await store.forget(KEY)
            assert not store._unwiped
        kept = await database.kept()
    finally:
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
    assert b"pelargonium" not in kept
    assert b"hippopotamus" in kept


async def test_wiping_waits_for_a_reader_without_stopping_anybody(database):
    store = await database.open()
    await store.receive([said(1, text="pelargonium"), said(2, "telegram:2")])
    await handle(store)
    reader = await asyncpg.connect(database.url)
    async with reader.transaction(isolation="repeatable_read"):
        await reader.fetch("SELECT count(*) FROM sessions")
        await store.forget(KEY)
        assert (await store.export(KEY))["session"] is None
        await handle(store, "telegram:2")
    await reader.close()
    assert b"pelargonium" in await database.kept()
    await store._wipe(set())
    assert b"pelargonium" not in await database.kept()
