"""A conversation on this machine: the same store and the same turns as on Telegram, one event at a time.

The terminal (`console`) and the JSON lines (`jsonl`) are channels on top of it.
"""

import signal
import uuid

from bot.advisor import Advisor
from bot.store.model import ConflictError, InboxItem, Store
from dialogs import events, replies
from dialogs.events import Event
from dialogs.replies import Reply

Replies = tuple[Reply, ...]


class LocalSession:
    """The conversation under one key. What a channel does not acknowledge with `shown` comes again next time."""

    def __init__(self, store: Store, advisor: Advisor, key: str) -> None:
        self._store, self._advisor, self._key = store, advisor, key
        self._unacknowledged: list[int] = []
        self._erase = False

    async def begin(self, event: Event) -> Replies:
        """What an earlier run left unsent or unhandled; if there is nothing of it, the turn of this first event."""
        unsent = await self._store.unsent(self._key)
        self._unacknowledged = [message.seq for message in unsent]
        left = tuple(reply for message in unsent for reply in replies.from_json(message.body))
        left += await self._handle_inbox()
        return left or await self.take_turn(event)

    async def take_turn(self, event: Event) -> Replies:
        """Write the event down, take its turn, commit; raises StoreError, and then nothing was lost or half done."""
        item_id = f"{self._key.partition(':')[0]}:{uuid.uuid4().hex}"
        await self._store.receive([InboxItem(item_id, self._key, self._key, events.to_json(event))])
        return await self._handle_inbox()

    async def _handle_inbox(self) -> Replies:
        shown: Replies = ()
        while job := await self._store.peek(self._key):
            turn, metrics = self._advisor.take_turn(job, events.from_json(job.body))
            result = self._advisor.result(job, turn, metrics, (replies.to_json(turn.replies),))
            try:
                committed = await self._store.commit(result)
            except ConflictError:
                continue  # another window was quicker: the same event again, on the session that it left
            if committed:
                self._unacknowledged += committed
                self._erase = turn.forget
                shown += turn.replies
        return shown

    async def shown(self) -> None:
        """The replies so far were seen; raises StoreError, and then they come again."""
        for seq in self._unacknowledged:
            await self._store.mark_sent(seq, self._key)
        self._unacknowledged = []
        if self._erase:
            await self._store.forget(self._key)
        await self._store.release(self._key)


def end_reads_at_ctrl_c() -> None:
    """asyncio only marks its task as cancelled at Ctrl-C, and a read that waits for a line goes on waiting."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
