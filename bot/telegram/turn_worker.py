"""Works off one chat: what arrived becomes turns of the dialog, and turns become requests to the Bot API."""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import msgspec
from telegram.error import TelegramError

from bot.advisor import Advisor
from bot.logs import error_location
from bot.store.model import ConflictError, Job, OutboxMessage, Store, StoreError, TurnMetrics, TurnResult
from bot.telegram.call import ANSWER
from bot.telegram.chat_state import REMARKED, ChatState, after_call, from_json, to_json
from bot.telegram.delay_notice import DelayNotice
from bot.telegram.failures import RetryLaterError
from bot.telegram.group_migration import moved_incoming
from bot.telegram.incoming import EDIT, Incoming, chat_of_lane, to_event, to_inbox_item
from bot.telegram.notice import send_notice
from bot.telegram.outgoing import apology, destination, document, to_calls, toast
from bot.telegram.sender import Sender
from bot.telegram.transport import Api
from dialogs.engine import Turn
from dialogs.repair import LONG
from dialogs.states import State

_log = logging.getLogger("crossroads.telegram")
TURNS = 8  # of one chat before others come first
_MEMBER_SECONDS = 1.5  # timeout of asking whether somebody is an admin: their press waits for it
ANSWERING = 0.25  # seconds to leave a chat alone in whose outbox is only the answer to a press, under way
TYPING_AFTER = 0.7  # seconds of a turn after which the bot is seen typing
BUNDLE_SECONDS = 1.0  # for which a picture without a caption waits for the others of its album
_decode = msgspec.json.Decoder(Incoming).decode


