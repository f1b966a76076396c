"""What broke other bots, as their public reports tell it: each is named, and tried here."""

from collections.abc import AsyncIterator

import msgspec
import pytest
from aiohttp import ClientSession, web

from bot.outage import Outage
from bot.store.model import StoreError
from bot.store.sqlite.store import SqliteStore
from bot.telegram.health import Metrics
from bot.telegram.run import Options, _Bot
from bot.telegram.update import to_update
from dialogs.engine import Engine
from dialogs.events import Chose, Said
from dialogs.session import BackStep, Note, Session
from tests.bot.telegram.test_ingest import Desk
from tests.bot.telegram.test_turn_worker import Bench
from tests.botapi import BotApi
from tests.people import Person
from tests.phones import Phone, running


@pytest.fixture
async def desk(api: BotApi, engine: Engine) -> AsyncIterator[Desk]:
    desk = Desk(api, engine, SqliteStore(None))
    yield desk
    await desk.line.hang_up()
    await desk.store.close()


@pytest.mark.parametrize(
    "press",
    [
        {
            "inline_message_id": "1",
            "data": "find",
        },  # python-telegram-bot 571: a button of an inline message has no chat
        {"inline_message_id": "1", "game_short_name": "chess"},
        {"message": {"message_id": 5, "chat": {"id": 7}, "date": 0}},  # agent-os 2974: no data, of a game or a login
        {"message": {"message_id": 5, "chat": {"id": 7}, "date": 0}, "data": ""},
    ],
)
async def test_a_press_with_a_part_missing_is_answered_and_breaks_nothing(api: BotApi, desk: Desk, press: dict):
    query = api.person("Ada").ask(api.queries, chat_id=7, message_id=5, data="")
    update = to_update({"update_id": 1, "callback_query": {"id": query.id, "from": {"id": 7}, **press}})
    assert update
    await desk.ingest.receive([update])
    inbox, _ = await desk.store.queue_depth()
    assert inbox <= 1
    if inbox == 0:
        await api.wait(lambda: bool(query.answers), 5.0)
    else:
        query.answers.append({})  # it has a turn, and is answered with it


@pytest.mark.parametrize(
    "session",
    [
        Session(pack="old", state="quiz", focus=("page_1",)),
        Session(pack="old", state="question", focus=("gone",), answers={"gone": "x"}),
        Session(pack="old", state="topic", focus=("gone", "gone.too"), topics=("gone",), offered=("topic:gone",)),
        Session(pack="old", state="noted", noted=(Note("gone", "x", "words"),)),
        Session(
            pack="old", state="what_if", focus=("gone=x",), back_stack=(BackStep("quiz", ("a",)),), matters=("gone",)
        ),
        Session(pack="old", state="why_not", focus=("gone",), pay=("gone", "gone", "gone"), helped="maybe"),
    ],
)
@pytest.mark.parametrize("event", [Said("hello"), Said("1"), Said("back"), Chose("answer:gone:x"), Chose("noted_all")])
def test_a_conversation_goes_on_after_a_deploy_that_renamed_its_dialog(tiny: Engine, session: Session, event):
    """botbuilder-dotnet 5007: sessions that named a dialog that was gone raised at each message, for good."""
    turn = tiny.take_turn(session, event)
    assert turn.replies
    assert turn.session.pack == tiny.pack.fingerprint
    person = Person(tiny)
    person.session = turn.session
    assert person.says("menu").session.state == "menu"


async def test_one_who_blocked_the_bot_stops_nobody_else(api: BotApi):
    """Telegram.Bot.Examples 96: a 403 ended the loop that served everybody."""
    async with running(api) as task:
        ada, bob = Phone(api, "Ada"), Phone(api, "Bob")
        await ada.says("/start")
        ada.act("you", "find")
        ada.person.block()
        await api.settled()
        await bob.says("/start")
        assert "I'm Crossroads" in bob.text
        assert not task.done()


async def test_health_tells_of_a_store_that_can_be_read_and_not_written(api: BotApi, engine: Engine):
    """engram 1292: the page said 'ok' for hours while each write failed."""
    store, broken = SqliteStore(None), Outage("the store")
    desk = Desk(api, engine, store)
    bot = _Bot(
        desk.line, store, Options("1:x"), desk.ingest, Bench(api, engine, store).worker, Outage("T"), broken, None
    )
    runner = web.AppRunner(bot._health_app(None), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    page = f"http://127.0.0.1:{runner.addresses[0][1]}/healthz"
    async with ClientSession() as visitor:
        assert (await visitor.get(page)).status == 200
        broken.failed("intake", StoreError("disk full"))
        answer = await visitor.get(page)
        assert (answer.status, (await answer.json())["problem"]) == (503, "the store cannot be written")
        broken.recovered("intake")
        assert (await visitor.get(page)).status == 200
    await runner.cleanup()
    await desk.line.hang_up()
    await store.close()
    assert Metrics


@pytest.mark.parametrize(
    ("field", "name"), [("thread", "message_thread_id"), ("direct_topic", "direct_messages_topic_id")]
)
async def test_words_about_a_fault_of_ours_stay_in_their_topic(
    api: BotApi, engine: Engine, field: str, name: str, caplog
):
    bench = Bench(api, engine, SqliteStore(None))

    class Broken:
        engine = bench.worker._advisor.engine

        def take_turn(self, *_: object) -> None:
            raise ZeroDivisionError

    bench.worker._advisor = Broken()
    sent: list[dict] = []

    async def call(_method: str, params: dict, *_: object) -> dict:
        sent.append(msgspec.to_builtins(params))
        return {"message_id": 1}

    bench.worker._api = type("Line", (), {"call": staticmethod(call)})()
    await bench.arrives("hello", **{field: 12})
    await bench.worker.work(bench.lane)
    assert [params[name] for params in sent if "text" in params] == [12]
    caplog.clear()
    await bench.line.hang_up()
    await bench.store.close()
