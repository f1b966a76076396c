"""Chats of the stand-in: members, and each message with its edit history."""

import math
import time
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.entities import Entity
from tests.botapi.errors import bad, forbidden, too_many
from tests.botapi.rich import rich_buttons, rich_text

Record = dict[str, Any]

UNSUPPORTED = "This message is not supported by your client."
FEW = 30  # messages that a chat keeps when no history is wanted
MEDIA_NAMES = (
    "animation audio contact dice document game invoice location photo poll sticker story venue video video_note voice"
)
MEDIA = MEDIA_NAMES.split()


@dataclass(slots=True)
class Message:
    """One message: what Telegram would show of it, and what it was before."""

    record: Record
    versions: list[Record] = field(default_factory=list)
    deleted: bool = False
    key: Any = None  # what an edit is compared with
    keyed: bool = False  # sent with a reply keyboard, which rules out edits
    reactions: list[Record] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return self.record["message_id"]

    @property
    def kind(self) -> str:
        """`text`, `rich`, the medium, or `service`."""
        if "text" in self.record:
            return "text"
        if "rich_message" in self.record:
            return "rich"
        return next((kind for kind in MEDIA if kind in self.record), "service")


@dataclass(slots=True, frozen=True)
class Shown:
    """A message as a person sees it on the screen."""

    chat_id: int
    message_id: int
    sender: str
    is_bot: bool
    kind: str
    text: str
    entities: list[Entity]
    reply_markup: Record | None
    rich: list[Record] | None
    thread: int | None
    edited: bool
    reply_to: int | None
    reactions: list[Record]
    record: Record

    @property
    def rows(self) -> list[list[Record]]:
        """Inline buttons, row by row, those within a rich message last."""
        rows = list((self.reply_markup or {}).get("inline_keyboard", []))
        return rows + [[button] for button in rich_buttons(self.rich or [])]

    @property
    def buttons(self) -> list[str]:
        """The labels of its inline buttons, in reading order."""
        return [button["text"] for row in self.rows for button in row]

    @property
    def choices(self) -> dict[str, str]:
        """Label to callback data."""
        return {b["text"]: b["callback_data"] for row in self.rows for b in row if "callback_data" in b}


class Chat:
    """A private chat, group, supergroup or channel."""

    def __init__(self, id: int, kind: str, **names: Any) -> None:
        self.id = id
        self.kind = kind
        self.header: Record = {"id": id, "type": kind, **{key: value for key, value in names.items() if value}}
        self.bot = "member"  # the bot's status here
        self.privacy = True
        self.members: dict[int, str] = {}
        self.blocked = False
        self.deactivated = False
        self.started = kind != "private"
        self.migrated: int | None = None
        self.topics: dict[int, str] = {}
        self.closed: set[int] = set()  # topics in which only admins may write
        self.muted = False  # the bot has no right to write
        self.slow_until = 0.0  # by time.monotonic(): slow mode, after a message of the bot
        self.linked: Chat | None = None  # a channel's discussion group
        self.messages: dict[int, Message] = {}
        self.shows_rich = True  # the person's client does; older web clients show a notice instead
        self.keyboard: Record | None = None  # the reply keyboard that is on show
        self.actions: list[str] = []
        self.last_id = 0
        self.waiting: float | None = None  # since when somebody waits for the bot's next message

    @property
    def forum(self) -> bool:
        """Whether it has topics."""
        return bool(self.header.get("is_forum"))

    @property
    def direct(self) -> bool:
        """Whether it holds the direct messages of a channel."""
        return bool(self.header.get("is_direct_messages"))

    def check_writable(self) -> None:
        """Raise RefusedError if the bot may not send a message here now."""
        if self.muted:
            raise bad("not enough rights to send text messages to the chat")
        if (seconds := self.slow_until - time.monotonic()) > 0:
            raise too_many(math.ceil(seconds))

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.kind == "private"

    @property
    def title(self) -> str:
        """What a person calls it."""
        return self.header.get("title") or self.header.get("first_name", "")

    def check_open(self) -> None:
        """Raise RefusedError if the bot may not write here."""
        if self.migrated:
            raise bad("group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.migrated)
        if self.blocked:
            raise forbidden("bot was blocked by the user")
        if self.deactivated:
            raise forbidden("user is deactivated")
        if not self.started:
            raise forbidden("bot can't initiate conversation with a user")
        if self.bot == "kicked":
            raise forbidden(f"bot was kicked from the {self.called} chat")
        if self.bot == "left":
            raise forbidden(f"bot is not a member of the {self.called} chat")
        if self.kind == "channel" and self.bot != "administrator":
            raise bad("need administrator rights in the channel chat")

    @property
    def called(self) -> str:
        """Its kind, as error messages say it."""
        return self.kind

    def check_thread(self, thread: int | None) -> None:
        """Raise RefusedError if there is no such topic."""
        if thread is not None and thread not in self.topics:
            raise bad("message thread not found")
        if thread in self.closed:
            raise bad("TOPIC_CLOSED")

    def find(self, message_id: int | None) -> Message | None:
        """A message that is still there."""
        message = self.messages.get(message_id or 0)
        return None if message is None or message.deleted else message

    def add(self, message: Message, keep: bool) -> Message:
        """Put a message at the end."""
        self.messages[message.id] = message
        if not keep and len(self.messages) > FEW:
            del self.messages[next(iter(self.messages))]
        return message

    def delete(self, message: Message, keep: bool) -> None:
        """Take a message off the screen."""
        message.deleted = True
        if not keep:
            self.messages.pop(message.id, None)

    def edit(self, message: Message, record: Record, keep: bool) -> None:
        """Put a new version of a message in its place."""
        if keep:
            message.versions.append(message.record)
        message.record = {**record, "edit_date": int(time.time())}

    def screen(self) -> list[Shown]:
        """The messages that can be seen, oldest first."""
        return [self.show(message) for message in list(self.messages.values()) if not message.deleted]

    def _rich_text(self, blocks: list[Record]) -> str:
        return rich_text(blocks) if self.shows_rich else UNSUPPORTED

    def show(self, message: Message) -> Shown:
        """One message as it is seen."""
        record = message.record
        sender = record.get("from") or record.get("sender_chat") or {}
        rich = record.get("rich_message", {}).get("blocks")
        return Shown(
            chat_id=self.id,
            message_id=message.id,
            sender=sender.get("first_name") or sender.get("title", ""),
            is_bot=sender.get("is_bot", False),
            kind=message.kind,
            text=record.get("text") or record.get("caption") or (self._rich_text(rich) if rich else ""),
            entities=record.get("entities") or record.get("caption_entities") or [],
            reply_markup=record.get("reply_markup"),
            rich=rich,
            thread=record.get("message_thread_id"),
            edited="edit_date" in record,
            reply_to=record.get("reply_to_message", {}).get("message_id"),
            reactions=message.reactions,
            record=record,
        )


def told(shown: Shown) -> list[str]:
    """A message as lines that anybody can read."""
    notes = [
        f"in topic {shown.thread}" if shown.thread else "",
        f"to {shown.reply_to}" if shown.reply_to else "",
        "edited" if shown.edited else "",
        shown.kind if shown.kind != "text" else "",
    ]
    note = ", ".join(filter(None, notes))
    lines = [f"{shown.sender}{f' ({note})' if note else ''}: {shown.text}"]
    for row in shown.rows:
        lines.append("    " + " ".join(f"[{button['text']}]" for button in row))
    return lines
