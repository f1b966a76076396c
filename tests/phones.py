"""The bot on the stand-in, for tests: `running` serves it in this process; a `Phone` reads as `people.Person` does."""

import asyncio
import contextlib
import functools
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import msgspec

from bot.packs import load_pack, open_find
from bot.store.model import Store, StoreError
from bot.store.opening import open_store
from bot.telegram.run import Options, run_bot
from bot.telegram.transport import Api
from dialogs.engine import Engine
from knowledge.model import Topic
from tests.botapi import TOKEN, BotApi
from tests.botapi.chats import Chat, Shown
from tests.botapi.entities import cut


@contextlib.contextmanager
def own_log() -> Iterator[None]:
    """Whatever a command does to the log of this process is undone."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


FAST = 1e6  # messages a second: no test waits for Telegram's limits unless it is about them


FROZEN = Path(__file__).parent / "frozen_pack"  # what engine and channels are tested on; no change to content moves it


@functools.cache
def warm(folder: Path | None = FROZEN) -> Engine:
    """An engine whose search is open, one for all tests: on the frozen pack, or with None on the shipped one."""
    pack = load_pack(folder)
    engine = Engine(pack, open_find(pack))
    engine.find("hello", (), None)
    return engine


def with_topics(topics: dict[str, Topic | None], *, fingerprint: str = "") -> Engine:
    """The engine on a pack with other topics; None takes one out."""
    pack = warm().pack
    kept = {name: topic for name, topic in {**pack.knowledge.topics, **topics}.items() if topic}
    mixed = {
        name: msgspec.structs.replace(topic, see=tuple(see for see in topic.see if see in kept))
        for name, topic in kept.items()
    }
    knowledge = msgspec.structs.replace(pack.knowledge, topics=mixed)
    changed = msgspec.structs.replace(pack, knowledge=knowledge, fingerprint=fingerprint or pack.fingerprint)
    return Engine(changed, warm().find)


@contextlib.asynccontextmanager
async def running(
    api: BotApi, store: str = ":memory:", engine: Engine | None = None, **options: object
) -> AsyncIterator[asyncio.Task[None]]:
    """The bot, serving until the block ends; what it raised comes out there. `api.settled()` knows of its work."""
    wanted = Options(**{"token": TOKEN, "store": store, "api": api.origin, "rate": FAST, **options})
    engine = engine or warm(wanted.folder or FROZEN)
    stopping, line, kept = asyncio.Event(), Api(wanted.token, wanted.api), await open_store(store)
    try:
        kept.lock()
        task = asyncio.create_task(run_bot(engine, line, kept, wanted, stopping))
        api.in_hand = lambda: _in_hand(kept, task)
        await asyncio.sleep(0)
        try:
            yield task
        finally:
            stopping.set()
            await task
    finally:
        api.in_hand = None
        await line.hang_up()
        await kept.close()


async def _in_hand(store: Store, task: "asyncio.Task[None]") -> bool:
    try:
        return not task.done() and any(await store.queue_depth())
    except StoreError:
        return False


class Phone:
    """Somebody's phone, in the private chat or in `chat`: what the bot put on its screen since the last act is `said`.

    `act` is at once and takes the acts that transcripts know; `says`, `taps`, `presses` and `sends` wait for the bot.
    """

    def __init__(self, api: BotApi, name: str = "Ada", chat: Chat | None = None, thread: int | None = None) -> None:
        self.api = api
        self.person = api.person(name)
        self.chat = chat or self.person.chat
        self.thread = thread
        self._before: dict[int, Shown] = {}

    def looked(self) -> None:
        """What is on the screen now is no news."""
        self._before = {shown.message_id: shown for shown in self.chat.screen()}

    def act(self, verb: str, words: str, **more: Any) -> int | None:
        """Do one thing, and wait for nothing."""
        self.looked()
        if verb == "you":
            return self.person.say(words, self.chat, thread=self.thread, **more)
        if verb == "tap":
            return self.person.tap(words, chat=self.chat)
        if verb == "press":
            return self.person.tap_data(self.last_with(words), words, self.chat)
        return self.person.send(verb, self.chat, self.thread, **({"text": words} if words else {}), **more)

    def last_with(self, choice_id: str) -> int:
        """The newest message that ever had such a button; for one that none had, the bot's newest."""
        versions = {number: [*one.versions, one.record] for number, one in self.chat.messages.items()}
        having = [n for n, records in versions.items() if any(choice_id in data_of(record) for record in records)]
        return (having or [shown.message_id for shown in self.chat.screen() if shown.is_bot])[-1]

    async def says(self, text: str, **more: Any) -> None:
        self.act("you", text, **more)
        await self.api.settled(quiet=0)

    async def taps(self, label: str) -> None:
        self.act("tap", label)
        await self.api.settled(quiet=0)

    async def presses(self, choice_id: str) -> None:
        self.act("press", choice_id)
        await self.api.settled(quiet=0)

    async def sends(self, kind: str, text: str = "", **more: Any) -> None:
        """A sticker, a picture, something forwarded …"""
        self.act(kind, text, **more)
        await self.api.settled(quiet=0)

    @property
    def said(self) -> list[Shown]:
        """The bot's messages that are new, or say something new; if none is, the newest: it says what it did."""
        bots = [shown for shown in self.chat.screen() if shown.is_bot and shown.kind != "document"]
        return [shown for shown in bots if self._is_news(shown)] or bots[-1:]

    @property
    def text(self) -> str:
        return "\n\n".join(shown.text for shown in self.said)

    @property
    def labels(self) -> list[str]:
        return [label for shown in self.said for label in shown.buttons]

    @property
    def bold(self) -> list[str]:
        """What stands out in it."""
        marked = [(shown.text, entity) for shown in self.said for entity in shown.entities]
        return [cut(text, entity) for text, entity in marked if entity["type"] == "bold"]

    def _is_news(self, shown: Shown) -> bool:
        before = self._before.get(shown.message_id)
        if before is None or shown.text != before.text:
            return True
        return bool(shown.buttons) and shown.rows != before.rows


def data_of(record: dict[str, Any]) -> list[str]:
    """The data of a message's buttons."""
    rows = record.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
