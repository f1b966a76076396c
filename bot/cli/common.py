"""What all commands share: options, the store, and how what cannot go on is said: one line, exit code 2."""

import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.store.model import Store

MEMORY = ":memory:"  # for a conversation without a name: gone with the process
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


class CommandError(click.ClickException):
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
        raise CommandError(f"{said}; see: {command} --help") from error


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
