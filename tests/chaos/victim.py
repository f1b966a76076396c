"""A bot that ends itself with SIGKILL, right before or right after its n-th write to the store or its n-th request.

It takes whatever is typed for nothing it knows, so that no search has to be opened: a start costs milliseconds.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from bot.packs import load_pack
from bot.store.model import Store
from bot.store.opening import open_store
from bot.store.postgres.store import PostgresStore
from bot.telegram.run import Options, run_bot
from bot.telegram.transport import Api
from dialogs.engine import Engine
from knowledge.model import Found, Outcome
from tests.botapi import TOKEN

WRITES = ("receive", "commit", "mark_sent", "forget", "release")
REQUESTS = (
    "getUpdates",
    "sendMessage",
    "sendRichMessage",
    "editMessageText",
    "editMessageReplyMarkup",
    "answerCallbackQuery",
)
LEASE = 0.6  # seconds; how long the real one is, is another test's affair
ENGINE = Engine(load_pack(), lambda *_: Found(Outcome.DECLINE))


class Point(NamedTuple):
    """Where to die: `at` is 'before' or 'after', `what` 'store' or 'api'; `number` 0 is nowhere."""

    at: str = "before"
    what: str = "store"
    number: int = 0


class Doom:
    """Counts, and strikes."""

    def __init__(self, point: Point) -> None:
        self._point, self._counts = point, {"store": 0, "api": 0}

    async def over(self, what: str, done: Callable[[], Awaitable[Any]]) -> Any:
        self._counts[what] += 1
        mine = what == self._point.what and self._counts[what] == self._point.number
        if mine and self._point.at == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return await done()
        finally:
            if mine:
                os.kill(os.getpid(), signal.SIGKILL)


class DoomedStore:
    """A store like any other, till then."""

    def __init__(self, store: Store, doom: Doom) -> None:
        self._store, self._doom = store, doom

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        if name not in WRITES:
            return method
        return lambda *values, **named: self._doom.over("store", lambda: method(*values, **named))


class DoomedApi(Api):
    """A line to Telegram like any other, till then."""

    _doom: Doom

    async def call(self, method: str, params: dict[str, Any], *more: Any, **named: Any) -> Any:
        def done() -> Awaitable[Any]:
            return Api.call(self, method, params, *more, **named)

        return await (self._doom.over("api", done) if method in REQUESTS else done())


def live(origin: str, where: str, point: Point) -> None:
    """Poll until SIGTERM or death."""
    asyncio.run(_live(Options(token=TOKEN, store=where, api=origin, rate=1e6), Doom(point)))


async def _live(options: Options, doom: Doom) -> None:
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    where = options.store or ""
    store = await (PostgresStore.open(where, lease=LEASE) if "://" in where else open_store(where))
    api = DoomedApi(options.token, options.api)
    api._doom = doom
    store.lock()
    try:
        await run_bot(ENGINE, api, DoomedStore(store, doom), options, stopping)
    finally:
        await api.hang_up()
        await store.close()
