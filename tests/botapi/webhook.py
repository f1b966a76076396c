"""Webhook delivery: one update per chat at a time, up to max_connections chats concurrently, retried until accepted."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import aiohttp
import msgspec

from tests.botapi.updates import Updates

Record = dict[str, Any]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Webhook:
    """One webhook, from setWebhook to deleteWebhook; it must be made within a running loop."""

    def __init__(self, params: Record, updates: Updates, carry_out: Callable[[Record], None], backoff: float) -> None:
        self.url: str = params["url"]
        self.connections: int = params.get("max_connections", 40)
        self.headers = {SECRET_HEADER: params["secret_token"]} if "secret_token" in params else {}
        self.updates = updates
        self.carry_out = carry_out
        self.backoff = backoff
        self.room = asyncio.Semaphore(self.connections)
        self.lanes: dict[int, deque[Record]] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.session: aiohttp.ClientSession | None = None
        self.last_error: tuple[int, str] | None = None
        self.attempts = 0
        self.busy = 0
        self.most = 0

    def start(self) -> None:
        """Take over what is pending and all that comes."""
        self.updates.deliver = self.deliver
        for update in self.updates.pending.values():
            self.deliver(update)
        while self.updates.again:
            self.deliver(self.updates.again.popleft())

    async def stop(self) -> None:
        """Give the queue back; what was not taken stays in it."""
        self.updates.deliver = None
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.session:
            await self.session.close()

    def deliver(self, update: Record) -> None:
        """Queue an update behind the others of its chat."""
        key = lane(update)
        if key in self.lanes:
            self.lanes[key].append(update)
            return
        self.lanes[key] = deque([update])
        task = asyncio.get_running_loop().create_task(self.drain(key))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def drain(self, key: int) -> None:
        """Deliver the updates of one chat, in order."""
        queue = self.lanes[key]
        while queue:
            await self.insist(queue[0])
            queue.popleft()
        del self.lanes[key]

    async def insist(self, update: Record) -> None:
        """Deliver an update, again and again until the bot has taken it."""
        pause = self.backoff
        while not await self.attempt(update):
            await asyncio.sleep(pause)
            pause = min(2 * pause, 60.0)
        self.updates.taken(update["update_id"])

    async def attempt(self, update: Record) -> bool:
        """Whether the bot took an update; what it answers may be a call of a method."""
        async with self.room:
            self.attempts += 1
            self.busy += 1
            self.most = max(self.most, self.busy)
            try:
                status, body = await self.post(update)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                self.last_error = (int(time.time()), str(error) or type(error).__name__)
                return False
            finally:
                self.busy -= 1
        if not 200 <= status < 300:
            self.last_error = (int(time.time()), f"Wrong response from the webhook: {status}")
            return False
        if b'"method"' in body:
            self.carry_out(msgspec.json.decode(body))
        return True

    async def post(self, update: Record) -> tuple[int, bytes]:
        """One delivery: the status and the body of the bot's answer."""
        if self.session is None:
            self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        headers = {"Content-Type": "application/json", **self.headers}
        body = self.updates.encode(update)
        async with self.session.post(self.url, data=body, headers=headers, timeout=aiohttp.ClientTimeout(60)) as reply:
            return reply.status, await reply.read()

    @property
    def info(self) -> Record:
        """What getWebhookInfo tells of it."""
        told = {"url": self.url, "has_custom_certificate": False, "max_connections": self.connections}
        told["pending_update_count"] = len(self.updates.pending)
        if self.updates.allowed:
            told["allowed_updates"] = sorted(self.updates.allowed)
        if self.last_error:
            told["last_error_date"], told["last_error_message"] = self.last_error
        return told


def lane(update: Record) -> int:
    """The chat of an update, or the person where there is no chat: what keeps its order."""
    for content in update.values():
        if isinstance(content, dict):
            chat = content.get("chat") or content.get("message", {}).get("chat") or content.get("from") or {}
            return chat.get("id", 0)
    return 0
