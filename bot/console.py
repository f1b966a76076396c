"""The terminal channel: lines in, Markdown and tables out; or plain lines, for pipes and screen readers.

`plain_lines` and `to_event` are pure. A number, a letter or a label is understood by the dialog, not here.
"""

import re
import select
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from bot.local_session import LocalSession, end_reads_at_ctrl_c
from dialogs.events import Event, Said
from dialogs.replies import Picture, Reply

if TYPE_CHECKING:
    from rich.console import Console

PASTE = 0.05  # seconds within which the next line of a pasted text is there
SPOKEN = {"●": "", "○": "", "→": " to ", "×": " times "}  # signs that are read aloud badly, or not at all
_SIGN = re.compile("|".join(SPOKEN))
_STRONG = re.compile(r"\*\*(.{1,400}?)\*\*")
_EMPHASIS = re.compile(r"(?<!\w)_(.{1,400}?)_(?!\w)")


def to_event(line: str) -> Event:
    """A typed line as an event."""
    return Said(line.rstrip("\r\n"))


def plain(text: str) -> str:
    """Markdown of ours without its marks."""
    return _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", text))


def spoken(text: str) -> str:
    """A line as it is read aloud."""
    if not _SIGN.search(text):
        return text
    indent = text[: len(text) - len(text.lstrip())]
    return indent + " ".join(_SIGN.sub(lambda sign: SPOKEN[sign.group()], text).split())


def plain_lines(replies: Iterable[Reply]) -> Iterator[str]:
    """Replies as lines that read well aloud: no markup, a table row a line, choices numbered through the turn."""
    return map(spoken, _lines(replies))


def _lines(replies: Iterable[Reply]) -> Iterator[str]:
    n = 0
    for reply in replies:
        yield from plain(reply.text).splitlines()
        if reply.grid:
            columns = reply.grid.header[1:]
            for name, *cells in reply.grid.rows:
                cells_named = (f"{column} {cell}" for column, cell in zip(columns, cells, strict=True) if cell)
                yield f"- {name}: {', '.join(cells_named) or '-'}"
        for choice in reply.choices:
            n += 1
            yield f"{n:>3}. {choice.label}"
        yield ""


class Words(NamedTuple):
    """What the console itself says: how to leave, goodbye, the words that leave, and where a picture is.

    `keep` writes a picture and says where it is, or why not.
    """

    leaving: str
    goodbye: str
    quit: frozenset[str]
    keep: Callable[[Picture], str]

    def of_pictures(self, replies: Iterable[Reply]) -> tuple[Reply, ...]:
        """Replies with a line about the file in place of each picture."""
        return tuple(
            Reply(f"{reply.text}\n\n{self.keep(reply.picture)}", reply.choices) if reply.picture else reply
            for reply in replies
        )


async def run_plain(session: LocalSession, first: Event, words: Words) -> None:
    """Plain lines in and out, until the input ends. Replies are flushed before the next line is read."""
    asks = sys.stdin.isatty()
    end_reads_at_ctrl_c()
    replies = await session.begin(first)
    if asks:
        _write(words.leaving + "\n\n")
    while True:
        _write("\n".join(plain_lines(words.of_pictures(replies))) + ("\n> " if asks else "\n"))
        await session.shown()
        text = read_text(sys.stdin.buffer, together=asks)
        if text is None or text.strip().casefold() in words.quit:
            break
        replies = await session.take_turn(to_event(text))
    _write(f"{words.goodbye}\n")


def read_text(lines: BinaryIO, *, together: bool) -> str | None:
    """The next line, or with `together` all lines that were pasted at once; None at the end, and for Ctrl-C."""
    try:
        pasted = [lines.readline()]
        while together and pasted[-1] and select.select([lines], [], [], PASTE)[0]:
            pasted.append(lines.readline())
    except KeyboardInterrupt:
        return None
    text = b"".join(pasted).decode("utf-8", errors="replace")
    return text.rstrip("\r\n") if text else None


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


async def run_rich(session: LocalSession, first: Event, words: Words, commands: Sequence[str]) -> None:
    """Markdown, tables, completion and a history of this run, until Ctrl-C or Ctrl-D."""
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - slow to import, and the plain console needs none of it
    from prompt_toolkit.completion import WordCompleter  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    console = Console(highlight=False)
    prompt: PromptSession[str] = PromptSession()  # its history ends with it: what is typed is not stored
    replies = await session.begin(first)
    console.print(f"[dim]{words.leaving}[/dim]")
    while True:
        _show(console, words.of_pictures(replies))
        await session.shown()
        labels = [choice.label for reply in replies for choice in reply.choices]
        completer = WordCompleter([*labels, *commands], ignore_case=True, sentence=True, match_middle=True)
        try:
            line = await prompt.prompt_async("› ", completer=completer, complete_while_typing=False)
        except (KeyboardInterrupt, EOFError):
            break
        if line.strip().casefold() in words.quit:
            break
        replies = await session.take_turn(to_event(line))
    console.print(f"[dim]{words.goodbye}[/dim]")


def _show(console: "Console", replies: tuple[Reply, ...]) -> None:
    from rich.markdown import Markdown  # noqa: PLC0415
    from rich.padding import Padding  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    n = 0
    for reply in replies:
        console.print()
        console.print(Padding(Markdown(reply.text), (0, 2)), width=min(console.width, 88))
        if reply.grid:
            table = Table(box=None, header_style="bold", padding=(0, 2))
            for column in reply.grid.header:
                table.add_column(Text(column))
            for row in reply.grid.rows:
                table.add_row(*map(Text, row))
            console.print(table)
        if reply.choices:
            console.print()
        for choice in reply.choices:
            n += 1
            console.print(Text.assemble((f"{n:>4} ", "bold cyan"), choice.label))
    console.print()
