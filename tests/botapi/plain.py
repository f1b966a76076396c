"""The output buffer of both markup parsers: plain text and its entities."""

from typing import Any

from tests.botapi.entities import Entity, units
from tests.botapi.errors import InvalidError


class Plain:
    """Text so far, its length in UTF-16 units, and the entities on it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.entities: list[Entity] = []

    def write(self, text: str) -> None:
        """Append text."""
        if text:
            self.pieces.append(text)
            self.length += units(text)

    def mark(self, kind: str, start: int, **more: Any) -> None:
        """An entity from `start` to here; an empty one is left out, as Telegram does."""
        if self.length > start:
            self.entities.append({"type": kind, "offset": start, "length": self.length - start, **more})

    def result(self) -> tuple[str, list[Entity]]:
        """The text and its entities, outer before inner."""
        return "".join(self.pieces), sorted(self.entities, key=lambda e: (e["offset"], -e["length"]))


def unparsable(why: str) -> InvalidError:
    """The error for markup that is not well-formed."""
    return InvalidError(f"can't parse entities: {why}", f"can't parse entities: {why}")
