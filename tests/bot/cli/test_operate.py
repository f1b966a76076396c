"""What an operator asks for: doctor with a cure a line, stats, backup, and forgetting the silent."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from email.utils import formatdate
from pathlib import Path

import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from bot import doctor
from bot.cli.main import cli
from bot.telegram import startup
from bot.telegram.transport import Api
from tests.botapi import TOKEN, BotApi
from tests.botapi.people import Person
from tests.phones import own_log, running


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi.serving() as api:
        yield api


@pytest.fixture(autouse=True)
def quick(monkeypatch, request) -> Iterator[None]:
    """One try, and the content looked at only where that is what a test is about: it takes its time."""
    monkeypatch.setattr(startup, "TRIES", 1)
    if "content" not in request.node.name:
        monkeypatch.setattr(doctor, "check_pack", lambda _: (None, []))
    with own_log():
        yield


async def command(*args: str, token: str = TOKEN) -> Result:
    """A command in a thread of its own, so that the stand-in can answer it."""
    return await asyncio.to_thread(CliRunner().invoke, cli, list(args), env={"CROSSROADS_TOKEN": token})


async def examined(api: BotApi, tmp_path: Path, *args: str, token: str = TOKEN) -> tuple[int, dict[str, str]]:
    """The doctor's exit code, and its lines by what they are about."""
    store = ["--store", str(tmp_path / "db")] if "--store" not in args else []
    result = await command("doctor", "--api", api.origin, *store, *args, token=token)
    assert token == "" or token not in result.output
    lines = [line for line in result.stdout.splitlines() if line.startswith(("ok ", "BAD"))]
    return result.exit_code, {line[4:].partition(":")[0]: line for line in lines}


async def test_doctor_finds_all_well_but_the_clock_it_cannot_ask(api, tmp_path):
    code, found = await examined(api, tmp_path)
    assert list(found) == ["token", "network", "bot", "groups", "webhook", "poller", "clock", "content", "store"]
    assert {what: line[:3] for what, line in found.items() if what != "clock"} == dict.fromkeys(
        ["token", "network", "bot", "groups", "webhook", "poller", "content", "store"], "ok "
    )
    assert f"@crossroads_bot (id {api.me['id']})" in found["bot"]
    assert "does not tell the time" in found["clock"]  # the stand-in
    assert code == 0


@pytest.mark.parametrize(
    ("token", "what", "cure"),
    [
        ("", "token", "put the one from @BotFather into CROSSROADS_TOKEN"),
        ("12:short", "token", "copy it whole from @BotFather"),
        ("987654321:AAWrong-token-of-nobody-000000000000", "bot", "copy it anew from @BotFather"),
    ],
)
async def test_doctor_on_the_token(api, tmp_path, token, what, cure):
    code, found = await examined(api, tmp_path, token=token)
    assert code == 1
    assert found[what].startswith("BAD")
    assert cure in found[what]
    assert found["store"].startswith("ok ")  # the rest is looked at all the same


async def test_doctor_on_telegram_away(tmp_path):
    result = await command("doctor", "--api", "http://127.0.0.1:1", "--store", str(tmp_path / "db"))
    assert "BAD network: http://127.0.0.1:1 cannot be reached (ClientConnectorError)" in result.stdout
    assert "check the network, the proxy and --api" in result.stdout
    assert "clock" not in result.stdout  # nothing is known of it
    assert TOKEN.partition(":")[2] not in result.output


@pytest.mark.parametrize("path", ["/bot", f"/bot{TOKEN}"])
async def test_doctor_takes_an_address_as_other_libraries_want_it_and_does_not_show_its_secrets(api, tmp_path, path):
    there = api.origin.replace("http://", "http://ada:hush@") + path
    result = await command("doctor", "--api", there, "--store", str(tmp_path / "db"))
    assert f"ok  network: {api.origin} can be reached" in result.stdout
    assert "ok  bot:" in result.stdout
    assert "hush" not in result.output
    assert TOKEN not in result.output


async def test_doctor_on_a_path_where_no_server_of_the_bot_api_is(api, tmp_path):
    result = await command("doctor", "--api", f"{api.origin}/elsewhere", "--store", str(tmp_path / "db"))
    assert "see that --api is the address of a Bot API server" in result.stdout


async def test_doctor_on_what_is_no_address(tmp_path):
    result = await command("doctor", "--api", "localhost:8081", "--store", str(tmp_path / "db"))
    assert "BAD network: --api: is no address; write it as in https://api.telegram.org" in result.stdout
    assert "ok  store" in result.stdout


