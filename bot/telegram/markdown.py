"""Our Markdown -> Telegram's text with entities, and its cut into messages. Pure; lengths are UTF-16 units.

Entities instead of a parse mode: no text, whoever wrote it, can break a message or smuggle marks into it.
"""

import re
from typing import Any

LIMIT = 4096  # UTF-16 units of a message's text
MARKS = 100  # entities of a message; Telegram drops what is beyond
_MARKS = re.compile(r"\*\*(?P<bold>.{1,400}?)\*\*|(?<!\w)_(?P<italic>.{1,400}?)_(?!\w)")
_BULLET = re.compile(r"^- ", re.MULTILINE)

Entity = dict[str, Any]


def units(text: str) -> int:
    """The length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_entities(markdown: str) -> tuple[str, list[Entity]]:
    """Plain text, and where it is bold or italic."""
    plain, entities = "", []
    markdown = _BULLET.sub("• ", markdown)
    end = 0
    for match in _MARKS.finditer(markdown):
        plain += markdown[end : match.start()]
        kind = match.lastgroup or ""
        inside, nested = to_entities(match[kind])
        start = units(plain)
        entities.append({"type": kind, "offset": start, "length": units(inside)})
        entities += [{**entity, "offset": entity["offset"] + start} for entity in nested]
        plain += inside
        end = match.end()
    return plain + markdown[end:], entities


def fits(markdown: str, limit: int = LIMIT) -> bool:
    """Whether a text can be one message, with all of its marks."""
    at_most = markdown.count("*") // 4 + markdown.count("_") // 2  # of marks; most texts have too few to count
    return units(markdown) <= limit and (at_most <= MARKS or len(to_entities(markdown)[1]) <= MARKS)


def split(markdown: str, limit: int = LIMIT) -> list[str]:
    """Parts that fit, cut between paragraphs; between lines, words or letters where it must be."""
    parts: list[str] = []
    rest = markdown.strip()
    while not fits(rest, limit):
        head = rest[: _fitting(rest, limit)]
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := head.rfind(mark)) > len(head) // 4), len(head))
        part, rest = rest[:cut].rstrip(), rest[cut:].lstrip()
        bold = "**" if part.count("**") % 2 else ""  # cut inside bold text: closed here, opened in the next part
        parts.append(part + bold)
        rest = bold + rest
    return [*parts, rest]


def _fitting(text: str, limit: int) -> int:
    """How many characters of a text are at most `limit` units, with a mark to spare for bold text that is cut."""
    length = _within(text, limit)
    while (marks := len(to_entities(text[:length])[1])) >= MARKS:
        length = length * (MARKS - 1) // marks
    return length


def _within(text: str, limit: int) -> int:
    size = 0
    for i, c in enumerate(text):
        size += 1 + (c > "\uffff")
        if size > limit:
            return i
    return len(text)
