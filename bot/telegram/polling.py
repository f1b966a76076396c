"""Long polling: each batch is on disk before the call that confirms it."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

import msgspec
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.outage import Outage
from bot.store.model import StoreError
from bot.telegram.incoming import KINDS, Update
from bot.telegram.ingest import UpdateIngest
from bot.telegram.transport import POLL, Api, seconds_of

_log = logging.getLogger("crossroads.telegram")
TAKEN = "another program polls with this token; end that one, or use --webhook and PostgreSQL for several processes"
HOOKED = "a webhook is set for this bot; run with --webhook URL, or remove it with --drop-webhook"
CONFLICTS = 3  # in a row: one or two may be our own poll of a moment ago
_BATCH = 100
_WHO = "polling"
T = TypeVar("T")


class FatalTelegramError(Exception):
    """The bot cannot go on; one line with the cure, and never the token."""


async def poll(api: Api, intake: UpdateIngest, stopping: asyncio.Event, outage: Outage) -> None:
    """Until stopped; raises FatalTelegramError when nothing but a person can help."""
    offset, conflicts, failures = 0, 0, 0
    while not stopping.is_set():
        try:
            raw = await until_stopped(stopping, _fetch(api, offset))
            if raw is None:
                return
            conflicts = failures = 0
            outage.recovered(_WHO)
            await intake.receive([update for one in raw if (update := _read(one))])
            if raw:  # not the highest ever: after a week without updates their numbers begin anew anywhere
                offset = max(one["update_id"] for one in raw) + 1
        except Conflict as error:
            conflicts += 1
            if "webhook" in str(error).lower():
                raise FatalTelegramError(HOOKED) from None
            if conflicts >= CONFLICTS:
                raise FatalTelegramError(TAKEN) from None
            await _pause(stopping, 1.0)
        except InvalidToken:
            raise FatalTelegramError("Telegram no longer knows this token; get a new one from @BotFather") from None
        except StoreError:  # what arrived is asked for again
            await _pause(stopping, 2.0)
        except TelegramError as error:
            failures += 1
            outage.failed(_WHO, error)
            seconds = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
            await _pause(stopping, max(seconds, min(30.0, 0.25 * 2 ** min(failures, 7))))


async def _fetch(api: Api, offset: int) -> list[dict[str, Any]]:
    params = {"offset": offset, "timeout": POLL, "limit": _BATCH, "allowed_updates": KINDS}
    raw = await api.call("getUpdates", params, seconds=POLL + api.patience)
    rows = raw if isinstance(raw, list) else []
    return [one for one in rows if isinstance(one, dict) and isinstance(one.get("update_id"), int)]


def _read(raw: dict[str, Any]) -> Update | None:
    try:
        return msgspec.convert(raw, type=Update)
    except msgspec.ValidationError:
        _log.warning("an update of unknown form was put aside")
        return None


async def until_stopped(stopping: asyncio.Event, request: Coroutine[Any, Any, T]) -> T | None:
    """What is asked for, or None once stopped."""
    asked, stopped = asyncio.ensure_future(request), asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({asked, stopped}, return_when=asyncio.FIRST_COMPLETED)
        return await asked if asked.done() else None
    finally:
        for one in (asked, stopped):
            one.cancel()
        await asyncio.gather(asked, stopped, return_exceptions=True)


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        pass
