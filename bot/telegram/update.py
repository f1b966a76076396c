"""The part of a Telegram update that the bot reads, as types to decode. Pure; unknown fields are skipped.

Field names and types are those of the Bot API (https://core.telegram.org/bots/api#update).
"""

from typing import Any

import msgspec
from msgspec import Struct, field

from bot.lenient_json import parse_json

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member", "channel_post"]
# What a person can send besides text: the fields of ExternalReplyInfo that hold content. Whatever message has neither
# a text nor one of these is a service message, also one of a kind that Telegram has yet to invent.
CONTENT = (
    *("animation", "audio", "document", "live_photo", "paid_media", "photo", "sticker", "story", "video"),
    *("video_note", "voice", "checklist", "contact", "dice", "game", "giveaway", "giveaway_winners", "invoice"),
    *("location", "poll", "venue", "rich_message"),
)
TELEGRAM_USER_ID = 777000  # forwards a channel's posts into its discussion group


class User(Struct):
    """A person or a bot."""

    id: int
    is_bot: bool = False


class Chat(Struct):
    """`type` is private, group, supergroup or channel."""

    id: int
    type: str = "private"
    is_direct_messages: bool = False


class Entity(Struct):
    """A part of a text; offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int


class DirectMessagesTopic(Struct):
    """One person's conversation among the direct messages of a channel."""

    topic_id: int


class Message(Struct):
    """A message; all content fields but text and caption are read only for whether they are there."""

    message_id: int
    chat: Chat
    date: int = 0
    from_: User | None = field(default=None, name="from")
    sender_chat: Chat | None = None
    is_automatic_forward: bool = False
    forward_origin: Any = None
    media_group_id: str | None = None
    direct_messages_topic: DirectMessagesTopic | None = None
    text: str | None = None
    entities: tuple[Entity, ...] = ()
    caption: str | None = None
    caption_entities: tuple[Entity, ...] = ()
    reply_to_message: "Message | None" = None
    message_thread_id: int = 0
    is_topic_message: bool = False
    via_bot: User | None = None
    migrate_to_chat_id: int | None = None
    migrate_from_chat_id: int | None = None
    forum_topic_created: Any = None
    animation: Any = None
    audio: Any = None
    document: Any = None
    live_photo: Any = None
    paid_media: Any = None
    photo: Any = None
    sticker: Any = None
    story: Any = None
    video: Any = None
    video_note: Any = None
    voice: Any = None
    checklist: Any = None
    contact: Any = None
    dice: Any = None
    game: Any = None
    giveaway: Any = None
    giveaway_winners: Any = None
    invoice: Any = None
    location: Any = None
    poll: Any = None
    venue: Any = None
    rich_message: Any = None

    @property
    def body(self) -> str | None:
        """The text, or the caption of a medium; None when there is neither."""
        return self.caption if self.text is None else self.text

    @property
    def body_entities(self) -> tuple[Entity, ...]:
        """The entities of the body."""
        return self.entities or self.caption_entities

    @property
    def is_service(self) -> bool:
        """Whether it tells of something that happened in the chat, and nobody sent it."""
        return self.body is None and all(getattr(self, name) is None for name in CONTENT)


class CallbackQuery(Struct):
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
    """The bot was let in, blocked, or removed."""

    chat: Chat
    new_chat_member: Member


class Update(Struct):
    """One update; at most one of its fields but the id is set."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None
    my_chat_member: MemberChange | None = None
    channel_post: Any = None


def read_update(raw: bytes) -> Update | None:
    """An update out of JSON, or None when it is none."""
    try:
        return to_update(parse_json(raw))
    except ValueError:
        return None


def to_update(value: object) -> Update | None:
    """An update out of parsed JSON, or None when it is none."""
    try:
        return msgspec.convert(value, type=Update)
    except (msgspec.MsgspecError, RecursionError):
        return None
