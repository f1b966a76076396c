"""What the bot says in a turn. Channels render these; nothing here knows how."""

from msgspec import Struct


class Choice(Struct, frozen=True):
    """One button: an id that names what it means (see `choices`), and its label."""

    id: str
    label: str


class Grid(Struct, frozen=True):
    """A table of plain text, shown below the reply's text; each row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Reply(Struct, frozen=True):
    """One message: Markdown (**bold**, _italic_, '- ' lists), then a table if any, then its choices."""

    text: str
    choices: tuple[Choice, ...] = ()
    grid: Grid | None = None
