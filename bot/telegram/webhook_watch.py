"""Looks now and then whether the webhook is still ours and reachable; repairs it, says so, or ends the bot."""

import asyncio
import logging
from typing import Any

from telegram.error import InvalidToken, TelegramError

from bot.telegram.startup import REVOKED, FatalTelegramError
from bot.telegram.transport import Api
from bot.telegram.update import ALLOWED_UPDATES

_log = logging.getLogger("crossroads.telegram")
INTERVAL = 30.0  # seconds between two looks
REPAIRS = 3  # in a row; then somebody keeps taking the webhook away
_FORBIDDEN = "403"  # our own endpoint's answer to a wrong secret


class WebhookWatch:
    """`problem` is one line while updates do not arrive, else empty."""

    def __init__(self, api: Api, registration: dict[str, Any]) -> None:
        self._api, self._registration = api, registration
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
                self.problem = "Telegram cannot be reached"
                _log.info("getWebhookInfo: %s", error)

    async def look(self) -> None:
        """Once; raises FatalTelegramError and TelegramError."""
        info = await self._api.call("getWebhookInfo", {})
        url = info.get("url", "")
        if url and url != self._registration["url"]:
            other = "another program set its own webhook for this bot"
            raise FatalTelegramError(f"{other} ({url}); end that one, or give it a token of its own")
        if not url:
            await self._repair("the webhook was removed")
        elif not set(ALLOWED_UPDATES) <= set(info.get("allowed_updates", ALLOWED_UPDATES)):
            await self._repair("the webhook was set with other kinds of updates")
        else:
            await self._check_delivery(info)

    async def _check_delivery(self, info: dict[str, Any]) -> None:
        """Telegram keeps the last error also after it is over: one that is new counts, while updates wait."""
        at, error = info.get("last_error_date", 0), str(info.get("last_error_message", ""))
        if not info.get("pending_update_count", 0) or at <= self._last_error:
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
