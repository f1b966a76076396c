"""Slips of the finger -> the words of the content that were meant; never names, tools or acronyms. Pure."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.nlu.hashed_vocabulary import HashedVocabulary

SHORTEST, LONGEST = 4, 18  # letters of a word that is mended; shorter ones are mostly acronyms
FREQUENT = 4  # texts of the content that a word stands in, to be what was meant
SHARE = 0.1  # of a text's words that are odd where they are slips; a lone odd word of a long text is a name
_WORD = re.compile(r"(?<![\w'.+#-])[a-z]+(?![\w'+#-])")
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "r", "ly", "ers", "y")


def count_words(texts: Iterable[str]) -> Counter[str]:
    """In how many normalised texts each word stands."""
    return Counter(word for text in texts for word in set(_WORD.findall(text)))


def names_in(text: str) -> frozenset[str]:
    """Words as they were written, in lower case, that have a capital behind their first letter,"""
    return frozenset(word.lower() for word in re.findall(r"\w+", text) if word[1:] != word[1:].lower() != "")


class Speller:
    """Mends words that stand nowhere in the content and are none that `is_common` knows.

    A word of one odd form in a long text is a name and stays, and so do words with digits and signs in them.
    """

    def __init__(self, counts: dict[str, int], is_common: Callable[[str], bool]) -> None:
        self._is_common = is_common
        self._known = HashedVocabulary(list(counts))
        frequent = {word: n for word, n in counts.items() if n >= FREQUENT and len(word) >= SHORTEST}
        self._words = [word for word in frequent if is_common(word) or frequent[word] >= 3 * FREQUENT]
        self._bonus = [0.1 * math.log(frequent[word]) for word in self._words]

    def __call__(self, text: str, names: frozenset[str] = frozenset()) -> str:
        """A normalised text with its slips mended, but for `names`."""
        words = _WORD.findall(text)
        odd = {word for word in words if word not in names and not self._is_right(word)}
        if not odd or len(odd) < SHARE * len(words):
            return text
        mended = {word: self._nearest(word) for word in odd}
        return _WORD.sub(lambda match: mended.get(match.group(), match.group()), text)

    def _is_right(self, word: str) -> bool:
        if not SHORTEST <= len(word) <= LONGEST or word in self._known or self._is_common(word):
            return True
        stems = (word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= SHORTEST)
        return any(stem in self._known or self._is_common(stem) or self._is_common(f"{stem}e") for stem in stems)

    def _nearest(self, word: str) -> str:
        most = 1 if len(word) <= 5 else 2
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=most, limit=20)
        ranked = [
            (distance + 0.4 * (other[0] != word[0]) - self._bonus[place], other)
            for other, distance, place in near
            if distance < most or other[0] == word[0]
        ]
        return min(ranked)[1] if ranked else word
