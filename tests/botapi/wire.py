"""A minimal HTTP/1.1 server on asyncio streams, fast, and able to cut a connection where a test asks for it.

Knows nothing of Telegram. One request of a connection is answered before the next one is read.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

PHRASES = {status.value: status.phrase for status in HTTPStatus}
MOST = 64 * 1024 * 1024


@dataclass(slots=True)
class Incoming:
    """A request as it came."""

    verb: str
    path: str
    query: str
    content_type: str
    body: bytes


@dataclass(slots=True, frozen=True)
class Answer:
    """A reply to be written; status 0 drops the connection instead."""

    status: int
    body: bytes
    content_type: str = "application/json"


DROP = Answer(0, b"")
Answering = Callable[[Incoming], Answer | Coroutine[None, None, Answer]]


@lru_cache(2048)
def read_head(head: bytes) -> tuple[str, str, str, dict[str, str]]:
    """ActionSpec, target, version and headers; a client's heads are alike, so that most are found in the cache."""
    first, *lines = head.decode("latin-1").split("\r\n")
    verb, target, version = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    return verb, target, version, {name.lower(): value.strip() for name, _, value in pairs}


class Wire(asyncio.Protocol):
    """One connection."""

    def __init__(self, answering: Answering, wires: "set[Wire]") -> None:
        self.answering = answering
        self.wires = wires
        self.transport: asyncio.Transport
        self.buffer = bytearray()
        self.task: asyncio.Task[None] | None = None
        self.keep = True

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.wires.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.wires.discard(self)
        if self.task:
            self.task.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.read()

    def read(self) -> None:
        """Answer all requests that have arrived whole, up to the first that takes its time."""
        while self.task is None and self.buffer and not self.transport.is_closing():
            try:
                request = self.next_request()
            except (ValueError, IndexError, UnicodeDecodeError):
                self.keep = False
                self.write(Answer(400, b"", "text/plain"))
                return
            if request is None:
                return
            answer = self.answering(request)
            if isinstance(answer, Answer):
                self.write(answer)
            else:
                self.task = asyncio.get_running_loop().create_task(self.later(answer))

    async def later(self, answer: Coroutine[None, None, Answer]) -> None:
        """Write an answer when it is there, then go on reading."""
        try:
            self.write(await answer)
        except Exception:
            self.transport.abort()
            raise
        finally:
            self.task = None
        self.read()

    def next_request(self) -> Incoming | None:
        """The first request in the buffer, or None as long as it is not there whole."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        verb, target, version, headers = read_head(bytes(self.buffer[:end]))
        if "expect" in headers and len(self.buffer) == end + 4:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self.body(end + 4, headers)
        if body is None:
            return None
        self.keep = headers.get("connection", "").lower() != "close" and version == "HTTP/1.1"
        path, _, query = target.partition("?")
        return Incoming(verb, path, query, headers.get("content-type", ""), body)

    def body(self, start: int, headers: dict[str, str]) -> bytes | None:
        """Take the body and all before it out of the buffer, or None as long as it is not there whole."""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self.chunks(start)
        length = int(headers.get("content-length", "0"))
        if length > MOST:
            raise ValueError(length)
        if len(self.buffer) < start + length:
            return None
        body = bytes(self.buffer[start : start + length])
        del self.buffer[: start + length]
        return body

    def chunks(self, start: int) -> bytes | None:
        """As `body`, for one that comes in chunks."""
        pieces = []
        while (line := self.buffer.find(b"\r\n", start)) >= 0:
            size = int(self.buffer[start:line].split(b";")[0], 16)
            if len(self.buffer) < line + 2 + size + 2:
                return None
            pieces.append(self.buffer[line + 2 : line + 2 + size])
            start = line + 2 + size + 2
            if size == 0:
                del self.buffer[:start]
                return b"".join(pieces)
        return None

    def write(self, answer: Answer) -> None:
        """Write an answer, or hang up."""
        if answer.status == 0:
            self.transport.abort()
            return
        head = (
            f"HTTP/1.1 {answer.status} {PHRASES.get(answer.status, '')}\r\nContent-Type: {answer.content_type}\r\n"
            f"Content-Length: {len(answer.body)}\r\nConnection: {'keep-alive' if self.keep else 'close'}\r\n\r\n"
        )
        self.transport.write(head.encode() + answer.body)
        if not self.keep:
            self.transport.close()
