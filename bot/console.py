"""The terminal channel: lines in, Markdown and tables out; or plain lines, for pipes and screen readers.

`plain_lines` and `to_event` are pure. A number, a letter or a label is understood by the dialog, not here.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bot.local_session import LocalSession
from dialogs.events import Event, Said
from dialogs.replies import Reply

if TYPE_CHECKING:
    from rich.console import Console

_STRONG = re.compile(r"\*\*(.{1,400}?)\*\*")
_EMPHASIS = re.compile(r"(?<!\w)_(.{1,400}?)_(?!\w)")


def to_event(line: str) -> Event:
    """A typed line as an event."""
    return Said(line.rstrip("\r\n"))


def plain(text: str) -> str:
    """Markdown of ours without its marks."""
    return _EMPHASIS.sub(r"\1", _STRONG.sub(r"\1", text))


def plain_lines(replies: Iterable[Reply]) -> Iterator[str]:
    """Replies as lines that read well aloud: no markup, a table row a line, choices numbered through the turn."""
    n = 0
    for reply in replies:
        yield from plain(reply.text).splitlines()
        if reply.grid:
            columns = reply.grid.header[1:]
            for name, *cells in reply.grid.rows:
                said = (f"{column} {cell}" for column, cell in zip(columns, cells, strict=True) if cell)
                yield f"- {name}: {', '.join(said) or '-'}"
        for choice in reply.choices:
            n += 1
            yield f"{n:>3}. {choice.label}"
        yield ""


async def run_plain(talk: LocalSession, first: Event, goodbye: str) -> None:
    """Plain lines in and out, until the input ends. Replies are flushed before the next line is read."""
    asks = sys.stdin.isatty()
    replies = await talk.begin(first)
    while True:
        sys.stdout.write("\n".join(plain_lines(replies)) + ("\n> " if asks else "\n"))
        sys.stdout.flush()
        await talk.shown()
        try:
            line = sys.stdin.buffer.readline()
        except KeyboardInterrupt:
            line = b""
        if not line:
            break
        replies = await talk.take_turn(to_event(line.decode("utf-8", errors="replace")))
    sys.stdout.write(f"{goodbye}\n")
    sys.stdout.flush()


async def run_rich(talk: LocalSession, first: Event, goodbye: str, words: Iterable[str]) -> None:
    """Markdown, tables, completion and a history of this run, until Ctrl-C or Ctrl-D."""
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - slow to import, and the plain console needs none of it
    from prompt_toolkit.completion import WordCompleter  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    console = Console(highlight=False)
    commands = list(words)
    prompt: PromptSession[str] = PromptSession()  # its history ends with it: what is typed is not stored
    replies = await talk.begin(first)
    while True:
        _show(console, replies)
        await talk.shown()
        labels = [choice.label for reply in replies for choice in reply.choices]
        completer = WordCompleter([*labels, *commands], ignore_case=True, sentence=True, match_middle=True)
        try:
            line = await prompt.prompt_async("› ", completer=completer, complete_while_typing=False)
        except (KeyboardInterrupt, EOFError):
            break
        replies = await talk.take_turn(to_event(line))
    console.print(f"[dim]{goodbye}[/dim]")


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
