"""The queue of updates: given out by getUpdates until confirmed, or handed to a webhook."""

import asyncio
import json
import random
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from itertools import islice
from typing import Any

import msgspec

from tests.botapi.errors import RefusedError

Record = dict[str, Any]

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # not sent unless asked for
REMEMBERED = 2000
OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
BY_WEBHOOK = "Conflict: terminated by setWebhook request"


class Updates:
    """What has happened and the bot has not confirmed yet."""

    def __init__(self, first: int = 100_000) -> None:
        self.next_id = first
        self.pending: OrderedDict[int, Record] = OrderedDict()
        self.again: deque[Record] = deque()
        self.raw: dict[int, bytes] = {}  # by id: what goes over the line instead
        self.given: OrderedDict[int, Record] = OrderedDict()  # the last ones, for redelivery
        self.allowed: frozenset[str] = frozenset()
        self.deliver: Callable[[Record], None] | None = None  # set while there is a webhook
        self.waiter: asyncio.Future[None] | None = None
        self.poll_number = 0
        self.why = OTHER
        self.total = 0
        self.changed = time.monotonic()  # when something last came or was confirmed

    def wanted(self, kind: str) -> bool:
        """Whether the bot asked for such updates."""
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def add(self, kind: str, content: Record) -> int | None:
        """A new update's id, or None if the bot does not want to hear of it."""
        return self.put({kind: content}) if self.wanted(kind) else None

    def put(self, update: Record) -> int:
        """Queue an update as it is; it gets an id unless it brings one."""
        number = update.get("update_id", self.next_id)
        update = {"update_id": number, **update}
        self.next_id = max(self.next_id, number + 1)
        self.pending[number] = self.given[number] = update
        if len(self.given) > REMEMBERED:
            self.given.popitem(last=False)
        self.total += 1
        self.changed = time.monotonic()
        self.notify(update)
        return number

    def notify(self, update: Record) -> None:
        """Hand an update to the webhook, or wake whoever polls."""
        if self.deliver:
            self.deliver(update)
        else:
            self.wake()

    def wake(self) -> None:
        """Let a waiting poll look again."""
        if self.waiter and not self.waiter.done():
            self.waiter.set_result(None)

    def redeliver(self, number: int) -> int:
        """Send an update once more, under the same id and whatever was confirmed."""
        update = self.given[number]
        if self.deliver:
            self.deliver(update)
        else:
            self.again.append(update)
            self.wake()
        return number

    def encode(self, update: Record) -> bytes:
        """An update as JSON; half a surrogate pair in it is escaped, as Telegram may send it."""
        raw = self.raw.get(update["update_id"])
        if raw is not None:
            return raw
        try:
            return msgspec.json.encode(update)
        except UnicodeEncodeError:
            return json.dumps(update).encode()

    def jump(self) -> int:
        """The next id becomes a random one, as after a week of silence; nothing may be pending."""
        if self.pending:
            raise ValueError(f"{len(self.pending)} updates are pending")
        self.next_id = random.randrange(10_000, 900_000_000)
        return self.next_id

    def confirm(self, offset: int) -> None:
        """Forget what an offset confirms; one beyond the next id (left from before a jump) confirms nothing."""
        if offset < 0:
            while len(self.pending) > -offset:
                self.taken(next(iter(self.pending)))
        elif offset <= self.next_id:
            while self.pending and (first := next(iter(self.pending))) < offset:
                self.taken(first)

    def taken(self, number: int) -> None:
        """The bot has an update, and it will not come again."""
        self.pending.pop(number, None)
        self.changed = time.monotonic()

    def ask(self, allowed: list[str] | None) -> None:
        """From now on only such updates; None leaves it as it was."""
        if allowed is not None:
            self.allowed = frozenset(allowed)

    def interrupt(self, why: str = OTHER) -> None:
        """End a poll that is under way with a conflict."""
        self.poll_number += 1
        self.why = why
        self.wake()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Record]:
        """What getUpdates returns; raises RefusedError with 409 if another one comes in between."""
        if self.deliver:
            raise RefusedError(409, HOOKED)
        self.interrupt()
        number = self.poll_number
        self.confirm(offset)
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not self.pending and not self.again and (left := end - loop.time()) > 0:
            self.waiter = loop.create_future()
            await asyncio.wait([self.waiter], timeout=left)
            if number != self.poll_number:
                raise RefusedError(409, self.why)
        batch = list(islice(self.pending.values(), limit))  # first: nothing comes a second time before it came once
        return batch + [self.again.popleft() for _ in range(min(limit - len(batch), len(self.again)))]
