"""What SQLite complains of -> one line with the cure; and damage found before anything is written."""

import contextlib
import sqlite3
from collections.abc import Iterator

from bot.store.model import StoreError
from bot.store.sqlite.schema import VERSION, NewerSchemaError


@contextlib.contextmanager
def translate_errors(where: str) -> Iterator[None]:
    """Everything that can go wrong with the file at `where`, as a StoreError."""
    try:
        yield
    except NewerSchemaError as error:
        raise StoreError(f"{where}: was made by a later Crossroads; update this one") from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{where}: {error}; {_cure(error)}") from error


def check(db: sqlite3.Connection) -> None:
    """Find damage before anything is written: all of a file that is to be brought up to date, the heads of any other's
    tables. Raises sqlite3.Error."""
    if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"damaged ({found})")
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()  # noqa: S608 - names out of the file's own list


def _cure(error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    cures = {
        sqlite3.SQLITE_FULL: "free some space on the disk; nothing was half written",
        sqlite3.SQLITE_READONLY: "make the file and its folder writable",
        sqlite3.SQLITE_BUSY: "another program holds it; end that one",
        sqlite3.SQLITE_LOCKED: "another program holds it; end that one",
        sqlite3.SQLITE_CORRUPT: "it is damaged: move it away and restore a backup; it was not overwritten",
        sqlite3.SQLITE_NOTADB: "it is damaged or no store: move it away, or name another with --store",
        sqlite3.SQLITE_IOERR: "the disk fails; look at the system's log",
    }
    return cures.get(code, "free some space, or name another file with --store")
