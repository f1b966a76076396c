"""The methods that change what is already in a chat, and those that answer taps and inline queries."""

import time

from tests.botapi.chats import Chat, Message
from tests.botapi.entities import find_entities
from tests.botapi.errors import bad
from tests.botapi.registry import method
from tests.botapi.sending import rich_record
from tests.botapi.world import Call, Query, Record, World

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
OLD = "query is too old and response timeout expired or query ID is invalid"
SHOWN = ("text", "entities", "caption", "caption_entities", "rich_message", "reply_markup")


def target(world: World, call: Call) -> tuple[Chat, Message]:
    """The bot's own message that is to be edited; raises RefusedError."""
    chat = world.chat(call.params["chat_id"])
    chat.check_open()
    message = chat.find(call.params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    own = message.record.get("from") or message.record.get("sender_chat", {})
    if message.keyed or own.get("id") not in {world.me["id"], chat.id if chat.kind == "channel" else None}:
        raise bad("message can't be edited")
    return chat, message


def edited(world: World, call: Call, drop: tuple[str, ...], new: Record) -> Record | bool:
    """Put new content, and the keyboard that came with it or none, in place of what `drop` names."""
    markup = call.params.get("reply_markup") or {}
    new = {**new, **({"reply_markup": markup} if markup.get("inline_keyboard") else {})}
    if "inline_message_id" in call.params:
        return edited_inline(world, call, new)
    chat, message = target(world, call)
    check_kind(call.method, message)
    kept = {key: value for key, value in message.record.items() if key not in (*drop, "reply_markup")}
    record = kept | new
    if all(record.get(key) == message.record.get(key) for key in SHOWN):
        raise bad(SAME)
    world.limits.count(chat.id, not chat.private)
    chat.edit(message, record, world.keep_history)
    if "text" in drop:
        world.answered[chat.id] = message
    return message.record


def check_kind(name: str, message: Message) -> None:
    """Raise RefusedError if a message has nothing that this method edits."""
    if name == "editMessageText" and message.kind not in {"text", "rich"}:
        raise bad("there is no text in the message to edit")
    if name == "editMessageCaption" and message.kind in {"text", "rich"}:
        raise bad("there is no caption in the message to edit")


def edited_inline(world: World, call: Call, new: Record) -> bool:
    """The same for a message that was sent through an inline query."""
    known = world.inline_messages.get(call.params["inline_message_id"])
    if known is None:
        raise bad("MESSAGE_ID_INVALID")
    if known == new:
        raise bad(SAME)
    world.inline_messages[call.params["inline_message_id"]] = new
    return True


@method("editMessageText")
def edit_text(world: World, call: Call) -> Record | bool:
    if "rich_message" in call.params:
        if not world.rich:
            raise bad("message text is empty")
        new: Record = {"rich_message": rich_record(call.params["rich_message"])}
    else:
        text, entities = call.formatted["text"]
        found = find_entities(text, entities)
        new = {"text": text} | ({"entities": found} if found else {})
    return edited(world, call, ("text", "entities", "rich_message"), new)


@method("editMessageCaption")
def edit_caption(world: World, call: Call) -> Record | bool:
    text, entities = call.formatted.get("caption", ("", []))
    found = find_entities(text, entities)
    new = ({"caption": text} if text else {}) | ({"caption_entities": found} if found else {})
    return edited(world, call, ("caption", "caption_entities"), new)


@method("editMessageReplyMarkup")
def edit_markup(world: World, call: Call) -> Record | bool:
    return edited(world, call, (), {})


@method("deleteMessage", "deleteMessages")
def delete(world: World, call: Call) -> bool:
    chat = world.chat(call.params["chat_id"])
    chat.check_open()
    for number in call.params.get("message_ids") or [call.params["message_id"]]:
        message = chat.find(number)
        if message is None:
            if call.method == "deleteMessages":
                continue
            raise bad("message to delete not found")
        own = message.record.get("from", {}).get("id") == world.me["id"]
        if not (own or chat.private or chat.bot == "administrator"):
            raise bad("message can't be deleted")
        chat.delete(message, world.keep_history)
    return True


@method("setMessageReaction")
def react(world: World, call: Call) -> bool:
    chat = world.chat(call.params["chat_id"])
    chat.check_open()
    message = chat.find(call.params["message_id"])
    if message is None:
        raise bad("message to react not found")
    reactions = call.params.get("reaction", [])
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    message.reactions = reactions
    return True


def waiting(queries: dict[str, Query], number: str, seconds: float) -> Query:
    """A query that can still be answered; raises RefusedError."""
    query = queries.get(number)
    if query is None or time.monotonic() > query.at + seconds:
        raise bad(OLD)
    return query


@method("answerCallbackQuery")
def answer_tap(world: World, call: Call) -> bool:
    query = waiting(world.queries, call.params["callback_query_id"], world.query_seconds)
    query.answers.append(call.params)
    return True


@method("answerInlineQuery")
def answer_inline(world: World, call: Call) -> bool:
    query = waiting(world.inline_queries, call.params["inline_query_id"], world.query_seconds)
    query.answers.append(call.params)
    return True
