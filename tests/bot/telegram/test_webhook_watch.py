"""A bot that no update reaches says so, repairs it or ends; /healthz tells the truth meanwhile."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.outage import Outage
from bot.telegram import webhook_watch
from bot.telegram.startup import FatalTelegramError
from bot.telegram.transport import AiohttpRequest, Api
from bot.telegram.webhook import registration
from bot.telegram.webhook_watch import WebhookWatch
from tests.bot.telegram.test_run import free_port
from tests.botapi import TOKEN, BotApi
from tests.phones import Phone, running

URL = "https://example.org/hook"


@pytest.fixture
async def line(api: BotApi) -> AsyncIterator[Api]:
    line = Api(TOKEN, api.origin)
    yield line
    await line.hang_up()


def warnings(caplog: pytest.LogCaptureFixture, text: str) -> int:
    return sum(text in record.getMessage() for record in caplog.records if record.levelname == "WARNING")


async def test_a_webhook_that_was_taken_away_is_set_again_and_said(api: BotApi, line: Api, caplog, monkeypatch):
    monkeypatch.setattr(webhook_watch, "INTERVAL", 0.1)
    listen, health = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    async with running(api, webhook=f"http://{listen}/hook", listen=listen, watch=health):
        await api.wait(lambda: api.server.webhook)
        await line.call("deleteWebhook", {})
        await api.wait(lambda: api.server.webhook)
        ada = Phone(api)
        await ada.says("/start")
        assert ada.labels
    assert warnings(caplog, "the webhook was removed") == 1


async def test_a_webhook_that_is_taken_away_again_and_again_ends_the_bot(api: BotApi, line: Api):
    watch = WebhookWatch(line, registration(URL, "s"), Outage("Telegram"))
    for _ in range(webhook_watch.REPAIRS):
        await watch.look()
        assert watch.problem
        assert api.server.webhook.url == URL
        await line.call("deleteWebhook", {})
    with pytest.raises(FatalTelegramError, match="again and again"):
        await watch.look()


async def test_the_webhook_of_another_program_ends_the_bot(api: BotApi, line: Api, monkeypatch):
    monkeypatch.setattr(webhook_watch, "INTERVAL", 0.05)
    listen = f"127.0.0.1:{free_port()}"
    with pytest.raises(FatalTelegramError, match=r"another program .*elsewhere"):  # noqa: PT012
        async with running(api, webhook=f"http://{listen}/hook", listen=listen) as task:
            await api.wait(lambda: api.server.webhook)
            await line.call("setWebhook", {"url": "https://example.org/elsewhere"})
            await api.wait(task.done)


async def test_other_kinds_of_updates_are_asked_for_again(line: Api):
    watch = WebhookWatch(line, registration(URL, "s"), Outage("Telegram"))
    await line.call("setWebhook", {"url": URL, "allowed_updates": ["poll"]})
    await watch.look()
    assert "other kinds" in watch.problem
    await watch.look()
    assert watch.problem == ""


async def test_a_wrong_secret_is_set_right(api: BotApi, line: Api):
    """Somebody registered the same address with another secret: each update is turned away with 403."""
    listen = f"127.0.0.1:{free_port()}"
    url = f"http://{listen}/hook"
    async with running(api, webhook=url, listen=listen):
        await api.wait(lambda: api.server.webhook)
        right = {"url": url, "secret_token": api.server.webhook.headers["X-Telegram-Bot-Api-Secret-Token"]}
        await line.call("setWebhook", {"url": url, "secret_token": "wrong"})
        ada = Phone(api)
        ada.act("you", "/start")
        await api.wait(lambda: api.server.webhook.last_error)
        await WebhookWatch(line, {**registration(url, ""), **right}, Outage("Telegram")).look()
        await api.wait(lambda: ada.labels)


async def test_updates_that_cannot_be_delivered_are_said_once_an_error(api: BotApi, line: Api, caplog):
    watch = WebhookWatch(line, registration(URL, "s"), Outage("Telegram"))
    await line.call("setWebhook", registration(URL, "s"))
    api.updates.pending[1] = {"update_id": 1, "poll": {}}  # waits; the stand-in does not try to deliver it anywhere
    api.server.webhook.last_error = (100, "Connection refused")
    for _ in range(3):
        await watch.look()
    assert warnings(caplog, "Connection refused") == 1
    api.server.webhook.last_error = (200, "Connection refused")
    await watch.look()
    assert "Connection refused" in watch.problem
    api.updates.pending.clear()
    await watch.look()
    assert watch.problem == ""


async def test_a_token_that_was_revoked_ends_the_bot_behind_a_webhook(api: BotApi, monkeypatch):
    monkeypatch.setattr(webhook_watch, "INTERVAL", 0.1)
    listen = f"127.0.0.1:{free_port()}"
    with pytest.raises(FatalTelegramError, match="no longer knows this token"):  # noqa: PT012
        async with running(api, webhook=f"http://{listen}/hook", listen=listen) as task:
            await api.wait(lambda: api.server.webhook)
            api.token = "1:" + "x" * 35
            await api.wait(task.done)


@pytest.mark.parametrize(
    ("status", "says"), [(400, "Bad Request: Logged out"), (403, "Forbidden: bot was deactivated")]
)
async def test_looks_that_fail_are_one_line_with_the_cause(api: BotApi, monkeypatch, caplog, status, says):
    """A bot that was logged out of this server is no revoked token, and nothing arrives all the same."""
    monkeypatch.setattr(webhook_watch, "INTERVAL", 0.05)
    caplog.set_level("INFO")
    listen = f"127.0.0.1:{free_port()}"
    async with running(api, webhook=f"http://{listen}/hook", listen=listen):
        await api.wait(lambda: api.server.webhook)
        api.faults.add("status", "getWebhookInfo", status=status, says=says, times=None)
        await api.wait(lambda: api.faults.fired["status"] > 4)
        api.faults.clear()
        await api.wait(lambda: "Telegram is back" in caplog.text)
    assert warnings(caplog, says.rpartition(": ")[2]) == 1
    assert sum(says.rpartition(": ")[2] in line for line in caplog.messages) == 1


@pytest.mark.parametrize("told", [b"true", b"null", b"[]", b'{"url":null}', b'{"last_error_date":"yesterday"}'])
async def test_a_look_that_cannot_be_read_ends_nothing(api: BotApi, monkeypatch, caplog, told):
    monkeypatch.setattr(webhook_watch, "INTERVAL", 0.05)
    listen, request, looks = f"127.0.0.1:{free_port()}", AiohttpRequest.do_request, 0

    async def do_request(self: AiohttpRequest, url: str, *args: Any, **more: Any) -> tuple[int, bytes]:
        nonlocal looks
        if not url.endswith("getWebhookInfo"):
            return await request(self, url, *args, **more)
        looks += 1
        return 200, b'{"ok":true,"result":%b}' % told

    monkeypatch.setattr(AiohttpRequest, "do_request", do_request)
    async with running(api, webhook=f"http://{listen}/hook", listen=listen):
        await api.wait(lambda: looks > 2)
        ada = Phone(api)
        await ada.says("/start")
        assert ada.labels
    assert warnings(caplog, "the answer told of no webhook") == 1


async def test_health_is_503_while_nothing_arrives(api: BotApi, monkeypatch):
    monkeypatch.setattr(webhook_watch, "INTERVAL", 0.05)
    listen, health = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"

    async def look() -> int:
        async with aiohttp.ClientSession() as visitor, visitor.get(f"http://{health}/healthz") as answer:
            await answer.read()
            return answer.status

    async with running(api, webhook=f"http://{listen}/hook", listen=listen, watch=health):
        await api.wait(lambda: api.server.webhook)
        assert await look() == 200
        api.faults.add("status", "getWebhookInfo", times=None)
        await api.wait(lambda: api.faults.fired["status"])
        await api.wait(lambda: True, 0.1)
        assert await look() == 503
        api.faults.clear()
        polls = api.requests["getWebhookInfo"]
        await api.wait(lambda: api.requests["getWebhookInfo"] > polls + 1)
        assert await look() == 200
