"""Requests to the Bot API: addresses, answers that are none, files, and no word about where to."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram.error import InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.telegram.transport import AiohttpRequest, Api, UnreadableAnswerError, Upload, proxy_of, seconds_of
from tests.botapi import TOKEN, BotApi

SECRET = TOKEN.partition(":")[2]


@pytest.fixture
async def line(api: BotApi) -> AsyncIterator[Api]:
    line = Api(TOKEN, api.origin)
    yield line
    await line.hang_up()


@pytest.mark.parametrize(
    "written", ["{}", "{}/", "{}//", " {}/ ", "{}\n", "{}/bot", "{}/bot/", "{}/bot<token>/", f"{{}}/bot{TOKEN}"]
)
async def test_an_address_may_end_in_slashes_spaces_and_what_other_libraries_want_there(api: BotApi, written: str):
    line = Api(TOKEN, written.format(api.origin))
    assert (await line.call("getMe", {}))["username"] == "crossroads_bot"
    await line.hang_up()


def test_an_address_may_have_a_path():
    assert Api(TOKEN, "http://localhost:1/telegram/").base_url == f"http://localhost:1/telegram/bot{TOKEN}"


@pytest.mark.parametrize(
    "url", ["localhost:1", "http://", "ftp://x", "http://x?y=1", "http://x#y", "http://x:99999", ""]
)
def test_what_is_no_address_is_refused(url: str):
    with pytest.raises(ValueError, match=r"."):
        Api(TOKEN, url)


async def test_parameters_arrive_as_values(api: BotApi, line: Api):
    ada = api.person(started=True)
    rows = [[{"text": "Yes", "callback_data": "y"}]]
    await line.call("sendMessage", {"chat_id": ada.id, "text": "äß😀", "reply_markup": {"inline_keyboard": rows}})
    assert (api.screen(ada.id)[-1].text, api.screen(ada.id)[-1].choices) == ("äß😀", {"Yes": "y"})


async def test_a_file_is_uploaded_with_its_name_and_parameters(api: BotApi, line: Api):
    forum = api.group("Careers", is_forum=True)
    document, topic = Upload("my-data.json", b'{"a":1}'), api.topic(forum, "Pay")
    reply = {"message_id": 1, "allow_sending_without_reply": True}
    params = {"chat_id": forum.id, "message_thread_id": topic, "caption": "Yours", "reply_parameters": reply}
    sent = await line.call("sendDocument", {**params, "document": document})
    assert (sent["document"]["file_name"], sent["document"]["mime_type"]) == ("my-data.json", "application/json")
    assert (sent["caption"], sent["message_thread_id"]) == ("Yours", topic)
    assert api.files[sent["document"]["file_id"]].content == b'{"a":1}'


@pytest.mark.parametrize("payload", [b"", b"[]", b"null", b'{"ok":tru\xff<'])
def test_an_answer_that_is_no_object_is_an_error_that_does_not_quote_it(payload: bytes):
    with pytest.raises(UnreadableAnswerError) as raised:
        AiohttpRequest.parse_json_payload(payload)
    assert str(raised.value) == "the answer was no JSON"
    assert raised.value.update_ids == []


def test_of_a_batch_that_is_torn_the_ids_can_be_told():
    with pytest.raises(UnreadableAnswerError) as raised:
        AiohttpRequest.parse_json_payload(b'{"ok":true,"result":[{"update_id":17,"m":{}},{"update_id": 18,"\xff')
    assert raised.value.update_ids == [17, 18]


async def test_errors_say_what_and_never_where(api: BotApi, line: Api):
    api.faults.add("hang", "getMe")
    api.faults.add("drop_before", "getMyName")
    api.faults.add("status", "getMyCommands", html=True)
    for method, kind in (("getMe", TimedOut), ("getMyName", NetworkError), ("getMyCommands", NetworkError)):
        with pytest.raises(kind) as raised:
            await line.call(method, {}, 0.2)
        assert SECRET not in repr(raised.value)
        assert api.origin not in repr(raised.value)
        assert "nginx" not in repr(raised.value)


async def test_polls_that_hang_use_up_no_connections(api: BotApi, line: Api):
    """Nanobot #5171: a pool whose connections are never given back polls no more, and says nothing."""
    api.faults.add("hang", "getUpdates", times=5)
    for _ in range(5):
        with pytest.raises(TimedOut):
            await line.call("getUpdates", {}, 0.05)
    api.push({})
    assert len(await line.call("getUpdates", {}, 1.0)) == 1


async def test_an_answer_that_never_ends_is_given_up():
    """Nanobot #3626: bytes may come, and no end of them."""
    hung_up = asyncio.Event()

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.01)
        hung_up.set()

    async with await asyncio.start_server(drip, "127.0.0.1", 0) as server:
        line = Api(TOKEN, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(TimedOut):
            await line.call("getUpdates", {}, 0.2)
        await asyncio.wait_for(hung_up.wait(), 5.0)
        await line.hang_up()


async def test_a_wrong_token_is_an_error_of_its_own(api: BotApi):
    line = Api("1:" + "x" * 35, api.origin)
    with pytest.raises(InvalidToken):
        await line.call("getMe", {})
    await line.hang_up()


async def test_after_hanging_up_nothing_is_sent(api: BotApi, line: Api):
    await line.call("getMe", {})
    await line.hang_up()
    with pytest.raises(NetworkError, match="ending"):
        await line.call("getMe", {})
    assert api.requests["getMe"] == 1


@pytest.mark.parametrize("given", [7, timedelta(seconds=7)])
def test_the_time_to_wait_is_in_seconds(given: int | timedelta):
    assert seconds_of(RetryAfter(given)) == 7.0


def test_a_proxy_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    assert proxy_of("https://api.telegram.org") == "http://proxy:3128"
    assert proxy_of("https://127.0.0.1:8081") is None
    assert proxy_of("nonsense") is None
