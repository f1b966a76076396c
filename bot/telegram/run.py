"""The composition of the running bot: all parts built, started, and shut down in order."""

import asyncio
import contextlib
import logging
import signal
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.advisor import Advisor
from bot.outage import Outage
from bot.packs import load_pack, open_find
from bot.pictures import drawn_by
from bot.store.model import Store, StoreError
from bot.store.opening import open_store
from bot.telegram.delay_notice import DelayNotice
from bot.telegram.ingest import UpdateIngest
from bot.telegram.polling import Poller
from bot.telegram.profile import sync_profile
from bot.telegram.rate_limiter import RATE, RateLimiter
from bot.telegram.sender import Sender
from bot.telegram.startup import (
    REVOKED,
    FatalTelegramError,
    call_with_retry,
    first_of,
    get_me,
    set_webhook,
    until_stopped,
)
from bot.telegram.transport import API, Api
from bot.telegram.turn_worker import TurnWorker
from bot.telegram.webhook import make_app, registration, secret_of
from bot.telegram.webhook_watch import WebhookWatch
from bot.worker_pool import WorkerPool
from dialogs.engine import Engine

if TYPE_CHECKING:
    from aiohttp import web

_log = logging.getLogger("crossroads.telegram")
GRACE = 7.0  # seconds to drain the turns in progress at the end
HANGUP = 1.0  # seconds for requests to the webhook that are in flight then
_DAY = 86400.0


class Options(Struct, frozen=True):
    """How to run. `rate` is messages a second; `retention` days; `watch` and `listen` are 'HOST:PORT'.

    `rich` sends tables as rich messages, which not every client shows.
    """

    token: str
    store: str | None = None
    api: str = API
    webhook: str = ""
    listen: str = "127.0.0.1:8080"
    watch: str = ""
    drop_webhook: bool = False
    rate: float = RATE
    retention: float = 365.0
    folder: Path | None = None
    rich: bool = False


async def serve(options: Options, stopping: asyncio.Event | None = None) -> None:
    """Until SIGTERM, Ctrl-C or `stopping`; raises FatalTelegramError and StoreError when it cannot go on."""
    stopping = stopping or asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            asyncio.get_running_loop().add_signal_handler(sign, stopping.set)
    pack = load_pack(options.folder)
    engine = Engine(pack, open_find(pack))
    async with _api(options) as api, _store(options) as store:
        await run_bot(engine, api, store, options, stopping)
    _log.info("stopped; nothing is lost")


async def run_bot(engine: Engine, api: Api, store: Store, options: Options, stopping: asyncio.Event) -> None:
    """`serve` with what others opened and will close, and without signal handlers."""
    me = await until_stopped(stopping, get_me(api))
    if me is None:
        return
    _log.info("this is @%s", me.username)
    telegram, broken, revoked = Outage("Telegram", logging.WARNING), Outage("the store"), asyncio.Event()
    delay_notice = DelayNotice(api, engine.pack.script.phrase("telegram.sorry"))
    sender = Sender(
        api, store, RateLimiter(options.rate), telegram, revoked.set, draw=drawn_by(engine.pack), rich=options.rich
    )
    worker = TurnWorker(api, store, Advisor(engine), sender, delay_notice, has_inline=me.has_inline)
    pool = WorkerPool(store, "telegram", worker.work, broken)
    ingest = UpdateIngest(api, store, engine, me, pool.wake, delay_notice, broken)
    ingest.ready = worker.ready
    _warm_up(engine, worker.ready)
    bot = _Bot(api, store, options, ingest, worker, telegram, broken, revoked)
    async with (
        contextlib.aclosing(sender.answers),
        _background_tasks(sync_profile(api, engine.pack), _expire_sessions(store, options.retention)),
        _working(pool),
    ):
        await bot.run(stopping)


