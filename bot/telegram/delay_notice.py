"""A word to whoever has to wait because the store cannot be used: one a chat, until a turn succeeds there."""

import asyncio
import logging

from telegram.error import TelegramError

from bot.telegram.transport import Api

_log = logging.getLogger("crossroads.telegram")


class DelayNotice:
    """What was said is not lost: it is asked for again, or waits in the store."""

    def __init__(self, api: Api, text: str) -> None:
        self._api, self._text = api, text
        self._told: set[int] = set()
        self._side: set[asyncio.Task[None]] = set()

    def say(self, chat: int, thread: int = 0) -> None:
        """Waits for nothing, and may fail without harm."""
        if chat in self._told:
            return
        self._told.add(chat)
        params: dict[str, object] = {"chat_id": chat, "text": self._text}
        if thread:
            params["message_thread_id"] = thread
        task = asyncio.create_task(self._send(params))
        self._side.add(task)
        task.add_done_callback(self._side.discard)

    def over(self, chat: int) -> None:
        """A turn was saved there."""
        self._told.discard(chat)

    async def _send(self, params: dict[str, object]) -> None:
        try:
            await self._api.call("sendMessage", params)
        except TelegramError as error:
            _log.info("nobody could be told to wait (%s)", type(error).__name__)
