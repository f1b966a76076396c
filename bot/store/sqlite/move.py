"""Moving all that is kept of the people of one lane to another: a chat got another id."""

import sqlite3

from bot.store.sqlite import sql


def move(db: sqlite3.Connection, lane: str, to: str, chat_state: bytes, now: float) -> None:
    """Who is known in the other lane already stays as they are there."""
    for table in ("sessions", "unanswered", "outbox"):
        db.execute(sql.MOVE.format(table=table), {"lane": lane, "to": to})
    db.execute("DELETE FROM sessions WHERE key GLOB ? || ':*'", (lane,))
    db.execute(sql.SAVE_CHAT_STATE, (lane, chat_state, now))
