"""Works off what waits in the store: lanes side by side, each in order, as many at once as there are hands."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.store.model import Store, StoreError

_log = logging.getLogger("crossroads")
HANDS = 64  # lanes at once
GLANCE = 0.5  # seconds between two looks for what other processes left or wrote
Work = Callable[[str], Awaitable[float]]  # a lane -> seconds to leave what is left in it alone


class Lanes:
    """Claims lanes, has `work` done on each, and gives them back; until `stop`, which lets work in hand finish."""

    def __init__(self, store: Store, channel: str, work: Work, hands: int = HANDS) -> None:
        self._store, self._channel, self._work, self._hands = store, channel, work, hands
        self._busy: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Something arrived."""
        self._news.set()

    def stop(self) -> None:
        """No new work."""
        self._stopping = True
        self._news.set()

    async def run(self) -> None:
        """Until stopped and the last lane in hand is done."""
        broken = False
        while not self._stopping:
            self._news.clear()
            free = self._hands - len(self._busy)
            try:
                lanes = await self._store.claim(self._channel, free) if free else []
            except StoreError as error:
                lanes = []
                if not broken:
                    _log.error("%s", error)
                broken = True
            else:
                broken = False
            for lane in lanes:
                task = asyncio.create_task(self._one(lane))
                self._busy.add(task)
                task.add_done_callback(self._finished)
            if not lanes or free == len(lanes):
                await self._rest()
        if self._busy:
            await asyncio.wait(self._busy)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(GLANCE):
                await self._news.wait()
        except TimeoutError:
            pass

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._busy.discard(task)
        self._news.set()

    async def _one(self, lane: str) -> None:
        delay = 1.0
        try:
            delay = await self._work(lane)
        except StoreError as error:
            _log.error("%s", error)
        except Exception as error:
            _log.error("a turn failed (%s at %s)", type(error).__name__, _place(error))
        finally:
            try:
                await self._store.release(lane, delay)
            except StoreError:
                _log.error("a lane could not be given back; it is tried again")


def _place(error: BaseException) -> str:
    """Where an error was raised, without what it says: that may hold a person's words or the token."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"
