"""A Telegram update -> what the dialog makes of it. Pure. Of an update only what a turn needs is kept.

In a group the bot is spoken to by a command, a mention, a reply to it, or its own buttons; all else is not for it.
"""

from typing import Any

import msgspec
from msgspec import Struct, field

from bot.store.model import InboxItem
from dialogs.choices import parse
from dialogs.events import Chose, Event, Other, Said, Started

KINDS = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member", "channel_post"]
_GROUPS = ("group", "supergroup")
SERVICES = (
    *("new_chat_members", "left_chat_member", "pinned_message", "new_chat_title", "migrate_to_chat_id"),
    *("message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed"),
    *("forum_topic_created", "forum_topic_edited"),
)


class User(Struct):
    """Who."""

    id: int
    is_bot: bool = False


class Chat(Struct):
    """Where."""

    id: int
    type: str = "private"


class Entity(Struct):
    """A part of a text; offsets are UTF-16 units."""

    type: str
    offset: int
    length: int


class Message(Struct):
    """As much of a message as is read; `words` are its text, or what stands below a picture."""

    message_id: int
    chat: Chat
    from_: User | None = field(default=None, name="from")
    text: str | None = None
    entities: tuple[Entity, ...] = ()
    caption: str | None = None
    caption_entities: tuple[Entity, ...] = ()
    reply_to_message: "Message | None" = None
    message_thread_id: int = 0
    is_topic_message: bool = False
    via_bot: User | None = None
    new_chat_members: Any = None
    left_chat_member: Any = None
    pinned_message: Any = None
    group_chat_created: bool = False
    new_chat_title: str | None = None
    migrate_to_chat_id: int | None = None
    message_auto_delete_timer_changed: Any = None
    chat_background_set: Any = None
    write_access_allowed: Any = None
    forum_topic_created: Any = None
    forum_topic_edited: Any = None

    @property
    def words(self) -> str | None:
        """None when there are none."""
        return self.caption if self.text is None else self.text

    @property
    def marks(self) -> tuple[Entity, ...]:
        """The entities of the words."""
        return self.entities or self.caption_entities


class Callback(Struct):
    """A press on a button."""

    id: str
    from_: User = field(name="from")
    message: Message | None = None
    data: str | None = None


class InlineQuery(Struct):
    """Text typed behind the bot's name, in any chat."""

    id: str
    from_: User = field(name="from")
    query: str = ""


class Member(Struct):
    """The bot's standing in a chat."""

    status: str


class MemberChange(Struct):
    """The bot was let in, blocked, or shown the door."""

    chat: Chat
    new_chat_member: Member


