"""A person's phone: what was on its screen, in order, and the acts of a script carried out."""

import asyncio
import json
from typing import Any

from tests.botapi.chats import Message
from tests.botapi.people import Person
from tests.chaos.script import Act, Content

POLL_INTERVAL = 0.03  # seconds


class Phone:
    """`seen` is what was shown, without what only came again; `again` counts that; `numbers` are the messages' ids."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.seen: list[Content] = []
        self.counts: list[int] = []
        self.numbers: list[int] = []
        self._known = (0, 0)
        self._forgotten = 0  # own messages when the bot was last told to forget: an edit of those gets no word

    def look(self) -> int:
        """How many different contents in a row there were so far."""
        messages = self.person.chat.messages
        known = len(messages), sum(len(message.versions) for message in messages.values())
        if known != self._known:
            self._known = known
            self._read(list(messages.values()))
        return len(self.seen)

    def _read(self, messages: list[Message]) -> None:
        self.seen, self.counts, self.numbers = [], [], []
        for message in messages:
            if not message.record.get("from", {}).get("is_bot"):
                continue
            for content in versions(message):
                if self.seen and self.seen[-1] == content:
                    self.counts[-1] += 1
                    self.numbers[-1] = message.id
                else:
                    self.seen.append(content)
                    self.counts.append(1)
                    self.numbers.append(message.id)

    async def sees(self, contents: int, seconds: float) -> bool:
        """Wait until so many contents were shown; whether they were, in time."""
        end = asyncio.get_running_loop().time() + seconds
        while self.look() < contents:
            if asyncio.get_running_loop().time() > end:
                return False
            await asyncio.sleep(POLL_INTERVAL)
        return True

    def do(self, act: Act) -> int | None:
        """The id of the update."""
        own = sum(one.record["from"] == self.person.user for one in self.person.chat.messages.values())
        if act.text == "forget_yes":
            self._forgotten = own
        if act.do in {"tap", "old"}:
            return self.person.tap_data(self.numbers[act.number], act.text)
        if act.do == "sticker":
            return self.person.send("sticker")
        sent = self.person.chat.messages.values()
        mine = [one for one in sent if one.record["from"] == self.person.user and "text" in one.record]
        known = own > self._forgotten
        if act.do == "edit" and known and mine and not mine[-1].versions and mine[-1].record["text"] != act.text:
            return self.person.edit(mine[-1].id, act.text)  # a second edit of a message gets no word
        return self.person.say(act.text)


def versions(message: Message) -> list[Content]:
    """What a message said, first to last; that its buttons were taken off is not another content."""
    contents: list[Content] = []
    for record in (*message.versions, message.record):
        content = Content(_text(record), _buttons(record))
        if not contents or content.text != contents[-1].text or (content.buttons and content != contents[-1]):
            contents.append(content)
    return contents


def _text(record: dict[str, Any]) -> str:
    if "document" in record:
        return f"[{record['document']['file_name']}] {record.get('caption', '')}"
    return record["text"] if "text" in record else json.dumps(record.get("rich_message", {}), ensure_ascii=False)


def _buttons(record: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = record.get("reply_markup", {}).get("inline_keyboard", [])
    return tuple((b["text"], b["callback_data"]) for row in rows for b in row if "callback_data" in b)
