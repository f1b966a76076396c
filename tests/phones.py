"""The bot on the stand-in, for tests: `running` serves it in this process, on a store of the test's choosing."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator

from bot.telegram.run import Options, serve
from tests.botapi import TOKEN, BotApi


@contextlib.contextmanager
def own_log() -> Iterator[None]:
    """Whatever a command does to the log of this process is undone."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


FAST = 1e6  # messages a second: no test waits for Telegram's limits unless it is about them


@contextlib.asynccontextmanager
async def running(api: BotApi, store: str = ":memory:", **options: object) -> AsyncIterator[asyncio.Task[None]]:
    """The bot, serving until the block ends; what it raised comes out there."""
    stopping = asyncio.Event()
    wanted = Options(**{"token": TOKEN, "store": store, "api": api.origin, "rate": FAST, **options})
    task = asyncio.create_task(serve(wanted, stopping))
    try:
        await asyncio.sleep(0)
        yield task
    finally:
        stopping.set()
        await task
