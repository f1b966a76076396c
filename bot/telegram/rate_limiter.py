"""Telegram's limits: about 30 messages a second a bot, one a second a chat, 20 a minute a group.

Not a queue and not a wait: it says how long to wait, so that a chat which must wait keeps nobody else waiting; a
library that only sleeps cannot say that. Bounded: a chat that is silent is forgotten.
"""

import time
from collections import deque
from collections.abc import Callable

from msgspec import Struct


class Limit(Struct, frozen=True):
    """At most so many in any so many seconds: a bucket that fills with time would let through twice as many."""

    most: int
    seconds: float


RATE = 30.0  # messages a second
CHAT = Limit(5, 5)  # Telegram bears a few at once
GROUP = Limit(20, 60)
KNOWN = 10_000  # chats
_LOOK = 0.05  # seconds until another look, with all that may be sent under way


class Window:
    """When those were sent that still count.

    One under way counts until it has arrived and so long after: Telegram's clock starts at its end of the line.
    """

    __slots__ = ("_limit", "_sent", "_under_way")

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._sent: deque[float] = deque()
        self._under_way = 0

    def wait(self, now: float) -> float:
        """Seconds until one more may be sent; 0 is now."""
        while self._sent and self._sent[0] + self._limit.seconds <= now:
            self._sent.popleft()
        if len(self._sent) + self._under_way < self._limit.most:
            return 0.0
        return self._sent[0] + self._limit.seconds - now if self._sent else _LOOK

    def acquire(self) -> None:
        """One more is under way."""
        self._under_way += 1

    def arrived(self, now: float) -> None:
        """One that was under way is there, or lost."""
        self._under_way -= 1
        self._sent.append(now)


class RateLimiter:
    """What may be sent when, by a clock that never goes back."""

    def __init__(self, rate: float = RATE, now: Callable[[], float] = time.monotonic) -> None:
        most = max(1, int(rate))
        self._now, self._bot = now, Window(Limit(most, most / rate))
        self._scale = max(1.0, rate / RATE)  # who may send more in all, as on a server of one's own, may so in a chat
        self._chats: dict[int, tuple[Window, ...]] = {}

    def wait(self, chat: int) -> tuple[float, float]:
        """Seconds to wait for the bot as a whole, and for this chat; after (0, 0) one is under way: see `arrived`."""
        now = self._now()
        windows = self._chats.pop(chat, None) or self._new(chat)
        if len(self._chats) >= KNOWN:
            self._chats = dict(list(self._chats.items())[KNOWN // 2 :])
        self._chats[chat] = windows  # the newest last
        waits = self._bot.wait(now), max(window.wait(now) for window in windows)
        if not any(waits):
            for window in (self._bot, *windows):
                window.acquire()
        return waits

    def arrived(self, chat: int) -> None:
        """What `wait` let go is there, or lost."""
        for window in (self._bot, *self._chats.get(chat, ())):
            window.arrived(self._now())

    def _new(self, chat: int) -> tuple[Window, ...]:
        limits = (CHAT, GROUP) if chat < 0 else (CHAT,)
        return tuple(Window(Limit(int(limit.most * self._scale), limit.seconds)) for limit in limits)
