"""A pool of asyncio workers over the lanes of a store: up to CONCURRENCY lanes at once, and each lane in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.logs import error_location
from bot.outage import Outage
from bot.store.model import Store, StoreError

_log = logging.getLogger("crossroads")
CONCURRENCY = 64  # lanes at once
POLL_INTERVAL = 0.5  # seconds after which the store is asked for work that another process wrote or left
Work = Callable[[str], Awaitable[float]]  # lane -> seconds before what is left in it is claimed again


class WorkerPool:
    """Claims lanes, runs `work` on each and releases them, until `stop`; work that has begun then is finished."""

    def __init__(self, store: Store, channel: str, work: Work, outage: Outage, concurrency: int = CONCURRENCY) -> None:
        self._store, self._channel, self._work, self._outage, self._concurrency = (
            store,
            channel,
            work,
            outage,
            concurrency,
        )
        self._busy: set[asyncio.Task[None]] = set()
        self._wakeup = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Something was received: claim now, without waiting for the interval."""
        self._wakeup.set()

    def stop(self) -> None:
        """Claim nothing more."""
        self._stopping = True
        self._wakeup.set()

    async def run(self) -> None:
        """Until stopped and the last lane is released; cancelled, it cancels the work on all lanes."""
        try:
            await self._dispatch()
            if self._busy:
                await asyncio.wait(self._busy)
        finally:
            for task in self._busy:
                task.cancel()
            await asyncio.gather(*self._busy, return_exceptions=True)

    async def _dispatch(self) -> None:
        while not self._stopping:
            self._wakeup.clear()
            free = self._concurrency - len(self._busy)
            try:
                lanes = await self._store.claim(self._channel, free) if free else []
            except StoreError as error:
                lanes = []
                self._outage.failed("lanes", error)
            else:
                self._outage.recovered("lanes")
            for lane in lanes:
                task = asyncio.create_task(self._work_on(lane))
                self._busy.add(task)
                task.add_done_callback(self._finished)
            if not lanes or free == len(lanes):
                await self._wait()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(POLL_INTERVAL):
                await self._wakeup.wait()
        except TimeoutError:
            pass

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._busy.discard(task)
        self._wakeup.set()

    async def _work_on(self, lane: str) -> None:
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