class Update(Struct):
    """As much of an update as is read."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: Callback | None = None
    inline_query: InlineQuery | None = None
    my_chat_member: MemberChange | None = None
    channel_post: Any = None


_decode = msgspec.json.Decoder(Update).decode


class Me(Struct, frozen=True):
    """The bot itself."""

    id: int
    username: str


class Incoming(Struct, frozen=True, omit_defaults=True):
    """What is kept of an update until its turn: `text` is what was said, a choice id, or the kind of thing sent.

    `message` is the one that was pressed; `anchor` the person's own message, answered to in a group; `owner` the
    person for whom pressed buttons were made, where that can be told.
    """

    kind: str  # said, started, chose, other
    chat: int
    user: int
    text: str = ""
    message: int = 0
    callback: str = ""
    thread: int = 0
    group: bool = False
    anchor: int = 0
    owner: int = 0


class Ignored(Struct, frozen=True):
    """An update that gets no turn, and why."""

    why: str


def read_update(raw: bytes | msgspec.Raw) -> Update | None:
    """An update, or None when it is none."""
    try:
        return _decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def to_incoming(update: Update, me: Me) -> Incoming | Ignored:
    """What to take a turn on."""
    if update.callback_query:
        return _pressed(update.callback_query)
    if update.message:
        return _message(update.message, me)
    if update.edited_message:
        return _edited(update.edited_message, me)
    if update.my_chat_member:
        return Ignored(f"membership: {update.my_chat_member.new_chat_member.status}")
    return Ignored("channel post" if update.channel_post is not None else "nothing to read")


def to_inbox_item(update_id: int, incoming: Incoming) -> InboxItem:
    """For the store: one lane a chat, one session a person and chat."""
    lane = f"telegram:{incoming.chat}"
    return InboxItem(f"telegram:{update_id}", lane, f"{lane}:{incoming.user}", msgspec.json.encode(incoming))


def to_event(incoming: Incoming) -> Event:
    """For the dialog."""
    if incoming.kind == "chose":
        return Chose(incoming.text)
    if incoming.kind == "started":
        return Started(from_payload(incoming.text))
    if incoming.kind == "other":
        return Other(incoming.text)
    return Said(incoming.text)


def from_payload(payload: str) -> str:
    """The choice id in a deep link, '' if there is none: 'find', 'topic_salary', 'topic_salary__remote'."""
    spelled = payload.replace("__", ".")
    return next((one for one in (payload, spelled.replace("_", ":")) if parse(one)), "")


def _pressed(pressed: Callback) -> Incoming | Ignored:
    message = pressed.message
    if message is None:
        return Ignored("press on an inline message")
    asked = message.reply_to_message
    if asked and asked.forum_topic_created is not None:  # every message of a topic replies to its beginning
        asked = None
    owner = asked.from_.id if asked and asked.from_ and not asked.from_.is_bot else 0
    return Incoming(
        kind="chose",
        chat=message.chat.id,
        user=pressed.from_.id,
        text=pressed.data or "",
        message=message.message_id,
        callback=pressed.id,
        thread=_thread(message),
        group=message.chat.type in _GROUPS,
        anchor=asked.message_id if asked else 0,
        owner=owner,
    )


def _message(message: Message, me: Me) -> Incoming | Ignored:
    if message.from_ is None or message.from_.is_bot or message.chat.type not in ("private", *_GROUPS):
        return Ignored("nobody's message")
    if message.via_bot and message.via_bot.id == me.id:
        return Ignored("an answer of ours, sent inline")
    if _is_service(message):
        return Ignored("service message")
    group = message.chat.type in _GROUPS
    text = message.words
    if group and not _addressed(message, me):
        return Ignored("not for the bot")
    if text is not None and group:
        text = _without_name(message, text, me)
    kind, said = ("other", "thing") if text is None else ("said", text)
    head, _, rest = said.partition(" ")
    if kind == "said" and head.partition("@")[0] == "/start":
        kind, said = "started", rest.strip()
    return Incoming(
        kind=kind,
        chat=message.chat.id,
        user=message.from_.id,
        text=said,
        thread=_thread(message),
        group=group,
        anchor=message.message_id,
    )


def _edited(message: Message, me: Me) -> Incoming | Ignored:
    read = _message(message, me)
    if isinstance(read, Ignored) or read.group or read.kind == "other":  # as a place that moves, every few seconds
        return Ignored("edited message")
    return msgspec.structs.replace(read, kind="other", text="edit")


def _addressed(message: Message, me: Me) -> bool:
    if message.reply_to_message and message.reply_to_message.from_ and message.reply_to_message.from_.id == me.id:
        return True
    for entity in message.marks:
        said = _part(message.words or "", entity).lower()
        if entity.type == "mention" and said == f"@{me.username.lower()}":
            return True
        if entity.type == "bot_command" and entity.offset == 0:
            return said.partition("@")[2] in ("", me.username.lower())
    return False


def _without_name(message: Message, text: str, me: Me) -> str:
    """The text without the bot's name in it; what is left of a bare name is a greeting."""
    for entity in message.marks:
        name = _part(text, entity)
        if entity.type == "mention" and name.lower() == f"@{me.username.lower()}":
            return text.replace(name, " ", 1).strip(" ,:") or "/start"
    return text


def _part(text: str, entity: Entity) -> str:
    raw = text.encode("utf-16-le")
    return raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le", errors="ignore")


def _thread(message: Message) -> int:
    return message.message_thread_id if message.is_topic_message else 0


def _is_service(message: Message) -> bool:
    return message.group_chat_created or any(getattr(message, name) is not None for name in SERVICES)
