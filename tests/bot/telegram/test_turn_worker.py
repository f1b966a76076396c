"""One chat, turn by turn: what arrives is committed before it is sent, and what is no turn is dropped."""

import asyncio
from typing import Any

import msgspec
import pytest

from bot.advisor import Advisor
from bot.outage import Outage
from bot.store.model import InboxItem, StoreError, TurnResult
from bot.store.sqlite.store import SqliteStore
from bot.telegram import turn_worker
from bot.telegram.chat_state import ChatState, from_json, to_json
from bot.telegram.delay_notice import DelayNotice
from bot.telegram.incoming import Incoming, to_inbox_item
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.sender import Sender
from bot.telegram.transport import Api
from bot.telegram.turn_worker import TURNS, TurnWorker
from dialogs.engine import Engine
from knowledge.model import Found
from tests.botapi import TOKEN, BotApi
from tests.phones import FAST, Phone, running, warm


class Bench:
    """A worker on a store in memory, and the stand-in behind it."""

    def __init__(self, api: BotApi, engine: Engine, store: SqliteStore) -> None:
        self.api, self.store, self.ada = api, store, api.person("Ada", started=True)
        self.line = Api(TOKEN, api.origin)
        self.notice = DelayNotice(self.line, "Wait")
        sender = Sender(self.line, store, RateLimiter(FAST), Outage("Telegram"), lambda: None)
        self.worker = TurnWorker(self.line, store, Advisor(engine), sender, self.notice)
        self.worker.ready.set()
        self.lane, self.number = f"telegram:{self.ada.id}", 0

    async def arrives(self, *texts: str, **fields: Any) -> None:
        for text in texts:
            self.number += 1
            incoming = Incoming(fields.get("kind", "said"), self.ada.id, self.ada.id, text, anchor=self.number)
            incoming = msgspec.structs.replace(incoming, **{k: v for k, v in fields.items() if k != "kind"})
            await self.store.receive([to_inbox_item(self.number, incoming)])

    @property
    def said(self) -> list[str]:
        return [shown.text for shown in self.api.screen(self.ada.id) if shown.is_bot]


@pytest.fixture
async def bench(api: BotApi, engine: Engine):
    bench = Bench(api, engine, SqliteStore(None))
    yield bench
    await bench.line.hang_up()
    await bench.store.close()


async def test_so_many_turns_then_other_chats_come_first(bench: Bench):
    await bench.arrives(*["help"] * (TURNS + 1))
    assert await bench.worker.work(bench.lane) == 0.0
    assert len(bench.said) == TURNS
    assert await bench.store.queue_depth() == (1, 0)


async def test_what_was_left_unsent_goes_first(bench: Bench):
    await bench.arrives("help", "find")
    bench.api.faults.add("status", "sendMessage")
    assert await bench.worker.work(bench.lane) > 0
    assert await bench.store.queue_depth() == (1, 1)
    await bench.worker.work(bench.lane)
    assert "1 of " in bench.said[-1]
    assert len(bench.said) == 2


async def test_what_cannot_be_read_is_put_aside_and_the_next_is_answered(bench: Bench, caplog):
    key = f"{bench.lane}:{bench.ada.id}"
    await bench.store.receive([InboxItem("x", bench.lane, key, b"{torn")])
    await bench.arrives("help")
    await bench.worker.work(bench.lane)
    assert len(bench.said) == 1
    assert "cannot be read" in caplog.text
    caplog.clear()


async def test_texts_wait_for_the_search_and_presses_do_not(bench: Bench):
    bench.worker.ready.clear()
    await bench.arrives("find", kind="chose")
    await bench.arrives("help")
    working = asyncio.create_task(bench.worker.work(bench.lane))
    await bench.api.wait(lambda: bench.said)
    await asyncio.sleep(0.05)
    assert len(bench.said) == 1
    bench.worker.ready.set()
    await working
    assert len(bench.said) == 2


