"""Whether the files that are open are still those that have their names: what is written to a deleted file is lost.

The database and its write-ahead log are looked at with each write and each look for work, and the lock of whoever
serves the store: without it, two could.
"""

import os
from pathlib import Path

from bot.store.model import StoreError


class FileIdentity:
    """Remembers device and inode of each file when it is first there; without a path (in memory), of none."""

    def __init__(self, path: Path | None) -> None:
        self._paths = [f"{path}{end}" for end in ("", "-wal", ".serving")] if path else []
        self._known: dict[str, tuple[int, int]] = {}

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
                if self._known.setdefault(path, (status.st_dev, status.st_ino)) != (status.st_dev, status.st_ino):
                    raise StoreError(
                        f"{path}: was replaced by another file while it is in use; restart to use that one"
                    )
