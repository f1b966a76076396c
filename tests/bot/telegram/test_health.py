"""/healthz tells whether the bot can do its work, /metrics counts; neither names anybody."""

import contextlib
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.outage import Outage
from bot.store.model import InboxItem, StoreError, TurnMetrics
from bot.store.sqlite.store import SqliteStore
from bot.telegram.health import Metrics, add_health_routes


class Away(SqliteStore):
    """A store that cannot be used."""

    async def queue_depth(self) -> tuple[int, int]:
        raise StoreError("away")


async def pages(
    store: SqliteStore, metrics: Metrics, problem: str = "", outage: Outage | None = None
) -> tuple[int, dict, str]:
    """The status and body of /healthz, and /metrics."""
    app = web.Application()
    add_health_routes(app, store, metrics, outage or Outage("the store"), lambda: problem)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with ClientSession() as visitor:
            async with visitor.get(f"{base}/healthz") as answer:
                status, body = answer.status, await answer.json()
            async with visitor.get(f"{base}/metrics") as answer:
                assert answer.status == 200
                assert answer.headers["Content-Type"].startswith("text/plain")
                return status, body, await answer.text()
    finally:
        await runner.cleanup()
        with contextlib.suppress(StoreError):
            await store.close()


async def test_health_is_200_with_how_much_waits():
    store = SqliteStore(None)
    await store.receive([InboxItem("1", "telegram:1", "telegram:1:1", b"")])
    status, body, text = await pages(store, Metrics())
    assert (status, body) == (200, {"ok": True, "waiting": 1, "unsent": 0})
    assert "crossroads_waiting 1.0" in text
    assert "crossroads_unsent 0.0" in text


async def test_health_is_503_when_the_store_cannot_be_used_and_metrics_go_on():
    status, body, text = await pages(Away(None), Metrics())
    assert (status, body["ok"], body["store"]) == (503, False, "cannot be used")
    assert "crossroads_waiting NaN" in text


async def test_health_is_503_when_no_update_arrives():
    status, body, _ = await pages(SqliteStore(None), Metrics(), "the webhook was removed")
    assert (status, body) == (503, {"ok": False, "telegram": "the webhook was removed"})


async def test_turns_are_counted_by_channel_and_state():
    metrics = Metrics()
    metrics.add(TurnMetrics("telegram", "menu", "started", 2000.0, False))
    metrics.add(TurnMetrics("telegram", "menu", "said", 1000.0, True))
    _, _, text = await pages(SqliteStore(None), metrics)
    assert 'crossroads_turns_total{channel="telegram",state="menu"} 2.0' in text
    assert "crossroads_unanswered_total 1.0" in text
    assert "crossroads_turn_seconds_sum 3.0" in text


def delete(file: Path, _: SqliteStore) -> None:
    file.unlink()


def replace(file: Path, _: SqliteStore) -> None:
    file.rename(file.with_name("old.db"))
    file.write_bytes(file.with_name("old.db").read_bytes())


def make_read_only(_: Path, store: SqliteStore) -> None:
    store._db.execute("PRAGMA query_only = ON")


@pytest.mark.parametrize("harm", [delete, replace, make_read_only])
async def test_health_is_503_when_a_store_that_can_be_read_takes_no_writes(tmp_path, harm):
    """Engram #1292, #477: it said ok while the store was broken."""
    file = tmp_path / "x.db"
    store = SqliteStore(file)
    await store.receive([InboxItem("1", "telegram:1", "telegram:1:1", b"")])
    harm(file, store)
    status, body, _ = await pages(store, Metrics())
    assert (status, body) == (503, {"ok": False, "store": "cannot be used"})


async def test_health_is_503_while_a_write_failed_and_none_did_since():
    """A full disk may take the small write that is tried here, and not a turn."""
    store, outage = SqliteStore(None), Outage("the store")
    outage.failed("telegram:1", "full")
    status, body, _ = await pages(store, Metrics(), outage=outage)
    assert (status, body) == (503, {"ok": False, "store": "cannot be used"})
