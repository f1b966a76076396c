"""One turn of one person: what is stored and what arrived in, the next session and the replies out.

Every channel goes through here, and nothing here waits: the store's transaction is the channel's to await.
"""

import logging
import time

from bot.masking import masked, vocabulary
from bot.store.model import Job, TurnMetrics, TurnResult
from dialogs.engine import Engine, Turn
from dialogs.events import Chose, Event
from dialogs.session import LOST, Session, from_json, to_json

_log = logging.getLogger("crossroads")


class Advisor:
    """The engine, and what is measured of its turns."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._words = vocabulary(engine.pack)

    def take_turn(self, job: Job, event: Event) -> tuple[Turn, TurnMetrics]:
        """The turn of a job, and what statistics and the log keep of it: no text, no person."""
        began = time.perf_counter()
        turn = self.engine.take_turn(_session(job), event)
        took = (time.perf_counter() - began) * 1000
        channel = job.lane.partition(":")[0]
        trigger = event.choice_id.partition(":")[0][:20] if isinstance(event, Chose) else type(event).__name__.lower()
        metrics = TurnMetrics(channel, turn.session.state, trigger, round(took, 2), bool(turn.missed))
        _log.info("turn channel=%s state=%s trigger=%s ms=%.1f missed=%d", *_fields(metrics))
        return turn, metrics

    def result(self, job: Job, turn: Turn, metrics: TurnMetrics, messages: tuple[bytes, ...]) -> TurnResult:
        """What to commit of a turn; `messages` are its replies as the channel sends them."""
        missed = masked(turn.missed, self._words) if turn.missed else ""
        return TurnResult(job, to_json(turn.session), messages, metrics, missed, turn.forget)


def _fields(metrics: TurnMetrics) -> tuple[object, ...]:
    return metrics.channel, metrics.state, metrics.trigger, metrics.milliseconds, metrics.missed


def _session(job: Job) -> Session | None:
    """The stored session; one that cannot be read becomes LOST, and the engine tells its owner."""
    if job.session is None:
        return None
    try:
        return from_json(job.session)
    except ValueError:
        _log.warning("a session cannot be read; its owner starts afresh")
        return LOST
