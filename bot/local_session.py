"""A conversation on this machine: the same store and the same turns as on Telegram, one event at a time."""

import uuid

import msgspec

from bot.advisor import Advisor
from bot.store.model import ConflictError, InboxItem, Store
from dialogs.events import Event, Said, Started
from dialogs.replies import Reply

Replies = tuple[Reply, ...]


class LocalSession:
    """What is said under one key. Whoever shows the replies says so with `shown`, or they come again next time."""

    def __init__(self, store: Store, advisor: Advisor, key: str) -> None:
        self._store, self._advisor, self._key = store, advisor, key
        self._open: list[int] = []
        self._erase = False

    async def begin(self, event: Event) -> Replies:
        """What an earlier run left unsaid, or else the turn of this first event."""
        unsent = await self._store.unsent(self._key)
        self._open = [send.seq for send in unsent]
        left = tuple(reply for send in unsent for reply in _replies(send.body)) + await self._work_off()
        return left or await self.take_turn(event)

    async def take_turn(self, event: Event) -> Replies:
        """Write the event down, take its turn, commit; raises StoreError, and then nothing was lost or half done."""
        body = msgspec.json.encode({"said": event.text} if isinstance(event, Said) else {})
        await self._store.receive([InboxItem(f"console:{uuid.uuid4().hex}", self._key, self._key, body)])
        return await self._work_off()

    async def _work_off(self) -> Replies:
        said: Replies = ()
        while task := await self._store.peek(self._key):
            turn, note = self._advisor.take_turn(task, _event(task.body))
            sends = (msgspec.json.encode(turn.replies),)
            try:
                seqs = await self._store.commit(self._advisor.done(task, turn, note, sends))
            except ConflictError:
                continue  # another window was quicker: the same event on what it left
            if seqs:
                self._open += seqs
                self._erase = turn.forget
                said += turn.replies
        return said

    async def shown(self) -> None:
        """The replies so far were seen."""
        for seq in self._open:
            await self._store.mark_sent(seq, self._key)
        self._open = []
        if self._erase:
            await self._store.forget(self._key)
        await self._store.release(self._key)


def _event(body: bytes) -> Event:
    said = msgspec.json.decode(body, type=dict[str, str])
    return Said(said["said"]) if "said" in said else Started()


def _replies(body: bytes) -> Replies:
    return msgspec.json.decode(body, type=Replies)
