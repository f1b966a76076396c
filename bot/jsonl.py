"""The JSON-lines channel, for scripts and tests of others: an event a line in, the replies of its turn a line out.

In: {"event": "said", "text": "hi"}, {"event": "chose", "choice_id": "find"}, {"event": "started"} (with "link"), or
{"event": "other", "kind": "thing"}. Out: {"replies": […]}, or {"error": "…"} for a line that is no event.
"""

import json
from typing import BinaryIO

import msgspec

from bot.lenient_json import parse_json
from bot.local_session import LocalSession, Replies, end_reads_at_ctrl_c
from dialogs.events import Event, Started, from_json


def to_event(line: bytes) -> Event:
    """A line as an event; raises ValueError with the cure."""
    try:
        return from_json(msgspec.json.encode(parse_json(line)))
    except ValueError as error:
        raise ValueError(f'not an event ({error}); write {{"event": "said", "text": "…"}}') from error


def to_line(replies: Replies) -> bytes:
    """The replies of one turn as one line; ASCII, so that no encoding on the way loses a letter."""
    return json.dumps({"replies": msgspec.to_builtins(replies)}).encode() + b"\n"


async def run_jsonl(session: LocalSession, lines: BinaryIO, out: BinaryIO) -> None:
    """Until the input ends, or Ctrl-C. Each line is answered, and flushed, before the next one is read."""
    end_reads_at_ctrl_c()

    async def show(replies: Replies) -> None:
        out.write(to_line(replies))
        out.flush()
        await session.shown()

    await show(await session.begin(Started()))
    for number, line in enumerate(iter(lines.readline, b""), 1):
        try:
            event = to_event(line)
        except ValueError as error:
            out.write(json.dumps({"error": f"line {number}: {error}"}).encode() + b"\n")
            out.flush()
        else:
            await show(await session.take_turn(event))
