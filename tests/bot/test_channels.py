"""The contract of every channel: each kind of event reaches the engine as itself, each reply is shown once and in order,
what was not acknowledged comes again, and what was written down is answered after a kill.
"""

import io
import json
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.advisor import Advisor
from bot.console import Words, plain_lines, run_plain
from bot.jsonl import run_jsonl
from bot.local_session import LocalSession
from bot.store.model import InboxItem
from bot.store.opening import open_store
from dialogs import events
from dialogs.engine import Engine, Turn
from dialogs.events import Chose, Event, Other, Said, Started
from dialogs.session import Session
from tests.botapi import BotApi
from tests.phones import Phone, running

WORDS = Words("leave", "bye", frozenset({"quit"}), lambda _: "kept")
KEY = "console:ada"


class Recording(Engine):
    """The real engine, which notes the events that reach it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine.pack, engine.find)
        self.events: list[Event] = []
        self.turns: list[Turn] = []

    def take_turn(self, session: Session | None, event: Event) -> Turn:
        self.events.append(event)
        self.turns.append(super().take_turn(session, event))
        return self.turns[-1]


class DeadError(Exception):
    """The process dies here."""


class Output(io.BytesIO):
    """Dies at the write whose number is `dies_at`, with nothing of it shown."""

    def __init__(self, dies_at: int = 0) -> None:
        super().__init__()
        self.writes, self.dies_at = 0, dies_at

    def write(self, data) -> int:
        self.writes += 1
        if self.writes == self.dies_at:
            raise DeadError
        return super().write(data)


class Plain:
    makes = (Said,)

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch

    async def run(self, session: LocalSession, typed: list[Event], dies_at: int = 0) -> list[str]:
        lines = io.BytesIO("".join(f"{event.text}\n" for event in typed).encode())
        out = Output(dies_at)
        self._patch.setattr(sys, "stdin", types.SimpleNamespace(buffer=lines, isatty=lambda: False))
        self._patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="utf-8", write_through=True))
        await run_plain(session, Started(), WORDS)
        return out.getvalue().decode().splitlines()

    def expected(self, turns: list[Turn]) -> list[str]:
        lines = [line for turn in turns for line in [*plain_lines(turn.replies)]]
        return [*lines, "bye"]


class Jsonl:
    makes = (Started, Said, Chose, Other)

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        del monkeypatch

    async def run(self, session: LocalSession, typed: list[Event], dies_at: int = 0) -> list[str]:
        out = Output(dies_at)
        await run_jsonl(session, io.BytesIO(b"".join(events.to_json(event) + b"\n" for event in typed)), out)
        return [reply["text"] for line in out.getvalue().splitlines() for reply in json.loads(line)["replies"]]

    def expected(self, turns: list[Turn]) -> list[str]:
        return [reply.text for turn in turns for reply in turn.replies]


@pytest.fixture(params=[Plain, Jsonl], ids=["plain", "jsonl"])
def channel(request, monkeypatch) -> Iterator[Plain | Jsonl]:
    yield request.param(monkeypatch)
    monkeypatch.undo()


EVENTS = [Said("find"), Chose("answer:bias:both"), Started("find"), Other("edit"), Other("thing"), Said("1"), Started()]


async def test_each_kind_of_event_reaches_the_engine_as_itself(channel, engine, tmp_path):
    typed = [event for event in EVENTS if isinstance(event, channel.makes)]
    recording = Recording(engine)
    await converse(channel, recording, tmp_path, typed)
    assert recording.events == [Started(), *typed]


async def test_replies_are_shown_in_order_and_once(channel, engine, tmp_path):
    recording = Recording(engine)
    shown = await converse(channel, recording, tmp_path, [Said("find"), Said("1"), Said("help")])
    assert [line for line in shown if line] == [line for line in channel.expected(recording.turns) if line]
    again = Recording(engine)
    more = await converse(channel, again, tmp_path, [])
    assert again.events == [Started()]
    assert [line for line in more if line] == [line for line in channel.expected(again.turns) if line]


async def test_what_was_not_acknowledged_comes_again_without_a_second_turn(channel, engine, tmp_path):
    first, second = Recording(engine), Recording(engine)
    with pytest.raises(DeadError):
        await converse(channel, first, tmp_path, [Said("find")], dies_at=2)
    shown = await converse(channel, second, tmp_path, [])
    assert second.events == []
    assert [line for line in shown if line] == [line for line in channel.expected(first.turns[1:]) if line]


async def test_what_was_written_down_and_not_taken_is_taken_once_after_a_kill(channel, engine, tmp_path):
    store = await open_store(str(tmp_path / "db"))
    await store.receive([InboxItem("console:1", KEY, KEY, events.to_json(Chose("find")))])
    await store.close()
    recording = Recording(engine)
    await converse(channel, recording, tmp_path, [Said("1")])
    assert recording.events == [Chose("find"), Said("1")]


async def converse(channel, engine: Engine, folder: Path, typed: list[Event], dies_at: int = 0) -> list[str]:
    store = await open_store(str(folder / "db"))
    try:
        return await channel.run(LocalSession(store, Advisor(engine), KEY), typed, dies_at)
    finally:
        await store.close()


async def test_each_kind_of_event_reaches_the_engine_as_itself_from_telegram(api: BotApi, engine):
    recording = Recording(engine)
    async with running(api, engine=recording):
        ada = Phone(api)
        for act, words in (("you", "/start"), ("you", "/start find"), ("press", "answer:bias:both"), ("you", "hello")):
            await (ada.presses(words) if act == "press" else ada.says(words))
        await ada.sends("sticker")
    wanted = [Started(), Started("find"), Chose("answer:bias:both"), Said("hello"), Other("thing")]
    assert recording.events == wanted
