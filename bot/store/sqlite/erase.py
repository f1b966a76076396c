"""What is kept of a person, shown or erased, and the time by which the silent are forgotten."""

import sqlite3
from typing import Any

from bot.store.clock import believed
from bot.store.model import lane_of, readable


def export(db: sqlite3.Connection, key: str) -> dict[str, Any]:
    """See `Store`."""
    session = db.execute("SELECT body, at FROM sessions WHERE key = ?", (key,)).fetchone()
    export: dict[str, Any] = {"key": key, "session": None, "last_turn": None}
    if session:
        export |= {"session": readable(session[0]), "last_turn": session[1]}
    for name, table, column in (
        ("waiting", "inbox", "body"),
        ("unsent", "outbox", "body"),
        ("unanswered", "unanswered", "text"),
    ):
        rows = db.execute(f"SELECT {column} FROM {table} WHERE key = ? ORDER BY rowid", (key,))  # noqa: S608
        export[name] = [readable(row[0]) for row in rows]
    return export


def erase(db: sqlite3.Connection, key: str) -> None:
    """All that is kept of a person but what waits in the inbox, and what the channel keeps of their chat."""
    for table in ("sessions", "unanswered", "outbox"):
        db.execute(f"DELETE FROM {table} WHERE key = ?", (key,))  # noqa: S608
    db.execute("DELETE FROM chat_state WHERE lane = ?", (lane_of(key),))


def look_at_clock(db: sqlite3.Connection, now: float) -> float:
    """The time to forget by, kept for the next look; at the first one it is that of the last turn."""
    row = db.execute("SELECT looked, believed FROM clock").fetchone()
    if row is None:
        newest = min(now, db.execute("SELECT coalesce(max(at), ?) FROM sessions", (now,)).fetchone()[0])
        row = (newest, newest)
    time_believed = believed(now, *row)
    db.execute("INSERT OR REPLACE INTO clock VALUES (1, ?, ?)", (now, time_believed))
    return time_believed


def is_left(db: sqlite3.Connection, lane: str) -> bool:
    """Whether anything of a lane waits for a turn or is to be sent."""
    left = "SELECT EXISTS (SELECT 1 FROM inbox WHERE lane = ?1) OR EXISTS (SELECT 1 FROM outbox WHERE lane = ?1)"
    return bool(db.execute(left, (lane,)).fetchone()[0])
