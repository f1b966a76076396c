"""For whoever looks after the bot: `/healthz`, and `/metrics` in Prometheus' text form. Counts only, nobody's name."""

import contextlib
import math

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.store.model import Store, StoreError, TurnMetrics


class Metrics:
    """What is counted of this process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._turns = Counter("crossroads_turns", "Turns taken", ["channel", "state"], registry=self.registry)
        self._missed = Counter("crossroads_unanswered", "Texts without an answer", registry=self.registry)
        self._seconds = Histogram("crossroads_turn_seconds", "Time of a turn", registry=self.registry)
        self.inbox = Gauge("crossroads_waiting", "Events that wait for their turn", registry=self.registry)
        self.outbox = Gauge("crossroads_unsent", "Messages that wait to be sent", registry=self.registry)

    def note(self, note: TurnMetrics) -> None:
        """One more turn."""
        self._turns.labels(note.channel, note.state).inc()
        self._seconds.observe(note.milliseconds / 1000)
        if note.missed:
            self._missed.inc()


def add_health_routes(app: web.Application, store: Store, metrics: Metrics) -> None:
    """Both pages; 503 when the store cannot be used."""

    async def health(_: web.Request) -> web.Response:
        try:
            inbox, outbox = await store.queue_depth()
        except StoreError:
            return web.json_response({"ok": False, "store": "cannot be used"}, status=503)
        return web.json_response({"ok": True, "waiting": inbox, "unsent": outbox})

    async def figures(_: web.Request) -> web.Response:
        inbox = outbox = math.nan  # what the store cannot tell; the rest is known all the same
        with contextlib.suppress(StoreError):
            inbox, outbox = await store.queue_depth()
        metrics.inbox.set(inbox)
        metrics.outbox.set(outbox)
        return web.Response(body=generate_latest(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.router.add_get("/healthz", health)
    app.router.add_get("/metrics", figures)
