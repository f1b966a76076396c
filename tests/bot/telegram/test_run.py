"""`crossroads telegram` as an operator has it: one line and an exit code, an end in order, and no secret anywhere."""

import asyncio
import contextlib
import io
import logging
import os
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner
from telegram.error import NetworkError

from bot.cli.main import cli
from bot.logs import clean, hide
from bot.store.sqlite import group_commit
from bot.telegram import run, startup
from bot.telegram.startup import FatalTelegramError
from bot.telegram.transport import AiohttpRequest, Api
from bot.telegram.webhook import HEADER, secret_of
from tests.botapi import TOKEN, BotApi
from tests.phones import own_log, running

ROOT = Path(__file__).parents[3]
SECRET = TOKEN.partition(":")[2]
WRONG = "987654321:AAWrong-token-of-nobody-000000000000"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.serving() as api:
        yield api


@pytest.fixture(autouse=True)
def log() -> Iterator[None]:
    with own_log():
        yield


@contextlib.asynccontextmanager
async def program(*args: str, token: str | None = TOKEN) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot …` with the most talkative log; killed, if it must be, when the block is left."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CROSSROADS_")}
    env |= {"CROSSROADS_TOKEN": token} if token is not None else {}
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *args, stdout=pipe, stderr=pipe, cwd=ROOT, env=env
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def ended(*args: str, token: str | None = TOKEN) -> tuple[int | None, str]:
    async with program(*args, token=token) as child:
        out, err = await asyncio.wait_for(child.communicate(), 60)
        said = out.decode() + err.decode()
        assert token is None or len(token) < 20 or token.partition(":")[2] not in said
        return child.returncode, said


def taken_port() -> socket.socket:
    found = socket.socket()
    found.bind(("127.0.0.1", 0))
    found.listen()
    return found


def free_port() -> int:
    with taken_port() as found:
        return found.getsockname()[1]


async def test_what_it_cannot_go_on_with_ends_in_one_line_that_keeps_the_secret(tmp_path):
    async with BotApi.serving() as api, BotApi.serving() as hooked, BotApi.serving() as polled:
        hook = Api(TOKEN, hooked.origin)
        await hook.call("setWebhook", {"url": "https://example.org/elsewhere"})
        await hook.hang_up()
        polled.faults.add("status", "getUpdates", status=409, times=None)
        damaged = tmp_path / "damaged.db"
        damaged.write_bytes(b"SQLite format 3\0" + b"\xa5" * 8000)
        (tmp_path / "file").write_text("x")
        with taken_port() as taken:
            busy = f"127.0.0.1:{taken.getsockname()[1]}"
            free = "--listen", f"127.0.0.1:{free_port()}"
            here = f"http://{busy}/hook"
            common = ["telegram", "--log-level", "debug", "--store", str(tmp_path / "db")]
            cases = {
                "no token": (None, [*common]),
                "has not the form": ("12345:short", [*common]),
                "does not know this token": (WRONG, [*common, "--api", api.origin]),
                "another program polls": (TOKEN, [*common[:-1], str(tmp_path / "2"), "--api", polled.origin]),
                "a webhook is set": (TOKEN, [*common[:-1], str(tmp_path / "3"), "--api", hooked.origin]),
                "cannot be reached": (TOKEN, [*common[:-1], str(tmp_path / "4"), "--api", "http://127.0.0.1:1"]),
                "refused the webhook": (
                    TOKEN,
                    [*common[:-1], str(tmp_path / "5"), "--api", api.origin, "--webhook", "http://example.org/", *free],
                ),
                "cannot be listened on": (
                    TOKEN,
                    [*common[:-1], str(tmp_path / "6"), "--api", api.origin, "--webhook", here, "--listen", busy],
                ),
                "choose another host:port": (
                    TOKEN,
                    [*common[:-1], str(tmp_path / "7"), "--api", api.origin, "--watch", "127.0.0.1:70000"],
                ),
                "it is damaged": (TOKEN, [*common[:-1], str(damaged), "--api", api.origin]),
                "name another file": (TOKEN, [*common[:-1], str(tmp_path / "file" / "db"), "--api", api.origin]),
                "no such option": (TOKEN, [*common, "--nonsense"]),
            }
            results = await asyncio.gather(*(ended(*args, token=token) for token, args in cases.values()))
        for expected, (code, said) in zip(cases, results, strict=True):
            last = said.strip().splitlines()[-1]
            assert (code, expected in last.lower()) == (2, True), (expected, said)
            assert last.startswith("crossroads: "), said
            assert "Traceback" not in said, said
            assert TOKEN not in said
            assert SECRET not in said
        assert damaged.read_bytes() == b"SQLite format 3\0" + b"\xa5" * 8000


async def test_help_says_everything_but_the_token():
    code, said = await ended("telegram", "--help")
    assert code == 0
    assert "--drop-webhook" in said
    assert TOKEN not in said


async def test_two_on_one_file_are_one_too_many(api, tmp_path):
    async with running(api, str(tmp_path / "db")):
        await api.settled()
        with pytest.raises(Exception, match="another process serves this file"):
            await run.serve(run.Options(token=TOKEN, store=str(tmp_path / "db"), api=api.origin))


def talk(api: BotApi, people: int) -> list[int]:
    for n in range(people):
        api.person(f"P{n}").say("/start")
    return list(api.people)


async def test_sigterm_in_the_middle_ends_within_ten_seconds_and_loses_nothing(api, tmp_path):
    args = ["telegram", "--log-level", "debug", "--store", str(tmp_path / "db"), "--api", api.origin]
    api.latency_ms = 50
    async with program(*args) as child:
        await api.wait(lambda: api.requests["getUpdates"], 20.0)
        talk(api, 90)  # three seconds' worth
        await api.wait(lambda: api.requests["sendMessage"] > 10, 20.0)
        began = time.monotonic()
        child.send_signal(signal.SIGTERM)
        _, err = await child.communicate()
        assert child.returncode == 0, err.decode()
        assert time.monotonic() - began < 10
    said = err.decode()
    assert "Traceback" not in said, said
    assert "stopped; nothing is lost" in said
    assert SECRET not in said
    api.latency_ms = 0
    async with running(api, str(tmp_path / "db")):
        await api.wait(lambda: all(api.screen(one)[-1].is_bot for one in api.people), 20.0)
        await api.settled()
    greeted = [sum(shown.is_bot for shown in api.screen(one)) for one in api.people]
    assert set(greeted) == {1}


async def test_the_end_is_quick_when_telegram_hangs(api, tmp_path):
    api.faults.add("hang", "getMe", times=None)
    args = ["telegram", "--store", str(tmp_path / "db"), "--api", api.origin]
    async with program(*args) as child:
        await api.wait(lambda: api.requests["getMe"], 20.0)
        child.send_signal(signal.SIGTERM)
        await asyncio.wait_for(child.communicate(), 10)
        assert child.returncode == 0


@contextlib.asynccontextmanager
async def hooked(api: BotApi, store: str) -> AsyncIterator[str]:
    """The bot behind a webhook; where it listens."""
    listen = f"127.0.0.1:{free_port()}"
    async with running(api, store, webhook=f"http://{listen}/hook", listen=listen):
        await api.wait(lambda: api.server.webhook)
        yield f"http://{listen}/hook"


async def test_the_webhook_knows_its_own(api, tmp_path, caplog):
    async with hooked(api, str(tmp_path / "db")) as url, aiohttp.ClientSession() as visitor:
        right = {HEADER: secret_of(TOKEN)}
        update = '{"update_id": 5, "message": {"message_id": 1, "chat": {"id": 3}, "from": {"id": 3}, "text": "hi"}}'

        async def post(body: str | bytes | io.BytesIO, headers: dict[str, str]) -> int:
            async with visitor.post(url, data=body, headers=headers) as answer:
                return answer.status

        assert await post(update, {}) == 403
        assert await post(update, {HEADER: "guess"}) == 403
        assert await post(update, {HEADER: "schlüssel"}) == 403
        assert await post(io.BytesIO(b"x" * (2 << 20)), right) == 413
        assert await post(b'{"ok":tru\xff<', right) == 200  # else it would come for ever
        assert await post("[]", right) == 200
        async with visitor.get(url) as answer:
            assert answer.status == 405
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        assert api.screen(ada.id)[-1].is_bot
    assert secret_of(TOKEN) not in caplog.text
    assert api.violations == []


async def test_the_webhook_says_503_until_the_store_works_again(api, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(group_commit, "PATIENCE", 0.2)
    async with hooked(api, str(tmp_path / "db")):
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        other = sqlite3.connect(tmp_path / "db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        ada.tap("Find my track")
        await api.wait(lambda: api.server.webhook.last_error, 10.0)
        assert "503" in api.server.webhook.last_error[1]
        other.execute("ROLLBACK")
        other.close()
        await api.wait(lambda: any("1 of " in shown.text for shown in api.screen(ada.id)), 10.0)
    said = [shown.text for shown in api.screen(ada.id) if shown.is_bot]
    assert sum("could not write that down" in text for text in said) == 1
    assert len([line for line in caplog.messages if "the store is away" in line]) == 1
    assert api.violations == []


async def test_whoever_watches_sees_counts_and_no_names(api, tmp_path):
    port = free_port()
    async with running(api, str(tmp_path / "db"), watch=f"127.0.0.1:{port}"), aiohttp.ClientSession() as visitor:
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        async with visitor.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert await answer.json() == {"ok": True, "waiting": 0, "unsent": 0}
        async with visitor.get(f"http://127.0.0.1:{port}/metrics") as answer:
            page = await answer.text()
    assert 'crossroads_turns_total{channel="telegram",state="menu"} 1.0' in page
    assert "crossroads_waiting 0.0" in page
    assert str(ada.id) not in page


async def test_the_log_of_a_conversation_holds_nothing_personal(api, caplog, tmp_path):
    caplog.set_level("DEBUG")
    typed = ["zanzibar in my own words", "my name is Quentin Blotz", "what do data engineers earn in nigeria?"]
    async with running(api, str(tmp_path / "db")):
        ada = api.person("Wilhelmina", last_name="Krzysz", username="wilma_k")
        for number in (ada.id, 987_600_000):
            assert str(number) not in caplog.text
        ada.say("/start")
        await api.settled()
        ada.tap("Find my track")
        api.faults.add("status", "sendMessage", status=400, times=2)
        for text in typed:
            ada.say(text)
            await api.settled()
        ada.say("/mydata")
        ada.block()
        await api.settled()
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("crossroads"))
    assert "turn channel=telegram" in ours
    for personal in (*typed, "zanzibar", "Blotz", "Wilhelmina", "wilma", str(ada.id), TOKEN, SECRET):
        assert personal not in ours


class _Talkative(AiohttpRequest):
    """A transport that breaks in a way nobody thought of, and says the URL."""

    async def do_request(self, url: str, *args: object, **more: object) -> tuple[int, bytes]:  # noqa: ARG002
        raise RuntimeError(f"cannot get {url}")


async def test_an_error_that_carries_the_url_does_not_reach_the_screen(monkeypatch, caplog):
    monkeypatch.setattr("bot.telegram.transport.AiohttpRequest", _Talkative)
    monkeypatch.setattr(startup, "TRIES", 1)
    with pytest.raises(NetworkError, match=SECRET):  # it does come with python-telegram-bot's error
        await Api(TOKEN).call("getMe", {})
    result = await asyncio.to_thread(
        CliRunner().invoke,
        cli,
        ["telegram", "--store", ":memory:", "--log-level", "debug"],
        env={"CROSSROADS_TOKEN": TOKEN},
    )
    assert result.exit_code == 2
    assert "cannot be reached" in result.output
    assert SECRET not in result.output
    assert SECRET not in clean(caplog.text)


async def test_a_mistake_of_ours_ends_in_one_line(monkeypatch):
    def load(_: object) -> None:
        raise ZeroDivisionError(f"with {TOKEN}")

    monkeypatch.setattr(run, "load_pack", load)
    result = await asyncio.to_thread(
        CliRunner().invoke,
        cli,
        ["telegram", "--store", ":memory:", "--log-level", "debug"],
        env={"CROSSROADS_TOKEN": TOKEN},
    )
    assert result.exit_code == 2
    assert "ZeroDivisionError at test_run.py" in result.output
    assert SECRET not in result.output


def test_the_secret_half_is_hidden_too_however_it_is_written():
    hide(TOKEN)
    assert clean(f"https://x/bot{TOKEN}/getMe") == "https://x/bot[token]/getMe"
    assert SECRET not in clean(f"bot123456789%3A{SECRET} and {SECRET}")
    assert clean(f"another: {WRONG}") == "another: [token]"


async def test_trouble_is_an_error_with_a_cure(api):
    with pytest.raises(FatalTelegramError, match=r"copy it anew"):
        await run.serve(run.Options(token=WRONG, store=":memory:", api=api.origin))
    logging.getLogger("crossroads").debug("done")


async def test_turns_in_progress_are_finished_at_the_end(api, tmp_path, caplog):
    async with running(api, str(tmp_path / "db")):
        ada = api.person("Ada")
        api.faults.add("slow", "sendMessage", seconds=0.4)
        ada.say("/start")
        await api.wait(lambda: api.faults.fired["slow"])
    assert api.screen(ada.id)[-1].is_bot
    with contextlib.closing(sqlite3.connect(tmp_path / "db")) as db:
        assert db.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    assert "did not finish" not in caplog.text


async def test_turns_that_do_not_end_are_taken_again_after_the_start(api, tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(run, "GRACE", 0.1)
    async with running(api, str(tmp_path / "db")):
        ada = api.person("Ada")
        api.faults.add("hang", "sendMessage")
        ada.say("/start")
        await api.wait(lambda: api.faults.fired["hang"])
        began = time.monotonic()
    assert time.monotonic() - began < 2
    assert "did not finish" in caplog.text
    async with running(api, str(tmp_path / "db")):
        await api.wait(lambda: api.screen(ada.id)[-1].is_bot)
