"""Updates in: written down before Telegram is told that they came. What needs no turn is dealt with here."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

import msgspec
from telegram.error import TelegramError

from bot.outage import Outage
from bot.store.model import Store, StoreError
from bot.telegram.delay_notice import DelayNotice
from bot.telegram.group_migration import migrate_group
from bot.telegram.incoming import (
    NOT_ADDRESSED,
    Ignored,
    Incoming,
    Me,
    Migration,
    lane_of_chat,
    named_bots,
    to_inbox_item,
    to_incoming,
)
from bot.telegram.inline import is_share, to_answer, to_share
from bot.telegram.outgoing import destination
from bot.telegram.transport import Api
from bot.telegram.update import Update
from dialogs.engine import Engine
from dialogs.session import Session

_log = logging.getLogger("crossroads.telegram")
_SECONDS = 1.5  # timeout of asking for the bot's name: what arrived waits for it
PAUSE = 60.0  # seconds without asking, once that failed
RENAMED_AFTER = 600.0  # seconds after which a name that was another bot's may be ours
MAX_NAMES = 1000


class UpdateIngest:
    """Both ways in, polling and webhook, hand their updates to `receive`."""

    def __init__(
        self,
        api: Api,
        store: Store,
        engine: Engine,
        me: Me,
        wake: Callable[[], None],
        delay_notice: DelayNotice,
        outage: Outage,
    ) -> None:
        self._api, self._store, self._engine, self._me, self._wake = api, store, engine, me, wake
        self._delay_notice, self._outage = delay_notice, outage
        self.ready = asyncio.Event()  # set once the search can answer at once
        self._tasks: set[asyncio.Task[Any]] = set()
        self._other_bots: dict[str, float] = {}  # name -> when it was found not to be ours
        self._silent_until = 0.0  # by time.monotonic(): whether a name is ours is not asked before

    async def receive(self, updates: Iterable[Update]) -> None:
        """Returns once all of them are on disk; raises StoreError, and then they must come again."""
        arrived: list[tuple[int, Incoming]] = []
        for update in updates:
            if update.inline_query:
                self._in_background(self._inline(update))
                continue
            incoming = await self._read(update)
            if isinstance(incoming, Incoming):
                arrived.append((update.update_id, incoming))
            elif isinstance(incoming, Migration):
                await self._migrate(incoming)
            else:
                _log.info("update put aside: %s", incoming.why)
                if update.callback_query:
                    answer = {"callback_query_id": update.callback_query.id}
                    self._in_background(self._api.call("answerCallbackQuery", answer))
        if arrived:
            await self._write_down(arrived)
            self._wake()

    async def _read(self, update: Update) -> Incoming | Migration | Ignored:
        """What to take a turn on; where a bot is named that may be this one under a new name, after a look."""
        incoming = to_incoming(update, self._me)
        if incoming is not NOT_ADDRESSED or not update.message or time.monotonic() < self._silent_until:
            return incoming
        names = named_bots(update.message)
        if not self._are_news(names):
            return incoming
        try:
            me = await self._api.call("getMe", {}, _SECONDS)
        except TelegramError as error:
            _log.info("getMe was not carried out (%s)", type(error).__name__)
            self._silent_until = time.monotonic() + PAUSE
            for name in names:
                self._other_bots.pop(name, None)
            return incoming
        if me["username"] != self._me.username:
            _log.info("the bot was renamed: it is @%s now", me["username"])
            self._me = msgspec.structs.replace(self._me, username=me["username"])
        return to_incoming(update, self._me)

    def _are_news(self, names: set[str]) -> bool:
        """Whether one of them was not looked up lately; from now on they were."""
        now = time.monotonic()
        news = [name for name in names if self._other_bots.get(name, -RENAMED_AFTER) + RENAMED_AFTER <= now]
        self._other_bots |= dict.fromkeys(news, now)
        while len(self._other_bots) > MAX_NAMES:
            del self._other_bots[next(iter(self._other_bots))]
        return bool(news)

    async def _migrate(self, migration: Migration) -> None:
        await migrate_group(self._store, lane_of_chat(migration.old_chat), migration.new_chat)
        _log.info("a group became a supergroup; what is kept of it moved along")

    async def _write_down(self, arrived: list[tuple[int, Incoming]]) -> None:
        try:
            await self._store.receive([to_inbox_item(update_id, incoming) for update_id, incoming in arrived])
        except StoreError as error:
            self._outage.failed("intake", error)
            for _, incoming in arrived:
                self._delay_notice.notify(destination(incoming))
            raise
        self._outage.recovered("intake")

    async def _inline(self, update: Update) -> None:
        """Answered at once and never written down: the next letter makes another query of it."""
        query = update.inline_query
        if query is None:
            return
        if is_share(self._engine, query.query):
            session = await self._session(query.from_.id)
            answer = to_share(self._engine, query.id, session, self._me.username)
        else:
            await self.ready.wait()
            answer = to_answer(self._engine, query.id, query.query)
        await self._api.call("answerInlineQuery", answer)

    async def _session(self, user: int) -> Session | None:
        """The session of somebody's private chat; None where there is none that can be read."""
        try:
            kept = (await self._store.export(f"{lane_of_chat(user)}:{user}"))["session"]
            return msgspec.convert(kept, type=Session) if kept else None
        except (StoreError, msgspec.MsgspecError) as error:
            _log.info("a verdict to send cannot be read (%s)", type(error).__name__)
            return None

    def _in_background(self, request: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(_harmless(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _harmless(request: Coroutine[Any, Any, Any]) -> None:
    try:
        await request
    except TelegramError as error:
        _log.info("not carried out (%s)", type(error).__name__)
