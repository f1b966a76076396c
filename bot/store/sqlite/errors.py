"""What SQLite complains of -> one line with the cure; and damage found before anything is written."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

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
        result = db.execute("PRAGMA quick_check(1)").fetchone()[0]
        if result != "ok":
            raise sqlite3.DatabaseError(f"damaged ({result})")
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()  # noqa: S608 - names out of the file's own list


def make_private(path: Path) -> None:
    """For its owner only, where that can be set: not by who only shares the file, nor on drives that keep no modes."""
    with contextlib.suppress(PermissionError, NotImplementedError):
        path.chmod(0o600)


_LOCKED = "another program holds it; end that one"
_WRITABLE = "make the file and its folder writable for the user who runs this"
_SPACE = "free some space on the disk; nothing was half written"
_FILE = "name a file in a folder that can be written, with --store"
_SQLITE = {
    sqlite3.SQLITE_ERROR: "another program changed it, or it is no store: restore a backup, or name another file",
    sqlite3.SQLITE_FULL: _SPACE,
    sqlite3.SQLITE_READONLY: _WRITABLE,
    sqlite3.SQLITE_PERM: _WRITABLE,
    sqlite3.SQLITE_AUTH: _WRITABLE,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_CORRUPT: "it is damaged: move it away and restore a backup; it was not overwritten",
    sqlite3.SQLITE_NOTADB: "it is damaged or no store: move it away, or name another with --store",
    sqlite3.SQLITE_IOERR: "the disk fails, or is a network drive that locks nothing; look at the system's log",
    sqlite3.SQLITE_PROTOCOL: "keep the file on a disk of this machine: network drives do not lock it well",
    sqlite3.SQLITE_CANTOPEN: "see that it is a file and not a folder, not on a network drive, and this user's to write",
    sqlite3.SQLITE_NOMEM: "give this machine more memory",
}
_SYSTEM = {
    errno.ENOSPC: _SPACE,
    errno.EDQUOT: "this user's share of the disk is used up: free some of it; nothing was half written",
    errno.EACCES: _WRITABLE,
    errno.EPERM: _WRITABLE,
    errno.EROFS: "the disk is mounted read-only: mount it writable, or name a file elsewhere with --store",
    errno.ENOTDIR: "a part of the path is a file and no folder; name another file with --store",
    errno.EEXIST: "a part of the path is a file and no folder; name another file with --store",
    errno.EISDIR: "it is a folder; name a file in it",
    errno.ENAMETOOLONG: "give it a shorter name with --store",
    errno.ELOOP: "its symbolic links go in a circle; mend them",
    errno.EMFILE: "too many files are open: raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine",
    errno.EIO: "the disk fails; look at the system's log",
    errno.ESTALE: "the network drive was mounted anew: restart, or keep the file on a disk of this machine",
}


def _cure(error: Exception) -> str:
    """What to do, by the error's own number."""
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0, _FILE)
    return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, _FILE)
