"""What a person did, as a tagged union, and its one JSON encoding. Channels make events; the engine takes them.

The store keeps an event so, {"event": "said", "text": "hi"}, from when it arrived until its turn was taken.
"""

from collections.abc import Callable

import msgspec
from msgspec import Struct


class Started(Struct, frozen=True, tag="started", tag_field="event"):
    """The person opened the chat; `link` is a choice id to go to at once, or empty."""

    link: str = ""


class Said(Struct, frozen=True, tag="said", tag_field="event"):
    """The person typed `text`, whatever it holds."""

    text: str


class Chose(Struct, frozen=True, tag="chose", tag_field="event"):
    """The person pressed the button of `choice_id`, shown now or years ago."""

    choice_id: str


class Other(Struct, frozen=True, tag="other", tag_field="event"):
    """The person did something that is no text: `kind` is 'thing' (a picture, a voice …) or 'edit' (of a message)."""

    kind: str


Event = Started | Said | Chose | Other
_event: Callable[[bytes | str], Event] = msgspec.json.Decoder(Event).decode
_before_the_union = msgspec.json.Decoder(dict[str, str]).decode  # {"said": text}, or {} for the start


def to_json(event: Event) -> bytes:
    """An event as compact JSON."""
    return msgspec.json.encode(event)


def from_json(body: bytes | str) -> Event:
    """An event from JSON, also as version 0.1 stored it; raises ValueError that says what is wrong with it."""
    try:
        return _event(body)
    except msgspec.MsgspecError as error:
        try:
            old = _before_the_union(body)
        except msgspec.MsgspecError:
            old = {"": ""}
        if old.keys() <= {"said"}:
            return Said(old["said"]) if old else Started()
        raise ValueError(str(error)) from error
