"""What the bot says in a turn, and its one JSON encoding. Channels render replies; nothing here knows how."""

import msgspec
from msgspec import Struct


class Choice(Struct, frozen=True):
    """One button: an id that names what it means (see `choices`), and its label."""

    id: str
    label: str


class Grid(Struct, frozen=True):
    """A table of plain text, shown below the reply's text; each row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Picture(Struct, frozen=True):
    """The advice on these answers as a picture; a channel that can show one draws it then, and stores no picture."""

    answers: dict[str, str]
    matters: tuple[str, ...] = ()


class Reply(Struct, frozen=True):
    """One message: Markdown (**bold**, _italic_, '- ' lists), then a table or a picture if any, then its choices."""

    text: str
    choices: tuple[Choice, ...] = ()
    grid: Grid | None = None
    picture: Picture | None = None


_replies = msgspec.json.Decoder(tuple[Reply, ...]).decode


def to_json(replies: tuple[Reply, ...]) -> bytes:
    """The replies of a turn as compact JSON, an array."""
    return msgspec.json.encode(replies)


def from_json(body: bytes) -> tuple[Reply, ...]:
    """The replies of a turn from JSON; raises ValueError when it is none."""
    try:
        return _replies(body)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
