"""Tells a person that their answer is delayed because the store cannot be used: once a chat, until a turn succeeds."""

import asyncio
import logging
from typing import Any

from telegram.error import TelegramError

from bot.telegram.transport import Api

_log = logging.getLogger("crossroads.telegram")


class DelayNotice:
    """Nothing is lost meanwhile: updates are fetched or delivered again, or wait in the store."""

    def __init__(self, api: Api, text: str) -> None:
        self._api, self._text = api, text
        self._notified: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def notify(self, destination: dict[str, Any]) -> None:
        """Send it in the background, once; `destination` is that of `outgoing`. A failure does no harm."""
        chat = destination["chat_id"]
        if chat in self._notified:
            return
        self._notified.add(chat)
        task = asyncio.create_task(self._send({**destination, "text": self._text}))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def clear(self, chat: int) -> None:
        """A turn was saved there: the next delay is announced again."""
        self._notified.discard(chat)

    async def _send(self, params: dict[str, Any]) -> None:
        try:
            await self._api.call("sendMessage", params)
        except TelegramError as error:
            _log.info("the notice of a delay could not be sent (%s)", type(error).__name__)
