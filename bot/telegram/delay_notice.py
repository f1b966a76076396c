"""Tells a person that their answer is delayed because the store cannot be used: once a chat, until a turn succeeds."""

import asyncio
from typing import Any

from bot.telegram.notice import send_notice
from bot.telegram.transport import Api


class DelayNotice:
    """Nothing is lost meanwhile: updates are fetched or delivered again, or wait in the store."""

    def __init__(self, api: Api, text: str) -> None:
        self._api, self._text = api, text
        self._notified: set[int] = set()
        self._tasks: set[asyncio.Task[bool]] = set()

    def notify(self, destination: dict[str, Any]) -> None:
        """Send it in the background, once; `destination` is that of `outgoing`. A failure does no harm."""
        chat = destination["chat_id"]
        if chat in self._notified:
            return
        self._notified.add(chat)
        task = asyncio.create_task(send_notice(self._api, {**destination, "text": self._text}))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def clear(self, chat: int) -> None:
        """A turn was saved there: the next delay is announced again."""
        self._notified.discard(chat)
