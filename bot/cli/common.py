"""What all commands share: options, the store, and errors that end a command: one line, exit code 2."""

import contextlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.store.model import Store

MEMORY = ":memory:"  # for a conversation without a name: gone with the process
_QUOTES = ('""', "''", "``", "“”", "„“", "‘’", "«»")  # pairs; those of word processors come along with what is pasted
_ENDS = frozenset("".join(_QUOTES))
# What a shell, systemd, Windows, a template or a person should have put a value in place of. Nothing of it may quote
# a token, so no colon is in it.
_UNFILLED = re.compile(
    r"\$\{\w*\}?|\$\([^():]*\)?|\$[A-Za-z_]\w*|%\([^():]*\)?|^%[A-Za-z](?=/|$)|%[A-Za-z_]+%|\{\{[^{}:]*\}\}|^<[^<>:]*>"
)


def unquoted(text: str, name: str) -> str:
    """A value from the environment, an env file or a unit file, without the quotes that no shell took away.

    Raises CommandError for half a pair of quotes and for a variable that nothing has filled in.
    """
    value = text.strip()
    if len(value) > 1 and value[0] + value[-1] in _QUOTES:
        value = value[1:-1].strip()
    if value and (value[0] in _ENDS or value[-1] in _ENDS):
        raise CommandError(f"{name}: a quote stands at one end only; write the value without quotes")
    unfilled = None if "://" in value else _UNFILLED.search(value)  # a password in an address may look like one
    if unfilled:
        raise CommandError(f"{name}: '{unfilled.group()}' was not filled in here; write the value itself")
    return value


def user_path(text: str, name: str) -> str:
    """The same for a path, with a leading '~' as a shell reads it."""
    value = unquoted(text, name)
    path = os.path.expanduser(value)  # noqa: PTH111 - Path.expanduser raises where this leaves the '~'
    if path.startswith("~"):
        raise CommandError(f"{name}: there is no home folder for '{value.partition('/')[0]}'; write the whole path")
    return path


class Text(click.ParamType[str]):
    """A text that may come from the environment."""

    name = "text"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """See click."""
        return unquoted(value, _name(param))


class StoreName(click.ParamType[str]):
    """A path, or an address that is left as it is."""

    name = "store"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002
        """See click."""
        where = unquoted(value, _name(param))
        return where if "://" in where or where == MEMORY else user_path(value, _name(param))


class UserPath(click.Path):
    """A path that may begin with '~' and stand in quotes."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - click's arguments
        super().__init__(path_type=Path, **more)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """See click."""
        return super().convert(user_path(os.fspath(value), _name(param)), param, ctx)


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "the value"
    options = [option for option in param.opts if option.startswith("--")]
    return options[0] if options else param.human_readable_name


class CommandError(click.ClickException):
    """One clear line on standard error, exit code 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:  # noqa: ARG002 - click's signature
        """The line."""
        click.echo(f"crossroads: {self.message}", err=True)


pack_option = click.option(
    "--pack",
    "folder",
    type=UserPath(exists=True, file_okay=False),
    help="A content pack: a folder with content/, phrasings/ and script/. Default: the one that comes along.",
)
store_option = click.option(
    "--store",
    type=StoreName(),
    envvar="CROSSROADS_STORE",
    metavar="PATH|URL",
    help="Where conversations are kept: a file, or postgresql://… Default: a file in your data folder.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@contextlib.contextmanager
def _in_one_line() -> Iterator[None]:
    """A usage error as a CommandError; a bare command still gets its help."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "crossroads"
        problem = " ".join(error.format_message().split()).rstrip(".")
        raise CommandError(f"{problem}; see: {command} --help") from error


class Commands(click.Group):
    """The commands, with a usage error in one line."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:  # noqa: ANN401 - click's signature
        """See click."""
        with _in_one_line():
            return super().make_context(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """See click."""
        with _in_one_line():
            return super().invoke(ctx)


@contextlib.contextmanager
def output_errors() -> Iterator[None]:
    """A reader that went away ends the command with one line instead of a traceback."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CommandError("nobody reads the output any more; stopped") from None
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CommandError(f"the output cannot be written ({error.strerror}); stopped") from None


@contextlib.asynccontextmanager
async def opened(where: str | None, *, make: bool = True) -> AsyncIterator["Store"]:
    """The store, closed at the end."""
    from bot.store.opening import open_store  # noqa: PLC0415

    store = await open_store(where, make=make)
    try:
        yield store
    finally:
        await store.close()


@contextlib.contextmanager
def store_errors() -> Iterator[None]:
    """What the store cannot do ends the command with one line."""
    from bot.store.model import StoreError  # noqa: PLC0415

    try:
        yield
    except StoreError as error:
        raise CommandError(str(error)) from error


def print_out(text: str, *, as_json: bool = False) -> None:
    """To standard output. JSON loses no letter there: what its encoding has not, is written as an escape of JSON."""
    if as_json:
        try:
            text.encode(sys.stdout.encoding or "utf-8")
        except (UnicodeEncodeError, LookupError):
            text = "".join(c if c.isascii() else json.dumps(c)[1:-1] for c in text)
    click.echo(text)
