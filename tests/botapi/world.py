"""The state of the stand-in: the bot, users, chats, updates, queries and recorded requests."""

import itertools
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.chats import Chat, Message
from tests.botapi.entities import Entity
from tests.botapi.errors import bad
from tests.botapi.faults import Faults
from tests.botapi.limits import Limits
from tests.botapi.updates import Updates
from tests.botapi.values import Upload

Record = dict[str, Any]


@dataclass(slots=True, frozen=True)
class Call:
    """A request that was read and found right."""

    method: str
    params: Record
    files: dict[str, Upload]
    formatted: dict[str, tuple[str, list[Entity]]]


@dataclass(slots=True, frozen=True)
class Violation:
    """A request that Telegram's rules forbid."""

    method: str
    what: str
    params: Record

    def __str__(self) -> str:
        return f"{self.method}: {self.what}"


@dataclass(slots=True, frozen=True)
class Logged:
    """A request and how it ended; `status` 0 stands for an answer that never went out."""

    method: str
    params: Record
    status: int
    description: str
    at: float


@dataclass(slots=True)
class Query:
    """A tap on a button, or an inline query, that waits for its answer."""

    id: str
    person: int
    at: float
    chat_id: int | None = None
    message_id: int | None = None
    data: str = ""
    inline_message_id: str | None = None
    answers: list[Record] = field(default_factory=list)


class Requests(Counter[str]):
    """How often each method was called, and in `log` the last calls."""

    def __init__(self) -> None:
        super().__init__()
        self.log: deque[Logged] = deque(maxlen=1000)

    def calls(self, method: str) -> list[Logged]:
        """The last calls of one method, oldest first."""
        return [call for call in self.log if call.method == method]


class World:
    """The state; methods of the Bot API read and change it."""

    def __init__(self, token: str, rich: bool, keep_history: bool) -> None:
        self.token = token
        self.rich = rich
        self.keep_history = keep_history
        self.me: Record = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Crossroads",
            "username": "crossroads_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
        }
        self.author: Record = {key: self.me[key] for key in ("id", "is_bot", "first_name", "username")}
        self.users: dict[int, Record] = {self.me["id"]: self.author}
        self.chats: dict[int, Chat] = {}
        self.updates = Updates()
        self.faults = Faults()
        self.limits = Limits()
        self.requests = Requests()
        self.violations: list[Violation] = []
        self.errors: deque[Logged] = deque(maxlen=1000)
        self.queries: dict[str, Query] = {}
        self.inline_queries: dict[str, Query] = {}
        self.inline_messages: dict[str, Record] = {}
        self.query_seconds = 15.0
        self.files: dict[str, Upload] = {}
        self.settings: dict[tuple[str, ...], Any] = {}
        self.lags: deque[float] = deque(maxlen=200_000)
        self.answered: dict[int, Message] = {}  # by chat, what the bot last wrote since the driver looked
        self.numbers = itertools.count(1)
        self.private_id = 0

    def chat(self, chat_id: int | str) -> Chat:
        """A chat by id or @username; raises RefusedError."""
        found = self.chats.get(chat_id) if isinstance(chat_id, int) else self.named(chat_id)
        if found is None:
            raise bad("chat not found")
        return found

    def named(self, name: str) -> Chat | None:
        """A channel or supergroup by its @username."""
        wanted = name.removeprefix("@").lower()
        public = (chat for chat in self.chats.values() if not chat.private)
        return next((chat for chat in public if chat.header.get("username", "").lower() == wanted), None)

    def new_message_id(self, chat: Chat) -> int:
        """Numbers run through all private chats and basic groups, and anew in each supergroup and channel."""
        if chat.kind in {"supergroup", "channel"}:
            chat.last_id += 1
            return chat.last_id
        self.private_id += 1
        return self.private_id

    def new_record(self, chat: Chat, author: Record | None, **content: Any) -> Record:
        """The beginning of a message, of the bot's or a person's."""
        record: Record = {"message_id": self.new_message_id(chat), "date": int(time.time()), "chat": chat.header}
        if chat.kind == "channel":
            record["sender_chat"] = chat.header
        elif author is not None:
            record["from"] = author
        return record | content

    def post(self, chat: Chat, record: Record) -> Message:
        """Put a message into a chat."""
        return chat.add(Message(record), self.keep_history)

    def new_file(self, kind: str, upload: Upload | None = None) -> Record:
        """A file's ids and size; the content is kept under its file_id."""
        file_id = f"{kind}-{next(self.numbers):08d}"
        content = upload or Upload(f"{kind}.bin", "application/octet-stream", b"\0" * 16)
        self.files[file_id] = content
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(content.content)}

    def spinners(self) -> list[Query]:
        """The taps that the bot has never answered."""
        return [query for query in self.queries.values() if not query.answers]
