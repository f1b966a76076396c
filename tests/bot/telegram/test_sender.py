"""Delivery: what fails every time, what must wait, what is refused; and that the answer comes first."""

import asyncio
import time

import msgspec
import pytest

from bot.outage import Outage
from bot.store.model import OutboxMessage
from bot.store.sqlite.store import SqliteStore
from bot.telegram import failures, press_answers, turn_worker
from bot.telegram.call import Call
from bot.telegram.chat_state import ChatState
from bot.telegram.failures import RetryLaterError
from bot.telegram.rate_limiter import RateLimiter
from bot.telegram.sender import Sender
from bot.telegram.startup import FatalTelegramError
from bot.telegram.transport import Api
from tests.bot.telegram.test_run import free_port
from tests.botapi import TOKEN, BotApi
from tests.phones import Phone, running


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failures, "BACKOFF", 0.01)
    monkeypatch.setattr(failures, "LONGEST", 0.05)


@pytest.fixture
async def api():
    async with BotApi.serving() as api:
        yield api
        assert api.violations == []


def sends(api: BotApi, chat: int) -> int:
    return sum(one.params.get("chat_id") == chat for one in api.requests.log if one.method.startswith("send"))


def lines(caplog: pytest.LogCaptureFixture, text: str) -> int:
    return sum(text in line for line in caplog.messages)


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_message_that_fails_every_time_is_put_aside_and_the_chat_goes_on(api: BotApi, caplog, status: int):
    async with running(api):
        ada, bola = Phone(api, "Ada"), Phone(api, "Bola")
        fault = api.faults.add("status", "sendMessage", chat=ada.person.id, status=status, times=None)
        ada.act("you", "/start")
        bola.act("you", "/start")
        await api.wait(lambda: lines(caplog, "put aside"))
        await api.settled()
        assert bola.labels
        tried = api.faults.fired["status"]
        assert failures.TRIES <= tried <= 2 * failures.TRIES
        ada.act("you", "help")
        await api.wait(lambda: lines(caplog, "put aside") == 2)
        assert api.faults.fired["status"] - tried <= 2  # a chat that is known to fail is not insisted on
        api.faults.active.remove(fault)
        await ada.says("find")
        assert "1 of " in ada.text
    assert lines(caplog, "is away") == 0


ALWAYS = {
    "nothing answers": {"kind": "hang"},
    "cut off": {"kind": "drop_before"},
    "a page": {"kind": "status", "status": 500, "html": True},
    "unknown": {"kind": "status", "status": 413},
}


@pytest.mark.parametrize("how", ALWAYS)
async def test_a_message_that_fails_every_time_in_another_way_is_put_aside_too(api: BotApi, caplog, monkeypatch, how):
    monkeypatch.setattr(Api, "patience", 0.2)
    async with running(api):
        ada = Phone(api)
        fault = api.faults.add(**ALWAYS[how], method="sendMessage", chat=ada.person.id, times=None)
        ada.act("you", "/start")
        await api.wait(lambda: lines(caplog, "put aside"), 10.0)
        api.faults.active.remove(fault)
        await ada.says("find")
        assert "1 of " in ada.text
    assert lines(caplog, "is away") == 0


@pytest.mark.parametrize("busy", [True, False])
async def test_two_chats_that_fail_every_time_are_no_outage(api: BotApi, caplog, busy: bool):
    """Whether anything else is said to the bot or not."""
    caplog.set_level("INFO")
    async with running(api):
        ada, bola, cleo = (Phone(api, name) for name in ("Ada", "Bola", "Cleo"))
        for phone in (ada, bola):
            api.faults.add("status", "sendMessage", chat=phone.person.id, times=None)
            phone.act("you", "/start")
        async with asyncio.timeout(10.0):
            while lines(caplog, "put aside") < 2:
                await (cleo.says("help") if busy else asyncio.sleep(0.02))
    assert lines(caplog, "is away") == lines(caplog, "is back") == 0


async def test_a_file_that_fails_every_time_is_put_aside(api: BotApi, caplog):
    async with running(api):
        ada = Phone(api)
        api.faults.add("status", "sendDocument", times=None)
        ada.act("you", "/mydata")
        await api.wait(lambda: lines(caplog, "put aside"))
        await ada.says("find")
        assert "1 of " in ada.text


