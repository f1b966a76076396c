"""Updates in: written down before Telegram is told that they came. What needs no turn is dealt with here."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any

from telegram.error import TelegramError

from bot.outage import Outage
from bot.store.model import Store, StoreError
from bot.telegram.delay_notice import DelayNotice
from bot.telegram.incoming import Ignored, Incoming, Me, Update, to_inbox_item, to_incoming
from bot.telegram.inline import to_answer
from bot.telegram.transport import Api
from dialogs.engine import Engine

_log = logging.getLogger("crossroads.telegram")


class UpdateIngest:
    """Both ways in, polling and webhook, hand their updates to `receive`."""

    def __init__(
        self,
        api: Api,
        store: Store,
        engine: Engine,
        me: Me,
        wake: Callable[[], None],
        sorry: DelayNotice,
        outage: Outage,
    ) -> None:
        self._api, self._store, self._engine, self._me, self._wake = api, store, engine, me, wake
        self._sorry, self._outage = sorry, outage
        self.ready = asyncio.Event()  # set once the search can answer at once
        self._side: set[asyncio.Task[Any]] = set()

    async def receive(self, updates: Iterable[Update]) -> None:
        """Returns once all of them are on disk; raises StoreError, and then they must come again."""
        arrived: list[tuple[int, Incoming]] = []
        for update in updates:
            if update.inline_query:
                self._aside(self._inline(update))
                continue
            incoming = to_incoming(update, self._me)
            if isinstance(incoming, Ignored):
                _log.info("update put aside: %s", incoming.why)
                if update.callback_query:
                    self._aside(self._api.call("answerCallbackQuery", {"callback_query_id": update.callback_query.id}))
            else:
                arrived.append((update.update_id, incoming))
        if arrived:
            await self._write_down(arrived)
            self._wake()

    async def _write_down(self, arrived: list[tuple[int, Incoming]]) -> None:
        try:
            await self._store.receive([to_inbox_item(update_id, incoming) for update_id, incoming in arrived])
        except StoreError as error:
            self._outage.failed("intake", error)
            for _, incoming in arrived:
                self._sorry.say(incoming.chat, incoming.thread)
            raise
        self._outage.recovered("intake")

    async def _inline(self, update: Update) -> None:
        """Answered at once and never written down: the next letter makes another query of it."""
        if update.inline_query:
            asked = update.inline_query
            await self.ready.wait()
            await self._api.call("answerInlineQuery", to_answer(self._engine, asked.id, asked.query))

    def _aside(self, request: Any) -> None:  # noqa: ANN401 - a coroutine
        task = asyncio.create_task(_harmless(request))
        self._side.add(task)
        task.add_done_callback(self._side.discard)


async def _harmless(request: Any) -> None:  # noqa: ANN401 - a coroutine
    try:
        await request
    except TelegramError as error:
        _log.info("not carried out (%s)", type(error).__name__)
