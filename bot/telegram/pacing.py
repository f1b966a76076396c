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
CHAT = Limit(4, 4.2)  # Telegram bears a few at once; a little more than it asks, since the way there takes its time
GROUP = Limit(20, 61)
KNOWN = 10_000  # chats


class Window:
    """When those were sent that still count."""

    __slots__ = ("_limit", "_sent")

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._sent: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until one more may be sent; 0 is now."""
        while self._sent and self._sent[0] + self._limit.seconds <= now:
            self._sent.popleft()
        return 0.0 if len(self._sent) < self._limit.most else self._sent[0] + self._limit.seconds - now

    def take(self, now: float) -> None:
        """One more."""
        self._sent.append(now)


class Pacing:
    """What may be sent when, by a clock that never goes back."""

    def __init__(self, rate: float = RATE, now: Callable[[], float] = time.monotonic) -> None:
        most = max(1, int(rate))
        self._now, self._bot = now, Window(Limit(most, 1.05 * most / rate))
        self._scale = max(1.0, rate / RATE)  # who may send more in all, as on a server of one's own, may so in a chat
        self._chats: dict[int, tuple[Window, ...]] = {}

    def wait(self, chat: int) -> tuple[float, float]:
        """Seconds to wait for the bot as a whole, and for this chat; (0, 0) takes one of each."""
        now = self._now()
        windows = self._chats.pop(chat, None) or self._new(chat)
        if len(self._chats) >= KNOWN:
            self._chats = dict(list(self._chats.items())[KNOWN // 2 :])
        self._chats[chat] = windows  # the newest last
        waits = self._bot.wait(now), max(window.wait(now) for window in windows)
        if not any(waits):
            for window in (self._bot, *windows):
                window.take(now)
        return waits

    def _new(self, chat: int) -> tuple[Window, ...]:
        limits = (CHAT, GROUP) if chat < 0 else (CHAT,)
        return tuple(Window(Limit(int(limit.most * self._scale), limit.seconds)) for limit in limits)
