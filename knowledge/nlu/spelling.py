"""Slips of the finger -> the words that were meant, against the words people use here and common English. Pure."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.nlu.hashed_vocabulary import HashedVocabulary

_WORD = re.compile(r"[a-z][a-z']*[a-z]")
_ENDINGS = ("'s", "s", "es", "ed", "d", "ing", "er", "r", "est", "ly", "ers", "y", "less")
COMMON = 2500  # so many of the most common words are right even when short
FIXES = 8  # words mended in one text; more is noise


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in normalised texts."""
    return Counter(word for text in texts for word in _WORD.findall(text))


class Speller:
    """Mends words that are in neither list; `common` are general words, the most common first."""

    def __init__(self, counts: Mapping[str, int], common: Sequence[str]) -> None:
        known = {w for w in common if w in counts}
        right = [w for w, n in counts.items() if n > 1 or len(w) < 3 or w in known]
        self._right = HashedVocabulary([*right, *(w for i, w in enumerate(common) if i < COMMON or len(w) > 3)])
        useful = {w: n for w, n in counts.items() if n > 1 and "'" not in w and (n > 7 or w in known or len(w) > 6)}
        useful |= {w: 1 for w in common[:3000] if len(w) > 2 and w not in useful}
        self._words = list(useful)
        self._bonus = [0.13 * math.log(1 + n) for n in useful.values()]

    def __call__(self, text: str) -> str:
        """A normalised text with its slips mended."""
        left = FIXES

        def mend(found: re.Match[str]) -> str:
            nonlocal left
            word = found.group()
            if left <= 0 or self._is_right(word):
                return word
            left -= 1
            return self._nearest(word)

        return _WORD.sub(mend, text)

    def knows_a_word(self, text: str) -> bool:
        """Whether any word of a mended text is a word at all."""
        return any(w in self._right or (len(w) > 2 and self._is_right(w)) for w in _WORD.findall(text))

    def _is_right(self, word: str) -> bool:
        if word in self._right or not 3 <= len(word) <= 18:
            return True
        stems = (word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 3)
        return any(stem in self._right or f"{stem}e" in self._right for stem in stems)

    def _nearest(self, word: str) -> str:
        most = 1 if len(word) <= 4 else 2
        found = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=most, limit=40)
        ranked = [
            (distance + 0.35 * (candidate[0] != word[0]) - self._bonus[place], candidate)
            for candidate, distance, place in found
        ]
        return min(ranked)[1] if ranked else word