async def test_a_picture_that_fails_every_time_is_said_in_words(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("find")
        for _ in range(5):
            await ada.presses(ada.said[-1].rows[0][0]["callback_data"])
        api.faults.add("status", "sendPhoto", times=None)
        ada.act("you", "share")
        await api.wait(lambda: api.faults.fired["status"] >= failures.TRIES)
        await api.settled()
        assert ada.said[-1].kind == "text"
        assert ada.chat.screen()[-1].is_bot


async def test_a_table_that_fails_every_time_is_sent_as_text(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("compare")
        api.faults.add("status", "sendRichMessage", status=500, times=None)
        ada.act("tap", "Table: Six factors to decide by")
        await api.wait(lambda: "Six factors to decide by" in ada.text and ada.said[0].kind == "text")
        await api.settled()


async def test_an_edit_that_fails_every_time_becomes_a_new_message(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        api.faults.add("status", "editMessageText", status=500, times=None)
        ada.act("tap", "Find my track")
        await api.wait(lambda: "1 of " in ada.text)
        assert not ada.said[0].edited


async def test_when_several_chats_fail_it_is_an_outage_and_nothing_is_put_aside(api: BotApi, caplog):
    caplog.set_level("INFO")
    async with running(api):
        people = [Phone(api, f"P{n}") for n in range(3)]
        fault = api.faults.add("status", "sendMessage", times=None)
        for phone in people:
            phone.act("you", "/start")
        await api.wait(lambda: api.faults.fired["status"] > 3 * failures.TRIES + 3)
        api.faults.active.remove(fault)
        await api.wait(lambda: all(phone.labels for phone in people), 10.0)
    assert lines(caplog, "put aside") == 0
    assert lines(caplog, "Telegram is away") == lines(caplog, "Telegram is back") == 1


async def test_a_single_chat_waits_while_telegram_does_not_answer_at_all(api: BotApi, caplog):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        faults = [api.faults.add("status", method, times=None) for method in ("sendMessage", "getMe")]
        ada.act("you", "find")
        await api.wait(lambda: api.faults.fired["status"] > 3 * failures.TRIES)
        for fault in faults:
            api.faults.active.remove(fault)
        await api.wait(lambda: "1 of " in ada.text, 10.0)
    assert lines(caplog, "put aside") == 0


@pytest.mark.parametrize("fault", [{"kind": "flood", "retry_after": 6}, {"kind": "hang"}, {"kind": "status"}])
async def test_an_answer_does_not_wait_for_old_buttons_to_go(api: BotApi, fault: dict):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start")
        began = time.monotonic()
        api.faults.add(**fault, method="editMessageReplyMarkup", times=None)
        ada.act("you", "find")
        await api.wait(lambda: "1 of " in ada.text, 1.0)
        assert time.monotonic() - began < 1.0
        ada.act("you", "help")
        await api.wait(lambda: sum(shown.is_bot for shown in ada.chat.screen()) == 3, 3.0)


@pytest.mark.parametrize("fault", [{"kind": "flood", "retry_after": 6}, {"kind": "hang"}, {"kind": "status"}])
@pytest.mark.parametrize("method", ["answerCallbackQuery", "sendChatAction", "sendDocument"])
async def test_nobody_waits_for_what_is_not_the_answer(api: BotApi, monkeypatch, fault: dict, method: str):
    """For a button that stops spinning, for the bot to be seen typing, for a file besides."""
    monkeypatch.setattr(turn_worker, "TYPING_AFTER", 0.0)
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        api.faults.add(**fault, method=method, times=None)
        for verb, words, answer in (
            ("press", "answer:bias:model", "2 of "),
            ("press", "menu", "Where to?"),
            ("you", "help", "Tap, type"),
            ("you", "/mydata", "What I keep about you"),
        ):
            ada.act(verb, words)
            await api.wait(lambda answer=answer: answer in ada.text, 1.5)


async def test_a_press_is_answered_later_while_its_chat_goes_on(api: BotApi):
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        api.faults.add("flood", "answerCallbackQuery", retry_after=1)
        ada.act("press", "answer:bias:model")
        ada.act("you", "help")
        await api.wait(lambda: "Tap, type" in ada.text, 0.9)
        assert api.spinners()
        await api.wait(lambda: not api.spinners(), 2.0)
        await api.settled()


async def test_a_press_that_cannot_be_answered_says_nothing_of_its_chat(api: BotApi, caplog, monkeypatch):
    """A message that fails after it has all its tries."""
    monkeypatch.setattr(press_answers, "QUERY_SECONDS", 0.5)
    async with running(api):
        ada = Phone(api)
        await ada.says("/start find")
        api.faults.add("status", "answerCallbackQuery", times=None)
        ada.act("press", "answer:bias:model")
        await api.settled()
        api.faults.add("status", "sendMessage", times=failures.TRIES - 1)
        ada.act("you", "help")
        await api.wait(lambda: "Tap, type" in ada.text)
    assert lines(caplog, "put aside") == lines(caplog, "is away") == 0


async def test_a_press_that_was_not_answered_before_the_end_is_answered_after_the_start(api: BotApi, tmp_path):
    store = str(tmp_path / "db")
    ada = Phone(api)
    async with running(api, store):
        await ada.says("/start find")
        fault = api.faults.add("flood", "answerCallbackQuery", retry_after=9, times=None)
        ada.act("press", "answer:bias:model")
        await api.wait(lambda: "2 of " in ada.text)
    api.faults.active.remove(fault)
    async with running(api, store):
        await api.wait(lambda: not api.spinners())


async def test_a_farewell_in_a_group_comes_before_anything_is_forgotten(api: BotApi):
    async with running(api):
        ada = Phone(api, chat=api.group("Career night"))
        await ada.says("/forget@crossroads_bot")
        api.faults.add("status", "editMessageText")
        await ada.taps("Yes, forget me")
        assert "Who are you again?" in ada.text
    assert api.spinners() == []


async def test_nothing_is_sent_sooner_than_telegram_says(api: BotApi):
    async with running(api):
        ada = Phone(api)
        api.faults.add("flood", "sendMessage", retry_after=1)
        began = time.monotonic()
        ada.act("you", "/start")
        await api.wait(lambda: ada.said)
        assert 1.0 <= time.monotonic() - began < 2.5


async def test_a_message_to_a_person_waits_however_long_telegram_says(api: BotApi, caplog):
    async with running(api):
        ada = Phone(api)
        api.faults.add("flood", "sendMessage", retry_after=900)
        ada.act("you", "/start")
        await api.wait(lambda: lines(caplog, "asks to wait 900 seconds"))
    assert lines(caplog, "put aside") == 0


async def test_a_word_that_telegram_does_not_like_is_sent_without_its_marks(api: BotApi):
    async with running(api):
        ada = Phone(api)
        api.faults.add("status", "sendMessage", status=400, says="Bad Request: can't parse entities")
        await ada.says("what do data engineers earn in nigeria?")
        assert "₦" in ada.text
        assert ada.bold == []


async def test_a_revoked_token_is_noticed_by_whoever_sends(api: BotApi, caplog):
    listen = f"127.0.0.1:{free_port()}"
    with pytest.raises(FatalTelegramError, match="no longer knows this token"):  # noqa: PT012
        async with running(api, webhook=f"http://{listen}/", listen=listen) as task:
            await api.wait(lambda: api.server.webhook)
            api.token = "1:" + "x" * 35
            Phone(api).act("you", "/start")
            await api.wait(task.done, 3.0)
    assert lines(caplog, "the work on a chat failed") == 0


async def delivered(api: BotApi, chat: int, call: Call) -> ChatState:
    """The state of a chat after one message, sent alone."""
    line, store = Api(TOKEN, api.origin), SqliteStore(None)
    sender = Sender(line, store, RateLimiter(1e6), Outage("Telegram"), lambda: None)
    message = OutboxMessage(1, f"telegram:{chat}:7", msgspec.json.encode(call))
    try:
        return await sender.send(f"telegram:{chat}", [message], ChatState())
    finally:
        await line.hang_up()
        await store.close()


@pytest.mark.parametrize(("seconds", "waits"), [(60, True), (61, False)])
async def test_a_message_to_a_group_waits_a_minute_and_no_longer(api: BotApi, seconds: int, waits: bool):
    group = api.group("Career night")
    call = Call("sendMessage", {"chat_id": group.id, "text": "x"}, "page")
    api.faults.add("flood", "sendMessage", retry_after=seconds)
    if waits:
        with pytest.raises(RetryLaterError) as raised:
            await delivered(api, group.id, call)
        assert raised.value.seconds == seconds
    else:
        assert await delivered(api, group.id, call) == ChatState()
    assert group.screen() == []


async def test_what_was_sent_is_remembered(api: BotApi):
    ada = api.person("Ada", started=True)
    call = Call("sendMessage", {"chat_id": ada.id, "text": "x"}, "board", user=ada.id, source=3, digest="ab")
    number = ada.chat.last_id + 1
    assert await delivered(api, ada.id, call) == ChatState(number, {ada.id: number}, texts={3: "ab"})


@pytest.mark.parametrize("status", [400, 403])
async def test_what_is_refused_is_answered_all_the_same(api: BotApi, status: int):
    ada = api.person("Ada", started=True)
    call = Call("sendMessage", {"chat_id": ada.id, "text": "x"}, "board", user=ada.id, source=3, digest="ab")
    api.faults.add("status", "sendMessage", status=status)
    assert await delivered(api, ada.id, call) == ChatState(texts={3: "ab"})
