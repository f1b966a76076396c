"""Message entities: their units, their limits, and those that Telegram finds in a text by itself."""

import re
from typing import Any

from tests.botapi.errors import InvalidError

Entity = dict[str, Any]

NEEDS = {
    "text_link": "url",
    "text_mention": "user",
    "custom_emoji": "custom_emoji_id",
    "date_time": "unix_time",
}
KIND_NAMES = (
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler "
    "blockquote expandable_blockquote code pre"
)
KINDS = frozenset(KIND_NAMES.split()) | frozenset(NEEDS)
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
VERBATIM = frozenset({"code", "pre"})

FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)'\]])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?)(?![\w/@])"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})"
    r"|(?<![\w#&])(?P<hashtag>\#(?=\w*[^\W\d])\w+)"
)
HINT = re.compile(r"[/@#]")
MOST = 100  # of a message; what is beyond is dropped without a word


def units(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, entity: Entity) -> str:
    """The piece of text that an entity covers."""
    raw = text.encode("utf-16-le")
    return raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")


def find_entities(text: str, given: list[Entity] | None = None) -> list[Entity]:
    """The given entities, and the commands, mentions, addresses and hashtags that none of them covers."""
    given = (given or [])[:MOST]
    if not HINT.search(text):
        return given
    found = list(given)
    for match in FOUND.finditer(text):
        start = units(text[: match.start()])
        length = units(match.group())
        if not any(e["offset"] < start + length and start < e["offset"] + e["length"] for e in given):
            found.append({"type": match.lastgroup, "offset": start, "length": length})
    return sorted(found, key=lambda e: (e["offset"], -e["length"]))[:MOST]


def check_entities(text: str, entities: list[Entity]) -> None:
    """Raise InvalidError unless every entity is known, lies within the text, and the nesting is allowed."""
    length = units(text)
    for number, entity in enumerate(entities):
        try:
            check_entity(text, length, entity)
        except InvalidError as error:
            raise error.under(number) from None
    ordered = sorted(entities, key=lambda e: (e["offset"], -e["length"]))
    for number, outer in enumerate(ordered):
        for inner in ordered[number + 1 :]:
            if inner["offset"] >= outer["offset"] + outer["length"]:
                break
            check_nesting(outer, inner)


def check_entity(text: str, length: int, entity: Entity) -> None:
    """Raise InvalidError if one entity, by itself, is wrong."""
    kind, start, size = entity["type"], entity["offset"], entity["length"]
    if kind not in KINDS:
        raise InvalidError(f"no entity is of type {kind!r}")
    if size <= 0 or start < 0 or start + size > length:
        raise InvalidError(f"{start}+{size} is outside of a text of {length} units", "ENTITY_BOUNDS_INVALID")
    needed = NEEDS.get(kind)
    if needed and needed not in entity:
        raise InvalidError(f"a {kind} needs {needed}")
    if length != len(text):
        raw = text.encode("utf-16-le")
        for edge in (start, start + size):
            if edge < length and 0xDC <= raw[2 * edge + 1] <= 0xDF:
                raise InvalidError(f"unit {edge} is in the middle of a character", "ENTITY_BOUNDS_INVALID")


def check_nesting(outer: Entity, inner: Entity) -> None:
    """Raise InvalidError if two entities that share characters may not."""
    kinds = {outer["type"], inner["type"]}
    if inner["offset"] + inner["length"] > outer["offset"] + outer["length"]:
        raise InvalidError(f"{outer['type']} and {inner['type']} overlap, and neither contains the other")
    if kinds & VERBATIM:
        raise InvalidError(f"{outer['type']} and {inner['type']} share characters, which code may not")
    if kinds <= QUOTES:
        raise InvalidError("a quotation in a quotation")
