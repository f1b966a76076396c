"""Problems in content, each with file, line, entry, cause and cure. Knows nothing of what the content means."""

import difflib
from collections.abc import Iterable

from msgspec import Struct


class Problem(Struct, frozen=True, order=True):
    """One thing to mend; `line` counts from 1, 0 where no single line is to blame. `warning` does not stop the bot."""

    file: str
    line: int
    entry: str
    cause: str
    cure: str
    warning: bool = False

    def __str__(self) -> str:
        location = f"{self.file}:{self.line}" if self.line else self.file
        where = ", ".join(part for part in (location, self.entry) if part)
        kind = "warning: " if self.warning else ""
        return f"{kind}{where}: {self.cause}; {self.cure}"


class ContentError(Exception):
    """Content that cannot be used; `problems` holds all that was found, in file order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """The cure for a wrong word: the nearest known one, or the list of them, as a half sentence."""
    options = sorted(known)
    close = difflib.get_close_matches(word, options, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    shown = ", ".join(options[:12]) + (", …" if len(options) > 12 else "")
    return f"use one of: {shown}" if options else "there is none to choose from yet"


def counted(n: int, noun: str) -> str:
    """'1 problem', '2 problems'."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
