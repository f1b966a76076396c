"""Formatted text as Telegram reads it: HTML, MarkdownV2 and the old Markdown, to plain text and entities.

Strict: what Telegram would refuse is refused in its words, "can't parse entities: ...".
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

from tests.botapi.entities import Entity
from tests.botapi.errors import InvalidError
from tests.botapi.markdown import parse_markdown, parse_markdown_v2
from tests.botapi.plain import Plain, unparsable

TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)"
    r"(?P<attributes>(?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>"
    r"|(?P<escape>&(?:lt|gt|amp|quot|apos|#\d+|#x[\da-fA-F]+);)"
    r"|(?P<stray><)"
)
ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}


@dataclass(slots=True)
class Open:
    """A tag that waits for its end."""

    tag: str
    start: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of Telegram's HTML."""
    plain = Plain()
    stack: list[Open] = []
    done = 0
    for token in TOKEN.finditer(source):
        plain.write(source[done : token.start()])
        done = token.end()
        if token["escape"]:
            plain.write(unescape(token["escape"]))
        elif token["stray"]:
            raise unparsable(f'Unsupported start tag "" at byte offset {where(token)}')
        elif token["close"]:
            close_tag(plain, stack, token)
        else:
            open_tag(plain, stack, token)
    plain.write(source[done:])
    if stack:
        raise unparsable(f'Can\'t find end tag corresponding to start tag "{stack[-1].tag}"')
    return plain.result()


def where(token: re.Match[str]) -> int:
    """The place of a token in bytes, as Telegram reports it."""
    return len(token.string[: token.start()].encode())


def open_tag(plain: Plain, stack: list[Open], token: re.Match[str]) -> None:
    """Put a start tag on the stack; InvalidError if Telegram knows no such tag."""
    tag = token["tag"].lower()
    if tag not in TAGS:
        raise unparsable(f'Unsupported start tag "{tag}" at byte offset {where(token)}')
    found = {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in ATTRIBUTE.finditer(token["attributes"])}
    if tag == "span" and found.get("class") != "tg-spoiler":
        raise unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {where(token)}')
    stack.append(Open(tag, plain.length, found))


def close_tag(plain: Plain, stack: list[Open], token: re.Match[str]) -> None:
    """Turn the tag on top of the stack into an entity; InvalidError if another one is closed."""
    tag = token["tag"].lower()
    if not stack:
        raise unparsable(f"Unexpected end tag at byte offset {where(token)}")
    top = stack.pop()
    if top.tag != tag:
        raise unparsable(f'Unmatched end tag at byte offset {where(token)}, expected "</{top.tag}>", found "</{tag}>"')
    kind, more = TAGS[tag], entity_details(top)
    if tag == "a" and not more:
        return
    if tag == "code" and stack and stack[-1].tag == "pre" and top.start == stack[-1].start:
        stack[-1].attributes.update(top.attributes)
        return
    if tag == "blockquote" and "expandable" in top.attributes:
        kind = "expandable_blockquote"
    plain.mark(kind, top.start, **more)


def entity_details(top: Open) -> dict[str, object]:
    """What an entity carries beyond its place, from the attributes of its tag."""
    attributes = top.attributes
    if top.tag == "a":
        return {"url": attributes["href"]} if attributes.get("href") else {}
    if top.tag == "pre" and attributes.get("class", "").startswith("language-"):
        return {"language": attributes["class"].removeprefix("language-")}
    if top.tag == "tg-emoji":
        return {"custom_emoji_id": attributes.get("emoji-id", "")}
    if top.tag == "tg-time":
        return {"unix_time": int(attributes.get("unix", "0"))}
    return {}


PARSERS: dict[str, Callable[[str], tuple[str, list[Entity]]]] = {
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
    "markdown": parse_markdown,
}


def parse(source: str, mode: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of a text in a parse mode; InvalidError if either is wrong."""
    parser = PARSERS.get(mode.lower())
    if parser is None:
        raise InvalidError(f"no parse mode is called {mode!r}", "unsupported parse_mode")
    return parser(source)
