"""Text -> the features that the classifier counts: stems, pairs of stems, and runs of letters. Pure."""

import functools
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import snowballstemmer

from knowledge.model import Language

TEXT_LIMIT = 400  # characters read of a text
_TOKEN = re.compile(r"[a-z]+[a-z0-9+#.']*|[0-9]+[a-z]*")
_REPEAT = re.compile(r"(.)\1{2,}")
_EDGE = ".,?!;:\"()'"
_stem = functools.lru_cache(maxsize=20_000)(snowballstemmer.stemmer("english").stemWord)


def normalise(text: str) -> str:
    """Lower case, one space, plain apostrophes, no letter more than twice in a row; at most TEXT_LIMIT characters."""
    plain = unicodedata.normalize("NFKC", text[: 2 * TEXT_LIMIT])[:TEXT_LIMIT].lower().replace("’", "'")
    return " ".join(_REPEAT.sub(r"\1\1", plain).split())


class EntityMatcher:
    """The many names of the tracks, found in a text: 'the ml guys' names the track of 'ml'."""

    def __init__(self, language: Language) -> None:
        people = _any(language.people)
        self._both = re.compile(rf"\b(?:{_any(language.both) or '(?!)'})\b")
        self._patterns = {
            track: re.compile(
                rf"\b(?:{_any(names)})[ -]+(?:{people})\b(?:'s)?|\b(?:{_any(language.alone[track])})\b(?:'s)?"
            )
            for track, names in language.names.items()
        }

    def of_both(self, text: str) -> bool:
        """Whether a text speaks of several tracks at once, by name or in so many words."""
        return len(self.tracks_in(text)) > 1 or bool(self._both.search(text))

    def marked(self, text: str) -> str:
        """The text with a mark, '§track', before each name."""
        for track, pattern in self._patterns.items():
            text = pattern.sub(lambda found, track=track: f" §{track} {found.group()} ", text)  # type: ignore[misc]
        return text

    def tracks_in(self, text: str) -> list[str]:
        """The tracks that a text names."""
        return [track for track, pattern in self._patterns.items() if pattern.search(text)]

    def without(self, text: str) -> str:
        """The text without those names."""
        for pattern in self._patterns.values():
            text = pattern.sub(" ", text)
        return text


def features(text: str, aliases: EntityMatcher) -> tuple[Counter[str], Counter[str]]:
    """(stems and pairs of stems, runs of three to five letters) of a normalised text, each with its count."""
    marks = re.findall(r"§\w+", aliases.marked(text))
    stems = [_stem(token.rstrip(".'")) for token in _TOKEN.findall(text)]
    words = Counter([*stems, *marks])
    edged = ["^", *stems, "$"]
    words.update(f"{left} {right}" for left, right in itertools.pairwise(edged))
    letters: Counter[str] = Counter()
    for word in text.split():
        padded = f" {word.strip(_EDGE)} "
        for size in (3, 4, 5):
            letters.update(padded[i : i + size] for i in range(len(padded) - size + 1))
    return words, letters


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
