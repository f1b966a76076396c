"""Where each entry of a set of files stands, broken ones too, and what points at what. Reads nothing.

What a file says is known by its text and not by what could be made of it: an entry with a fault in it is still there to
be pointed at, and a problem found long after the files were read still has a file and a line.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from knowledge.problems import Problem, nearest
from knowledge.strict_yaml import Document


class SourceMap:
    """The entries of documents that `build` has been through, by name: 'topic tea', 'table taste, row speed'."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.documents = tuple(documents)

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids of all entries of a kind, broken ones too."""
        return tuple(self._ids[kind])

    def knows(self, kind: str, entry_id: str) -> bool:
        """Whether such an entry is written somewhere; text that nobody could read gets the benefit of the doubt."""
        return entry_id in self._ids[kind] or self.unparsed(entry_id)

    def has(self, entry: str, file: str = "") -> bool:
        """Whether an entry stands in this file, or in any; with the same benefit."""
        return (file, entry) in self._entries or self.unparsed(entry.rpartition(", ")[2])

    def unparsed(self, word: str) -> bool:
        """Whether a word stands in text that nobody could make records of."""
        whole = re.compile(rf"(?<![\w.-]){re.escape(word)}(?![\w.-])")
        return any(whole.search(document.unparsed) for document in self.documents if document.unparsed)

    def broken(self, entry: str) -> bool:
        """Whether an entry, or something in it, is not what its records are made of."""
        inside = re.compile(rf"{re.escape(entry)}([, ]|$)")
        return any(inside.match(broken) for broken in self._broken)

    def faults(self, known: "SourceMap") -> Iterator[Problem]:
        """Ids taken twice, and ids of what is in none of the files of `known`."""
        first: dict[str, str] = {}
        for document in self.documents:
            for path, name in document.names.items():
                entry, here = document.entry(path), f"{document.file}:{document.line(path)}"
                if entry in first:
                    cause = f"the id '{name.partition(' ')[2]}' is taken in {first[entry]}"
                    yield Problem(document.file, document.line(path), entry, cause, "choose another id")
                first.setdefault(entry, here)
            for path, kind, name in document.references:
                if not known.knows(kind, name):
                    cause, cure = f"there is no {kind} '{name}'", nearest(name, known.ids(kind))
                    yield Problem(document.file, document.line(path), document.entry(path), cause, cure)

    def located(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems with the file and line of their entry, or of the nearest one around it.

        What is said of a broken entry is left out: it may come of the break, and is said again once that is mended.
        """
        return [self._located(problem) for problem in problems if not problem.entry or not self.broken(problem.entry)]

    def entry_saying(self, text: str) -> str:
        """The entry whose words take up most of a text, whatever their case; '' if none does."""
        return next((entry for words, entry in self._words if words and words in text.casefold()), "")

    def _located(self, problem: Problem) -> Problem:
        entry, file = problem.entry, problem.file if any(d.file == problem.file for d in self.documents) else ""
        while entry and (file, entry) not in self._entries:
            entry = entry.rpartition(", ")[0]
        if problem.line or not entry:
            return problem
        file, line = self._entries[file, entry]
        return msgspec.structs.replace(problem, file=file, line=line)

    @functools.cached_property
    def _ids(self) -> dict[str, dict[str, None]]:
        entries: dict[str, dict[str, None]] = defaultdict(dict)
        for document in self.documents:
            for name in document.names.values():
                kind, _, entry_id = name.partition(" ")
                entries[kind][entry_id] = None
        return entries

    @functools.cached_property
    def _broken(self) -> set[str]:
        return {document.entry(path) for document in self.documents for path in document.broken}

    @functools.cached_property
    def _entries(self) -> dict[tuple[str, str], tuple[str, int]]:
        """(file, entry) -> its file and line; '' stands for the first file that has the entry."""
        places: dict[tuple[str, str], tuple[str, int]] = {}
        for document in self.documents:
            for path, line in document.lines.items():
                for file in (document.file, ""):
                    places.setdefault((file, document.entry(path)), (document.file, line))
        return places

    @functools.cached_property
    def _words(self) -> list[tuple[str, str]]:
        """Every value in the files as text, the longest first, with its entry."""
        leaves = ((document, *leaf) for document in self.documents for leaf in document.leaves())
        texts = [(str(words).strip().casefold(), document.entry(path)) for document, path, words in leaves]
        return sorted(texts, key=lambda pair: -len(pair[0]))