class TurnWorker:
    """`work` is what `WorkerPool` runs on each lane."""

    def __init__(
        self,
        api: Api,
        store: Store,
        advisor: Advisor,
        sender: Sender,
        delay_notice: DelayNotice,
        *,
        has_inline: bool = False,
    ) -> None:
        self._api, self._store, self._advisor, self._sender = api, store, advisor, sender
        self._delay_notice = delay_notice
        self._phrase = advisor.engine.pack.script.phrase
        self._share = self._phrase("telegram.share") if has_inline else ""
        self._tasks: set[asyncio.Task[None]] = set()
        self.listeners: list[Callable[[TurnMetrics], None]] = []
        self.ready = asyncio.Event()  # set once the search can answer at once

    async def work(self, lane: str) -> float:
        """Send what was left, then take turns; returns seconds to leave the lane alone (0: as soon as it is due)."""
        try:
            unsent = await self._store.unsent(lane)
            if unsent:
                await self._sender.send(lane, unsent, from_json(await self._store.chat_state(lane)))
            for _ in range(TURNS):
                if not await self._next(lane):
                    break
        except RetryLaterError as later:
            return later.seconds
        return ANSWERING if self._sender.answers.is_busy(lane) else 0.0

    async def _next(self, lane: str) -> bool:
        """Take one turn, if anything waits for one, and send what it says once it is saved; whether there was one."""
        chat, job = chat_of_lane(lane), None
        try:
            job = await self._store.peek(lane)
            messages = await self._handle(job) if job else []
        except ConflictError:
            return True  # taken anew at the next round
        except StoreError:
            self._announce_delay(chat, job)
            raise
        if job is None:
            return False
        self._delay_notice.clear(chat)
        await self._sender.send(lane, messages, from_json(job.chat_state))
        return True

    def _announce_delay(self, chat: int, job: Job | None) -> None:
        """Where the person wrote; in a group the topic is known from the job only."""
        incoming = _read(job) if job else None
        if incoming:
            self._delay_notice.notify(destination(incoming))
        elif chat > 0:
            self._delay_notice.notify({"chat_id": chat})

    async def _handle(self, job: Job) -> list[OutboxMessage]:
        """What is to be sent, once the turn is saved; nothing where no turn is due."""
        incoming = _read(job)
        if incoming is None:
            _log.error("something that waited in the store cannot be read; it was put aside")
            await self._store.drop(job)
            return []
        state = from_json(job.chat_state)
        if state.moved_to:
            await self._postpone(job, moved_incoming(incoming, state.moved_to), "moved")
        elif not await self._is_own(incoming):  # somebody else's buttons: a word, and no turn
            await self._try(ANSWER, toast(incoming, self._phrase("telegram.not_yours")))
            await self._store.drop(job)
        elif _is_no_news(incoming, state):
            await self._store.drop(job)
        elif incoming.kind == "other" and incoming.bundle and not incoming.last:
            wait = job.at + BUNDLE_SECONDS - time.time()
            if 0 < wait <= BUNDLE_SECONDS:
                raise RetryLaterError(wait)
            await self._postpone(job, msgspec.structs.replace(incoming, last=True), "last")
        else:
            return await self._turn(job, incoming, state)
        return []

    async def _is_own(self, incoming: Incoming) -> bool:
        """Whether pressed buttons were made for whoever pressed them; those of a group or channel are its admins'."""
        if not incoming.presser:
            return incoming.owner in (0, incoming.user)
        asked = {"chat_id": incoming.user, "user_id": incoming.presser}
        try:
            member = await self._api.call("getChatMember", asked, _MEMBER_SECONDS)
        except TelegramError as error:  # of a channel that the bot is not in nothing is told
            _log.info("getChatMember was not carried out (%s)", type(error).__name__)
            return True
        return member.get("status") in ("creator", "administrator")

    async def _turn(self, job: Job, incoming: Incoming, state: ChatState) -> list[OutboxMessage]:
        typing = asyncio.get_running_loop().call_later(TYPING_AFTER, self._type, incoming)
        try:
            if incoming.kind == "said" and not self.ready.is_set():
                await self.ready.wait()
            result = self._result(job, incoming, state)
            if result is None:
                await self._give_up(job, incoming, state)
                return []
            seqs = await self._store.commit(result)
        finally:
            typing.cancel()
        return [OutboxMessage(seq, job.key, body) for seq, body in zip(seqs or (), result.messages, strict=bool(seqs))]

    async def _postpone(self, job: Job, incoming: Incoming, why: str) -> None:
        """Back into the queue, behind all that waits; a crash between the two steps does it once more, to no effect."""
        await self._store.receive([to_inbox_item(f"{why}:{job.lane}:{job.seq}", incoming)])
        await self._store.drop(job)

    def _result(self, job: Job, incoming: Incoming, state: ChatState) -> TurnResult | None:
        """None when the turn raised: that is a fault in the program, and a retry would only repeat it."""
        try:
            turn, metrics = self._advisor.take_turn(job, to_event(incoming))
            calls = to_calls(
                turn.replies,
                incoming,
                state,
                keep=_is_worth_keeping(turn, incoming),
                forget=turn.forget,
                rich=self._sender.rich,
                refused=self._phrase("telegram.cannot_write"),
                share=self._share,
            )
        except Exception as error:
            _log.error("a turn failed (%s at %s)", type(error).__name__, error_location(error))
            return None
        for listener in self.listeners:
            listener(metrics)
        if turn.shown == State.MY_DATA and not incoming.group:
            calls.append(document(incoming, self._phrase("telegram.my_data")))
        return self._advisor.result(job, turn, metrics, tuple(msgspec.json.encode(call) for call in calls))

    async def _give_up(self, job: Job, incoming: Incoming, state: ChatState) -> None:
        """Nothing said later in a chat waits for a turn that cannot be taken."""
        text = self._phrase("telegram.failed")
        call = apology(incoming, text)
        await self._store.mark_sent(0, job.lane, to_json(after_call(state, call, None, sent=False)))
        await self._store.drop(job)
        sent = await send_notice(self._api, call.params)
        if incoming.callback:
            await self._try(ANSWER, toast(incoming, "" if sent else text))

    def _type(self, incoming: Incoming) -> None:
        if incoming.direct_topic:
            return  # sendChatAction cannot name such a topic
        params = {"chat_id": incoming.chat, "action": "typing"}
        if incoming.thread:
            params["message_thread_id"] = incoming.thread
        task = asyncio.create_task(self._try("sendChatAction", params))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _try(self, method: str, params: dict[str, Any]) -> None:
        """A request that may fail without harm."""
        try:
            await self._api.call(method, params)
        except TelegramError as error:
            _log.info("%s was not carried out (%s)", method, type(error).__name__)


def _read(job: Job) -> Incoming | None:
    """What was written down, or None when it cannot be read."""
    try:
        return _decode(job.body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _is_no_news(incoming: Incoming, state: ChatState) -> bool:
    """An edit that changed no word, or was remarked on before; one more picture of an album that had its answer."""
    if incoming.kind != "other":
        return False
    if incoming.text == EDIT:
        return state.texts.get(incoming.anchor, REMARKED) in (REMARKED, incoming.digest)
    return bool(incoming.bundle) and state.is_answered(incoming.bundle)


def _is_worth_keeping(turn: Turn, incoming: Incoming) -> bool:
    """A result, an answer, also one above the question that it interrupted: the next tap must not edit it away."""
    return turn.session.state in LONG or (incoming.kind == "said" and len(turn.replies) > 1)
