"""When the store fails while the bot runs; what is handed out of it on request, and what is erased from it."""

import contextlib
import json
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.model import StoreError
from bot.store.sqlite import group_commit
from bot.store.sqlite.store import SqliteStore
from tests.botapi import BotApi
from tests.botapi.people import Person
from tests.phones import running

SORRY = "could not write that down"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(group_commit, "PATIENCE", 0.2)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.serving() as api:
        yield api
        assert api.violations == []


@pytest.fixture
def stores(monkeypatch) -> list[SqliteStore]:
    """The stores that were opened: the disk is filled through their connections."""
    found: list[SqliteStore] = []
    real = SqliteStore.__init__

    def opened(self: SqliteStore, *args: object) -> None:
        real(self, *args)
        found.append(self)

    monkeypatch.setattr(SqliteStore, "__init__", opened)
    return found


def said(api: BotApi, person: Person) -> list[str]:
    return [shown.text for shown in api.screen(person.id) if shown.is_bot]


def apologies(api: BotApi, person: Person) -> int:
    return sum(SORRY in text for text in said(api, person))


async def greeted(api: BotApi, name: str = "Ada") -> Person:
    person = api.person(name)
    person.say("/start")
    await api.wait(lambda: said(api, person))
    await api.settled()
    return person


async def test_a_full_disk_brings_one_apology_then_the_answer(api, tmp_path, stores, caplog):
    async with running(api, str(tmp_path / "db")):
        ada = await greeted(api)
        db = stores[0]._db
        pages = db.execute("PRAGMA page_count").fetchone()[0]
        db.execute(f"PRAGMA max_page_count = {pages}")
        long = "what do data engineers earn in nigeria " * 90  # more than fits into what is free
        for _ in range(3):
            ada.say(long)
        await api.wait(lambda: apologies(api, ada))
        assert db.execute("SELECT count(*) FROM inbox").fetchone() == (0,)
        db.execute(f"PRAGMA max_page_count = {pages + 1000}")
        await api.wait(lambda: len(said(api, ada)) == 5, 10.0)
    assert apologies(api, ada) == 1
    away = [line for line in caplog.messages if "the store is away" in line]
    assert len(away) == 1
    assert "free some space on the disk" in away[0]


