"""Long polling: each batch is on disk before the call that confirms it."""

import asyncio
import logging

import msgspec
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.store.model import StoreError
from bot.telegram.incoming import KINDS, Update
from bot.telegram.intake import Intake
from bot.telegram.sender import seconds_of
from bot.telegram.transport import POLL, Api

_log = logging.getLogger("crossroads.telegram")
TAKEN = "another program polls with this token; end that one, or use --webhook and PostgreSQL for several processes"
HOOKED = "a webhook is set for this bot; run with --webhook URL, or remove it with --drop-webhook"
CONFLICTS = 3  # in a row: one or two may be our own poll of a moment ago
_BATCH = 100


class TelegramTroubleError(Exception):
    """The bot cannot go on; one line with the cure, and never the token."""


async def poll(api: Api, intake: Intake, stopping: asyncio.Event) -> None:
    """Until stopped; raises TelegramTroubleError when nothing but a person can help."""
    offset, conflicts, failures = 0, 0, 0
    while not stopping.is_set():
        try:
            raw = await _unless(stopping, _fetch(api, offset))
            if raw is None:
                return
            conflicts = 0
            updates = [update for one in raw if (update := _read(one))]
            await intake.receive(updates)
            offset = max([offset, *(int(one["update_id"]) + 1 for one in raw)])
            if failures:
                _log.info("Telegram is back")
            failures = 0
        except Conflict as error:
            conflicts += 1
            if "webhook" in str(error).lower():
                raise TelegramTroubleError(HOOKED) from None
            if conflicts >= CONFLICTS:
                raise TelegramTroubleError(TAKEN) from None
            await _pause(stopping, 1.0)
        except InvalidToken:
            raise TelegramTroubleError("Telegram no longer knows this token; get a new one from @BotFather") from None
        except StoreError as error:
            _log.error("%s; what arrived is asked for again", error)
            await _pause(stopping, 2.0)
        except TelegramError as error:
            failures += 1
            if failures == 1:
                _log.warning("Telegram is away (%s); asking again, ever more slowly", error)
            seconds = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
            await _pause(stopping, max(seconds, min(30.0, 0.25 * 2 ** min(failures, 7))))


async def _fetch(api: Api, offset: int) -> list[dict[str, object]]:
    params = {"offset": offset, "timeout": POLL, "limit": _BATCH, "allowed_updates": KINDS}
    raw = await api.call("getUpdates", params, seconds=POLL + 10)
    return [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []


def _read(raw: dict[str, object]) -> Update | None:
    try:
        return msgspec.convert(raw, type=Update)
    except msgspec.ValidationError:
        _log.warning("an update of unknown form was put aside")
        return None


async def _unless(stopping: asyncio.Event, request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """The result, or None once stopped."""
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
