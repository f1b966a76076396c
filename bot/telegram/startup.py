"""What the start of the bot needs of Telegram, tried a few times; and waiting that ends when the bot is stopped."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.telegram.incoming import Me
from bot.telegram.transport import Api, seconds_of
from bot.telegram.webhook import registration

_log = logging.getLogger("crossroads.telegram")
REVOKED = "Telegram no longer knows this token; get a new one from @BotFather"
TRIES = 4  # to reach Telegram at the start
T = TypeVar("T")


class FatalTelegramError(Exception):
    """The bot cannot go on; one line with the cure, and never the token."""


async def get_me(api: Api) -> Me:
    """Who the bot is; raises FatalTelegramError when the token is wrong or Telegram cannot be reached."""
    user = await call_with_retry(api, "getMe", {})
    hears_groups, has_inline = (user.get(f, False) for f in ("can_read_all_group_messages", "supports_inline_queries"))
    return Me(user["id"], user.get("username", ""), bool(hears_groups), bool(has_inline))


async def call_with_retry(api: Api, method: str, params: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """The result, after some tries if it must be; raises FatalTelegramError, and BadRequest where it is refused."""
    text = ""
    for tried in range(TRIES):
        try:
            return await api.call(method, params)
        except InvalidToken:
            more = ", and see that --api is the address of a Bot API server" if api.is_own else ""
            raise FatalTelegramError(f"Telegram does not know this token; copy it anew from @BotFather{more}") from None
        except BadRequest:
            raise
        except TelegramError as error:
            text = str(error)
            _log.info("%s: %s", method, text)
            pause = seconds_of(error) if isinstance(error, RetryAfter) else 0.25 * 2**tried
            await asyncio.sleep(pause)
    raise FatalTelegramError(f"Telegram cannot be reached ({text}); check the network, the proxy and --api")


async def set_webhook(api: Api, url: str, secret: str) -> None:
    """Raises FatalTelegramError."""
    try:
        await call_with_retry(api, "setWebhook", registration(url, secret))
    except BadRequest as error:
        cure = "it must be a public https address"
        raise FatalTelegramError(f"Telegram refused the webhook {url} ({error}); {cure}") from None


async def until_stopped(stopping: asyncio.Event, request: Coroutine[Any, Any, T]) -> T | None:
    """The result of a request, or None once stopped."""
    requesting, stopped = asyncio.ensure_future(request), asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({requesting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return await requesting if requesting.done() else None
    finally:
        for future in (requesting, stopped):
            future.cancel()
        await asyncio.gather(requesting, stopped, return_exceptions=True)


async def first_of(*jobs: Coroutine[Any, Any, Any]) -> None:
    """Run jobs until one ends, and cancel the others; raises what that one raised."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
