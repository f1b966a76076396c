"""Carries out what was committed: in order within a chat, within Telegram's limits; only the hopeless is dropped."""

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta

import msgspec
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.store.model import Send, Store
from bot.telegram.outgoing import Call, Memory, remembered
from bot.telegram.pacing import Pacing
from bot.telegram.transport import Api

_log = logging.getLogger("crossroads.telegram")
ANSWER = "answerCallbackQuery"
_PACED = ("sendMessage", "sendRichMessage", "sendDocument", "editMessageText")
_decode = msgspec.json.Decoder(Call).decode
_LONGEST = 60.0  # seconds between two tries
_FINE = ("message is not modified", "query is too old", "query ID is invalid")
_HOPELESS = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


class LaterError(Exception):
    """Try this lane again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Sender:
    """`rich` tells whether the server takes rich messages, until it refuses one."""

    def __init__(self, api: Api, store: Store, pacing: Pacing) -> None:
        self._api, self._store, self._pacing = api, store, pacing
        self.rich = True
        self._failures = 0

    async def send(self, lane: str, sends: Iterable[Send], memory: Memory) -> Memory:
        """Send in order, and mark each; raises LaterError, and then what is left stays for later."""
        answering: asyncio.Task[Memory] | None = None
        try:
            for one in sends:
                call = _decode(one.body)
                if call.method == ANSWER:  # waits for nothing, and nothing waits for it
                    answering = asyncio.create_task(self._one(lane, one, call, memory))
                else:
                    memory = await self._one(lane, one, call, memory)
        finally:
            if answering:
                await answering
        return memory

    async def _one(self, lane: str, one: Send, call: Call, memory: Memory) -> Memory:
        after = await self._carry_out(call, memory)
        await self._store.sent(one.seq, lane, None if after == memory else msgspec.json.encode(after))
        if call.forget:
            await self._store.forget(one.key)
        return after

    async def _carry_out(self, call: Call, memory: Memory) -> Memory:
        await self._pace(call)
        try:
            result = await self._api.call(call.method, call.params)
        except RetryAfter as error:
            seconds = error._retry_after.total_seconds()
            _log.warning("Telegram asks to wait %.0f seconds", seconds)
            raise LaterError(seconds) from None
        except Forbidden:
            _log.info("a person or group shut the bot out; nothing more is sent there")
            return memory
        except ChatMigrated as error:
            moved = {**call.params, "chat_id": error.new_chat_id}
            return await self._carry_out(msgspec.structs.replace(call, params=moved), memory)
        except (BadRequest, InvalidToken) as error:
            return await self._refused(call, memory, error)
        except NetworkError as error:
            raise LaterError(self._away(error)) from None
        except TelegramError as error:
            raise LaterError(self._away(error)) from None
        self._back()
        return remembered(memory, call, result)

    async def _pace(self, call: Call) -> None:
        chat = call.params.get("chat_id")
        if call.method not in _PACED or not isinstance(chat, int):
            return
        while any(waits := self._pacing.wait(chat)):
            if waits[1]:
                raise LaterError(waits[1])
            await asyncio.sleep(waits[0])

    async def _refused(self, call: Call, memory: Memory, error: TelegramError) -> Memory:
        said = str(error)
        if call.method == "sendRichMessage" and call.otherwise:
            if isinstance(error, InvalidToken) or "method" in said.lower():
                self.rich = False
                _log.info("this server takes no rich messages; tables are sent as text")
            return await self._otherwise(call, memory)
        if isinstance(error, InvalidToken):
            raise error
        if any(fine in said for fine in _FINE):
            return remembered(memory, call, True)
        if call.method == "editMessageText" and call.otherwise:
            return await self._otherwise(call, memory)
        if call.method != "editMessageReplyMarkup" or not any(known in said for known in _HOPELESS):
            _log.warning("Telegram refused %s: %s", call.method, said)
        return memory

    async def _otherwise(self, call: Call, memory: Memory) -> Memory:
        plain = Call("sendMessage", call.otherwise or {}, call.role, call.keeps)
        return await self._carry_out(plain, memory)

    def _away(self, error: TelegramError) -> float:
        self._failures += 1
        wait = min(_LONGEST, 0.5 * 2 ** min(self._failures // 4, 7))
        if self._failures == 1:
            _log.warning("Telegram is away (%s); what is to be sent waits", error)
        return wait

    def _back(self) -> None:
        if self._failures:
            _log.info("Telegram is back")
        self._failures = 0


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    asked = error.retry_after
    seconds: float = asked.total_seconds() if isinstance(asked, timedelta) else asked
    return seconds
