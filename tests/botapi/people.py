"""Test people: what they write, tap and send in Telegram becomes updates for the bot."""

import time
from typing import Any

from tests.botapi.chats import Chat, Message, Shown
from tests.botapi.entities import cut, find_entities, units
from tests.botapi.media import FILES, THINGS, new_medium
from tests.botapi.world import Query, Record, World

ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
CHANNEL_BOT = {"id": 136817688, "is_bot": True, "first_name": "Channel", "username": "Channel_Bot"}
Where = Chat | int | None
What = Shown | Message | int | None
LONGEST = 4096


class Person:
    """Somebody with a phone; every act returns the id of its update, or None if the bot does not hear of it."""

    def __init__(self, world: World, user: Record, chat: Chat) -> None:
        self.world = world
        self.user = user
        self.chat = chat
        self.speaks_as: Chat | None = None  # in groups: the group itself (an anonymous admin), or a channel

    @property
    def id(self) -> int:
        """The user's id, which is also that of their private chat."""
        return self.user["id"]

    def place(self, where: Where) -> Chat:
        """A chat as it is given: itself, its id, or none for the private chat."""
        if where is None:
            return self.chat
        return where if isinstance(where, Chat) else self.world.chat(where)

    def say(
        self, text: str, chat: Where = None, reply_to: What = None, thread: int | None = None, **more: Any
    ) -> int | None:
        """Write a text; commands and mentions in it are marked, and a long one is split, as Telegram does."""
        while units(text) > LONGEST:
            self.say(text[: LONGEST // 2], chat, reply_to, thread, **more)
            text = text[LONGEST // 2 :]
        entities = find_entities(text)
        content = {"text": text, **({"entities": entities} if entities else {}), **more}
        return self.post(content, chat, reply_to, thread)

    def send(self, kind: str, chat: Where = None, thread: int | None = None, **more: Any) -> int | None:
        """Send something else: sticker, photo, voice, video, document, location, contact, poll, dice, forwarded, ..."""
        if kind == "forwarded":
            origin = {"type": "hidden_user", "date": int(time.time()), "sender_user_name": "Somebody"}
            content: Record = {"text": "Have you seen this?", "forward_origin": origin}
        else:
            content = {kind: new_medium(self.world, kind) if kind in FILES else THINGS[kind]}
        return self.post({**content, **more}, chat, None, thread)

    def post(self, content: Record, where: Where, reply_to: What, thread: int | None) -> int | None:
        """Put a message of this person's into a chat and tell the bot, if it is to hear of it."""
        chat = self.place(where)
        chat.started = True
        record = self.world.new_record(chat, self.user, **content)
        if self.speaks_as and not chat.private:
            self.speaks_as.members.setdefault(self.id, "administrator")  # nobody else may
            author = ANONYMOUS if self.speaks_as is chat else CHANNEL_BOT
            record |= {"from": author, "sender_chat": self.speaks_as.header}
        if chat.direct:
            topic = {"topic_id": self.id, "user": self.user}
            record["direct_messages_topic"] = topic
        if reply_to is not None:
            record["reply_to_message"] = self.message(chat, reply_to).record
        if thread is not None:
            record |= {"message_thread_id": thread, "is_topic_message": True}
        self.world.post(chat, record)
        if not self.heard(chat, record):
            return None
        chat.waiting = chat.waiting or time.monotonic()
        return self.world.updates.add("message", record)

    def album(self, captions: list[str], chat: Where = None, **more: Any) -> list[int | None]:
        """Photos sent together, each with a caption or ''; Telegram makes a message of each."""
        group = {"media_group_id": str(13_000_000 + next(self.world.numbers)), **more}
        captioned = [{"caption": caption} if caption else {} for caption in captions]
        return [self.send("photo", chat, **group, **caption) for caption in captioned]

    def touch(self, message: What, chat: Where = None, **more: Any) -> int | None:
        """What is no edit and comes as one: a link preview that was found, a first reaction."""
        place = self.place(chat)
        record = self.message(place, message).record
        return self.world.updates.add("edited_message", {**record, **more}) if self.heard(place, record) else None

    def message(self, chat: Chat, what: What) -> Message:
        """A message as it is given: itself, as shown, or its id."""
        number = what if isinstance(what, int) else what.record["message_id"] if what else 0
        return chat.messages[number]

    def heard(self, chat: Chat, record: Record) -> bool:
        """Whether the bot is told of a message in a group: in privacy mode of commands and replies to it, not of its name."""
        if chat.bot in {"left", "kicked"}:
            return False
        if chat.private or chat.bot == "administrator" or not chat.privacy:
            return True
        if record.get("reply_to_message", {}).get("from", {}).get("id") == self.world.me["id"]:
            return True
        text, name = record.get("text") or "", self.world.me["username"].lower()
        for entity in record.get("entities", []):
            said = cut(text, entity).lower()
            if entity["type"] == "bot_command" and said.partition("@")[2] in {"", name}:
                return True
        return False

    def edit(self, message: What, text: str, chat: Where = None) -> int | None:
        """Change what was written."""
        place = self.place(chat)
        found = self.message(place, message)
        entities = find_entities(text)
        kept = {key: value for key, value in found.record.items() if key not in {"text", "entities"}}
        place.edit(found, kept | {"text": text} | ({"entities": entities} if entities else {}), self.world.keep_history)
        return self.world.updates.add("edited_message", found.record) if self.heard(place, found.record) else None

    def tap(self, label: str, message: What = None, chat: Where = None) -> int | None:
        """Tap a button by its label or its data: on the newest message that has it, or on the reply keyboard."""
        place = self.place(message.chat_id if isinstance(message, Shown) and chat is None else chat)
        shown = place.screen() if message is None else [place.show(self.message(place, message))]
        for one in reversed(shown):
            for button in (button for row in one.rows for button in row):
                if label in {button["text"], button.get("callback_data")}:
                    return self.tap_button(one, button, place)
        keys = [key for row in (place.keyboard or {}).get("keyboard", []) for key in row]
        if label in [key if isinstance(key, str) else key["text"] for key in keys]:
            return self.say(label, place)
        raise LookupError(f"no button {label!r}; there are {[b for one in shown for b in one.buttons]} and keys {keys}")

    def tap_button(self, shown: Shown, button: Record, chat: Chat) -> int | None:
        """Tap a button that was found."""
        if "callback_data" not in button:
            raise LookupError(f"the button {button['text']!r} sends nothing to the bot")
        return self.tap_data(shown.message_id, button["callback_data"], chat)

    def tap_data(self, message_id: int, data: str, chat: Where = None, inaccessible: bool = False) -> int | None:
        """Tap a button with such data on any message, as an old or a tampered phone may; it need not be there now."""
        place = self.place(chat)
        found = None if inaccessible else place.find(message_id)
        gone: Record = {"chat": place.header, "message_id": message_id, "date": 0}
        record = found.record if found else gone
        query = self.ask(self.world.queries, chat_id=place.id, message_id=message_id, data=data)
        place.waiting = place.waiting or time.monotonic()
        instance = str(place.id)
        content = {"id": query.id, "from": self.user, "message": record, "chat_instance": instance, "data": data}
        return self.world.updates.add("callback_query", content)

    def ask(self, queries: dict[str, Query], **more: Any) -> Query:
        """A new query that waits for the bot's answer."""
        query = Query(str(4_000_000_000 + next(self.world.numbers)), self.id, time.monotonic(), **more)
        queries[query.id] = query
        return query

    def react(self, message: What, emoji: str, chat: Where = None) -> int | None:
        """React to a message; the bot hears of it only if it asked for message_reaction."""
        place = self.place(chat)
        found = self.message(place, message)
        old, new = [], [{"type": "emoji", "emoji": emoji}]
        content = {"chat": place.header, "message_id": found.id, "user": self.user, "date": int(time.time())}
        return self.world.updates.add("message_reaction", content | {"old_reaction": old, "new_reaction": new})

    def inline(self, query: str, offset: str = "") -> int | None:
        """Type a query after the bot's name in any chat; `api.inline_queries` has the answers."""
        asked = self.ask(self.world.inline_queries, data=query)
        content = {"id": asked.id, "from": self.user, "query": query, "offset": offset, "chat_type": "private"}
        return self.world.updates.add("inline_query", content)

    def choose(self, query_id: str, result_id: str) -> int | None:
        """Send one of the results of an inline query."""
        query = self.world.inline_queries[query_id]
        result = next(one for answer in query.answers for one in answer["results"] if one["id"] == result_id)
        content: Record = {"result_id": result_id, "from": self.user, "query": query.data}
        if "reply_markup" in result:
            content["inline_message_id"] = f"inline-{next(self.world.numbers)}"
            self.world.inline_messages[content["inline_message_id"]] = {"reply_markup": result["reply_markup"]}
        return self.world.updates.add("chosen_inline_result", content)

    def block(self) -> int | None:
        """Block the bot: from now on it gets a 403."""
        self.chat.blocked = True
        return self.change_bot(self.chat, "member", "kicked")

    def unblock(self) -> int | None:
        """Take the block back."""
        self.chat.blocked = False
        return self.change_bot(self.chat, "kicked", "member")

    def deactivate(self) -> None:
        """Delete one's account, of which the bot is not told."""
        self.chat.deactivated = True

    def add_bot(self, chat: Where, status: str = "member") -> int | None:
        """Put the bot into a group or channel, or give it another status there."""
        place = self.place(chat)
        old, place.bot = place.bot, status
        return self.change_bot(place, old, status)

    def remove_bot(self, chat: Where) -> int | None:
        """Throw the bot out of a group."""
        return self.add_bot(chat, "kicked")

    def change_bot(self, chat: Chat, old: str, new: str) -> int | None:
        """Tell the bot that its own status in a chat has changed."""
        content = {"chat": chat.header, "from": self.user, "date": int(time.time())}
        until = {"until_date": 0}
        ranks = [
            {"user": self.world.author, "status": rank, **(until if rank == "kicked" else {})} for rank in (old, new)
        ]
        content |= {"old_chat_member": ranks[0], "new_chat_member": ranks[1]}
        return self.world.updates.add("my_chat_member", content)
