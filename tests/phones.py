"""The bot on the stand-in, for tests: `running` serves it in this process, on a store of the test's choosing."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator
from pathlib import Path

from bot.packs import load_pack, open_find
from bot.store.model import Store, StoreError
from bot.store.opening import open_store
from bot.telegram.run import Options, attend
from bot.telegram.transport import Api
from dialogs.engine import Engine
from tests.botapi import TOKEN, BotApi

FAST = 1e6  # messages a second: no test waits for Telegram's limits unless it is about them


@functools.cache
def warm(folder: Path | None = None) -> Engine:
    """An engine whose search is open: one for all tests."""
    pack = load_pack(folder)
    engine = Engine(pack, open_find(pack))
    engine.find("hello", (), None)
    return engine


@contextlib.asynccontextmanager
async def running(
    api: BotApi, store: str = ":memory:", engine: Engine | None = None, **options: object
) -> AsyncIterator[asyncio.Task[None]]:
    """The bot, serving until the block ends; what it raised comes out there. `api.settled()` knows of its work."""
    wanted = Options(**{"token": TOKEN, "store": store, "api": api.origin, "rate": FAST, **options})
    engine = engine or warm(wanted.folder)
    stopping, line, kept = asyncio.Event(), Api(wanted.token, wanted.api), await open_store(store)
    try:
        kept.hold()
        task = asyncio.create_task(attend(engine, line, kept, wanted, stopping))
        api.in_hand = lambda: _in_hand(kept, task)
        await asyncio.sleep(0)
        try:
            yield task
        finally:
            stopping.set()
            await task
    finally:
        api.in_hand = None
        await line.hang_up()
        await kept.close()


async def _in_hand(store: Store, task: "asyncio.Task[None]") -> bool:
    try:
        return not task.done() and any(await store.waiting())
    except StoreError:
        return False
