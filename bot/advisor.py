"""One turn of one person: load, take_turn, save, then hand back the replies. Every channel goes through here."""

from bot.sessions import SessionStore
from dialogs.engine import Engine
from dialogs.events import Event
from dialogs.replies import Reply


class Advisor:
    """The engine with a memory."""

    def __init__(self, engine: Engine, store: SessionStore) -> None:
        self._engine = engine
        self._store = store

    def take_turn(self, key: str, event: Event) -> tuple[Reply, ...]:
        """What to say to `key`; saved before it is returned. Raises StoreError, and then nothing was saved."""
        turn = self._engine.take_turn(self._store.load(key), event)
        if turn.forget:
            self._store.delete(key)
        else:
            self._store.save(key, turn.session)
            if turn.missed:
                self._store.note_unanswered(key, turn.missed)
        return turn.replies
