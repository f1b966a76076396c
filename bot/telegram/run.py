"""The running bot: everything put together, started, watched, and ended in order."""

import asyncio
import contextlib
import logging
import signal
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import Struct
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.advisor import Advisor
from bot.outage import Outage
from bot.packs import load_pack, open_find
from bot.store.model import Store, StoreError
from bot.store.opening import open_store
from bot.telegram.delay_notice import DelayNotice
from bot.telegram.incoming import Me
from bot.telegram.ingest import UpdateIngest
from bot.telegram.polling import FatalTelegramError, poll, until_stopped
from bot.telegram.profile import settle
from bot.telegram.rate_limiter import RATE, RateLimiter
from bot.telegram.sender import Sender
from bot.telegram.transport import API, Api, seconds_of
from bot.telegram.turn_worker import TurnWorker
from bot.telegram.webhook import make_app, registration, secret_of
from bot.worker_pool import WorkerPool
from dialogs.engine import Engine

if TYPE_CHECKING:
    from aiohttp import web

_log = logging.getLogger("crossroads.telegram")
GRACE = 7.0  # seconds for the turns in hand once the end was asked for
HANGUP = 1.0  # seconds for requests to the webhook that are under way then
TRIES = 4  # to reach Telegram at the start
_DAY = 86400.0


class Options(Struct, frozen=True):
    """How to run. `rate` is messages a second; `retention` days; `watch` and `listen` are 'HOST:PORT'."""

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
    """`serve` with what others opened and will close, and without an ear for signals."""
    me = await until_stopped(stopping, get_me(api))
    if me is None:
        return
    _log.info("this is @%s", me.username)
    away, broken = Outage("Telegram", logging.WARNING), Outage("the store")
    sorry = DelayNotice(api, engine.pack.script.phrase("telegram.sorry"))
    channel = TurnWorker(api, store, Advisor(engine), Sender(api, store, RateLimiter(options.rate), away), sorry)
    lanes = WorkerPool(store, "telegram", channel.work, broken)
    intake = UpdateIngest(api, store, engine, me, lanes.wake, sorry, broken)
    intake.ready = channel.ready
    _warm_up(engine, channel.ready)
    async with (
        _background_tasks(settle(api, engine.pack), _forget_the_silent(store, options.retention)),
        _working(lanes),
    ):
        await _ingest_updates(api, intake, channel, store, options, stopping, away)


@contextlib.asynccontextmanager
async def _working(lanes: WorkerPool) -> AsyncIterator[None]:
    """Turns are taken until the block ends, and those in hand then are finished."""
    working = asyncio.create_task(lanes.run())
    try:
        yield
    finally:
        lanes.stop()
        _, late = await asyncio.wait({working}, timeout=GRACE)
        if late:
            _log.warning("turns in hand did not finish in %.0f seconds; they are taken again", GRACE)
            working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def get_me(api: Api) -> Me:
    """Who the bot is; raises FatalTelegramError when the token is wrong or Telegram cannot be reached."""
    found = await _call_with_retry(api, "getMe", {})
    return Me(found["id"], found.get("username", ""))


async def _call_with_retry(api: Api, method: str, params: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """The result, after some tries if it must be; raises FatalTelegramError, and BadRequest where it is refused."""
    said = ""
    for tried in range(TRIES):
        try:
            return await api.call(method, params)
        except InvalidToken:
            raise FatalTelegramError("Telegram does not know this token; copy it anew from @BotFather") from None
        except BadRequest:
            raise
        except TelegramError as error:
            said = str(error)
            _log.info("%s: %s", method, said)
            pause = seconds_of(error) if isinstance(error, RetryAfter) else 0.25 * 2**tried
            await asyncio.sleep(pause)
    raise FatalTelegramError(f"Telegram cannot be reached ({said}); check the network, the proxy and --api")


async def _set_webhook(api: Api, url: str, secret: str) -> None:
    try:
        await _call_with_retry(api, "setWebhook", registration(url, secret))
    except BadRequest as error:
        cure = "it must be a public https address"
        raise FatalTelegramError(f"Telegram refused the webhook {url} ({error}); {cure}") from None


async def _ingest_updates(
    api: Api,
    intake: UpdateIngest,
    channel: TurnWorker,
    store: Store,
    options: Options,
    stopping: asyncio.Event,
    outage: Outage,
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        if options.watch:
            from aiohttp import web  # noqa: PLC0415 - a server on request only: 2 MB

            from bot.telegram.health import Metrics, add_health_routes  # noqa: PLC0415

            app, metrics = web.Application(), Metrics()
            add_health_routes(app, store, metrics)
            channel.listeners.append(metrics.note)
            await stack.enter_async_context(_site(app, options.watch))
        if options.webhook:
            path, secret = urlsplit(options.webhook).path or "/", secret_of(options.token)
            await stack.enter_async_context(_site(make_app(intake, secret, path), options.listen))
            await until_stopped(stopping, _set_webhook(api, options.webhook, secret))  # now that somebody listens there
            await stopping.wait()
            return
        if options.drop_webhook:
            await until_stopped(stopping, _call_with_retry(api, "deleteWebhook", {}))
        await poll(api, intake, stopping, outage)  # says so if a webhook is set


@contextlib.asynccontextmanager
async def _api(options: Options) -> AsyncIterator[Api]:
    api = Api(options.token, options.api)
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
    """Open the search beside everything else, so that nobody's first question waits for it and no end for it."""
    loop = asyncio.get_running_loop()

    def opened() -> None:
        try:
            engine.find("hello", (), None)
        except Exception as error:
            _log.error("the search cannot be opened (%s); `crossroads check` says why", type(error).__name__)
        finally:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(ready.set)

    threading.Thread(target=opened, daemon=True).start()


async def _forget_the_silent(store: Store, days: float) -> None:
    while True:
        try:  # 0 days: nobody is ever silent for too long, but known ids still age
            gone = await store.expire(time.time() - days * _DAY if days > 0 else 0.0)
            if gone:
                _log.info("forgot %d people who were silent for %.0f days", gone, days)
        except StoreError as error:
            _log.error("%s", error)
        await asyncio.sleep(_DAY / 4)
