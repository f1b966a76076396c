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
    """The engine, and what is noted of its turns."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._words = vocabulary(engine.pack)

    def take_turn(self, task: Job, event: Event) -> tuple[Turn, TurnMetrics]:
        """The turn that a task calls for, and what statistics and the log keep of it: no text, no person."""
        began = time.perf_counter()
        turn = self.engine.take_turn(_session(task), event)
        took = (time.perf_counter() - began) * 1000
        channel = task.lane.partition(":")[0]
        trigger = event.choice_id.partition(":")[0][:20] if isinstance(event, Chose) else type(event).__name__.lower()
        note = TurnMetrics(channel, turn.session.state, trigger, round(took, 2), bool(turn.missed))
        _log.info("turn channel=%s state=%s trigger=%s ms=%.1f missed=%d", *_fields(note))
        return turn, note

    def done(self, task: Job, turn: Turn, note: TurnMetrics, sends: tuple[bytes, ...]) -> TurnResult:
        """What to commit of a turn."""
        return TurnResult(
            task,
            to_json(turn.session),
            sends,
            note,
            masked(turn.missed, self._words) if turn.missed else "",
            turn.forget,
        )


def _fields(note: TurnMetrics) -> tuple[object, ...]:
    return note.channel, note.state, note.trigger, note.milliseconds, note.missed


def _session(task: Job) -> Session | None:
    """What is kept of the person; of a session that cannot be read nothing is left but a word about it."""
    if task.session is None:
        return None
    try:
        return from_json(task.session)
    except ValueError:
        _log.warning("a session cannot be read; its owner starts afresh")
        return LOST
