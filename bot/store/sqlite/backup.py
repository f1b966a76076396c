"""A whole copy of a store while it is in use."""

import contextlib
import sqlite3
from pathlib import Path

from bot.store.model import StoreError
from bot.store.sqlite.errors import make_private, translate_errors
from bot.store.sqlite.log import mark


def copy_to(db: sqlite3.Connection, file: Path) -> None:
    """Raises StoreError where there is such a file already, and where it cannot be written: nothing is left of it."""
    with translate_errors(str(file)):
        if file.exists():
            raise StoreError(f"{file}: is there already; name a new file")
        if not file.absolute().parent.is_dir():
            raise StoreError(f"{file}: there is no such folder; make it first")
        try:
            with contextlib.closing(sqlite3.connect(file)) as copy:
                db.backup(copy)
                mark(copy)
                make_private(file)
        except BaseException:
            for left in (file, Path(f"{file}-journal")):
                left.unlink(missing_ok=True)
            raise
