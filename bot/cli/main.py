"""The command line: the composition root, where content, dialog, search, store and channels meet.

Each command imports what it needs when it runs: the first prompt must not wait for what it does not use.
"""

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.common import (
    MEMORY,
    CommandError,
    Commands,
    opened,
    output_errors,
    pack_option,
    store_errors,
    store_option,
)
from bot.cli.content import COMMANDS as CONTENT
from bot.cli.operate import COMMANDS as OPERATE
from knowledge.problems import ContentError, counted

if TYPE_CHECKING:
    from dialogs.replies import Picture
    from dialogs.script import Pack

_NAME = re.compile(r"[\w.-]{1,40}", re.UNICODE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="crossroads")
def cli() -> None:
    """Talk through a choice between two careers, with reasons that can be checked."""


def main() -> None:
    """The command `crossroads`; what a command cannot go on with ends in one line and exit code 2."""
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:  # closed by whoever started us
        sys.exit(2)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that has no ● still gets the rest
    try:
        cli(standalone_mode=True)
    except ContentError as error:
        click.echo(f"crossroads: the content cannot be used ({counted(len(error.problems), 'problem')}):", err=True)
        for problem in error.problems:
            click.echo(f"  {problem}", err=True)
        click.echo("crossroads: mend it, then run: crossroads check", err=True)
        sys.exit(2)


@cli.command()
@click.option("--as", "name", help="Keep the conversation under this name, and pick it up where it was.")
@click.option("--plain", is_flag=True, help="Plain lines, for scripts and screen readers; so is a pipe.")
@click.option("--jsonl", is_flag=True, help="JSON lines: an event a line in, the replies of its turn a line out.")
@store_option
@pack_option
def chat(name: str | None, plain: bool, jsonl: bool, store: str | None, folder: Path | None) -> None:
    """Talk to the advisor."""
    import asyncio  # noqa: PLC0415

    from bot.packs import load_pack  # noqa: PLC0415

    if name is not None and not _NAME.fullmatch(name):
        raise CommandError(f"--as {name!r}: a name has 1 to 40 letters, digits, dots, dashes or underscores")
    if plain and jsonl:
        raise CommandError("chat takes --plain or --jsonl, not both")
    pack = load_pack(folder)
    with output_errors(), store_errors():
        try:
            asyncio.run(_chat(pack, name, "jsonl" if jsonl else "plain" if plain else "", store))
        except KeyboardInterrupt:  # Ctrl-C while a turn was taken; in front of the prompt the console itself ends
            if not jsonl:
                click.echo(pack.script.phrase("console.kept" if name else "console.bye"))


async def _chat(pack: "Pack", name: str | None, form: str, store: str | None) -> None:
    from bot.advisor import Advisor  # noqa: PLC0415
    from bot.console import Words, run_plain, run_rich  # noqa: PLC0415
    from bot.jsonl import run_jsonl  # noqa: PLC0415
    from bot.local_session import LocalSession  # noqa: PLC0415
    from bot.packs import open_find  # noqa: PLC0415
    from dialogs.engine import Engine  # noqa: PLC0415
    from dialogs.events import Started  # noqa: PLC0415

    phrase = pack.script.phrase
    async with opened(store if name else MEMORY) as opened_store:
        session = LocalSession(opened_store, Advisor(Engine(pack, open_find(pack))), f"console:{name or ''}")
        quit_words = frozenset(word.strip() for word in phrase("console.quit").casefold().split(","))
        goodbye = phrase("console.kept" if name else "console.bye")
        words = Words(phrase("console.leaving"), goodbye, quit_words, lambda picture: _keep_picture(pack, picture))
        if form == "jsonl":
            await run_jsonl(session, sys.stdin.buffer, sys.stdout.buffer)
        elif form == "plain" or not (sys.stdin.isatty() and sys.stdout.isatty()):
            await run_plain(session, Started(), words)
        else:
            await run_rich(session, Started(), words, [texts[0] for texts in _commands(pack).values()])


def _keep_picture(pack: "Pack", picture: "Picture") -> str:
    """Write a picture where the command runs, and say where; or why not."""
    from bot.pictures import drawn_by, save_picture  # noqa: PLC0415

    try:
        file = save_picture(drawn_by(pack)(picture), Path.cwd())
    except OSError as error:
        return pack.script.phrase("console.no_picture", why=error.strerror or str(error))
    return pack.script.phrase("console.picture", file=str(file))


def _commands(pack: "Pack") -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for text, command in pack.script.commands.items():
        texts.setdefault(command, []).append(text)
    return texts


for command in (*CONTENT, *OPERATE):
    cli.add_command(command)
