"""Telegram's limits: about 30 messages a second a bot, one a second a chat, 20 a minute a group.

Not a queue and not a wait: it says how long to wait, so that a chat which must wait keeps nobody else waiting; a
library that only sleeps cannot say that. Bounded: a chat that is silent is forgotten.
"""

import time
from collections.abc import Callable

from msgspec import Struct


class Limit(Struct, frozen=True):
    """`burst` messages at once, then `rate` a second."""

    rate: float
    burst: float


BOT = Limit(30, 30)
CHAT = Limit(1, 4)  # Telegram bears a few at once
GROUP = Limit(20 / 60, 15)
KNOWN = 10_000  # chats


class Bucket:
    """A bucket that fills with time."""

    __slots__ = ("_at", "_left", "_limit")

    def __init__(self, limit: Limit, now: float) -> None:
        self._limit, self._left, self._at = limit, limit.burst, now

    def wait(self, now: float) -> float:
        """Seconds until one more may be taken; 0 is now."""
        self._left = min(self._limit.burst, self._left + (now - self._at) * self._limit.rate)
        self._at = now
        return max(0.0, (1 - self._left) / self._limit.rate)

    def take(self) -> None:
        """One less."""
        self._left -= 1


class Pacing:
    """What may be sent when, by a clock that never goes back."""

    def __init__(self, rate: float = BOT.rate, now: Callable[[], float] = time.monotonic) -> None:
        bot = Limit(rate, rate)
        scale = max(1.0, rate / BOT.rate)  # who may send more in all, as on a server of one's own, may so in a chat
        self._chat = Limit(CHAT.rate * scale, CHAT.burst * scale)
        self._group = Limit(GROUP.rate * scale, GROUP.burst * scale)
        self._now = now
        self._bot = Bucket(bot, now())
        self._chats: dict[int, Bucket] = {}

    def wait(self, chat: int) -> tuple[float, float]:
        """Seconds to wait for the bot as a whole, and for this chat; (0, 0) takes one of each."""
        now = self._now()
        bucket = self._chats.get(chat)
        if bucket is None:
            bucket = Bucket(self._group if chat < 0 else self._chat, now)
            if len(self._chats) >= KNOWN:
                self._chats = dict(list(self._chats.items())[KNOWN // 2 :])
        self._chats.pop(chat, None)
        self._chats[chat] = bucket  # the newest last
        waits = self._bot.wait(now), bucket.wait(now)
        if not any(waits):
            self._bot.take()
            bucket.take()
        return waits