async def test_what_was_sent_is_not_sent_again_while_that_cannot_be_written_down(api, tmp_path, stores):
    async with running(api, str(tmp_path / "db")):
        ada = await greeted(api)
        db = stores[0]._db
        fault = api.faults.add("slow", "sendMessage", seconds=0.3)
        ada.say("/help")
        await api.wait(lambda: api.faults.fired["slow"])
        other = sqlite3.connect(tmp_path / "db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await api.wait(lambda: len(said(api, ada)) == 2)
        await api.wait(lambda: stores[0]._delayed, 10.0)  # it could not be marked, and was put off
        other.execute("ROLLBACK")
        other.close()
        await api.wait(lambda: db.execute("SELECT count(*) FROM outbox").fetchone() == (0,), 10.0)
        assert fault.times == 0
        assert len(said(api, ada)) == 2
        assert apologies(api, ada) == 0


async def test_a_locked_file_brings_one_apology_a_chat_and_everybody_is_answered(api, tmp_path, caplog):
    async with running(api, str(tmp_path / "db")):
        ada, ben = await greeted(api), await greeted(api, "Ben")
        other = sqlite3.connect(tmp_path / "db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for person in (ada, ben):
            person.say("/help")
            person.say("/start")
        await api.wait(lambda: apologies(api, ada) and apologies(api, ben), 10.0)
        other.execute("ROLLBACK")
        other.close()
        await api.wait(lambda: len(said(api, ada)) == len(said(api, ben)) == 4, 10.0)
    assert apologies(api, ada) == apologies(api, ben) == 1
    assert len([line for line in caplog.messages if "the store is away" in line]) == 1


async def test_a_file_made_read_only_is_said_with_its_cure(api, tmp_path, stores, caplog):
    async with running(api, str(tmp_path / "db")):
        ada = await greeted(api)
        stores[0]._db.execute("PRAGMA query_only = ON")
        ada.say("/help")
        await api.wait(lambda: apologies(api, ada))
        stores[0]._db.execute("PRAGMA query_only = OFF")
        await api.wait(lambda: len(said(api, ada)) == 3, 10.0)
    assert "make the file and its folder writable" in caplog.text


async def test_a_damaged_file_is_never_overwritten(api, tmp_path, caplog):
    file = tmp_path / "db"
    async with running(api, str(file)):
        for n in range(20):
            await greeted(api, f"P{n}")
    whole = file.read_bytes()
    torn = whole[:4096] + b"\xa5" * (len(whole) - 4096)
    file.write_bytes(torn)
    with contextlib.suppress(StoreError):  # at the start, or while it runs
        async with running(api, str(file)):
            ada = api.person("Ada")
            ada.say("/start")
            await api.wait(lambda: apologies(api, ada) or caplog.messages, 5.0)
    after = file.read_bytes()
    assert after[4096:] == torn[4096:]


async def test_a_session_that_cannot_be_read_tells_only_its_owner(api, tmp_path, caplog):
    file = tmp_path / "db"
    async with running(api, str(file)):
        ada, ben = await greeted(api), await greeted(api, "Ben")
        other = sqlite3.connect(file)
        with other:
            other.execute("UPDATE sessions SET body = ? WHERE key LIKE ?", (b"\xff{torn", f"%:{ada.id}"))
        other.close()
        ada.say("/help")
        ben.tap("Find my track")
        await api.wait(lambda: "1 of " in "".join(said(api, ben)))
        await api.wait(lambda: len(said(api, ada)) == 2)
    assert "a session cannot be read" in caplog.text
    assert str(ada.id) not in caplog.text


@pytest.mark.parametrize(
    "stored",
    [
        {"state": "renamed"},
        {"state": "question", "focus": ["renamed"]},
        {"state": "topic", "focus": ["renamed"], "topics": ["renamed"], "offered": ["topic:renamed"]},
        {"state": "menu", "trail": [{"state": "renamed", "focus": ["x"], "undo": {"renamed": "y"}}]},
        {"state": "menu", "answers": {"renamed": "x"}, "matters": ["renamed"], "of_later": 1},
    ],
)
async def test_a_session_that_names_what_a_deploy_renamed_is_led_back(api, tmp_path, caplog, stored):
    """In one that was not, each later turn fails: botbuilder-dotnet #5007."""
    file = tmp_path / "db"
    async with running(api, str(file)):
        ada = await greeted(api)
        with contextlib.closing(sqlite3.connect(file)) as other, other:
            session = json.dumps({"pack": "of before", **stored})
            assert other.execute("UPDATE sessions SET body = ?", (session.encode(),)).rowcount == 1
        for n, text in enumerate(("back", "1", "my result", "find my track"), start=2):
            ada.say(text)
            await api.wait(lambda n=n: len(said(api, ada)) == n)
        assert "1 of " in said(api, ada)[-1]
    assert [line for line in caplog.messages if "failed" in line or "cannot be read" in line] == []


async def test_what_cannot_be_read_in_the_queues_is_put_aside(api, tmp_path, caplog):
    file = tmp_path / "db"
    ada = api.person("Ada")
    store = SqliteStore(file)
    await store.close()
    db = sqlite3.connect(file)
    lane = f"telegram:{ada.id}"
    with db:
        db.execute("INSERT INTO inbox (lane, key, body, at) VALUES (?, ?, ?, 0)", (lane, f"{lane}:{ada.id}", b"{torn"))
        db.execute("INSERT INTO outbox (lane, key, body, at) VALUES (?, ?, ?, 0)", (lane, f"{lane}:{ada.id}", b"\xff"))
        db.execute("INSERT INTO lanes (lane) VALUES (?)", (lane,))
    db.close()
    async with running(api, str(file)):
        ada.say("/start")
        await api.wait(lambda: said(api, ada))
    assert len([line for line in caplog.messages if "put aside" in line]) == 2


async def test_mydata_comes_as_a_file_too_and_in_a_group_it_does_not(api, tmp_path):
    async with running(api, str(tmp_path / "db")):
        ada = await greeted(api)
        ada.tap("Find my track")
        await api.settled()
        ada.say("/mydata")
        await api.wait(lambda: api.requests["sendDocument"])
        await api.settled()
        shown = api.screen(ada.id)[-1]
        document = shown.record["document"]
        kept = json.loads(api.files[document["file_id"]].content)
        assert (document["file_name"], document["mime_type"]) == ("my-data.json", "application/json")
        assert kept["key"] == f"telegram:{ada.id}:{ada.id}"
        assert kept["session"]["state"] == "my_data"
        assert {"session", "last_turn", "waiting", "unsent", "unanswered"} <= kept.keys()
        assert "as it is stored" in shown.text
        ada.say("gibberish qwrtz")  # a remark below it brings no second one
        group_chat = api.group("Friends", ada)
        ada.say("/mydata@crossroads_bot", group_chat)
        await api.wait(lambda: any(one.is_bot for one in api.screen(group_chat.id)))
        await api.settled()
        assert api.requests["sendDocument"] == 1
        ada.say("/mydata")
        await api.wait(lambda: api.requests["sendDocument"] == 2)


async def test_forget_leaves_no_byte_behind(api, tmp_path):
    file = tmp_path / "db"
    async with running(api, str(file)):
        ben = await greeted(api, "Ben")
        api.next_user = 7_391_846_201
        ada = await greeted(api)
        ada.say("does zanzibarium pay better than quuxology in reykjavik")
        ada.say("/mydata")
        await api.settled()
        everything = b"".join(one.read_bytes() for one in files(file))
        assert str(ada.id).encode() in everything
        ada.say("/forget")
        await api.settled()
        ada.tap_data(api.screen(ada.id)[-1].message_id, "forget_yes")
        await api.wait(lambda: "Who are you again" in said(api, ada)[-1])
        await api.settled()
        everything = b"".join(one.read_bytes() for one in files(file))
        for trace in (str(ada.id), "zanzibarium", "quuxology"):
            assert trace.encode() not in everything, trace
        assert str(ben.id).encode() in everything
        ada.say("/start")
        await api.wait(lambda: "Hi! I'm" in said(api, ada)[-1])


def files(file: Path) -> list[Path]:
    return [one for end in ("", "-wal", "-shm") if (one := file.with_name(file.name + end)).exists()]
