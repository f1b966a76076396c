"""Telegram on one side, the advisor on the other: what a lane holds becomes turns, and turns become messages."""

import asyncio
import logging
from collections.abc import Callable

import msgspec
from telegram.error import TelegramError

from bot.advisor import Advisor
from bot.store.model import ConflictError, Done, Send, Store, StoreError, Task, TurnNote
from bot.telegram.incoming import Incoming, to_event
from bot.telegram.outgoing import Call, Memory, to_calls, toast
from bot.telegram.sender import ANSWER, LaterError, Sender
from bot.telegram.transport import Api
from dialogs.repair import LONG

_log = logging.getLogger("crossroads.telegram")
TURNS = 8  # of one chat before others come first
MOMENT = 0.7  # seconds after which the bot is seen typing
_incoming = msgspec.json.Decoder(Incoming).decode
_remembered = msgspec.json.Decoder(Memory).decode
SORRY = 5.0  # seconds until a turn that could not be saved is tried again


class Channel:
    """`work` is what `Lanes` has done on each lane."""

    def __init__(self, api: Api, store: Store, advisor: Advisor, sender: Sender) -> None:
        self._api, self._store, self._advisor, self._sender = api, store, advisor, sender
        self._phrase = advisor.engine.pack.script.phrase
        self._sorry: set[str] = set()
        self._side: set[asyncio.Task[None]] = set()
        self.listeners: list[Callable[[TurnNote], None]] = []
        self.ready = asyncio.Event()  # set once the search can answer at once

    async def work(self, lane: str) -> float:
        """Send what was left, then take turns; the seconds to leave the lane alone (0: go on when it is its turn)."""
        try:
            unsent = await self._store.unsent(lane)
            memory = _memory(await self._store.memory(lane)) if unsent else Memory()
            await self._sender.send(lane, unsent, memory)
            for _ in range(TURNS):
                task = await self._store.take(lane)
                if task is None:
                    break
                await self._turn(task)
        except LaterError as later:
            return later.seconds
        return 0.0

    async def _turn(self, task: Task) -> None:
        incoming = _incoming(task.body)
        if incoming.owner and incoming.owner != incoming.user:  # somebody else's buttons: a word, and no turn
            await self._aside(ANSWER, toast(incoming, self._phrase("telegram.not_yours")))
            await self._store.drop(task)
            return
        typing = asyncio.get_running_loop().call_later(MOMENT, self._type, incoming)
        try:
            if incoming.kind == "said" and not self.ready.is_set():
                await self.ready.wait()
            memory = _memory(task.memory)
            done = self._made(task, incoming, memory)
            seqs = await self._store.commit(done)
        except ConflictError:
            return  # taken anew at the next round
        except StoreError:
            await self._apologise(incoming)
            raise
        finally:
            typing.cancel()
        self._sorry.discard(task.lane)
        if seqs is not None:
            sends = [Send(seq, task.key, body) for seq, body in zip(seqs, done.sends, strict=True)]
            await self._sender.send(task.lane, sends, memory)

    def _made(self, task: Task, incoming: Incoming, memory: Memory) -> Done:
        turn, note = self._advisor.take_turn(task, to_event(incoming))
        for listener in self.listeners:
            listener(note)
        keeps = turn.session.state in LONG
        calls = to_calls(turn.replies, incoming, memory, keeps=keeps, forget=turn.forget, rich=self._sender.rich)
        return self._advisor.done(task, turn, note, _bodies(calls))

    async def _apologise(self, incoming: Incoming) -> None:
        """Once a chat, until a turn succeeds: what was said is not lost, and will be answered."""
        lane = f"telegram:{incoming.chat}"
        if lane in self._sorry:
            return
        self._sorry.add(lane)
        await self._aside("sendMessage", {"chat_id": incoming.chat, "text": self._phrase("telegram.sorry")})

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


def _memory(stored: bytes) -> Memory:
    try:
        return _remembered(stored) if stored else Memory()
    except msgspec.MsgspecError:
        return Memory()


def _bodies(calls: list[Call]) -> tuple[bytes, ...]:
    return tuple(msgspec.json.encode(call) for call in calls)
