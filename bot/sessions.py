"""Where sessions are kept between turns: one SQLite file. `None` as a path keeps them in memory only."""

import sqlite3
from pathlib import Path

from bot.masking import masked
from dialogs.session import Session, from_json, to_json


class StoreError(Exception):
    """The store cannot be used; the message says what to do."""


class SessionStore:
    """load, save, delete; a key is a channel and a person, as 'console:ada'."""

    def __init__(self, path: Path | None) -> None:
        self._where = path or ":memory:"
        try:
            if path:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._db = sqlite3.connect(self._where, isolation_level=None)
            self._db.execute("PRAGMA secure_delete = ON")  # what is forgotten leaves no bytes behind
            self._db.execute("CREATE TABLE IF NOT EXISTS sessions (key TEXT PRIMARY KEY, body BLOB NOT NULL)")
            self._db.execute("CREATE TABLE IF NOT EXISTS unanswered (key TEXT NOT NULL, text TEXT NOT NULL)")
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{self._where}: {error}; name another file with --store") from error

    def load(self, key: str) -> Session | None:
        """The session of a key; None for somebody new. Raises StoreError when it cannot be read."""
        try:
            row = self._db.execute("SELECT body FROM sessions WHERE key = ?", (key,)).fetchone()
            return from_json(row[0]) if row else None
        except (sqlite3.Error, ValueError) as error:
            raise StoreError(f"{self._where}: '{key}' cannot be read ({error}); move the file away") from error

    def save(self, key: str, session: Session) -> None:
        """Keep a session; raises StoreError."""
        self._run("INSERT OR REPLACE INTO sessions (key, body) VALUES (?, ?)", key, to_json(session))

    def delete(self, key: str) -> None:
        """Forget a session and the questions of its owner; one that is not there is forgotten already."""
        self._run("DELETE FROM sessions WHERE key = ?", key)
        self._run("DELETE FROM unanswered WHERE key = ?", key)

    def note_unanswered(self, key: str, text: str) -> None:
        """Keep a question that had no answer, masked, as long as its owner is not forgotten."""
        self._run("INSERT INTO unanswered (key, text) VALUES (?, ?)", key, masked(text))

    def unanswered(self) -> list[str]:
        """All questions that had no answer, oldest first."""
        try:
            return [row[0] for row in self._db.execute("SELECT text FROM unanswered ORDER BY rowid")]
        except sqlite3.Error as error:
            raise StoreError(f"{self._where}: {error}; name another file with --store") from error

    def _run(self, statement: str, *values: object) -> None:
        try:
            self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise StoreError(f"{self._where}: {error}; free some space or name another file with --store") from error
