"""What the bot needs, looked at one thing after another; a finding says what is wrong and what to do."""

import time
from collections.abc import AsyncIterator, Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import aiohttp
import click
from msgspec import Struct
from telegram.error import Conflict, TelegramError

from bot.packs import check_pack
from bot.proxy import ProxyError, proxy_of
from bot.store.model import StoreError
from bot.store.opening import open_store
from bot.telegram.polling import TAKEN
from bot.telegram.startup import FatalTelegramError, get_me
from bot.telegram.transport import API, Api, server_of
from knowledge.problems import counted

SKEW = 30.0  # seconds by which a clock may be wrong
_LISTEN = 2  # seconds to find out whether somebody else polls
GROUPS_ALL = "hears every message, and answers commands, its name, and replies to it"
GROUPS_PRIVATE = (
    "privacy mode: answers commands and replies to it; for its name too, /setprivacy at @BotFather, or admin"
)


class Finding(Struct, frozen=True):
    """One line."""

    what: str
    well: bool
    text: str


async def examine(
    token: Callable[[], str], store: str | None, api: str | None, folder: Path | None
) -> AsyncIterator[Finding]:
    """Token, network, bot, ways in, clock, content, store; later ones are looked at whatever the earlier ones say."""
    try:
        url = server_of(api or API)
        network, clock = await _network(url)
    except ValueError:  # not quoted: a token may stand in it
        network, clock = Finding("network", False, f"--api: is no address; write it as in {API}"), None
    try:
        given = token()
    except click.ClickException as error:
        yield Finding("token", False, error.message)
        yield network
    else:
        yield Finding("token", True, "has the right form")
        yield network
        if network.well:
            async for finding in _telegram(given, url, ours=await _is_served(store)):
                yield finding
    if clock:
        yield clock
    problems = [problem for problem in check_pack(folder)[1] if not problem.warning]
    cure = f"{counted(len(problems), 'problem')}; run: crossroads check"
    yield Finding("content", not problems, cure if problems else "nothing to mend")
    yield await _store(store)


async def _telegram(token: str, url: str, *, ours: bool) -> AsyncIterator[Finding]:
    api = Api(token, url)
    try:
        me = await get_me(api)
        yield Finding("bot", True, f"@{me.username} (id {me.id})")
        yield Finding("groups", True, GROUPS_ALL if me.hears_groups else GROUPS_PRIVATE)
        hook = await api.call("getWebhookInfo", {})
        if hook.get("url"):
            last_error = hook.get("last_error_message")
            text = f"set to {hook['url']}, {hook.get('pending_update_count', 0)} updates wait"
            cure = f"; Telegram says: {last_error}; see that the address is reachable" if last_error else ""
            yield Finding("webhook", not last_error, text + cure)
        else:
            yield Finding("webhook", True, "none is set: the bot polls")
            if ours:
                yield Finding(
                    "poller", True, "the bot that serves this store is running; it says itself if another polls"
                )
            else:
                await api.call("getUpdates", {"timeout": _LISTEN, "limit": 1}, seconds=_LISTEN + 10)
                yield Finding("poller", True, "nobody else polls")
    except Conflict:
        yield Finding("poller", False, TAKEN)
    except FatalTelegramError as error:
        yield Finding("bot", False, str(error))
    except TelegramError as error:
        yield Finding("bot", False, f"Telegram answered: {error}; try again, then check the network")
    finally:
        await api.hang_up()


async def _network(url: str) -> tuple[Finding, Finding | None]:
    """Whether the Bot API can be reached at all, and if so, how far the clock here is from the one there."""
    try:
        proxy = proxy_of(url)
    except ProxyError as error:
        return Finding("network", False, str(error)), None
    there = _without_user(url)
    way = f"{there} through the proxy {_without_user(proxy).removeprefix('http://')}" if proxy else there
    try:
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url, proxy=proxy) as answer:
            date = answer.headers.get("Date", "")
    except (aiohttp.ClientError, OSError, ValueError) as error:
        cure = "check the network, the proxy and --api"
        return Finding("network", False, f"{way} cannot be reached ({type(error).__name__}); {cure}"), None
    return Finding("network", True, f"{way} can be reached"), _clock(url, date)


def _without_user(url: str) -> str:
    """An address as it may be shown: a password may stand before its host."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _clock(url: str, date: str) -> Finding:
    try:
        off = time.time() - parsedate_to_datetime(date).timestamp()
    except ValueError:
        return Finding("clock", True, f"{_without_user(url)} does not tell the time")
    far = f"{abs(off):.0f} seconds {'ahead' if off > 0 else 'behind'}"
    fine = abs(off) < SKEW
    return Finding("clock", fine, far if fine else f"{far}; turn on time synchronisation")


async def _is_served(where: str | None) -> bool:
    """Whether a bot is running on this store; only of a file can that be told."""
    try:
        store = await open_store(where, make=False)
    except StoreError:
        return False
    try:
        store.lock()
    except StoreError:
        return True
    finally:
        await store.close()
    return False


async def _store(where: str | None) -> Finding:
    try:
        store = await open_store(where)
        try:
            await store.receive([])
            inbox, outbox = await store.queue_depth()
        finally:
            await store.close()
    except StoreError as error:
        return Finding("store", False, str(error))
    return Finding("store", True, f"can be written; {inbox} events wait, {outbox} messages are unsent")
