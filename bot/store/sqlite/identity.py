"""Whether the files that are open are still those that have their names: what is written to a deleted file is lost.

The database and its write-ahead log are looked at with each group of writes and each look for work, and the lock of
whoever serves the store: without it, two could. A backup that is copied over the open database keeps its inode, but
brings another mark (see `log`): it is read whenever the file was written. `cp` of the file itself is not noticed.
"""

import os
from pathlib import Path

from bot.store.model import StoreError
from bot.store.sqlite.log import MARK


class FileIdentity:
    """Remembers device and inode of each file when it is first there, and the mark of the database.

    Without a path (in memory) there is nothing to remember. The database stays open for reading until `close`: closing
    it earlier would end SQLite's own locks on it.
    """

    def __init__(self, path: Path | None) -> None:
        self._paths = [f"{path}{end}" for end in ("", "-wal", ".serving")] if path else []
        self._known: dict[str, tuple[int, int]] = {}
        self._file = os.open(path, os.O_RDONLY) if path else None
        self._written, self._mark = 0, self._read_mark()
        self.overwritten = False

    def close(self) -> None:
        """Only after the database itself is closed."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def check(self) -> None:
        """Raises StoreError when a file is gone, or is another one by now."""
        for path in self._paths:
            known = self._known.get(path)
            try:
                status = os.stat(path)  # noqa: PTH116 - twice as fast, before every write
            except FileNotFoundError:
                if known:
                    raise StoreError(
                        f"{path}: was deleted or moved while it is in use; put it back where it was, or restore a"
                        " backup and restart"
                    ) from None
            else:
                one = (status.st_dev, status.st_ino)
                if path == self._paths[0] and status.st_mtime_ns != self._written:
                    self._written, self.overwritten = status.st_mtime_ns, self._read_mark() != self._mark
                if self._known.setdefault(path, one) != one or self.overwritten:
                    raise StoreError(
                        f"{path}: was replaced by another file while it is in use; restart to use that one"
                    )

    def _read_mark(self) -> bytes:
        return os.pread(self._file, MARK.stop, 0)[MARK] if self._file is not None else b""
