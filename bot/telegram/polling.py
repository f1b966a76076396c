"""Long polling: each batch of updates is on disk before the call that confirms it."""

import asyncio
import logging
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.outage import Outage
from bot.store.model import StoreError
from bot.telegram.ingest import UpdateIngest
from bot.telegram.startup import REVOKED, FatalTelegramError, until_stopped
from bot.telegram.transport import POLL, Api, UnreadableAnswerError, seconds_of
from bot.telegram.update import ALLOWED_UPDATES, Update, to_update

_log = logging.getLogger("crossroads.telegram")
TAKEN = "another program polls with this token; end that one, or use --webhook and PostgreSQL for several processes"
HOOKED = "a webhook is set for this bot; run with --webhook URL, or remove it with --drop-webhook"
CONFLICTS = 3  # in a row: one or two may be our own poll of a moment ago
UNREADABLE = 3  # tries of an update that cannot be read, before it is put aside
_BATCH = 100
_WHO = "polling"


class Poller:
    """The state of long polling: which update is asked for next, and what failed in a row."""

    def __init__(self, api: Api, ingest: UpdateIngest, stopping: asyncio.Event, outage: Outage) -> None:
        self._api, self._ingest, self._stopping, self._outage = api, ingest, stopping, outage
        self._offset = 0
        self._conflicts = self._failures = self._unreadable = 0

    async def run(self) -> None:
        """Until stopped; raises FatalTelegramError when nothing but a person can help."""
        while not self._stopping.is_set():
            seconds = 0.0
            try:
                raw = await until_stopped(self._stopping, self._fetch())
                if raw is None:
                    return
                self._conflicts = self._failures = self._unreadable = 0
                self._outage.recovered(_WHO)
                await self._ingest.receive([update for one in raw if (update := _read(one))])
                if raw:  # not the highest ever: after a week without updates their numbers begin anew anywhere
                    self._offset = max(one["update_id"] for one in raw) + 1
            except StoreError:  # what arrived is asked for again
                seconds = 2.0
            except TelegramError as error:
                seconds = self._pause_after(error)
            await _pause(self._stopping, seconds)

    async def _fetch(self) -> list[dict[str, Any]]:
        limit = 1 if self._unreadable else _BATCH
        params = {"offset": self._offset, "timeout": POLL, "limit": limit, "allowed_updates": ALLOWED_UPDATES}
        raw = await self._api.call("getUpdates", params, seconds=POLL + self._api.patience)
        rows = raw if isinstance(raw, list) else [raw]
        updates = [row for row in rows if isinstance(row, dict) and isinstance(row.get("update_id"), int)]
        if rows and not updates:  # nothing in it could be confirmed, and it would come again at once
            raise UnreadableAnswerError(b"", "the answer held no updates")
        return updates

    def _pause_after(self, error: TelegramError) -> float:
        """Seconds until the next poll; raises FatalTelegramError."""
        if isinstance(error, InvalidToken):
            raise FatalTelegramError(REVOKED) from None
        if isinstance(error, Conflict):
            self._conflicts += 1
            if "webhook" in str(error).lower():
                raise FatalTelegramError(HOOKED) from None
            if self._conflicts >= CONFLICTS:
                raise FatalTelegramError(TAKEN) from None
            return 1.0
        if isinstance(error, UnreadableAnswerError) and error.update_ids:
            return self._after_unreadable(error.update_ids)
        self._failures += 1
        self._outage.failed(_WHO, error)
        seconds = seconds_of(error) if isinstance(error, RetryAfter) else 0.0
        return max(seconds, min(30.0, 0.25 * 2.0 ** min(self._failures, 7)))

    def _after_unreadable(self, update_ids: list[int]) -> float:
        """A batch that is no JSON is asked for again, one by one; the update at fault is put aside after some tries."""
        self._unreadable += 1
        if self._unreadable > UNREADABLE:  # it was alone in the answer, where its number comes first
            _log.warning("an update that cannot be read was put aside")
            self._offset, self._unreadable = update_ids[0] + 1, 0
        return 0.25 if self._unreadable > 1 else 0.0


def _read(raw: dict[str, Any]) -> Update | None:
    update = to_update(raw)
    if update is None:
        _log.warning("an update of unknown form was put aside")
    return update


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    if not seconds:
        return
    try:
        async with asyncio.timeout(seconds):
            await stopping.wait()
    except TimeoutError:
        pass
