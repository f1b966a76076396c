"""When something goes wrong in the middle of a turn: the person has the reply, the state is right, nothing is stuck."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.telegram import polling, run, turn_worker
from bot.telegram.transport import Api
from dialogs.engine import Engine
from tests.botapi import BotApi
from tests.phones import running

METHODS = [
    "sendMessage",
    "editMessageText",
    "editMessageReplyMarkup",
    "answerCallbackQuery",
    "sendRichMessage",
    "sendChatAction",
    "sendDocument",
    "sendPhoto",
    "getUpdates",
    "getMe",
    "getMyName",
    "setMyCommands",
    "setChatMenuButton",
]
EXACT = {
    "flood": {"retry_after": 1},
    "500": {"kind": "status", "status": 500},
    "502 in HTML": {"kind": "status", "status": 502, "html": True},
    "hang": {},
    "drop_before": {},
}
TWICE = {"drop_after": {}, "garbage": {}}  # it was carried out, and nobody can know
REFUSED = {"400": {"kind": "status", "status": 400}, "403": {"kind": "status", "status": 403}}
PATIENCE = 1.0
Seen = tuple[list[str], list[tuple[str, bytes]]]


@pytest.fixture(autouse=True)
def quick(monkeypatch, engine):
    """One pack and one search for all the bots; no long waits."""
    monkeypatch.setattr(run, "load_pack", lambda _: engine.pack)
    monkeypatch.setattr(run, "open_find", lambda _: engine.find)
    monkeypatch.setattr(Api, "patience", PATIENCE)
    monkeypatch.setattr(polling, "POLL", 1)
    monkeypatch.setattr(turn_worker, "TYPING_AFTER", 0.0)  # the bot is seen typing in every turn


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.serving() as api:
        yield api
        assert api.violations == []


def rows(file: Path, query: str) -> list[tuple]:
    db = sqlite3.connect(file)
    try:
        return db.execute(query).fetchall()
    finally:
        db.close()


def at_rest(api: BotApi, file: Path) -> bool:
    return api.idle() and rows(file, "SELECT lane FROM inbox UNION ALL SELECT lane FROM outbox") == []


async def walk(file: Path, method: str = "", fault: dict | None = None) -> Seen:
    """A conversation that calls every method, over a bot of its own; what is seen of the bot, and the session."""
    table = "table:" + next(iter(run.load_pack(None).knowledge.tables))
    async with BotApi.serving() as api:
        if fault:
            api.faults.add(**{"method": method, **fault})
        async with running(api, str(file), rich=True):
            ada = api.person("Ada")
            acts = (
                lambda: ada.say("/start"),
                lambda: ada.tap_data(api.screen(ada.id)[-1].message_id, "find"),
                lambda: ada.tap_data(1, "answer:nonsense:option"),
                lambda: ada.say("what do data engineers earn in nigeria?"),
                lambda: ada.tap_data(api.screen(ada.id)[-1].message_id, "compare"),
                lambda: ada.tap_data(api.screen(ada.id)[-1].message_id, table),
                lambda: ada.say("share"),
                lambda: ada.say("/mydata"),
            )
            for act in acts:
                act()
                await api.wait(lambda: at_rest(api, file), 15.0)
        if fault:
            assert api.faults.fired.total() == 1, f"{method} was never called"
        assert api.violations == []
        silent = method == "answerCallbackQuery" and fault in REFUSED.values()
        assert len(api.spinners()) == silent, method
        seen = [shown.text for shown in api.screen(ada.id) if shown.is_bot]
        return seen, rows(file, "SELECT key, body FROM sessions")


async def undisturbed(tmp_path: Path) -> Seen:
    seen, session = await walk(tmp_path / "undisturbed.db")
    assert len(seen) >= 5
    return seen, session


async def test_what_was_not_carried_out_is_said_exactly_once(tmp_path):
    plain = await undisturbed(tmp_path)
    for name, fault in EXACT.items():
        walks = (walk(tmp_path / f"{method}-{name}.db", method, {"kind": name, **fault}) for method in METHODS)
        for method, seen in zip(METHODS, await asyncio.gather(*walks), strict=True):
            assert seen == plain, (method, name)


async def test_what_may_have_been_carried_out_is_said_at_least_once(tmp_path):
    plain, session = await undisturbed(tmp_path)
    for name, fault in TWICE.items():
        walks = (walk(tmp_path / f"{method}-{name}.db", method, {"kind": name, **fault}) for method in METHODS)
        for method, seen in zip(METHODS, await asyncio.gather(*walks), strict=True):
            assert set(plain) <= set(seen[0]), (method, name)
            assert len(seen[0]) - len(plain) <= 1, (method, name)
            assert seen[1] == session, (method, name)


async def test_what_is_refused_once_keeps_nothing_else_waiting(tmp_path):
    plain, session = await undisturbed(tmp_path)
    methods = [method for method in METHODS if method != "getMe"]  # who the bot is must be known
    for name, fault in REFUSED.items():
        walks = (walk(tmp_path / f"{method}-{name}.db", method, fault) for method in methods)
        for method, (seen, kept) in zip(methods, await asyncio.gather(*walks), strict=True):
            assert kept == session, (method, name)
            gone = [text for text in plain if text not in seen]
            refused = name == "403" or method in {"sendRichMessage", "sendDocument"}
            assert len(gone) <= refused, (method, name, gone)
            if (method, name) != ("sendDocument", name):
                assert seen[-1] == plain[-1], (method, name)


def of(caplog, *words: str) -> list[str]:
    """The lines of the log with one of these words."""
    lines = [record.getMessage() for record in caplog.records]
    return [line for line in lines if any(word in line for word in words)]


async def test_the_same_update_twice_is_one_turn(api, tmp_path):
    async with running(api, str(tmp_path / "db")):
        ada = api.person("Ada")
        started = ada.say("/start")
        await api.settled()
        tapped = ada.tap("Find my track")
        await api.settled()
        before = api.transcript(ada.id)
        for update in (tapped, started, tapped):
            api.redeliver(update)
        await api.settled()
        assert api.transcript(ada.id) == before
        assert rows(tmp_path / "db", "SELECT count(*) FROM turns") == [(2,)]


async def test_after_a_silent_week_numbers_begin_anew_and_nobody_is_overheard(api):
    async with running(api):
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        api.updates.next_id = 7  # far below what was confirmed
        ada.tap("Find my track")
        await api.settled()
        assert "1 of " in api.screen(ada.id)[-1].text
        polls = api.requests["getUpdates"]
        await asyncio.sleep(0.2)
        assert api.requests["getUpdates"] <= polls + 1  # not asked for again and again
        assert api.spinners() == []


async def test_an_update_that_is_none_is_passed_over(api):
    async with running(api):
        ada = api.person("Ada")
        api.push({"message": {"message_id": "what"}})
        api.push({"poll_answer": {}})
        ada.say("/start")
        await api.settled()
        assert api.screen(ada.id)[-1].is_bot


async def test_two_taps_at_once_are_two_turns_in_order(api, tmp_path):
    async with running(api, str(tmp_path / "db")):
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        ada.tap("Find my track")
        await api.settled()
        first, second = list(api.screen(ada.id)[-1].choices.values())[:2]
        message = api.screen(ada.id)[-1].message_id
        ada.tap_data(message, first)
        ada.tap_data(message, second)
        await api.wait(lambda: at_rest(api, tmp_path / "db"))
        assert api.spinners() == []
        assert "You said" in api.screen(ada.id)[-1].text  # the second offers to change what the first said


@pytest.mark.parametrize("jump", [86400.0, -86400.0])
async def test_a_clock_that_jumps_loses_nobody(api, monkeypatch, jump):
    real = time.time
    async with running(api, retention=30.0):
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        monkeypatch.setattr(time, "time", lambda: real() + jump)
        ada.tap("Find my track")
        await api.settled()
        assert "1 of " in api.screen(ada.id)[-1].text


async def test_telegram_away_is_said_once_and_back_once(api, caplog, tmp_path):
    caplog.set_level("INFO", "crossroads")
    async with running(api, str(tmp_path / "db")):
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        fault = api.faults.add("status", times=None)
        ada.tap("Find my track")
        api.updates.wake()
        await api.wait(lambda: api.faults.fired["status"] > 3)
        api.faults.active.remove(fault)
        await api.wait(lambda: at_rest(api, tmp_path / "db") and of(caplog, "is back"), 10.0)
        assert "1 of " in api.screen(ada.id)[-1].text
    assert len(of(caplog, "Telegram is away")) == len(of(caplog, "Telegram is back")) == 1


async def test_a_passing_conflict_is_borne(api):
    async with running(api):
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        api.updates.interrupt()
        ada.tap("Find my track")
        await api.wait(lambda: "1 of " in api.screen(ada.id)[-1].text)


async def test_a_turn_that_fails_keeps_nobody_waiting(api, engine, caplog):
    def find(text: str, *rest: object) -> object:
        if "stumble" in text:
            raise ZeroDivisionError(text)
        return engine.find(text, *rest)

    async with running(api, engine=Engine(engine.pack, find)):
        ada = api.person("Ada")
        ada.say("/start")
        ada.say("please stumble over this")
        ada.say("what do data engineers earn in nigeria?")
        await api.wait(lambda: "₦" in "".join(api.transcript(ada.id)))
    said = [shown.text for shown in api.screen(ada.id) if shown.is_bot]
    assert len(said) == 3
    assert "my fault" in said[1]
    assert len(of(caplog, "a turn failed (ZeroDivisionError at test_trouble.py")) == 1
    assert not of(caplog, "stumble")
