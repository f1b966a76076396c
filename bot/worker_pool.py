"""Works off what waits in the store: lanes side by side, each in order, as many at once as there are hands."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.logs import error_location
from bot.outage import Outage
from bot.store.model import Store, StoreError

_log = logging.getLogger("crossroads")
CONCURRENCY = 64  # lanes at once
POLL_INTERVAL = 0.5  # seconds between two looks for what other processes left or wrote
Work = Callable[[str], Awaitable[float]]  # a lane -> seconds to leave what is left in it alone


class WorkerPool:
    """Claims lanes, has `work` done on each, and gives them back; until `stop`, which lets work in hand finish."""

    def __init__(self, store: Store, channel: str, work: Work, outage: Outage, hands: int = CONCURRENCY) -> None:
        self._store, self._channel, self._work, self._outage, self._hands = store, channel, work, outage, hands
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
        """Until stopped and the last lane in hand is done; cancelled, it drops what is in hand."""
        try:
            await self._give_out()
            if self._busy:
                await asyncio.wait(self._busy)
        finally:
            for task in self._busy:
                task.cancel()
            await asyncio.gather(*self._busy, return_exceptions=True)

    async def _give_out(self) -> None:
        while not self._stopping:
            self._news.clear()
            free = self._hands - len(self._busy)
            try:
                lanes = await self._store.claim(self._channel, free) if free else []
            except StoreError as error:
                lanes = []
                self._outage.failed("lanes", error)
            else:
                self._outage.recovered("lanes")
            for lane in lanes:
                task = asyncio.create_task(self._one(lane))
                self._busy.add(task)
                task.add_done_callback(self._finished)
            if not lanes or free == len(lanes):
                await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(POLL_INTERVAL):
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
            self._outage.recovered(lane)
        except StoreError as error:
            self._outage.failed(lane, error)
        except Exception as error:
            _log.error(
                "the work on a chat failed (%s at %s); it is tried again", type(error).__name__, error_location(error)
            )
        finally:
            try:
                await self._store.release(lane, delay)
            except StoreError as error:
                self._outage.failed(lane, error)