async def test_a_store_that_fails_announces_a_delay(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    async def fail(_: TurnResult) -> None:
        raise StoreError("away")

    await bench.arrives("help", thread=bench.api.topic(bench.ada.chat, "Second thoughts"))
    with monkeypatch.context() as patch:
        patch.setattr(bench.store, "commit", fail)
        with pytest.raises(StoreError):
            await bench.worker.work(bench.lane)
    await bench.api.wait(lambda: bench.said == ["Wait"])
    assert bench.api.screen(bench.ada.id)[-1].thread
    await bench.worker.work(bench.lane)
    assert len(bench.said) == 2


async def test_an_edit_makes_a_turn_only_where_words_are_new(bench: Bench):
    state = ChatState(texts={5: "aaaa", 6: "-"})
    await bench.store.mark_sent(0, bench.lane, to_json(state))
    for anchor, digest in ((5, "aaaa"), (6, "bbbb"), (7, "cccc")):
        await bench.arrives("edit", kind="other", anchor=anchor, digest=digest)
    await bench.worker.work(bench.lane)
    assert bench.said == []
    await bench.arrives("edit", kind="other", anchor=5, digest="bbbb")
    await bench.worker.work(bench.lane)
    assert len(bench.said) == 1
    assert from_json(await bench.store.chat_state(bench.lane)).texts[5] == "-"


async def test_a_picture_of_an_album_waits_for_the_others(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turn_worker, "BUNDLE_SECONDS", 0.2)
    await bench.arrives("thing", kind="other", bundle="album:1")
    assert 0 < await bench.worker.work(bench.lane) <= 0.2
    assert bench.said == []
    await bench.arrives("what do data engineers earn in nigeria?", bundle="album:1")  # behind it, by webhook
    await asyncio.sleep(0.2)
    await bench.worker.work(bench.lane)
    assert len(bench.said) == 1
    assert "₦" in bench.said[0]
    assert await bench.store.queue_depth() == (0, 0)


async def test_what_arrives_in_a_chat_that_moved_waits_in_the_other(bench: Bench):
    await bench.store.mark_sent(0, bench.lane, to_json(ChatState(moved_to=-100)))
    await bench.arrives("help")
    await bench.worker.work(bench.lane)
    job = await bench.store.peek("telegram:-100")
    assert job
    assert job.key == f"telegram:-100:{bench.ada.id}"
    assert await bench.store.peek(bench.lane) is None
    assert bench.said == []


async def test_metrics_hear_of_each_turn(bench: Bench):
    heard = []
    bench.worker.listeners.append(heard.append)
    await bench.arrives("help", "find")
    await bench.worker.work(bench.lane)
    assert [metrics.state for metrics in heard] == ["menu", "question"]


def stumble(text: str, *rest: Any) -> Found:
    if "earn" in text:
        raise ZeroDivisionError
    return warm().find(text, *rest)


async def test_the_word_that_a_turn_failed_stays_in_its_topic(api: BotApi, caplog):
    """Of a forum, of a private chat, and of the direct messages of a channel."""
    forum, direct = api.group("Careers", is_forum=True), api.direct_messages()
    forum.privacy = False
    async with running(api, engine=Engine(warm().pack, stumble)):
        ada = Phone(api)
        places = [(forum, api.topic(forum, "Pay")), (ada.chat, api.topic(ada.chat, "Doubts")), (direct, None)]
        for chat, thread in places:
            ada.person.say("@crossroads_bot what do they earn?", chat, thread=thread)
            await api.wait(lambda chat=chat: any(shown.is_bot for shown in chat.screen()))
            assert "my fault" in chat.screen()[-1].text
            assert chat.screen()[-1].thread == thread
    assert direct.screen()[-1].record["direct_messages_topic"]["topic_id"] == ada.person.id
    assert caplog.text.count("a turn failed (ZeroDivisionError") == len(places)
    caplog.clear()


@pytest.mark.parametrize("act", ["says", "presses"])
@pytest.mark.parametrize("what", ["gone", "closed"])
async def test_the_word_that_a_turn_failed_is_said_where_it_may_be(api: BotApi, caplog, monkeypatch, act, what):
    """In the chat where its topic is gone; where nothing may be said, a press gets it over the chat."""

    def break_down(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    forum = api.group("Careers", is_forum=True)
    async with running(api):
        ada = Phone(api, chat=forum, thread=api.topic(forum, "Pay"))
        await ada.says("/find@crossroads_bot")
        monkeypatch.setattr(turn_worker, "to_calls", break_down)
        forum.topics.clear() if what == "gone" else forum.closed.add(ada.thread)
        await (ada.says("/help@crossroads_bot") if act == "says" else ada.presses("answer:bias:model"))
        await api.settled(quiet=0.1)
        assert ("my fault" in forum.screen()[-1].text) == (what == "gone")
        over = [answer.get("text", "") for query in api.queries.values() for answer in query.answers]
        assert ["my fault" in text for text in over] == [what == "closed"] * len(over)
    assert "a turn failed" in caplog.text
    caplog.clear()


async def test_an_album_whose_caption_broke_a_turn_gets_one_word(api: BotApi, caplog):
    async with running(api, engine=Engine(warm().pack, stumble)):
        ada = Phone(api)
        ada.person.album(["what do they earn?", "", ""])
        await api.settled()
        (said,) = (shown for shown in ada.chat.screen() if shown.is_bot)
        assert "my fault" in said.text
    caplog.clear()


async def test_a_turn_that_failed_for_somebody_who_blocked_the_bot_stops_nothing(api: BotApi, caplog):
    """Telegram.Bot.Examples #96: the 403 comes where a failure is being dealt with."""
    async with running(api, engine=Engine(warm().pack, stumble)):
        ada, bola = Phone(api, "Ada"), Phone(api, "Bola")
        ada.person.say("what do they earn?")
        ada.person.block()
        await api.wait(lambda: api.errors)
        await bola.says("/start")
        assert bola.labels
        ada.person.unblock()
        await ada.says("/start")
        assert ada.labels
    assert "a turn failed" in caplog.text
    caplog.clear()
