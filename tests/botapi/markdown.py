"""MarkdownV2 and the old Markdown, strictly: a reserved character that is not escaped is an error, as at Telegram."""

import re

from tests.botapi.entities import Entity
from tests.botapi.plain import Plain, unparsable

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
KINDS = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
    "[": "text_link",
    "![": "custom_emoji",
}
NAMES = {
    "*": "Bold",
    "_": "Italic",
    "__": "Underline",
    "~": "Strikethrough",
    "||": "Spoiler",
    "[": "TextUrl",
    "![": "CustomEmoji",
}
CODE = re.compile(r"```(?:(\w[\w+#-]*)\n|\n)?((?:\\.|[^\\])*?)```|`((?:\\.|[^\\`])*)`", re.S)
TARGET = re.compile(r"\(((?:\\.|[^\\)])*)\)", re.S)
ESCAPED = re.compile(r"\\([\x01-\x7e])")
MARK = re.compile(r"\|\||__|!\[|[*_~\[]")


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of a MarkdownV2 text."""
    return V2(source).parse()


class V2:
    """One pass over one MarkdownV2 text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.plain = Plain()
        self.stack: list[tuple[str, int, int]] = []  # mark, where in the text, where in the source
        self.quote: int | None = None
        self.expandable = False

    def parse(self) -> tuple[str, list[Entity]]:
        """Read to the end; InvalidError if something stays open."""
        source = self.source
        while self.at < len(source):
            if (self.at == 0 or source[self.at - 1] == "\n") and self.line_start():
                continue
            self.step(source[self.at])
        if self.stack:
            mark, _, where = self.stack[-1]
            raise unparsable(f"Can't find end of {NAMES[mark]} entity at byte offset {self.offset(where)}")
        self.end_quote()
        return self.plain.result()

    def offset(self, where: int) -> int:
        """A place in the source in bytes, as Telegram reports it."""
        return len(self.source[:where].encode())

    def line_start(self) -> bool:
        """Begin, continue or end a quotation; whether something was read."""
        opening = "**>" if self.source.startswith("**>", self.at) else ">"
        if self.source.startswith(opening, self.at):
            if opening == "**>":
                self.end_quote()
            if self.quote is None:
                self.quote = self.plain.length
            self.at += len(opening)
            return True
        self.end_quote()
        return False

    def end_quote(self) -> None:
        """Close an open quotation, if there is one."""
        if self.quote is not None:
            self.plain.mark("expandable_blockquote" if self.expandable else "blockquote", self.quote)
        self.quote, self.expandable = None, False

    def step(self, char: str) -> None:
        """Read one character or one mark."""
        follower = self.source[self.at + 1 : self.at + 2]
        if char == "\\" and follower and "\x00" < follower < "\x7f":
            self.plain.write(follower)
            self.at += 2
        elif char == "`":
            self.code()
        elif char == "]" and self.stack and self.stack[-1][0] in {"[", "!["}:
            self.link()
        elif mark := MARK.match(self.source, self.at):
            self.toggle(mark.group())
        elif char in RESERVED:
            raise unparsable(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
        else:
            self.plain.write(char)
            self.at += 1

    def toggle(self, mark: str) -> None:
        """Open a mark, or close the innermost one if it is the same."""
        start = self.at
        self.at += len(mark)
        if self.stack and self.stack[-1][0] == mark:
            _, begun, _ = self.stack.pop()
            self.plain.mark(KINDS[mark], begun)
        elif mark == "||" and self.quote is not None and self.ends_quote():
            self.expandable = True
        else:
            self.stack.append((mark, self.plain.length, start))

    def ends_quote(self) -> bool:
        """Whether a quotation's last line ends here."""
        rest = self.source[self.at :]
        return not rest or (rest.startswith("\n") and not rest.startswith("\n>"))

    def code(self) -> None:
        """A piece of code, one line or many."""
        match = CODE.match(self.source, self.at)
        if match is None:
            kind = "Pre" if self.source.startswith("```", self.at) else "Code"
            raise unparsable(f"Can't find end of {kind} entity at byte offset {self.offset(self.at)}")
        language, block, inline = match.groups()
        start = self.plain.length
        self.plain.write(ESCAPED.sub(r"\1", block if inline is None else inline))
        if inline is not None:
            self.plain.mark("code", start)
        else:
            self.plain.mark("pre", start, **({"language": language} if language else {}))
        self.at = match.end()

    def link(self) -> None:
        """The end of a link's text, and its target."""
        mark, start, _ = self.stack.pop()
        target = TARGET.match(self.source, self.at + 1)
        if target is None:
            raise unparsable(f"Can't find end of a URL at byte offset {self.offset(self.at + 1)}")
        url = ESCAPED.sub(r"\1", target[1])
        if mark == "[":
            self.plain.mark("text_link", start, url=url)
        else:
            self.plain.mark("custom_emoji", start, custom_emoji_id=url.rpartition("id=")[2])
        self.at = target.end()


OLD = re.compile(
    r"\\([_*`\[])|```(?:\w*\n)?(.*?)```|`([^`]*)`|\*([^*]*)\*|_([^_]*)_|\[([^\]]*)\]\(([^)]*)\)|([_*`\[])", re.S
)


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of the old Markdown, which does not nest."""
    plain = Plain()
    done = 0
    for match in OLD.finditer(source):
        plain.write(source[done : match.start()])
        done = match.end()
        escaped, block, code, bold, italic, label, url, open_end = match.groups()
        if open_end and not (open_end == "[" and "](" not in source[match.start() :]):
            here = len(source[: match.start()].encode())
            raise unparsable(f"Can't find end of the entity starting at byte offset {here}")
        start = plain.length
        kinds = {"pre": block, "code": code, "bold": bold, "italic": italic, "text_link": label}
        plain.write(escaped or open_end or "".join(piece for piece in kinds.values() if piece))
        for kind, piece in kinds.items():
            if piece is not None:
                plain.mark(kind, start, **({"url": url} if kind == "text_link" else {}))
    plain.write(source[done:])
    return plain.result()
