"""Delivers what was committed to the outbox: in order within a chat, within the rate limits, at least once.

What Telegram refuses is sent in a plainer form, then put aside; what cannot be delivered now stays in the outbox.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.outage import Outage
from bot.store.model import OutboxMessage, Store
from bot.telegram.call import ANSWER, Call, is_topic_gone
from bot.telegram.chat_state import ChatState, after_call, from_json, to_json
from bot.telegram.failures import LONGEST, Failures, RetryLaterError
from bot.telegram.group_migration import migrate_group, moved_call, moved_key
from bot.telegram.incoming import lane_of_chat
from bot.telegram.press_answers import PAUSE, PressAnswers
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.transport import Api, Upload, seconds_of
from dialogs.replies import Picture

_log = logging.getLogger("crossroads.telegram")
COSMETIC = "editMessageReplyMarkup"  # takes old buttons away: nobody waits for it, and it may fail
_ANSWER_SECONDS, _COSMETIC_SECONDS, _PROBE_SECONDS = 5.0, 2.0, 5.0  # timeouts
_COSMETIC_SHARE = 0.75  # of each limit that such edits may use up, so that no answer waits for one
_MAX_WAIT = 60.0  # seconds that a message to a group may be put off by Telegram; slow mode asks for up to an hour
_WHO = "sending"
_LIMITED = ("sendMessage", "sendRichMessage", "sendDocument", "sendPhoto", "editMessageText", COSMETIC)
_decode = msgspec.json.Decoder(Call).decode
# In small letters: python-telegram-bot capitalises what Telegram answers.
_ALREADY_DONE = ("message is not modified", "query is too old", "query id is invalid")
Outcome = tuple[ChatState, bool]  # the state of the chat afterwards, and whether the message was delivered


class _Delivery(msgspec.Struct, frozen=True):
    """A message of the outbox, in the form to send now, and the state of its chat."""

    lane: str
    seq: int
    call: Call
    state: ChatState

    def put_aside(self) -> Outcome:
        """It will never be sent."""
        return after_call(self.state, self.call, None, sent=False), False

    def with_call(self, call: Call) -> "_Delivery":
        """In another form."""
        return msgspec.structs.replace(self, call=call)


class Sender:
    """`on_revoked` hears of a dead token; `draw` makes a PNG of a picture; with `rich`, tables are rich messages."""

    def __init__(
        self,
        api: Api,
        store: Store,
        limiter: RateLimiter,
        outage: Outage,
        on_revoked: Callable[[], None],
        *,
        draw: Callable[[Picture], bytes] | None = None,
        rich: bool = False,
    ) -> None:
        self._api, self._store, self._limiter, self._outage = api, store, limiter, outage
        self._on_revoked = on_revoked
        self._draw = draw
        self.rich = rich  # until the server refuses one
        self._failures = Failures()
        self._plainer: dict[int, Call] = {}  # by seq: the form to try next, after the first one failed
        self.answers = PressAnswers(store)
        self._unmarked: dict[int, Outcome] = {}  # sent, but the store could not be told; not to be sent again

    async def send(self, lane: str, messages: Iterable[OutboxMessage], state: ChatState) -> ChatState:
        """Send in order, and mark each; raises RetryLaterError, and then what is left stays for later."""
        waiting, delivered = deque(one for one in messages if (lane, one.seq) not in self.answers), True
        answers: list[asyncio.Task[None]] = []
        try:
            while waiting:
                message, call = waiting[0], _read(waiting[0])
                if call is None:
                    await self._store.mark_sent(message.seq, lane)
                elif call.method == ANSWER:  # waits for nothing, and nothing waits for it
                    answers.append(self._answer(lane, message, call.after(delivered=delivered), state))
                elif call.method == COSMETIC and not delivered:  # the old buttons are all that there is
                    await self._mark(lane, message, call, state, state)
                else:
                    state, sent = await self._deliver(lane, message, call, state)
                    delivered = sent if call.role else delivered
                waiting.popleft()
        except RetryLaterError:  # a press is answered all the same: its query expires within seconds
            pending = [(message, call) for message in waiting if (call := _read(message)) and call.method == ANSWER]
            answers += [self._answer(lane, *one, state) for one in pending]
            raise
        finally:
            done = await self.answers.wait(answers)
        for answer in done:
            answer.result()
        return state

    def _answer(self, lane: str, message: OutboxMessage, call: Call, state: ChatState) -> asyncio.Task[None]:
        return self.answers.begin(lane, message.seq, lambda: self._deliver(lane, message, call, state))

    async def _deliver(self, lane: str, message: OutboxMessage, call: Call, state: ChatState) -> Outcome:
        outcome = self._unmarked.get(message.seq)
        if outcome is None:
            form = await self._filled(message, self._plainer.get(message.seq, call))
            outcome = await self._carry_out(_Delivery(lane, message.seq, form, state))
            self._unmarked[message.seq] = outcome
            self._plainer.pop(message.seq, None)
        await self._mark(lane, message, call, state, outcome[0])
        del self._unmarked[message.seq]
        return outcome

    async def _mark(self, lane: str, message: OutboxMessage, call: Call, before: ChatState, after: ChatState) -> None:
        if call.forget:  # erases the message too, in one step: a crash between two would leave the rest
            await self._store.forget(moved_key(message.key, after))
        else:
            await self._store.mark_sent(message.seq, lane, None if after == before else to_json(after))

    async def _filled(self, message: OutboxMessage, call: Call) -> Call:
        """With its file, made when it is sent and stored nowhere: what is kept of its receiver, or a picture."""
        if call.picture and self._draw:
            photo = await asyncio.to_thread(self._draw, call.picture)
            return msgspec.structs.replace(call, params={**call.params, "photo": Upload("crossroads.png", photo)})
        if call.method != "sendDocument":
            return call
        kept = msgspec.json.format(msgspec.json.encode(await self._store.export(message.key)), indent=2)
        return msgspec.structs.replace(call, params={**call.params, "document": Upload("my-data.json", kept)})

    async def _carry_out(self, delivery: _Delivery) -> Outcome:
        """The outcome, final in one way or the other; raises RetryLaterError."""
        call = delivery.call
        try:
            result = await self._request(call)
        except ChatMigrated as error:
            return await self._migrated(delivery, error.new_chat_id)
        except InvalidToken as error:
            return await self._not_found(delivery, error)
        except TelegramError as error:
            return await self._not_done(delivery, error)
        self._outage.recovered(_WHO)
        self._failures.succeed(delivery.seq, delivery.lane)
        return after_call(delivery.state, call, result), True

    async def _not_done(self, delivery: _Delivery, error: TelegramError) -> Outcome:
        if delivery.call.method == COSMETIC:
            _log.debug("old buttons stay (%s)", error)
            return delivery.state, False
        if isinstance(error, RetryAfter):
            return self._told_to_wait(delivery, seconds_of(error))
        if isinstance(error, Forbidden):
            _log.info("a person or group shut the bot out; nothing more is sent there")
            return delivery.put_aside()
        return await (self._refused if isinstance(error, BadRequest) else self._failed)(delivery, error)

    async def _request(self, call: Call) -> Any:  # noqa: ANN401 - JSON
        chat = call.params.get("chat_id")
        seconds = {ANSWER: _ANSWER_SECONDS, COSMETIC: _COSMETIC_SECONDS}.get(call.method, self._api.patience)
        seconds = min(seconds, self._api.patience)
        if call.method not in _LIMITED or not isinstance(chat, int):
            return await self._api.call(call.method, call.params, seconds)
        share = _COSMETIC_SHARE if call.method == COSMETIC else 1.0
        while any(waits := self._limiter.acquire(chat, share)):
            if call.method == COSMETIC:
                raise TelegramError("answers need the room")
            if waits[1]:
                raise RetryLaterError(waits[1])
            await asyncio.sleep(waits[0])
        try:
            return await self._api.call(call.method, call.params, seconds)
        finally:
            self._limiter.complete(chat)

    def _told_to_wait(self, delivery: _Delivery, seconds: float) -> Outcome:
        _log.warning("Telegram asks to wait %.0f seconds", seconds)
        chat = delivery.call.params.get("chat_id")
        if seconds > _MAX_WAIT and isinstance(chat, int) and chat < 0:
            _log.warning("a message to a group was put aside: it would come too late")
            return delivery.put_aside()
        raise RetryLaterError(seconds)

    async def _migrated(self, delivery: _Delivery, new_chat: int) -> Outcome:
        state = await migrate_group(self._store, delivery.lane, new_chat)
        call = moved_call(delivery.call, new_chat)
        if call is None:
            return state, False
        lane = lane_of_chat(new_chat)
        before = from_json(await self._store.chat_state(lane))
        after, sent = await self._carry_out(_Delivery(lane, delivery.seq, call, before))
        if after != before:
            await self._store.mark_sent(0, lane, to_json(after))  # the message itself is marked as any other
        return state, sent

    async def _not_found(self, delivery: _Delivery, error: InvalidToken) -> Outcome:
        """401 and 404: the token is dead, or an older server does not know the method."""
        if not await self._is_reachable():
            raise RetryLaterError(LONGEST) from None
        if delivery.call.method == "sendRichMessage":
            self.rich = False
            _log.info("this server takes no rich messages; tables are sent as text")
        return await self._refused(delivery, error)

    async def _refused(self, delivery: _Delivery, error: TelegramError) -> Outcome:
        text, call = str(error).lower(), delivery.call
        if any(done in text for done in _ALREADY_DONE):
            return after_call(delivery.state, call, True), True
        if is_topic_gone(call.params, error):
            return await self._carry_out(delivery.with_call(call.without_thread()))
        if plainer := call.plainer():
            return await self._carry_out(delivery.with_call(plainer))
        _log.warning("Telegram refused %s: %s", call.method, error)
        return delivery.put_aside()

    async def _failed(self, delivery: _Delivery, error: TelegramError) -> Outcome:
        """No answer, or an error of the server: try again, in a plainer form in the end, unless it is an outage."""
        seq, lane, call = delivery.seq, delivery.lane, delivery.call
        if call.method == ANSWER:  # is given up in time, and says nothing of what fails in its chat
            raise RetryLaterError(PAUSE)
        seconds = self._failures.add(seq, lane)
        exhausted = self._failures.is_exhausted(seq, lane)
        if self._failures.is_outage() or (exhausted and not await self._is_reachable()):
            self._outage.failed(_WHO, error)
            raise RetryLaterError(seconds) from None
        if not exhausted:
            raise RetryLaterError(seconds) from None
        if plainer := call.plainer():
            self._plainer[seq] = plainer
            self._failures.restart(seq)
            raise RetryLaterError(0.0) from None
        self._failures.give_up(seq, lane)
        _log.warning("%s failed every time in one chat (%s), and was put aside", call.method, error)
        return delivery.put_aside()

    async def _is_reachable(self) -> bool:
        """Whether Telegram answers, and knows the token."""
        try:
            await self._api.call("getMe", {}, min(_PROBE_SECONDS, self._api.patience))
        except InvalidToken:
            self._on_revoked()
        except NetworkError:
            pass
        except TelegramError:
            return True
        else:
            return True
        return False


def _read(message: OutboxMessage) -> Call | None:
    """What was stored, or None when it cannot be read: nobody else's messages wait for it."""
    try:
        return _decode(message.body).with_fallback()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        _log.error("a message that waited in the store cannot be read; it was put aside")
        return None
