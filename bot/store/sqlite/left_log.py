"""A write-ahead log that another database left beside a file: SQLite would mix the two (sqlite.org/howtocorrupt.html).

It happens where a backup is put in the place of a database whose process was killed. Looked for on a copy, and before
the file itself is opened: opening, or closing, writes what the log holds into the database.
"""

import shutil
import sqlite3
import tempfile
import time
from pathlib import Path

from bot.store.model import StoreError

TRIES, PAUSE = 3, 0.1  # looks, and seconds between them: a copy of a file in use may be torn


def check_left_log(path: Path) -> None:
    """Raises StoreError when the log beside a database does not fit it, while the database alone is sound."""
    log = path.with_name(f"{path.name}-wal")
    for tried in range(TRIES):
        if not _is_left(path, log):
            return
        time.sleep(PAUSE * (tried + 1 < TRIES))
    raise StoreError(
        f"{log}: was left by another database than {path.name}, perhaps when a backup was put in its place;"
        f" remove it and {path.name}-shm, then start again"
    )


def _is_left(path: Path, log: Path) -> bool:
    try:
        if not log.stat().st_size:
            return False
        with tempfile.TemporaryDirectory(prefix="crossroads-") as folder:
            copy = Path(shutil.copy(path, folder))
            alone = _is_sound(copy)
            shutil.copy(log, folder)
            return alone and not _is_sound(copy)
    except OSError:  # one of them is not there, or there is no room to look
        return False


def _is_sound(file: Path) -> bool:
    """Whether a database and its log, if it has one, hold together."""
    db = sqlite3.connect(file)
    try:
        return bool(db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.Error:
        return False
    finally:
        db.close()
