"""Rich messages (Bot API 10.1 and later): their limits, and the words and buttons in them."""

from collections.abc import Iterator
from typing import Any

from tests.botapi.errors import InvalidError

SOURCES = ("blocks", "html", "markdown")
TEXT, BLOCKS, DEPTH, MEDIA, COLUMNS = 32768, 500, 16, 50, 20
MEDIA_KINDS = frozenset({"animation", "audio", "document", "photo", "video", "voice_note"})
WORDS = ("text", "summary", "caption", "credit", "label", "expression", "alternative_text")
PARTS = (*WORDS, "blocks", "items", "cells", "button", "buttons")


def check_rich(message: dict[str, Any]) -> None:
    """Raise InvalidError unless a rich message has one source and keeps to the limits."""
    given = [source for source in SOURCES if source in message]
    if len(given) != 1:
        raise InvalidError(
            f"exactly one of {', '.join(SOURCES)}; given: {', '.join(given) or 'none'}", "RICH_MESSAGE_INVALID"
        )
    if not message[given[0]]:
        raise InvalidError("an empty rich message", "message text is empty").under(given[0])
    if len(rich_text(message)) > TEXT:
        raise InvalidError(f"more than {TEXT} characters", "RICH_MESSAGE_TOO_LONG")
    blocks = message.get("blocks", [])
    check_count(BLOCKS, "blocks", sum(1 for _ in walk_blocks(blocks)))
    check_count(MEDIA, "media", sum(block.get("type") in MEDIA_KINDS for block in walk_blocks(blocks)))
    check_count(DEPTH, "levels", depth(blocks))
    for block in walk_blocks(blocks):
        if block.get("type") == "table":
            check_table(block)
        if block.get("type") == "heading" and not 1 <= block["size"] <= 6:
            raise InvalidError(f"a heading of size {block['size']}, 1 to 6")


def check_count(most: int, what: str, count: int) -> None:
    """Raise InvalidError if there is more of something than a rich message may have."""
    if count > most:
        raise InvalidError(f"{count} {what}, at most {most}", "RICH_MESSAGE_TOO_LONG").under("blocks")


def check_table(block: dict[str, Any]) -> None:
    """Raise InvalidError if a table is too wide."""
    for number, row in enumerate(block["cells"]):
        if sum(cell.get("colspan", 1) for cell in row) > COLUMNS:
            raise InvalidError(f"more than {COLUMNS} columns").under(number).under("cells").under("blocks")


def walk_blocks(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every block, list item and table row, at any depth."""
    for block in blocks:
        yield block
        yield from walk_blocks(block.get("blocks", []))
        yield from walk_blocks(block.get("items", []))
        yield from ({"type": "row"} for _ in block.get("cells", []))


def depth(part: Any) -> int:
    """How many levels of objects are nested in a part."""
    if isinstance(part, dict):
        return 1 + max((depth(part[key]) for key in PARTS if key in part), default=0)
    return max(map(depth, part), default=0) if isinstance(part, list) else 0


def rich_text(part: Any, joint: str = "") -> str:
    """The words of a rich message, block or text, as a person would read them aloud."""
    if isinstance(part, str):
        return part
    if isinstance(part, list):
        blocks = any(isinstance(item, dict) and ("blocks" in item or "type" in item) for item in part)
        return ("\n" if blocks and not joint else joint).join(rich_text(item, joint) for item in part)
    if part.get("html") or part.get("markdown"):
        return part.get("html") or part["markdown"]
    pieces = [rich_words(key, part[key]) for key in PARTS if part.get(key)]
    return "\n".join(piece for piece in pieces if piece)


def rich_words(key: str, part: Any) -> str:
    """The words of one field: cells stand side by side, texts run on, blocks stand below each other."""
    if key == "cells":
        return "\n".join(" | ".join(rich_text(cell) for cell in row) for row in part)
    if key in WORDS and isinstance(part, list):
        return "".join(rich_text(piece) for piece in part)
    if key == "buttons":
        return " ".join(f"[{rich_text(button['text'])}]" for button in part)
    return rich_text(part)


def rich_buttons(part: Any) -> Iterator[dict[str, Any]]:
    """Every button within a rich message, with its label as plain text."""
    if isinstance(part, list):
        for item in part:
            yield from rich_buttons(item)
    elif isinstance(part, dict):
        if "text" in part and ("callback_data" in part or "url" in part) and part.get("type") is None:
            yield {**part, "text": rich_text(part["text"])}
        for value in part.values():
            yield from rich_buttons(value)
