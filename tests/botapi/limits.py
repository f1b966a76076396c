"""Rate limits: what the bot sends is always measured, and checked against Telegram's limits on request."""

import math
import time
from bisect import bisect_right
from collections import defaultdict, deque

from tests.botapi.errors import RefusedError, too_many

MINUTE = 60.0


class Limits:
    """Messages a second for the bot and for each chat, and a minute for each group."""

    def __init__(self) -> None:
        self.enforce = False
        self.per_second = 30
        self.chat_burst = 5  # one a second on average; so many at once are let through
        self.group_per_minute = 20
        self.peak = 0
        self.chat_peaks: dict[int, int] = defaultdict(int)  # in any one second
        self.group_peaks: dict[int, int] = defaultdict(int)  # in any one minute
        self.all: deque[float] = deque()
        self.by_chat: dict[int, list[float]] = defaultdict(list)

    def count(self, chat_id: int, group: bool) -> None:
        """Record a message; raises RefusedError with 429 if limits are enforced and this one is too many."""
        now = time.monotonic()
        sent = self.by_chat[chat_id]
        horizon = now - (MINUTE if group else self.chat_burst + 1)
        del sent[: bisect_right(sent, horizon)]
        while self.all and self.all[0] <= now - 1:
            self.all.popleft()
        if self.enforce and (wait := self.wait(sent, group, now)) > 0:
            raise refusal(wait)
        sent.append(now)
        self.all.append(now)
        self.peak = max(self.peak, len(self.all))
        self.chat_peaks[chat_id] = max(self.chat_peaks[chat_id], len(sent) - bisect_right(sent, now - 1))
        if group:
            self.group_peaks[chat_id] = max(self.group_peaks[chat_id], len(sent))

    def wait(self, sent: list[float], group: bool, now: float) -> float:
        """For how many seconds the next message has to wait."""
        waits = [0.0]
        if len(self.all) >= self.per_second:
            waits.append(self.all[-self.per_second] + 1 - now)
        if len(sent) >= self.chat_burst:
            waits.append(sent[-self.chat_burst] + self.chat_burst - now)
        if group and len(sent) >= self.group_per_minute:
            waits.append(sent[-self.group_per_minute] + MINUTE - now)
        return max(waits)


def refusal(wait: float) -> RefusedError:
    """A 429 that asks for whole seconds."""
    return too_many(max(1, math.ceil(wait)))
