"""Looks now and then whether the webhook is still ours and reachable; repairs it, says so, or ends the bot."""

import asyncio
import logging
from typing import Any

import msgspec
from msgspec import Struct
from telegram.error import InvalidToken, TelegramError

from bot.outage import Outage
from bot.telegram.startup import REVOKED, FatalTelegramError
from bot.telegram.transport import Api, UnreadableAnswerError
from bot.telegram.update import ALLOWED_UPDATES

_log = logging.getLogger("crossroads.telegram")
INTERVAL = 30.0  # seconds between two looks
REPAIRS = 3  # in a row; then somebody keeps taking the webhook away
_WHO = "webhook"
_FORBIDDEN = "403"  # our own endpoint's answer to a wrong secret


class WebhookInfo(Struct, frozen=True):
    """What getWebhookInfo tells, as far as it is read."""

    url: str = ""
    pending_update_count: int = 0
    last_error_date: int = 0
    last_error_message: str = ""
    allowed_updates: tuple[str, ...] = tuple(ALLOWED_UPDATES)


class WebhookWatch:
    """`problem` is one line while updates do not arrive, else empty; `outage` hears of looks that failed."""

    def __init__(self, api: Api, registration: dict[str, Any], outage: Outage) -> None:
        self._api, self._registration, self._outage = api, registration, outage
        self._repairs = 0
        self._last_error = 0  # when Telegram last failed to deliver, as far as it was reported here
        self.problem = ""

    async def run(self) -> None:
        """Until cancelled; raises FatalTelegramError when nothing but a person can help."""
        while True:
            await asyncio.sleep(INTERVAL)
            try:
                await self.look()
            except InvalidToken:
                raise FatalTelegramError(REVOKED) from None
            except TelegramError as error:
                self._outage.failed(_WHO, error)
            else:
                self._outage.recovered(_WHO)

    async def look(self) -> None:
        """Once; raises FatalTelegramError and TelegramError."""
        try:
            info = msgspec.convert(await self._api.call("getWebhookInfo", {}), WebhookInfo)
        except msgspec.ValidationError:
            raise UnreadableAnswerError(b"", "the answer told of no webhook") from None
        if info.url and info.url != self._registration["url"]:
            other = "another program set its own webhook for this bot"
            raise FatalTelegramError(f"{other} ({info.url}); end that one, or give it a token of its own")
        if not info.url:
            await self._repair("the webhook was removed")
        elif not set(ALLOWED_UPDATES) <= set(info.allowed_updates):
            await self._repair("the webhook was set with other kinds of updates")
        else:
            await self._check_delivery(info)

    async def _check_delivery(self, info: WebhookInfo) -> None:
        """Telegram keeps the last error also after it is over: one that is new counts, while updates wait."""
        at, error = info.last_error_date, info.last_error_message
        if not info.pending_update_count or at <= self._last_error:
            self._last_error = max(at, self._last_error)
            self._repairs, self.problem = 0, ""
            return
        self._last_error = at
        if _FORBIDDEN in error and self._repairs < REPAIRS:
            await self._repair("the webhook was set with another secret")
            return
        self.problem = f"Telegram cannot deliver updates: {error}"
        _log.warning("%s; see that %s leads here", self.problem, self._registration["url"])

    async def _repair(self, what: str) -> None:
        self._repairs += 1
        self.problem = what
        if self._repairs > REPAIRS:
            raise FatalTelegramError(f"{what} again and again; end the other program that uses this token")
        _log.warning("%s, probably by another program with this token; it is set again", what)
        await self._api.call("setWebhook", self._registration)