@pytest.mark.parametrize(
    ("proxy", "said"),
    [
        ("127.0.0.1:1", "https://api.telegram.org through the proxy 127.0.0.1:1 cannot be reached"),
        ("socks5://127.0.0.1:1", "HTTPS_PROXY: a proxy of the kind 'socks5' is not supported"),
        ("http://:x", "HTTPS_PROXY: cannot be read; write http://host:port"),
    ],
)
async def test_doctor_on_a_proxy(tmp_path, monkeypatch, proxy, said):
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    for name in ("https_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    result = await command("doctor", "--store", str(tmp_path / "db"))
    assert f"BAD network: {said}" in result.stdout
    assert "BAD clock" not in result.stdout


async def test_doctor_on_a_webhook_that_fails(api, tmp_path):
    there = Api(TOKEN, api.origin)
    await there.call("setWebhook", {"url": "http://127.0.0.1:1/hook"})
    await there.hang_up()
    api.person("Ada").say("/start")
    await api.wait(lambda: api.server.webhook.last_error)
    _, found = await examined(api, tmp_path)
    assert found["webhook"].startswith("BAD webhook: set to http://127.0.0.1:1/hook, 1 updates wait; Telegram says:")
    assert "see that the address is reachable" in found["webhook"]
    assert "poller" not in found


async def test_doctor_on_somebody_else_who_polls(api, tmp_path):
    api.faults.add("status", "getUpdates", status=409)
    _, found = await examined(api, tmp_path)
    assert "another program polls with this token; end that one" in found["poller"]


async def test_doctor_leaves_a_running_bot_alone(api, tmp_path):
    async with running(api, str(tmp_path / "db")):
        ada = api.person("Ada")
        ada.say("/start")
        await api.settled()
        await examined(api, tmp_path)
        ada.tap("Find my track")
        await api.wait(lambda: "1 of " in api.screen(ada.id)[-1].text)


@pytest.mark.parametrize(("ahead", "mark", "said"), [(0, "ok ", "seconds"), (-3600, "BAD", "time synchronisation")])
async def test_doctor_on_the_clock(tmp_path, ahead, mark, said):
    async def answer(_: web.Request) -> web.Response:
        return web.Response(headers={"Date": formatdate(time.time() + ahead, usegmt=True)})

    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    result = await command("doctor", "--api", f"http://127.0.0.1:{port}", "--store", str(tmp_path / "db"))
    await runner.cleanup()
    line = next(line for line in result.stdout.splitlines() if "clock:" in line)
    assert line.startswith(mark)
    assert said in line


async def test_doctor_on_content(api, tmp_path):
    (tmp_path / "pack" / "content").mkdir(parents=True)
    _, found = await examined(api, tmp_path, "--pack", str(tmp_path / "pack"))
    assert found["content"].startswith("BAD")
    assert "run: crossroads check" in found["content"]


@pytest.mark.parametrize(
    ("written", "cure"),
    [(b"not a database at all " * 400, "move it away"), (None, "see that it is a file and not a folder")],
)
async def test_doctor_on_the_file(api, tmp_path, written, cure):
    file = tmp_path / "store"
    if written is None:
        file.mkdir()
    else:
        file.write_bytes(written)
    _, found = await examined(api, tmp_path, "--store", str(file))
    assert found["store"].startswith("BAD")
    assert cure in found["store"]
    assert written is None or file.read_bytes() == written


async def talked(api: BotApi) -> Person:
    ada = api.person("Ada")
    ada.say("/start")
    await api.settled()
    ada.tap("Find my track")
    await api.settled()
    ada.say("is there life on mars?")
    await api.wait(lambda: api.screen(ada.id)[-1].is_bot)
    await api.settled()
    return ada


async def test_stats_count_while_the_bot_runs(api, tmp_path):
    file = str(tmp_path / "db")
    async with running(api, file):
        ada = await talked(api)
        other = sqlite3.connect(file)
        with other:
            other.execute("UPDATE sessions SET at = at - 90000")
        other.close()
        found = json.loads((await command("stats", "--json", "--store", file)).stdout)
        told = (await command("stats", "--store", file)).stdout
    assert (found["people"], found["people_last_day"], found["turns"]) == (1, 0, 3)
    assert [stop.partition(":")[0] for stop in found["stopped_at"]] == ["question"]
    assert (found["waiting"], found["unsent"]) == (0, 0)
    assert found["unanswered_share"] == pytest.approx(1 / 3)
    assert {"state", "trigger", "turns", "missed", "mean_ms", "most_ms"} <= found["slowest"][0].keys()
    assert "people          1 (0 in the last day)" in told
    assert "turns           3, of which 33.3% had no answer" in told
    assert str(ada.id) not in told


async def test_backup_while_the_bot_runs_is_whole(api, tmp_path):
    file, copy = str(tmp_path / "db"), tmp_path / "copy.db"
    async with running(api, file):
        ada = await talked(api)
        result = await command("backup", str(copy), "--store", file)
        assert (result.exit_code, f"use it with --store {copy}" in result.stdout) == (0, True)
        ada.say("/help")
        await api.settled()
    assert copy.stat().st_mode & 0o777 == 0o600
    again = await command("backup", str(copy), "--store", file)
    assert (again.exit_code, "name a new file" in again.output) == (2, True)
    nowhere = await command("backup", str(tmp_path / "no" / "copy.db"), "--store", file)
    assert nowhere.exit_code == 2
    assert str(tmp_path / "no" / "copy.db") in nowhere.output
    async with BotApi.serving() as later, running(later, str(copy)):
        later.next_user = ada.id
        later.updates.jump()  # another server, but the same bot: it does not count its updates anew
        person = later.person("Ada")
        person.say("/start")
        await later.wait(lambda: "1 of " in later.screen(person.id)[-1].text)  # where she was


async def test_who_was_silent_for_long_is_forgotten(api, tmp_path, caplog):
    caplog.set_level("INFO")
    file = tmp_path / "db"
    async with running(api, str(file)):
        await talked(api)
        await talked(api)
    other = sqlite3.connect(file)
    with other:
        other.execute("UPDATE sessions SET at = at - 40 * 86400 WHERE key = 'telegram:1001:1001'")
    async with running(api, str(file), retention=0.0):
        await asyncio.sleep(0.2)
    assert other.execute("SELECT count(*) FROM sessions").fetchone() == (2,)
    async with running(api, str(file), retention=30.0):
        await api.wait(lambda: "forgot 1 people" in caplog.text)
    assert other.execute("SELECT key FROM sessions").fetchall() == [("telegram:1002:1002",)]
    other.close()
