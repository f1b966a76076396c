"""Telegram on one side, the advisor on the other: what a lane holds becomes turns, and turns become messages."""

import asyncio
import logging
from collections.abc import Callable

import msgspec
from telegram.error import TelegramError

from bot.advisor import Advisor
from bot.logs import error_location
from bot.store.model import ConflictError, Job, OutboxMessage, Store, StoreError, TurnMetrics, TurnResult
from bot.telegram.delay_notice import DelayNotice
from bot.telegram.incoming import Incoming, to_event
from bot.telegram.outgoing import Call, ChatState, document, to_calls, toast
from bot.telegram.sender import ANSWER, RetryLaterError, Sender
from bot.telegram.transport import Api
from dialogs.engine import Turn
from dialogs.repair import LONG
from dialogs.states import State

_log = logging.getLogger("crossroads.telegram")
TURNS = 8  # of one chat before others come first
MOMENT = 0.7  # seconds after which the bot is seen typing
_incoming = msgspec.json.Decoder(Incoming).decode
_remembered = msgspec.json.Decoder(ChatState).decode


class TurnWorker:
    """`work` is what `WorkerPool` has done on each lane."""

    def __init__(self, api: Api, store: Store, advisor: Advisor, sender: Sender, sorry: DelayNotice) -> None:
        self._api, self._store, self._advisor, self._sender, self._sorry = api, store, advisor, sender, sorry
        self._phrase = advisor.engine.pack.script.phrase
        self._side: set[asyncio.Task[None]] = set()
        self.listeners: list[Callable[[TurnMetrics], None]] = []
        self.ready = asyncio.Event()  # set once the search can answer at once

    async def work(self, lane: str) -> float:
        """Send what was left, then take turns; returns seconds to leave the lane alone (0: as soon as it is due)."""
        try:
            unsent = await self._store.unsent(lane)
            memory = _memory(await self._store.chat_state(lane)) if unsent else ChatState()
            await self._sender.send(lane, unsent, memory)
            for _ in range(TURNS):
                if not await self._next(lane):
                    break
        except RetryLaterError as later:
            return later.seconds
        return 0.0

    async def _next(self, lane: str) -> bool:
        """One turn, if anything waits for one; what it says is sent once it is saved."""
        chat = int(lane.rpartition(":")[2])
        try:
            task = await self._store.peek(lane)
            sends = await self._turn(task) if task else []
        except ConflictError:
            return True  # taken anew at the next round
        except StoreError:
            self._sorry.say(chat)
            raise
        if task is None:
            return False
        self._sorry.over(chat)
        await self._sender.send(lane, sends, _memory(task.chat_state))
        return True

    async def _turn(self, task: Job) -> list[OutboxMessage]:
        """Take it and save it; what is to be sent."""
        try:
            incoming = _incoming(task.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            _log.error("something that waited in the store cannot be read; it was put aside")
            await self._store.drop(task)
            return []
        if incoming.owner and incoming.owner != incoming.user:  # somebody else's buttons: a word, and no turn
            await self._aside(ANSWER, toast(incoming, self._phrase("telegram.not_yours")))
            await self._store.drop(task)
            return []
        typing = asyncio.get_running_loop().call_later(MOMENT, self._type, incoming)
        try:
            if incoming.kind == "said" and not self.ready.is_set():
                await self.ready.wait()
            done = self._made(task, incoming)
            if done is None:
                await self._give_up(task, incoming)
                return []
            seqs = await self._store.commit(done)
        finally:
            typing.cancel()
        return (
            [OutboxMessage(seq, task.key, body) for seq, body in zip(seqs, done.messages, strict=True)] if seqs else []
        )

    def _made(self, task: Job, incoming: Incoming) -> TurnResult | None:
        """None when the turn raised: that is a mistake of ours, and trying again would only repeat it."""
        try:
            turn, note = self._advisor.take_turn(task, to_event(incoming))
            keeps, rich = _is_worth_keeping(turn, incoming), self._sender.rich
            calls = to_calls(
                turn.replies, incoming, _memory(task.chat_state), keeps=keeps, forget=turn.forget, rich=rich
            )
        except Exception as error:
            _log.error("a turn failed (%s at %s)", type(error).__name__, error_location(error))
            return None
        for listener in self.listeners:
            listener(note)
        if turn.shown == State.MY_DATA and not incoming.group:
            calls.append(document(incoming, self._phrase("telegram.my_data")))
        return self._advisor.done(task, turn, note, _bodies(calls))

    async def _give_up(self, task: Job, incoming: Incoming) -> None:
        """Nothing said later in a chat waits for a turn that cannot be taken."""
        await self._store.drop(task)
        await self._aside("sendMessage", {"chat_id": incoming.chat, "text": self._phrase("telegram.failed")})
        if incoming.callback:
            await self._aside(ANSWER, toast(incoming, ""))

    def _type(self, incoming: Incoming) -> None:
        params = {"chat_id": incoming.chat, "action": "typing"}
        if incoming.thread:
            params["message_thread_id"] = incoming.thread
        task = asyncio.create_task(self._aside("sendChatAction", params))
        self._side.add(task)
        task.add_done_callback(self._side.discard)

    async def _aside(self, method: str, params: dict[str, object]) -> None:
        """A request that may fail without harm."""
        try:
            await self._api.call(method, params)
        except TelegramError as error:
            _log.info("%s was not carried out (%s)", method, type(error).__name__)


def _is_worth_keeping(turn: Turn, incoming: Incoming) -> bool:
    """A result, an answer, also one above the question that it interrupted: the next tap must not edit it away."""
    return turn.session.state in LONG or (incoming.kind == "said" and len(turn.replies) > 1)


def _memory(stored: bytes) -> ChatState:
    try:
        return _remembered(stored) if stored else ChatState()
    except msgspec.MsgspecError:
        return ChatState()


def _bodies(calls: list[Call]) -> tuple[bytes, ...]:
    return tuple(msgspec.json.encode(call) for call in calls)
