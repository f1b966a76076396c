"""Updates are on disk before they are confirmed; what needs no turn is dealt with at once."""

from collections.abc import AsyncIterator

import pytest

from bot.outage import Outage
from bot.store.model import InboxItem, StoreError
from bot.store.sqlite.store import SqliteStore
from bot.telegram.chat_state import from_json
from bot.telegram.delay_notice import DelayNotice
from bot.telegram.incoming import Me
from bot.telegram.ingest import UpdateIngest
from bot.telegram.transport import Api
from bot.telegram.update import Update, to_update
from dialogs.engine import Engine
from tests.botapi import TOKEN, BotApi
from tests.botapi.entities import find_entities


class Full(SqliteStore):
    """A store that cannot be written."""

    async def receive(self, _: list[InboxItem]) -> int:
        raise StoreError("full")


class Desk:
    """An ingest, how often it woke the workers, and its store."""

    def __init__(self, api: BotApi, engine: Engine, store: SqliteStore) -> None:
        self.line, self.store, self.woken = Api(TOKEN, api.origin), store, 0
        me = Me(api.me["id"], api.me["username"])
        notice = DelayNotice(self.line, "Wait")
        self.ingest = UpdateIngest(self.line, store, engine, me, self.wake, notice, Outage("the store"))

    def wake(self) -> None:
        self.woken += 1


@pytest.fixture
async def desk(api: BotApi, engine: Engine) -> AsyncIterator[Desk]:
    desk = Desk(api, engine, SqliteStore(None))
    yield desk
    await desk.line.hang_up()
    await desk.store.close()


def said(number: int, text: str, chat: int = 7, **fields: object) -> Update:
    kind = "private" if chat > 0 else "supergroup"
    who = {"id": 7, "is_bot": False}
    content = {"message_id": number, "chat": {"id": chat, "type": kind}, "from": who, "text": text, **fields}
    update = to_update({"update_id": number, "message": {**content, "entities": find_entities(text)}})
    assert update
    return update


async def test_a_batch_is_written_down_and_wakes_the_workers_once(desk: Desk):
    await desk.ingest.receive([said(1, "a"), said(2, "b"), said(1, "a")])
    assert await desk.store.queue_depth() == (2, 0)
    assert desk.woken == 1


async def test_what_needs_no_turn_wakes_nobody(desk: Desk):
    await desk.ingest.receive([Update(1), said(2, "just talk", chat=-5)])
    assert await desk.store.queue_depth() == (0, 0)
    assert desk.woken == 0


async def test_what_cannot_be_written_down_is_an_error_and_announced(api: BotApi, engine: Engine, caplog):
    ada = api.person("Ada", started=True)
    desk = Desk(api, engine, Full(None))
    for _ in range(2):
        with pytest.raises(StoreError):
            await desk.ingest.receive([said(1, "a", chat=ada.id)])
    await api.wait(lambda: [shown.text for shown in api.screen(ada.id)] == ["Wait"])
    assert desk.woken == 0
    assert sum("the store is away" in line for line in caplog.messages) == 1
    caplog.clear()
    await desk.line.hang_up()
    await desk.store.close()


async def test_a_migration_moves_what_is_kept_at_once(desk: Desk):
    await desk.ingest.receive([said(1, "", chat=-5, migrate_to_chat_id=-100)])
    assert from_json(await desk.store.chat_state("telegram:-5")).moved_to == -100
    assert await desk.store.queue_depth() == (0, 0)


async def test_a_name_is_looked_up_once_and_again_after_a_while(desk: Desk, api: BotApi, monkeypatch):
    for number in range(5):
        await desk.ingest.receive([said(number, "hi @other_bot", chat=-5)])
    assert api.requests["getMe"] == 1
    monkeypatch.setattr("bot.telegram.ingest.RENAMED_AFTER", 0.0)
    api.me["username"] = "other_bot"
    await desk.ingest.receive([said(9, "hi @other_bot", chat=-5)])
    assert await desk.store.queue_depth() == (1, 0)


async def test_a_name_that_could_not_be_looked_up_is_looked_up_later(desk: Desk, api: BotApi, monkeypatch):
    api.me["username"] = "forks_bot"
    api.faults.add("status", "getMe", times=2)
    for number in range(1, 9):
        await desk.ingest.receive([said(number, f"hi @other{number}_bot and @forks_bot", chat=-5)])
    assert api.requests["getMe"] == 1  # while Telegram is in trouble nobody waits for a name again and again
    monkeypatch.setattr("bot.telegram.ingest.PAUSE", 0.0)
    desk.ingest._silent_until = 0.0
    for number in (10, 11):
        await desk.ingest.receive([said(number, "hi @forks_bot", chat=-5)])
    assert api.requests["getMe"] == 3
    assert await desk.store.queue_depth() == (1, 0)


async def test_names_that_were_looked_up_are_bounded(desk: Desk, monkeypatch):
    monkeypatch.setattr("bot.telegram.ingest.MAX_NAMES", 3)
    for number in range(9):
        await desk.ingest.receive([said(number, f"hi @other{number}_bot", chat=-5)])
    assert list(desk.ingest._other_bots) == ["other6_bot", "other7_bot", "other8_bot"]


async def test_a_bot_that_cannot_be_asked_for_its_name_goes_on(desk: Desk, api: BotApi):
    api.faults.add("status", "getMe")
    await desk.ingest.receive([said(1, "hi @other_bot", chat=-5), said(2, "/help", chat=-5)])
    assert await desk.store.queue_depth() == (1, 0)
