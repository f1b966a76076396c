"""The commands of whoever runs the bot."""

import sys
from pathlib import Path

import click

from bot.cli.common import (
    CommandError,
    Text,
    UserPath,
    json_option,
    opened,
    output_errors,
    pack_option,
    print_out,
    store_errors,
    store_option,
    unquoted,
)


@click.command()
@store_option
@json_option
@pack_option
def unanswered(store: str | None, as_json: bool, folder: Path | None) -> None:
    """List the questions that had no answer, counted, with a stub of YAML to paste."""
    import asyncio  # noqa: PLC0415

    from bot.packs import load_pack  # noqa: PLC0415
    from bot.queries import list_unanswered  # noqa: PLC0415

    async def texts() -> list[str]:
        async with opened(store, make=False) as kept:
            return await kept.unanswered()

    with output_errors(), store_errors():
        print_out(list_unanswered(load_pack(folder), asyncio.run(texts()), as_json=as_json), as_json=as_json)


token_option = click.option(
    "--token-file",
    type=UserPath(dir_okay=False),
    envvar="CROSSROADS_TOKEN_FILE",
    help="The file that holds the bot's token. Default: the environment variable CROSSROADS_TOKEN.",
)
_SPEED = click.FloatRange(min=0.0, min_open=True)
api_option = click.option(
    "--api", type=Text(), envvar="CROSSROADS_API", metavar="URL", help="A Bot API server of your own."
)


@click.command()
@token_option
@store_option
@api_option
@click.option(
    "--webhook", default="", type=Text(), metavar="URL", help="An https address for Telegram to send updates to."
)
@click.option(
    "--listen", default="127.0.0.1:8080", type=Text(), metavar="HOST:PORT", help="Where the webhook is served."
)
@click.option("--watch", default="", type=Text(), metavar="HOST:PORT", help="Serve /healthz and /metrics there.")
@click.option("--drop-webhook", is_flag=True, help="Remove a webhook that is set, then poll.")
@click.option(
    "--rate",
    default=30.0,
    type=_SPEED,
    metavar="N",
    help="Messages a second, at most. Default: 30, as Telegram allows.",
)
@click.option("--rich", is_flag=True, help="Tables as rich messages; some clients do not show those.")
@click.option("--retention", default=365.0, metavar="DAYS", help="Forget who was silent so long; 0: never.")
@click.option("--log-level", default="info", type=click.Choice(["debug", "info", "warning", "error"]))
@pack_option
def telegram(token_file: Path | None, api: str | None, log_level: str, folder: Path | None, **more: object) -> None:
    """Run the bot on Telegram. The token comes from CROSSROADS_TOKEN, or from a file."""
    import asyncio  # noqa: PLC0415
    import logging  # noqa: PLC0415

    from bot.logs import clean, error_location, start_logging  # noqa: PLC0415
    from bot.proxy import ProxyError, proxy_of  # noqa: PLC0415
    from bot.store.model import StoreError  # noqa: PLC0415
    from bot.telegram.run import Options, serve  # noqa: PLC0415
    from bot.telegram.startup import FatalTelegramError  # noqa: PLC0415
    from bot.telegram.transport import API  # noqa: PLC0415
    from knowledge.problems import ContentError  # noqa: PLC0415

    start_logging(log_level)
    options = Options(token=read_token(token_file), api=api or API, folder=folder, **more)  # type: ignore[arg-type]
    with store_errors():
        try:
            proxy_of(options.api)  # a proxy that cannot be used is told before anything is tried
            asyncio.run(serve(options))
        except (FatalTelegramError, ProxyError) as error:
            raise CommandError(clean(str(error))) from None
        except (click.ClickException, StoreError, ContentError):
            raise
        except Exception as error:  # a traceback on the screen could hold the token
            logging.getLogger("crossroads").debug("what ended the bot:", exc_info=True)
            where = f"{type(error).__name__} at {error_location(error)}"
            raise CommandError(f"the bot ended by a mistake of its own ({where}); see --log-level debug") from None


def read_token(file: Path | None) -> str:
    """The token, which is never printed; raises CommandError."""
    import os  # noqa: PLC0415

    from bot.logs import TOKEN, hide  # noqa: PLC0415

    try:
        written = file.read_text(encoding="utf-8-sig") if file else os.environ.get("CROSSROADS_TOKEN", "")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"--token-file {file}: cannot be read ({type(error).__name__})") from None
    token = unquoted(written, f"--token-file {file}" if file else "CROSSROADS_TOKEN")
    if not token:
        raise CommandError("no token: put the one from @BotFather into CROSSROADS_TOKEN, or use --token-file")
    if not TOKEN.fullmatch(token):
        raise CommandError("the token has not the form 123456789:AAE…; copy it whole from @BotFather")
    hide(token)
    return token


@click.command()
@token_option
@store_option
@api_option
@pack_option
def doctor(token_file: Path | None, store: str | None, api: str | None, folder: Path | None) -> None:
    """Look at everything that the bot needs, a line each, with its cure. Exit code 1 when something is wrong."""
    import asyncio  # noqa: PLC0415

    from bot.doctor import examine  # noqa: PLC0415
    from bot.logs import start_logging  # noqa: PLC0415

    start_logging("error")

    def token() -> str:
        return read_token(token_file)

    async def run() -> bool:
        well = True
        async for finding in examine(token, store, api, folder):
            click.echo(f"{'ok ' if finding.well else 'BAD'} {finding.what}: {finding.text}")
            well = well and finding.well
        return well

    with output_errors():
        sys.exit(0 if asyncio.run(run()) else 1)


@click.command()
@store_option
@json_option
@pack_option
def stats(store: str | None, as_json: bool, folder: Path | None) -> None:
    """Count people, results, where they stop, the slowest turns, and what had no answer."""
    import asyncio  # noqa: PLC0415

    from bot.packs import load_pack  # noqa: PLC0415
    from bot.queries import to_json  # noqa: PLC0415
    from bot.stats import count, tell  # noqa: PLC0415

    pack = load_pack(folder)

    async def run() -> dict[str, object]:
        async with opened(store, make=False) as kept:
            return await count(pack, kept)

    with output_errors(), store_errors():
        figures = asyncio.run(run())
        print_out(to_json(figures) if as_json else tell(figures), as_json=as_json)


@click.command()
@click.argument("file", type=UserPath())
@store_option
def backup(file: Path, store: str | None) -> None:
    """Write a whole copy of the store to FILE, while the bot goes on."""
    import asyncio  # noqa: PLC0415

    async def run() -> None:
        async with opened(store, make=False) as kept:
            await kept.backup(str(file))

    with output_errors(), store_errors():
        asyncio.run(run())
        click.echo(f"{file}: written; use it with --store {file}")


COMMANDS = (unanswered, telegram, doctor, stats, backup)
