"""A Telegram update -> what is written down of it until its turn, and that -> an event of the dialog. Pure.

In a group the bot is addressed by a command, a mention, a reply to it, or its own buttons; all else is not for it.
"""

import hashlib
import unicodedata

import msgspec
from msgspec import Struct

from bot.store.model import InboxItem
from bot.telegram.update import TELEGRAM_USER_ID, CallbackQuery, Entity, Message, Update
from dialogs.choices import parse
from dialogs.events import Chose, Event, Other, Said, Started

_GROUPS = ("group", "supergroup")
EDIT, THING = "edit", "thing"  # kinds of `Other`
# What phones put around words or take away, and what cannot be seen: no word differs by it.
_MARKS = ".,:;!?\"'‘’“”„«»()"
_UNSEEN = dict.fromkeys([0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10)])


class Me(Struct, frozen=True):
    """The bot itself; `hears_groups` is false in privacy mode, where a mention in a group is not delivered.

    `has_inline` says whether inline mode is on.
    """

    id: int
    username: str
    hears_groups: bool = False
    has_inline: bool = False


class Incoming(Struct, frozen=True, omit_defaults=True):
    """What is kept of an update until its turn: `text` is what was written, a choice id, or a kind of `Other`.

    `user` is negative for a group or channel on whose behalf somebody writes. `message` is the one that was pressed;
    `anchor` the person's own message, replied to in a group; `owner` the person for whom pressed buttons were made,
    where that can be told; `presser` whoever pressed what was made for a group or channel. `digest` is of the message's
    text, `bundle` names the album or batch that it belongs to; `last` is set once such a message has waited for the
    others of its bundle.
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
    presser: int = 0
    direct_topic: int = 0
    digest: str = ""
    bundle: str = ""
    last: bool = False


class Migration(Struct, frozen=True):
    """A group became a supergroup, and has another id since."""

    old_chat: int
    new_chat: int


class Ignored(Struct, frozen=True):
    """An update that gets no turn, and why."""

    why: str


NOT_ADDRESSED = Ignored("not for the bot")


def to_incoming(update: Update, me: Me) -> Incoming | Migration | Ignored:
    """What to take a turn on."""
    if update.callback_query:
        return _press(update.callback_query)
    if update.message:
        return _migration(update.message) or _message(update.message, me)
    if update.edited_message:
        return _edit(update.edited_message, me)
    if update.my_chat_member:
        return Ignored(f"membership: {update.my_chat_member.new_chat_member.status}")
    return Ignored("channel post" if update.channel_post is not None else "nothing to read")


def to_inbox_item(update_id: object, incoming: Incoming) -> InboxItem:
    """For the store: a lane (partition key) for each chat, a session for each person in a chat."""
    lane = lane_of_chat(incoming.chat)
    return InboxItem(f"telegram:{update_id}", lane, f"{lane}:{incoming.user}", msgspec.json.encode(incoming))


def lane_of_chat(chat: int) -> str:
    """The partition key of a chat."""
    return f"telegram:{chat}"


def chat_of_lane(lane: str) -> int:
    """The other way round."""
    return int(lane.rpartition(":")[2])


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
    payload = payload.lower()  # it may be typed as well
    dotted = payload.replace("__", ".")
    return next((choice for choice in (payload, dotted.replace("_", ":")) if parse(choice)), "")


def named_bots(message: Message) -> set[str]:
    """The usernames, in small letters and without @, that a message mentions or sends a command to."""
    parts = (_part(message.body or "", entity).lower() for entity in message.body_entities)
    return {name for part in parts if part.startswith(("@", "/")) and (name := part.partition("@")[2])}


def _press(query: CallbackQuery) -> Incoming | Ignored:
    message = query.message
    if message is None:
        return Ignored("press on an inline message")
    asked = message.reply_to_message  # of a message that is too old or deleted neither this nor its topic is told
    if asked and asked.forum_topic_created is not None:  # every message of a topic replies to its beginning
        asked = None
    user, owner, presser = query.from_.id, 0, 0
    if asked and asked.sender_chat:  # a press names its person, also where that one writes as a group or channel
        user, presser = asked.sender_chat.id, user
    elif asked and asked.from_ and not asked.from_.is_bot:
        owner = asked.from_.id
    return Incoming(
        kind="chose",
        chat=message.chat.id,
        user=user,
        text=query.data or "",
        message=message.message_id,
        callback=query.id,
        thread=_thread(message),
        group=message.chat.type in _GROUPS,
        anchor=asked.message_id if asked else 0,
        owner=owner,
        presser=presser,
        direct_topic=_direct_topic(message) or (query.from_.id if message.chat.is_direct_messages else 0),
    )


def _migration(message: Message) -> Migration | None:
    if message.migrate_to_chat_id:
        return Migration(message.chat.id, message.migrate_to_chat_id)
    return Migration(message.migrate_from_chat_id, message.chat.id) if message.migrate_from_chat_id else None


def _message(message: Message, me: Me) -> Incoming | Ignored:
    user = _sender(message)
    if user == 0 or message.chat.type not in ("private", *_GROUPS):
        return Ignored("nobody's message")
    if message.via_bot and message.via_bot.id == me.id:
        return Ignored("an answer of ours, sent inline")
    if message.is_service:
        return Ignored("service message")
    group = message.chat.type in _GROUPS
    if group and not _is_addressed(message, me):
        return NOT_ADDRESSED
    kind, text = ("other", THING) if message.body is None else ("said", message.body)
    if message.body is not None and group:
        text = _without_name(message, text, me)
    payload = _start_payload(text) if kind == "said" else None
    if payload is not None:
        kind, text = "started", payload
    return Incoming(
        kind=kind,
        chat=message.chat.id,
        user=user,
        text=text,
        thread=_thread(message),
        group=group,
        anchor=message.message_id,
        direct_topic=_direct_topic(message),
        digest="" if group else _digest(message.body),
        bundle=_bundle(message, user),
    )


def _edit(message: Message, me: Me) -> Incoming | Ignored:
    """Only what may have another text now; a reaction, a link preview, a location that moves come as edits too."""
    incoming = _message(message, me)
    if isinstance(incoming, Ignored) or incoming.group or message.body is None:
        return Ignored("edited message")
    return msgspec.structs.replace(incoming, kind="other", text=EDIT)


def _sender(message: Message) -> int:
    """A user's id, that of the chat on whose behalf somebody writes, or 0 where a program does."""
    if message.is_automatic_forward or (message.from_ and message.from_.id == TELEGRAM_USER_ID):
        return 0
    if message.sender_chat and message.chat.type in _GROUPS:
        return message.sender_chat.id
    return message.from_.id if message.from_ and not message.from_.is_bot else 0


