"""The command line: the composition root, where content, dialog, search, store and channels meet.

Each command imports what it needs when it runs: the first prompt must not wait for what it does not use.
"""

import contextlib
import io
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from knowledge.problems import ContentError

if TYPE_CHECKING:
    from bot.store.model import Store
    from dialogs.script import Pack

MEMORY = ":memory:"  # for a conversation without a name: gone with the process
_NAME = re.compile(r"[\w.-]{1,40}", re.UNICODE)
pack_option = click.option(
    "--pack",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A content pack: a folder with content/, phrasings/ and script/. Default: the one that comes along.",
)
store_option = click.option(
    "--store",
    envvar="CROSSROADS_STORE",
    metavar="PATH|URL",
    help="Where conversations are kept: a file, or postgresql://… Default: a file in your data folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


class CannotGoOnError(click.ClickException):
    """One clear line on standard error, exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:  # noqa: ARG002 - click's signature
        """The line."""
        click.echo(f"crossroads: {self.message}", err=True)


@contextlib.contextmanager
def _in_one_line() -> Iterator[None]:
    """What is wrong with a command line, said as everything else is said; a bare command still gets its help."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "crossroads"
        said = " ".join(error.format_message().split()).rstrip(".")
        raise CannotGoOnError(f"{said}; see: {command} --help") from error


class _Commands(click.Group):
    """The commands, with a usage error in one line."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:  # noqa: ANN401 - click's signature
        with _in_one_line():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        with _in_one_line():
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
        click.echo(f"crossroads: the content cannot be used ({len(error.problems)} problems):", err=True)
        for problem in error.problems:
            click.echo(f"  {problem}", err=True)
        click.echo("crossroads: mend it, then run: crossroads check", err=True)
        sys.exit(2)


@contextlib.contextmanager
def _output() -> Iterator[None]:
    """A reader that went away ends the command with one line instead of a traceback."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CannotGoOnError("nobody reads the output any more; stopped") from None
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CannotGoOnError(f"the output cannot be written ({error.strerror}); stopped") from None


@cli.command()
@click.option("--as", "name", help="Keep the conversation under this name, and pick it up where it was.")
@click.option("--plain", is_flag=True, help="Plain lines, for scripts and screen readers; so is a pipe.")
@store_option
@pack_option
def chat(name: str | None, plain: bool, store: str | None, folder: Path | None) -> None:
    """Talk to the advisor."""
    import asyncio  # noqa: PLC0415

    from bot.packs import load_pack  # noqa: PLC0415

    if name is not None and not _NAME.fullmatch(name):
        raise CannotGoOnError(f"--as {name!r}: a name has 1 to 40 letters, digits, dots, dashes or underscores")
    with _output(), _trouble():
        asyncio.run(_chat(load_pack(folder), name, plain, store))


async def _chat(pack: "Pack", name: str | None, plain: bool, store: str | None) -> None:
    from bot.advisor import Advisor  # noqa: PLC0415
    from bot.console import run_plain, run_rich  # noqa: PLC0415
    from bot.packs import open_find  # noqa: PLC0415
    from bot.talk import Talk  # noqa: PLC0415
    from dialogs.engine import Engine  # noqa: PLC0415
    from dialogs.events import Started  # noqa: PLC0415

    async with _store(store if name else MEMORY) as kept:
        talk = Talk(kept, Advisor(Engine(pack, open_find(pack))), f"console:{name or ''}")
        bye = pack.script.phrase("console.kept" if name else "console.bye")
        if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
            await run_plain(talk, Started(), bye)
        else:
            words = [words[0] for words in _commands(pack).values()]
            await run_rich(talk, Started(), bye, words)


def _commands(pack: "Pack") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for said, command in pack.script.commands.items():
        found.setdefault(command, []).append(said)
    return found


@contextlib.asynccontextmanager
async def _store(where: str | None) -> AsyncIterator["Store"]:
    from bot.store.opening import open_store  # noqa: PLC0415

    store = await open_store(where)
    try:
        yield store
    finally:
        await store.close()


@contextlib.contextmanager
def _trouble() -> Iterator[None]:
    """What the store cannot do ends the command with one line."""
    from bot.store.model import StoreError  # noqa: PLC0415

    try:
        yield
    except StoreError as error:
        raise CannotGoOnError(str(error)) from error


@cli.command()
@json_option
@pack_option
def topics(as_json: bool, folder: Path | None) -> None:
    """List what can be asked about."""
    from bot.oneshot import topics as list_topics  # noqa: PLC0415
    from bot.packs import load_knowledge  # noqa: PLC0415

    with _output():
        click.echo(list_topics(load_knowledge(folder), as_json=as_json))


@cli.command()
@click.argument("question", required=False)
@click.option("--after", "earlier", multiple=True, help="An earlier question, oldest first; may be repeated.")
@click.option("--batch", type=click.Path(path_type=Path), help="A file of questions, one JSON object a line.")
@json_option
@pack_option
def ask(question: str | None, earlier: tuple[str, ...], batch: Path | None, as_json: bool, folder: Path | None) -> None:
    """Answer one question, or a file of them."""
    from bot.console import plain  # noqa: PLC0415
    from bot.oneshot import Answerer, InputError, read_batch, to_json  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415

    if (question is None) == (batch is None):
        raise CannotGoOnError("ask takes a question or --batch FILE")
    if batch is not None and earlier:
        raise CannotGoOnError("--after goes with a question; in a batch, earlier questions are each line's 'context'")
    answerer = Answerer(load_pack(folder))
    with _output():
        if batch is None:
            found = answerer.answer(question or "", earlier)
            click.echo(to_json(found) if as_json else plain(str(found["text"])))
            return
        try:
            for asked, context in read_batch(batch):
                click.echo(to_json(answerer.answer(asked, context)))
        except InputError as error:
            raise CannotGoOnError(str(error)) from error


@cli.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--questions", is_flag=True, help="Print the questionnaire instead.")
@json_option
@pack_option
def advise(file: Path | None, questions: bool, as_json: bool, folder: Path | None) -> None:
    """Give advice on a JSON FILE of answers, {question id: option id}; '-' is standard input."""
    from bot.oneshot import InputError, advice, questionnaire, read_answers  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415

    if questions == (file is not None):
        raise CannotGoOnError("advise takes a FILE of answers, or --questions")
    pack = load_pack(folder)
    with _output():
        if questions:
            click.echo(questionnaire(pack, as_json=as_json))
            return
        try:
            answers = read_answers(pack, file or Path("-"))
        except InputError as error:
            raise CannotGoOnError(str(error)) from error
        click.echo(advice(pack, answers, as_json=as_json))


@cli.command()
@click.argument("question")
@click.option("--after", "earlier", multiple=True, help="An earlier question, oldest first; may be repeated.")
@pack_option
def why(question: str, earlier: tuple[str, ...], folder: Path | None) -> None:
    """Show how the answer to a question is found: what was recognised, the scores, the bands."""
    from bot.oneshot import explain  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415

    with _output():
        click.echo(explain(load_pack(folder), question, earlier))


@cli.command()
@store_option
@json_option
@pack_option
def unanswered(store: str | None, as_json: bool, folder: Path | None) -> None:
    """List the questions that had no answer, counted, with a stub of YAML to paste."""
    import asyncio  # noqa: PLC0415

    from bot.oneshot import list_unanswered  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415

    async def texts() -> list[str]:
        async with _store(store) as kept:
            return await kept.unanswered()

    with _output(), _trouble():
        click.echo(list_unanswered(load_pack(folder), asyncio.run(texts()), as_json=as_json))


@cli.command()
@json_option
@pack_option
def simulate(as_json: bool, folder: Path | None) -> None:
    """Go through all profiles of the persona questions."""
    from bot.oneshot import simulation  # noqa: PLC0415
    from bot.packs import load_pack  # noqa: PLC0415

    with _output():
        click.echo(simulation(load_pack(folder), as_json=as_json))


@cli.command("map")
def map_() -> None:
    """Print the state diagram as Mermaid."""
    from dialogs.states import mermaid  # noqa: PLC0415

    with _output():
        click.echo(mermaid())


@cli.command()
@click.option("--article", type=click.Path(path_type=Path), help="The article: prove every fact in its lines.")
@pack_option
def check(article: Path | None, folder: Path | None) -> None:
    """Check the content; every problem with its cure. Exit code 1 when something must be mended."""
    from bot.packs import check_pack  # noqa: PLC0415
    from knowledge.proof import coverage  # noqa: PLC0415

    text: list[str] | None = None
    if article is not None:
        try:
            text = article.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotGoOnError(f"--article {article}: {error}") from error
    pack, problems = check_pack(folder, text)
    topics, questions = len(pack.knowledge.topics), len(pack.script.questionnaire.questions)
    lines = [f"{topics} topics, {questions} questions"]
    if text is not None:
        lines.append("{} of {} lines of the article are cited".format(*coverage(pack.knowledge, text)))
    errors = [problem for problem in problems if not problem.warning]
    with _output():
        for problem in problems:
            click.echo(str(problem))
        lines.append(f"{len(errors)} problems, {len(problems) - len(errors)} warnings")
        click.echo("; ".join(lines))
    sys.exit(1 if errors else 0)
