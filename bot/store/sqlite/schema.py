"""The SQLite schema, one step a version; a step never changes once it was released, it gets a successor."""

import sqlite3

STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE IF NOT EXISTS sessions (key TEXT PRIMARY KEY, body BLOB NOT NULL)",
        "CREATE TABLE IF NOT EXISTS unanswered (key TEXT NOT NULL, text TEXT NOT NULL)",
    ),
    (
        "ALTER TABLE sessions ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE sessions ADD COLUMN at REAL NOT NULL DEFAULT 0",
        "UPDATE sessions SET at = unixepoch()",
        "ALTER TABLE unanswered ADD COLUMN at REAL NOT NULL DEFAULT 0",
        "UPDATE unanswered SET at = unixepoch()",
        "CREATE INDEX sessions_by_age ON sessions (at)",
        "CREATE INDEX unanswered_by_key ON unanswered (key)",
        "CREATE TABLE inbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, key TEXT NOT NULL,"
        " body BLOB NOT NULL, at REAL NOT NULL)",
        "CREATE INDEX inbox_by_lane ON inbox (lane, seq)",
        "CREATE INDEX inbox_by_key ON inbox (key)",
        "CREATE TABLE seen (id TEXT PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID",
        "CREATE INDEX seen_by_age ON seen (at)",
        "CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, key TEXT NOT NULL,"
        " body BLOB NOT NULL, at REAL NOT NULL)",
        "CREATE INDEX outbox_by_lane ON outbox (lane, seq)",
        "CREATE INDEX outbox_by_key ON outbox (key)",
        "CREATE TABLE lanes (place INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL UNIQUE)",
        "CREATE TABLE memories (lane TEXT PRIMARY KEY, body BLOB NOT NULL, at REAL NOT NULL)",
        "CREATE TABLE turns (at REAL NOT NULL, channel TEXT NOT NULL, state TEXT NOT NULL, trigger TEXT NOT NULL,"
        " milliseconds REAL NOT NULL, missed INTEGER NOT NULL)",
        "CREATE INDEX turns_by_age ON turns (at)",
    ),
    (
        "ALTER TABLE seen RENAME TO processed",
        "DROP INDEX seen_by_age",
        "CREATE INDEX processed_by_age ON processed (at)",
        "ALTER TABLE memories RENAME TO chat_state",
        "ALTER TABLE lanes RENAME COLUMN place TO position",
    ),
    ("CREATE TABLE clock (one INTEGER PRIMARY KEY CHECK (one = 1), looked REAL NOT NULL, believed REAL NOT NULL)",),
)
VERSION = len(STEPS)


class NewerSchemaError(Exception):
    """The file was made by a later Crossroads."""


def migrate(db: sqlite3.Connection, steps: tuple[tuple[str, ...], ...] = STEPS) -> None:
    """Bring a file of any earlier version up to date, all or nothing. Raises NewerSchemaError, sqlite3.Error."""
    if _version(db) == len(steps):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        version = _version(db)  # somebody else may have been quicker
        if version > len(steps):
            raise NewerSchemaError
        for step in steps[version:]:
            for statement in step:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(steps)}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk has ended it already
            db.execute("ROLLBACK")
        raise


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
