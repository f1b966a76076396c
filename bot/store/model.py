"""The records of a store and the interface that every store implements; one contract test runs over all of them."""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct


class StoreError(Exception):
    """The store cannot be used now; one line that says where, why and what to do. Nothing was half written."""


class ConflictError(Exception):
    """Somebody else saved this session since it was read; read again and take the turn anew (turns are pure)."""


class InboxItem(Struct, frozen=True):
    """One event as received. `id` identifies duplicates; the items of a `lane` (a chat) are processed in order.

    `key` is whose session it is for: a channel, a chat and a person, as 'telegram:17:17'; `body` is the channel's own.
    """

    id: str
    lane: str
    key: str
    body: bytes


class Job(Struct, frozen=True):
    """The oldest inbox item of a lane, with all that its turn needs.

    `session` is None for somebody new; `version` counts its changes; `chat_state` is what the channel keeps of the lane
    (empty: nothing).
    """

    seq: int
    lane: str
    key: str
    body: bytes
    at: float
    session: bytes | None
    version: int
    chat_state: bytes


class OutboxMessage(Struct, frozen=True):
    """A message that is committed and not yet sent, in order of `seq`; `body` is encoded by the channel."""

    seq: int
    key: str
    body: bytes


class TurnMetrics(Struct, frozen=True):
    """What statistics keep of a turn: no text, no person."""

    channel: str
    state: str
    trigger: str
    milliseconds: float
    missed: bool


class TurnResult(Struct, frozen=True):
    """A turn to commit as one: session saved, `messages` into the outbox, the job's inbox row deleted.

    `forget` erases all that is kept of the key, but for these messages and for what arrived since; `missed` is a masked
    question without an answer.
    """

    job: Job
    session: bytes
    messages: tuple[bytes, ...]
    metrics: TurnMetrics
    missed: str = ""
    forget: bool = False


class Store(Protocol):
    """Every method raises StoreError when the store cannot be used. Times are seconds since 1970."""

    def lock(self) -> None:
        """Be the one that serves this store, where there can be only one; raises StoreError when another one does."""

    async def receive(self, items: Sequence[InboxItem]) -> int:
        """Write down what arrived, in order, and how much of it was new; on disk when this returns."""

    async def claim(self, channel: str, most: int) -> list[str]:
        """A channel's lanes with something to do, the longest waiting first; until released, nobody else gets them."""

    async def release(self, lane: str, delay: float = 0.0) -> None:
        """Give a lane back; what is left in it waits `delay` seconds at least, then behind all other lanes."""

    async def peek(self, lane: str) -> Job | None:
        """The oldest thing waiting in a lane, or None; it stays until `commit`."""

    async def commit(self, result: TurnResult) -> tuple[int, ...] | None:
        """Save a turn in one transaction; the `seq` of each message, or None when it had been handled before.

        Raises ConflictError.
        """

    async def drop(self, job: Job) -> None:
        """Put aside what arrived and calls for no turn."""

    async def unsent(self, lane: str) -> list[OutboxMessage]:
        """What is still to be sent in a lane, oldest first."""

    async def mark_sent(self, seq: int, lane: str, chat_state: bytes | None = None) -> None:
        """Mark as sent, and keep what the channel wants to remember of the lane (None: as it was)."""

    async def move(self, lane: str, to: str, chat_state: bytes) -> None:
        """Give all that is kept of the people of a lane to another lane; who is known there already stays as they are.

        `chat_state` is what the channel keeps of the old lane from now on. What waits there stays where it is.
        """

    async def chat_state(self, lane: str) -> bytes:
        """What the channel keeps of a lane; empty when there is nothing."""

    async def export(self, key: str) -> dict[str, Any]:
        """All that is kept of a person, as it is kept."""

    async def forget(self, key: str) -> None:
        """Erase all that is kept of a person, at once and without a trace; what they said since waits for its turn."""

    async def expire(self, before: float) -> int:
        """Forget everybody who was silent since before; how many."""

    async def unanswered(self) -> list[str]:
        """All questions that had no answer, oldest first."""

    async def sessions(self) -> list[tuple[float, bytes]]:
        """(time of its last turn, session) of everybody."""

    async def turns(self) -> list[dict[str, Any]]:
        """Count, missed and milliseconds (middle, most) of turns by channel, state and trigger."""

    async def queue_depth(self) -> tuple[int, int]:
        """How much has arrived and is not handled, and how much is not sent."""

    async def backup(self, file: str) -> None:
        """A whole and usable copy, while everything goes on."""

    async def close(self) -> None:
        """Finish what is being written and let go of the store."""


def lane_of(key: str) -> str:
    """The chat of 'channel:chat:person'."""
    return key.rpartition(":")[0]


def storable(text: str) -> str:
    """Without what no database takes as text: half a surrogate pair, and the zero byte."""
    return text.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def readable(body: bytes | str) -> Any:  # noqa: ANN401 - JSON
    """What was kept, as somebody may be shown it: JSON read, anything else as text."""
    if isinstance(body, str):
        return body
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", errors="replace")
