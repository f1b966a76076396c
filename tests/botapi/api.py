"""The interface of the stand-in for tests: start it, add people and groups, read what each chat shows."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from tests.botapi.chats import Chat, Shown, told
from tests.botapi.control import Control
from tests.botapi.entities import find_entities
from tests.botapi.people import Person
from tests.botapi.server import Server
from tests.botapi.wire import Answer, Incoming, Wire
from tests.botapi.world import Record, World

TOKEN = "123456789:TEST-token_for-the-stand-in-00000000"
QUIET = 0.03


class BotApi(World):
    """A Bot API on loopback, for one bot; the state is that of World, and may be looked at and changed freely."""

    def __init__(self, token: str = TOKEN, *, rich: bool = True, keep_history: bool = True) -> None:
        super().__init__(token, rich, keep_history)
        self.server = Server(self, self.control)
        self.people: dict[int, Person] = {}
        self.next_user = 1001
        self.next_group = 1
        self.origin = ""
        self.wires: set[Wire] = set()
        self.listener: asyncio.Server | None = None
        self.controller = Control(self)
        self.in_hand: Callable[[], Awaitable[bool]] | None = None  # whether a bot in this process still has work

    def control(self, request: Incoming) -> Answer | Coroutine[None, None, Answer]:
        """Answer a driver in another process."""
        return self.controller.answer(request)

    @classmethod
    @asynccontextmanager
    async def serving(cls, token: str = TOKEN, *, port: int = 0, **options: bool) -> "AsyncIterator[BotApi]":
        """A stand-in that listens on loopback until the block is left."""
        api = cls(token, **options)
        await api.start(port)
        try:
            yield api
        finally:
            await api.stop()

    async def start(self, port: int = 0) -> None:
        """Listen; port 0 takes any that is free."""
        loop = asyncio.get_running_loop()
        self.listener = await loop.create_server(lambda: Wire(self.server.answer, self.wires), "127.0.0.1", port)
        self.origin = f"http://127.0.0.1:{self.listener.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        """Hang up on everybody and listen no more."""
        if self.server.webhook:
            await self.server.webhook.stop()
        if self.listener:
            self.listener.close()
        for wire in list(self.wires):
            wire.transport.abort()
        while self.wires:
            await asyncio.sleep(0)

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as `base_url`."""
        return f"{self.origin}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot takes as `base_file_url`."""
        return f"{self.origin}/file/bot"

    @property
    def latency_ms(self) -> float:
        """How long each request is on its way, there and back."""
        return self.server.latency * 1000

    @latency_ms.setter
    def latency_ms(self, milliseconds: float) -> None:
        self.server.latency = milliseconds / 1000

    def person(self, first_name: str = "Ada", language: str = "en", *, started: bool = False, **more: Any) -> Person:
        """A new person; until they write, the bot may not write to them, unless they `started` it before."""
        user: Record = {
            "id": self.next_user,
            "is_bot": False,
            "first_name": first_name,
            "language_code": language,
            **more,
        }
        self.next_user += 1
        names = {key: user.get(key) for key in ("first_name", "last_name", "username")}
        chat = Chat(user["id"], "private", **names)
        chat.started = started
        self.users[user["id"]] = user
        self.chats[chat.id] = chat
        person = self.people[user["id"]] = Person(self, user, chat)
        return person

    def group(self, title: str = "Friends", *people: Person, kind: str = "supergroup", **names: Any) -> Chat:
        """A group with the bot in it; `is_forum=True` for topics, `kind="group"` for a basic one."""
        number = self.next_group
        self.next_group += 1
        chat = Chat(-number if kind == "group" else -1_000_000_000_000 - number, kind, title=title, **names)
        chat.members = {person.id: "creator" if person is people[0] else "member" for person in people}
        self.chats[chat.id] = chat
        return chat

    def channel(self, title: str = "News", **names: Any) -> Chat:
        """A channel in which the bot may write."""
        chat = self.group(title, kind="channel", **names)
        chat.bot = "administrator"
        return chat

    def direct_messages(self, title: str = "News") -> Chat:
        """The direct messages of a channel, which the bot administers: a topic for each person."""
        chat = self.group(title, is_direct_messages=True)
        chat.bot = "administrator"
        return chat

    def topic(self, chat: Chat, name: str) -> int:
        """A new topic of a forum: its message_thread_id."""
        thread = self.new_message_id(chat)
        chat.topics[thread] = name
        return thread

    def channel_post(self, chat: Chat, text: str) -> int | None:
        """A post in a channel by whoever owns it."""
        record = self.new_record(chat, None, text=text)
        self.post(chat, record)
        if chat.linked:
            self.forward_automatically(chat, text)
        return self.updates.add("channel_post", record)

    def forward_automatically(self, channel: Chat, text: str) -> int | None:
        """A post as it appears in the discussion group of its channel, where Telegram itself puts it."""
        assert channel.linked
        author = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
        origin = {"type": "channel", "date": int(time.time()), "chat": channel.header, "message_id": channel.last_id}
        more = {"sender_chat": channel.header, "is_automatic_forward": True, "forward_origin": origin}
        content = {"text": text, "entities": find_entities(text), **more}
        record = self.new_record(channel.linked, author, **content)
        self.post(channel.linked, record)
        return self.updates.add("message", record)

    def migrate(self, chat: Chat) -> Chat:
        """Make a supergroup of a group, as happens to any that grows; the old one says where it went."""
        new = self.group(chat.title)
        new.members, new.bot = chat.members, chat.bot
        self.updates.add("message", self.new_record(chat, None, migrate_to_chat_id=new.id))
        self.updates.add("message", self.new_record(new, None, migrate_from_chat_id=chat.id))
        chat.migrated = new.id
        return new

    def push(self, update: Record) -> int:
        """Queue any update, as it is; it gets an id unless it brings one."""
        return self.updates.put(update)

    def push_raw(self, raw: bytes) -> int:
        """Queue an update as bytes, which need not be JSON; `%d` in them becomes its id."""
        number = self.push({"message": {}})
        self.updates.raw[number] = raw % number
        return number

    def redeliver(self, update_id: int) -> int:
        """Send an update a second time."""
        return self.updates.redeliver(update_id)

    def expire_queries(self) -> None:
        """From now on it is too late to answer the taps so far."""
        for query in (*self.queries.values(), *self.inline_queries.values()):
            query.at -= self.query_seconds + 1

    def screen(self, chat_id: int) -> list[Shown]:
        """What can be seen in a chat, oldest first."""
        return self.chats[chat_id].screen()

    def transcript(self, chat_id: int) -> list[str]:
        """The screen as lines that anybody can read."""
        return [line for shown in self.screen(chat_id) for line in told(shown)]

    def history(self, chat_id: int) -> list[list[Record]]:
        """Every message there ever was in a chat, each with all its versions, first to last."""
        return [[*message.versions, message.record] for message in self.chats[chat_id].messages.values()]

    def idle(self, quiet: float = QUIET) -> bool:
        """Whether the bot has confirmed all updates, and has asked for nothing since, for so many seconds."""
        hook = self.server.webhook
        waiting = self.updates.pending or self.updates.again or (hook and hook.lanes) or self.server.busy
        return not waiting and time.monotonic() - max(self.server.last_stir, self.updates.changed) > quiet

    async def settled(self, timeout: float = 5.0, quiet: float = QUIET) -> None:
        """Wait until the bot has dealt with everything; TimeoutError says what is left."""
        end = time.monotonic() + timeout
        while not self.idle(quiet) or (self.in_hand and await self.in_hand()):
            if time.monotonic() > end:
                left = f"{len(self.updates.pending)} updates are not confirmed, {self.server.busy} requests under way"
                raise TimeoutError(left)
            await asyncio.sleep(0.002)

    async def wait(self, condition: Callable[[], Any], timeout: float = 5.0) -> Any:
        """Wait until a condition holds, and return what it returned."""
        end = time.monotonic() + timeout
        while not (found := condition()):
            if time.monotonic() > end:
                raise TimeoutError(f"not within {timeout} s")
            await asyncio.sleep(0.005)
        return found
