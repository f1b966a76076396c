"""The write-ahead log: whether the drive takes one, and whether the one beside a database was written for it.

SQLite plays any log over any file. One that a crash left behind spoils a backup that is put in the place of its
database, or silently turns it into what was there before. So each file has a mark, set before it has a log, and each
backup another; a log that was left behind is looked at before anything is written.
"""

import contextlib
import secrets
import sqlite3
from pathlib import Path

from bot.store.model import StoreError

MARK = slice(68, 72)  # where a file has its application_id
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def check_log(path: Path) -> None:
    """Raises StoreError when a file and the log that was left beside it do not fit together, and sqlite3.Error."""
    log = Path(f"{path}-wal")
    if not (_size(log) and _size(path)):
        return
    with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        if not _fits(db, path):
            raise StoreError(
                f"{path}: is damaged, or {log.name} beside it is another file's; if a backup was put there, move"
                f" {log.name} and {path.name}-shm away, else restore one; nothing was overwritten"
            )


def start_log(db: sqlite3.Connection) -> bool:
    """Mark a file that has no log yet, and use one from now on; False where the drive takes none."""
    if not _has_log(db):
        db.execute("BEGIN IMMEDIATE")
        if not _has_log(db) and not _mark(db):  # else somebody else was quicker
            mark(db)
        db.execute("COMMIT")
    return bool(db.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal")


def mark(db: sqlite3.Connection) -> None:
    """Tell a file from all others; not while it has a log, which must not hold another mark than the file."""
    db.execute(f"PRAGMA application_id = {1 + secrets.randbelow(2**31 - 1)}")


def _fits(db: sqlite3.Connection, path: Path) -> bool:
    with path.open("rb") as file:
        own = int.from_bytes(file.read(100)[MARK], "big")
    try:
        return _mark(db) == own and db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            return False
        raise


def _has_log(db: sqlite3.Connection) -> bool:
    return bool(db.execute("PRAGMA journal_mode").fetchone()[0] == "wal")


def _mark(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA application_id").fetchone()[0])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
