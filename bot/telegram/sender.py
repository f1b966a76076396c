"""Carries out what was committed: in order within a chat, within Telegram's limits; only the hopeless is dropped."""

import asyncio
import logging
from collections.abc import Iterable
from typing import Any

import msgspec
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.outage import Outage
from bot.store.model import OutboxMessage, Store
from bot.telegram.outgoing import Call, ChatState, remembered
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.transport import Api, seconds_of, to_file

_log = logging.getLogger("crossroads.telegram")
ANSWER = "answerCallbackQuery"
_MOMENT = 5.0  # seconds that an answer to a press may take; its spinner is not worth more
_WHO = "sending"
_MARKS = ("entities", "reply_parameters", "link_preview_options")  # what a message can do without
_PACED = ("sendMessage", "sendRichMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup")
_decode = msgspec.json.Decoder(Call).decode
_LONGEST = 60.0  # seconds between two tries
# In small letters: python-telegram-bot begins what Telegram said with a capital.
_FINE = ("message is not modified", "query is too old", "query id is invalid")
_HOPELESS = ("message to edit not found", "message can't be edited", "message_id_invalid")


class RetryLaterError(Exception):
    """Try this lane again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Sender:
    """`rich` tells whether the server takes rich messages, until it refuses one."""

    def __init__(self, api: Api, store: Store, pacing: RateLimiter, outage: Outage) -> None:
        self._api, self._store, self._pacing, self._outage = api, store, pacing, outage
        self.rich = True
        self._failures = 0
        self._unmarked: dict[int, ChatState] = {}  # sent, but the store could not be told; not to be sent again

    async def send(self, lane: str, sends: Iterable[OutboxMessage], memory: ChatState) -> ChatState:
        """Send in order, and mark each; raises RetryLaterError, and then what is left stays for later."""
        answering: asyncio.Task[ChatState] | None = None
        try:
            for one in sends:
                call = _call(one)
                if call is None:
                    await self._store.mark_sent(one.seq, lane)
                elif call.method == ANSWER:  # waits for nothing, and nothing waits for it
                    answering = asyncio.create_task(self._one(lane, one, call, memory))
                else:
                    memory = await self._one(lane, one, call, memory)
        finally:
            if answering:
                await answering
        return memory

    async def _one(self, lane: str, one: OutboxMessage, call: Call, memory: ChatState) -> ChatState:
        after = self._unmarked.get(one.seq)
        if after is None:
            after = self._unmarked[one.seq] = await self._carry_out(await self._filled(one, call), memory)
        if call.forget:  # this too, so it counts as sent; in one step, or a death between two would leave the rest
            await self._store.forget(one.key)
        else:
            await self._store.mark_sent(one.seq, lane, None if after == memory else msgspec.json.encode(after))
        del self._unmarked[one.seq]
        return after

    async def _filled(self, one: OutboxMessage, call: Call) -> Call:
        """A document is what is kept of its receiver, at the time when it is sent: it is stored nowhere else."""
        if call.method != "sendDocument":
            return call
        kept = msgspec.json.format(msgspec.json.encode(await self._store.export(one.key)), indent=2)
        document = to_file("my-data.json", kept)
        return msgspec.structs.replace(call, params={**call.params, "document": document})

    async def _carry_out(self, call: Call, memory: ChatState) -> ChatState:
        try:
            result = await self._request(call)
        except RetryAfter as error:
            seconds = seconds_of(error)
            _log.warning("Telegram asks to wait %.0f seconds", seconds)
            raise RetryLaterError(seconds) from None
        except Forbidden:
            _log.info("a person or group shut the bot out; nothing more is sent there")
            return memory
        except ChatMigrated as error:
            moved = {**call.params, "chat_id": error.new_chat_id}
            return await self._carry_out(msgspec.structs.replace(call, params=moved), memory)
        except (BadRequest, InvalidToken) as error:
            return await self._refused(call, memory, error)
        except NetworkError as error:
            raise RetryLaterError(self._away(error)) from None
        except TelegramError as error:
            raise RetryLaterError(self._away(error)) from None
        self._back()
        return remembered(memory, call, result)

    async def _request(self, call: Call) -> Any:  # noqa: ANN401 - JSON
        chat = call.params.get("chat_id")
        if call.method not in _PACED or not isinstance(chat, int):
            patience = min(_MOMENT, self._api.patience) if call.method == ANSWER else 0.0
            return await self._api.call(call.method, call.params, patience)
        await self._pace(chat)
        try:
            return await self._api.call(call.method, call.params)
        finally:
            self._pacing.arrived(chat)

    async def _pace(self, chat: int) -> None:
        while any(waits := self._pacing.wait(chat)):
            if waits[1]:
                raise RetryLaterError(waits[1])
            await asyncio.sleep(waits[0])

    async def _refused(self, call: Call, memory: ChatState, error: TelegramError) -> ChatState:
        said = str(error).lower()
        if call.method == "sendRichMessage" and call.otherwise:
            if isinstance(error, InvalidToken) or "method" in said:
                self.rich = False
                _log.info("this server takes no rich messages; tables are sent as text")
            return await self._otherwise(call, memory)
        if isinstance(error, InvalidToken):
            raise error
        if any(fine in said for fine in _FINE):
            return remembered(memory, call, True)
        if call.otherwise:
            return await self._otherwise(call, memory)
        if call.method != "editMessageReplyMarkup" or not any(known in said for known in _HOPELESS):
            _log.warning("Telegram refused %s: %s", call.method, error)
        return memory

    async def _otherwise(self, call: Call, memory: ChatState) -> ChatState:
        params = call.otherwise or {}
        plain = msgspec.structs.replace(call, method="sendMessage", params=params, otherwise=_plain(params))
        return await self._carry_out(plain, memory)

    def _away(self, error: TelegramError) -> float:
        self._failures += 1
        wait: float = min(_LONGEST, 0.5 * 2 ** min(self._failures // 4, 7))
        self._outage.failed(_WHO, error)
        return wait

    def _back(self) -> None:
        self._outage.recovered(_WHO)
        self._failures = 0


def _call(one: OutboxMessage) -> Call | None:
    """What was stored, or None when it cannot be read: nobody else's messages wait for it."""
    try:
        call = _decode(one.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        _log.error("a message that waited in the store cannot be read; it was put aside")
        return None
    if call.method == "sendMessage" and not call.otherwise:
        return msgspec.structs.replace(call, otherwise=_plain(call.params))
    return call


def _plain(params: dict[str, Any]) -> dict[str, Any] | None:
    """The same words without their marks, should Telegram not like those; None when there are none."""
    plain = {name: value for name, value in params.items() if name not in _MARKS}
    return plain if plain != params else None
