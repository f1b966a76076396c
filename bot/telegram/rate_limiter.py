"""A rate limiter for Telegram's limits: about 30 messages a second a bot, one a second a chat, 20 a minute a group.

It does not sleep: it returns how long to wait, so that a chat that must wait keeps no other chat waiting. Memory is
bounded: chats that were silent longest are dropped.
"""

import time
from collections import deque
from collections.abc import Callable

from msgspec import Struct


class Limit(Struct, frozen=True):
    """At most `count` in any `seconds`: a sliding window. A token bucket would let through twice as many."""

    count: int
    seconds: float


RATE = 30.0  # messages a second
CHAT = Limit(5, 5)  # Telegram tolerates short bursts
GROUP = Limit(20, 60)
MAX_CHATS = 10_000
_RECHECK = 0.05  # seconds to wait when all of the window is in flight


class Window:
    """A sliding window over requests.

    An in-flight request counts, then its completion counts for the window: Telegram counts on arrival.
    """

    __slots__ = ("_completed", "_in_flight", "_limit")

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._completed: deque[float] = deque()
        self._in_flight = 0

    def wait(self, now: float, share: float = 1.0) -> float:
        """Seconds until one more may be sent; 0 is now. Where less than `share` of the limit is used, it may."""
        while self._completed and self._completed[0] + self._limit.seconds <= now:
            self._completed.popleft()
        if len(self._completed) + self._in_flight < self._limit.count * share:
            return 0.0
        return self._completed[0] + self._limit.seconds - now if self._completed else _RECHECK

    def acquire(self) -> None:
        """One more is in flight."""
        self._in_flight += 1

    def complete(self, now: float) -> None:
        """One that was in flight has arrived, or failed."""
        self._in_flight -= 1
        self._completed.append(now)


class RateLimiter:
    """What may be sent when, by a monotonic clock; `rate` is messages a second of the bot as a whole."""

    def __init__(self, rate: float = RATE, now: Callable[[], float] = time.monotonic) -> None:
        count = max(1, int(rate))
        self._now, self._bot = now, Window(Limit(count, count / rate))
        self._scale = max(1.0, rate / RATE)  # a Bot API server of one's own allows more in each chat too
        self._chats: dict[int, tuple[Window, ...]] = {}

    def __len__(self) -> int:
        """Chats in memory."""
        return len(self._chats)

    def acquire(self, chat: int, share: float = 1.0) -> tuple[float, float]:
        """Seconds to wait for the bot as a whole and for this chat; (0, 0) lets one request go: `complete` it.

        What may use only a `share` of each limit leaves the rest to others.
        """
        now = self._now()
        windows = self._chats.pop(chat, None) or self._new(chat)
        if len(self._chats) >= MAX_CHATS:
            self._chats = dict(list(self._chats.items())[MAX_CHATS // 2 :])
        self._chats[chat] = windows  # the newest last
        waits = self._bot.wait(now, share), max(window.wait(now, share) for window in windows)
        if not any(waits):
            for window in (self._bot, *windows):
                window.acquire()
        return waits

    def complete(self, chat: int) -> None:
        """A request that `acquire` let go has arrived, or failed."""
        for window in (self._bot, *self._chats.get(chat, ())):
            window.complete(self._now())

    def _new(self, chat: int) -> tuple[Window, ...]:
        limits = (CHAT, GROUP) if chat < 0 else (CHAT,)
        return tuple(Window(Limit(int(limit.count * self._scale), limit.seconds)) for limit in limits)
