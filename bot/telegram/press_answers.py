"""Presses of buttons that are being answered: in the background, for as long as each can be, while its chat goes on."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.store.model import Store
from bot.telegram.failures import RetryLaterError

_log = logging.getLogger("crossroads.telegram")
WAIT = 0.5  # seconds that the next turn waits for a press to be answered
PAUSE = 1.0  # seconds between two tries, unless Telegram says more
QUERY_SECONDS = 60.0  # after which a press need not be answered any more


class PressAnswers:
    """Each is a message of the outbox, and stays there until it was sent or is too late."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._tasks: dict[tuple[str, int], asyncio.Task[None]] = {}  # by lane and seq

    def __contains__(self, message: tuple[str, int]) -> bool:
        """Whether the message of that lane and seq is one of them."""
        return message in self._tasks

    def is_busy(self, lane: str) -> bool:
        """Whether a press is still to be answered there."""
        return any(one == lane for one, _ in self._tasks)

    def begin(self, lane: str, seq: int, deliver: Callable[[], Awaitable[Any]]) -> asyncio.Task[None]:
        """`deliver` tries it once; it may raise RetryLaterError."""

        def end(task: asyncio.Task[None]) -> None:
            del self._tasks[lane, seq]
            if not task.cancelled() and (error := task.exception()):
                _log.info("a press was not answered yet (%s)", type(error).__name__)

        task = asyncio.create_task(self._try(lane, seq, deliver))
        self._tasks[lane, seq] = task
        task.add_done_callback(end)
        return task

    async def wait(self, tasks: Sequence[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        """A little; which of them ended."""
        return (await asyncio.wait(tasks, timeout=WAIT))[0] if tasks else set()

    async def aclose(self) -> None:
        """What was not answered yet is left in the outbox."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _try(self, lane: str, seq: int, deliver: Callable[[], Awaitable[Any]]) -> None:
        end = time.monotonic() + QUERY_SECONDS
        while True:
            try:
                await deliver()
            except RetryLaterError as later:
                if time.monotonic() + later.seconds > end:
                    await self._store.mark_sent(seq, lane)
                    return
                await asyncio.sleep(later.seconds)
            else:
                return
