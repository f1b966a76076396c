"""The methods that put a new message into a chat."""

import time
from typing import Any

from tests.botapi.chats import Chat, Message
from tests.botapi.entities import find_entities
from tests.botapi.errors import RefusedError, bad
from tests.botapi.media import FILES, THINGS, sent_medium
from tests.botapi.registry import method
from tests.botapi.rich import rich_text
from tests.botapi.world import Call, Record, World

FILE_METHODS = {"send" + "".join(word.title() for word in kind.split("_")): kind for kind in FILES}
THING_METHODS = {f"send{kind.title()}": kind for kind in THINGS}
TITLED = ("latitude", "longitude", "title", "address", "phone_number", "first_name", "last_name", "emoji")


def begin(world: World, call: Call) -> tuple[Chat, Record]:
    """The chat and the beginning of a message in it; raises RefusedError if the bot may not send this there, now."""
    params = call.params
    chat = world.chat(params["chat_id"])
    chat.check_open()
    thread = params.get("message_thread_id")
    if thread is not None:
        chat.check_thread(thread)
    topic = params.get("direct_messages_topic_id")
    if chat.direct and topic not in world.users:
        raise bad("direct messages topic must be specified" if topic is None else "DIRECT_MESSAGES_TOPIC_INVALID")
    chat.check_writable()
    reply = reply_record(world, chat, params["reply_parameters"]) if "reply_parameters" in params else None
    world.limits.count(chat.id, not chat.private)
    record = world.new_record(chat, world.author)
    if reply:
        record["reply_to_message"] = reply
    if thread is not None:
        record |= {"message_thread_id": thread, "is_topic_message": True}
    if topic is not None:
        record["direct_messages_topic"] = {"topic_id": topic, "user": world.users[topic]}
    return chat, record


def reply_record(world: World, chat: Chat, reply: Record) -> Record | None:
    """The message that is replied to, without what it replied to; None if it is gone and that is no matter."""
    where = world.chat(reply["chat_id"]) if "chat_id" in reply else chat
    found = where.find(reply.get("message_id"))
    if found is None:
        if reply.get("allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found")
    return {key: value for key, value in found.record.items() if key != "reply_to_message"}


def finish(world: World, chat: Chat, record: Record, call: Call) -> Message:
    """Put the message, with its keyboard, into the chat."""
    markup = call.params.get("reply_markup")
    message = world.post(chat, record)
    if markup is not None:
        if "inline_keyboard" in markup:
            if markup["inline_keyboard"]:
                record["reply_markup"] = markup
        else:
            message.keyed = True
            chat.keyboard = None if "remove_keyboard" in markup else markup
    if chat.waiting is not None:
        world.lags.append(time.monotonic() - chat.waiting)
        chat.waiting = None
    world.answered[chat.id] = message
    return message


@method("sendMessage")
def send_message(world: World, call: Call) -> Record:
    chat, record = begin(world, call)
    text, entities = call.formatted["text"]
    record["text"] = text
    if found := find_entities(text, entities):
        record["entities"] = found
    if "link_preview_options" in call.params:
        record["link_preview_options"] = call.params["link_preview_options"]
    return finish(world, chat, record, call).record


def rich_record(message: Record) -> Record:
    """A rich message as it comes back; one given as HTML or Markdown becomes a single paragraph of its source."""
    blocks = message.get("blocks") or [{"type": "paragraph", "text": rich_text(message)}]
    return {"blocks": blocks} | ({"is_rtl": True} if message.get("is_rtl") else {})


@method("sendRichMessage")
def send_rich(world: World, call: Call) -> Record:
    if not world.rich:
        raise RefusedError(404, "Not Found")
    chat, record = begin(world, call)
    record["rich_message"] = rich_record(call.params["rich_message"])
    return finish(world, chat, record, call).record


@method("sendRichMessageDraft", "sendMessageDraft")
def send_draft(world: World, call: Call) -> bool:
    if not world.rich and call.method == "sendRichMessageDraft":
        raise RefusedError(404, "Not Found")
    world.chat(call.params["chat_id"]).check_open()
    return True


def caption(call: Call) -> Record:
    """The caption and its entities, as a message has them."""
    text, entities = call.formatted.get("caption", ("", []))
    found = find_entities(text, entities)
    return ({"caption": text} if text else {}) | ({"caption_entities": found} if found else {})


@method(*FILE_METHODS)
def send_file(world: World, call: Call) -> Record:
    kind = FILE_METHODS[call.method]
    medium = sent_medium(world, kind, call.params[kind])
    chat, record = begin(world, call)
    record |= {kind: medium} | caption(call)
    return finish(world, chat, record, call).record


@method(*THING_METHODS)
def send_thing(world: World, call: Call) -> Record:
    kind = THING_METHODS[call.method]
    chat, record = begin(world, call)
    thing = {**THINGS[kind], **{key: call.params[key] for key in TITLED if key in call.params}}
    if kind == "venue":
        thing = {key: thing[key] for key in ("title", "address")} | {"location": THINGS["location"]}
    if kind == "poll":
        thing["question"] = call.params["question"]
        thing["options"] = [
            {"persistent_id": str(n), "text": option["text"], "voter_count": 0}
            for n, option in enumerate(call.params["options"])
        ]
    record[kind] = thing
    return finish(world, chat, record, call).record


def source_record(world: World, call: Call) -> Record:
    """The message that is to be forwarded or copied."""
    found = world.chat(call.params["from_chat_id"]).find(call.params["message_id"])
    if found is None:
        raise bad(f"message to {call.method.removesuffix('Message')} not found")
    return found.record


BOUND = ("message_id", "date", "chat", "from", "sender_chat", "reply_to_message", "message_thread_id", "edit_date")


def content(record: Record) -> Record:
    """What a message holds, without where and by whom it was sent."""
    return {key: value for key, value in record.items() if key not in (*BOUND, "is_topic_message", "reply_markup")}


@method("forwardMessage")
def forward_message(world: World, call: Call) -> Record:
    source = source_record(world, call)
    chat, record = begin(world, call)
    record |= content(source)
    record["forward_origin"] = {"type": "user", "date": source["date"], "sender_user": source.get("from", world.author)}
    return finish(world, chat, record, call).record


@method("copyMessage")
def copy_message(world: World, call: Call) -> Record:
    source = source_record(world, call)
    chat, record = begin(world, call)
    record |= content(source) | caption(call)
    return {"message_id": finish(world, chat, record, call).id}


@method("sendMediaGroup")
def send_group(world: World, call: Call) -> list[Record]:
    records = []
    for item in call.params["media"]:
        kind, source = item["type"], item["media"]
        value: Any = call.files.get(source.removeprefix("attach://"), source)
        chat, record = begin(world, call)
        record |= {kind: sent_medium(world, kind, value), "media_group_id": "1"}
        record |= {key: item[key] for key in ("caption", "caption_entities") if key in item}
        records.append(finish(world, chat, record, call).record)
    return records


@method("sendChatAction")
def send_action(world: World, call: Call) -> bool:
    chat = world.chat(call.params["chat_id"])
    chat.check_open()
    chat.check_thread(call.params.get("message_thread_id"))
    chat.actions = [*chat.actions[-99:], call.params["action"]]
    return True
