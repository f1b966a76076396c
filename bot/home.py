"""Folders of the user who runs this, where there is one: in a container, a user id may have no name and no home."""

from collections.abc import Callable
from pathlib import Path


def home_path(of: Callable[..., Path]) -> Path | None:
    """Our folder as one of platformdirs' functions names it, or None where it cannot be told."""
    try:
        path = of("crossroads", appauthor=False).expanduser()
    except (RuntimeError, KeyError, OSError):
        return None
    return path if path.is_absolute() else None
