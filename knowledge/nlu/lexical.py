"""Text -> counted stems and pairs of stems, for the check that compares phrasings. Pure."""

import functools
import itertools
import re
from collections import Counter

import snowballstemmer

from knowledge.nlu.entities import TrackMatcher

_TOKEN = re.compile(r"[a-z]+[a-z0-9+#.']*|[0-9]+[a-z]*")
_stem = functools.lru_cache(maxsize=20_000)(snowballstemmer.stemmer("english").stemWord)


def stems(text: str, tracks: TrackMatcher) -> Counter[str]:
    """Stems, pairs of neighbouring stems and marks of the tracks named in a normalised text, each with its count."""
    marks = re.findall(r"§\w+", tracks.marked(text))
    words = [_stem(token.rstrip(".'")) for token in _TOKEN.findall(text)]
    counts = Counter([*words, *marks])
    counts.update(f"{left} {right}" for left, right in itertools.pairwise(["^", *words, "$"]))
    return counts