class _Bot(Struct, frozen=True):
    """The parts that updates come in through."""

    api: Api
    store: Store
    options: Options
    ingest: UpdateIngest
    worker: TurnWorker
    telegram: Outage
    broken: Outage
    revoked: asyncio.Event

    async def run(self, stopping: asyncio.Event) -> None:
        """Until stopped; raises FatalTelegramError."""
        options, secret = self.options, secret_of(self.options.token)
        watch = None
        if options.webhook:
            watch = WebhookWatch(self.api, registration(options.webhook, secret), self.telegram)
        async with contextlib.AsyncExitStack() as stack:
            if options.watch:
                await stack.enter_async_context(_site(self._health_app(watch), options.watch))
            if watch:
                await stack.enter_async_context(_site(make_app(self.ingest, secret, options.webhook), options.listen))
                await until_stopped(stopping, set_webhook(self.api, options.webhook, secret))  # now that we listen
                await first_of(stopping.wait(), watch.run(), self._until_revoked())
                return
            if options.drop_webhook:
                await until_stopped(stopping, call_with_retry(self.api, "deleteWebhook", {}))
            poller = Poller(self.api, self.ingest, stopping, self.telegram)  # says so if a webhook is set
            await first_of(poller.run(), self._until_revoked())

    def _health_app(self, watch: WebhookWatch | None) -> "web.Application":
        from aiohttp import web  # noqa: PLC0415 - a server on request only: 2 MB

        from bot.telegram.health import Metrics, add_health_routes  # noqa: PLC0415

        def problem() -> str:
            return (watch.problem if watch else "") or ("Telegram is away" if self.telegram.is_away else "")

        app, metrics = web.Application(), Metrics()
        add_health_routes(app, self.store, metrics, self.broken, problem)
        self.worker.listeners.append(metrics.add)
        return app

    async def _until_revoked(self) -> None:
        await self.revoked.wait()
        raise FatalTelegramError(REVOKED)


@contextlib.asynccontextmanager
async def _working(pool: WorkerPool) -> AsyncIterator[None]:
    """Turns are taken until the block ends; then those in progress are drained."""
    working = asyncio.create_task(pool.run())
    try:
        yield
    finally:
        pool.stop()
        _, late = await asyncio.wait({working}, timeout=GRACE)
        if late:
            _log.warning("turns in hand did not finish in %.0f seconds; they are taken again", GRACE)
            working.cancel()
        await asyncio.gather(working, return_exceptions=True)


@contextlib.asynccontextmanager
async def _api(options: Options) -> AsyncIterator[Api]:
    try:
        api = Api(options.token, options.api)
    except ValueError:
        raise FatalTelegramError(f"--api {options.api}: is no address; write it as in {API}") from None
    try:
        yield api
    finally:
        await api.hang_up()


@contextlib.asynccontextmanager
async def _store(options: Options) -> AsyncIterator[Store]:
    store = await open_store(options.store)
    try:
        store.lock()
        yield store
    finally:
        await store.close()


@contextlib.asynccontextmanager
async def _site(app: "web.Application", address: str) -> AsyncIterator[None]:
    from aiohttp import web  # noqa: PLC0415

    host, _, port = address.rpartition(":")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=HANGUP)
    await runner.setup()
    try:
        await web.TCPSite(runner, host.strip("[]") or "127.0.0.1", int(port)).start()
    except (OSError, ValueError, OverflowError) as error:
        await runner.cleanup()
        raise FatalTelegramError(f"{address} cannot be listened on ({error}); choose another HOST:PORT") from None
    try:
        yield
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def _background_tasks(*jobs) -> AsyncIterator[None]:  # type: ignore[no-untyped-def]  # noqa: ANN002 - coroutines
    tasks = [asyncio.create_task(job) for job in jobs]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _warm_up(engine: Engine, ready: asyncio.Event) -> None:
    """Load the search in a thread: the start does not wait for it, and neither does the end."""
    loop = asyncio.get_running_loop()

    def load() -> None:
        try:
            engine.find("hello", (), None)
        except Exception as error:
            _log.error("the search cannot be opened (%s); `crossroads check` says why", type(error).__name__)
        finally:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(ready.set)

    threading.Thread(target=load, daemon=True).start()


async def _expire_sessions(store: Store, days: float) -> None:
    while True:
        try:  # 0 days: nobody is ever silent for too long, but known ids still age
            gone = await store.expire(time.time() - days * _DAY if days > 0 else 0.0)
            if gone:
                _log.info("forgot %d people who were silent for %.0f days", gone, days)
        except StoreError as error:
            _log.error("%s", error)
        await asyncio.sleep(_DAY / 4)