def _start_payload(text: str) -> str | None:
    """What follows /start, in whatever case and after whatever white space; None for another text."""
    command, *rest = text.split(maxsplit=1) or [""]
    return "".join(rest).strip() if command.partition("@")[0].lower() == "/start" else None


def _is_addressed(message: Message, me: Me) -> bool:
    replied = message.reply_to_message
    if replied and replied.forum_topic_created is None and replied.from_ and replied.from_.id == me.id:
        return True
    for entity in message.body_entities:
        part = _part(message.body or "", entity).lower()
        if entity.type == "mention" and part == f"@{me.username.lower()}":
            return True
        if entity.type == "bot_command" and entity.offset == 0:
            return part.partition("@")[2] in ("", me.username.lower())
    return False


def _without_name(message: Message, text: str, me: Me) -> str:
    """The text without the bot's name in it; what is left of a bare name is a greeting."""
    for entity in message.body_entities:
        name = _part(text, entity)
        if entity.type == "mention" and name.lower() == f"@{me.username.lower()}":
            return text.replace(name, " ", 1).strip(" ,:") or "/start"
    return text


def _part(text: str, entity: Entity) -> str:
    utf16 = text.encode("utf-16-le", errors="replace")
    return utf16[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le", errors="ignore")


def _thread(message: Message) -> int:
    return message.message_thread_id if message.is_topic_message else 0


def _direct_topic(message: Message) -> int:
    """A topic is one person's, and its id is theirs."""
    return message.direct_messages_topic.topic_id if message.direct_messages_topic else 0


def _digest(text: str | None) -> str:
    """Eight hex digits that tell words from other words, whatever their case and marks; of no text as well."""
    folded = unicodedata.normalize("NFKC", (text or "").translate(_UNSEEN)).casefold()
    words = " ".join(bare for word in folded.split() if (bare := word.strip(_MARKS)))
    return hashlib.blake2s(words.encode(errors="replace"), digest_size=4).hexdigest()


def _bundle(message: Message, user: int) -> str:
    """'album:ID', 'forward:USER:DATE', or '' for a message that stands alone; albums are forwarded too."""
    if message.forward_origin is not None:
        return f"forward:{user}:{message.date}"
    return f"album:{message.media_group_id}" if message.media_group_id else ""
