"""Counts failed tries of each message, and tells a chat that always fails from an outage of Telegram. No I/O.

Telegram answers some messages with a 5xx every time (a cleaner bot deletes at once what they reply to, for one). In an
outage a message is tried for ever; one that fails while others are delivered is given up after `TRIES`.
"""

TRIES = 5  # of a message, in each of its forms
SEVERAL = 3  # chats that fail are an outage; one or two may have their own reasons, and getMe tells
BACKOFF, LONGEST = 0.25, 30.0  # seconds between two tries: the first ones, and at most
MAX_BROKEN = 1000  # chats known to fail


class RetryLaterError(Exception):
    """Try again in so many seconds; what is left of its chat waits too."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Failures:
    """`seq` is a message of the outbox, `lane` its chat."""

    def __init__(self) -> None:
        self._tries: dict[int, int] = {}
        self._lanes: set[str] = set()  # that failed since anything was delivered
        self._broken: dict[str, None] = {}  # where a message was given up; the oldest first

    def add(self, seq: int, lane: str) -> float:
        """One more try failed; seconds until the next one."""
        self._tries[seq] = self._tries.get(seq, 0) + 1
        if lane not in self._broken:
            self._lanes.add(lane)
        return min(LONGEST, BACKOFF * 2.0 ** min(self._tries[seq], 10))

    def is_outage(self) -> bool:
        """Whether several chats failed, and nothing was delivered in between."""
        return len(self._lanes) >= SEVERAL

    def is_exhausted(self, seq: int, lane: str) -> bool:
        """Whether a message had all its tries: a single one in a chat where another message was given up."""
        return self._tries.get(seq, 0) >= (1 if lane in self._broken else TRIES)

    def restart(self, seq: int) -> None:
        """Another form of the message is tried next."""
        self._tries.pop(seq, None)

    def succeed(self, seq: int, lane: str) -> None:
        """It was delivered, so Telegram works, and the chat does."""
        self._tries.pop(seq, None)
        self._broken.pop(lane, None)
        self._lanes.clear()

    def give_up(self, seq: int, lane: str) -> None:
        """It will not be tried again."""
        self._tries.pop(seq, None)
        self._lanes.discard(lane)
        self._broken[lane] = None
        if len(self._broken) > MAX_BROKEN:
            del self._broken[next(iter(self._broken))]
