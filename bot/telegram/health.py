"""Health and metrics over HTTP: `/healthz`, and `/metrics` in the text format of Prometheus. Counts, no names."""

import contextlib
import math
from collections.abc import Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.outage import Outage
from bot.store.model import Store, StoreError, TurnMetrics


class Metrics:
    """The counters of this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Counter("crossroads_turns", "Turns taken", ["channel", "state"], registry=self.registry)
        self._missed = Counter("crossroads_unanswered", "Texts without an answer", registry=self.registry)
        self._seconds = Histogram("crossroads_turn_seconds", "Time of a turn", registry=self.registry)
        self.inbox = Gauge("crossroads_waiting", "Events that wait for their turn", registry=self.registry)
        self.outbox = Gauge("crossroads_unsent", "Messages that wait to be sent", registry=self.registry)

    def add(self, turn: TurnMetrics) -> None:
        """Count one more turn."""
        self._turns.labels(turn.channel, turn.state).inc()
        self._seconds.observe(turn.milliseconds / 1000)
        if turn.missed:
            self._missed.inc()


def add_health_routes(
    app: web.Application, store: Store, metrics: Metrics, outage: Outage, problem: Callable[[], str]
) -> None:
    """Both pages. /healthz is 503 when the store cannot be used, or no updates arrive: `problem` says why, or ''.

    A store that is read well may still take no writes: one is tried, and `outage` knows of those that failed.
    """

    async def health(_: web.Request) -> web.Response:
        depth = await _depth(store)
        if depth is None or outage.is_away:
            return web.json_response({"ok": False, "store": "cannot be used"}, status=503)
        if text := problem():
            return web.json_response({"ok": False, "telegram": text}, status=503)
        return web.json_response({"ok": True, "waiting": depth[0], "unsent": depth[1]})

    async def metrics_page(_: web.Request) -> web.Response:
        inbox = outbox = math.nan  # unknown while the store cannot be used
        with contextlib.suppress(StoreError):
            inbox, outbox = await store.queue_depth()
        metrics.inbox.set(inbox)
        metrics.outbox.set(outbox)
        return web.Response(body=generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/healthz", health)
    app.router.add_get("/metrics", metrics_page)


async def _depth(store: Store) -> tuple[int, int] | None:
    """How much waits and is unsent, or None when the store cannot be written or read."""
    try:
        await store.receive([])
        return await store.queue_depth()
    except StoreError:
        return None
