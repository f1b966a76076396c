"""Words that speak for an answer: what a sentence of a story must have one of, beside what its vector says.

A vector always resembles something; a sentence about anything else that shares no telling word with what people say for
an answer is not taken for one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from knowledge.reading import Act

LIFT = 15.0  # how much oftener a word stands in texts of the answer than in all
COMMON = 0.012  # share of all texts from which a word is too common to tell anything
SUBJECT = 4.0  # how much oftener a word stands in answers to one question than in those to the others
CERTAIN = 0.98  # from how sure an answer needs no telling word
RIVAL, TORN = 0.85, 0.65  # from how sure a clause contradicts another one, and how sure either is then at most
_WORD = re.compile(r"[a-z][a-z']*[a-z]")
_ENDINGS = ("ing", "ers", "er", "ed", "es", "s", "ly")


def stems(text: str) -> frozenset[str]:
    """The words of a normalised text without their endings."""
    return frozenset(map(_stem, _WORD.findall(text)))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def fit_cues(texts: Iterable[tuple[str, tuple[str, ...]]], prefix: str) -> dict[str, list[str]]:
    """(normalised text, its labels) -> for each label of the prefix, the stems that speak for it, sorted."""
    total: Counter[str] = Counter()
    by_label: dict[str, Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    n = 0
    for text, labels in texts:
        words = stems(text)
        total.update(words)
        n += 1
        for label in labels:
            if label.startswith(prefix) and label != prefix:
                by_label[label].update(words)
                sizes[label] += 1
    return {
        label: sorted(
            stem
            for stem, count in counts.items()
            if total[stem] <= COMMON * n and count / sizes[label] >= LIFT * total[stem] / n
        )
        for label, counts in by_label.items()
    }


def fit_subjects(texts: Iterable[tuple[str, tuple[str, ...]]], prefix: str) -> dict[str, list[str]]:
    """(normalised text, its labels) -> for each question, the stems that only its answers are full of, sorted."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    sizes: Counter[str] = Counter()
    for text, labels in texts:
        for question in {label.split(".")[1] for label in labels if label.startswith(prefix) and label != prefix}:
            counts[question].update(stems(text))
            sizes[question] += 1
    total, size = sum(counts.values(), Counter[str]()), sum(sizes.values())
    return {
        question: sorted(
            stem
            for stem, n in own.items()
            if n > 1 and n / sizes[question] >= SUBJECT * (total[stem] - n) / max(1, size - sizes[question])
        )
        for question, own in counts.items()
    }


def surest_of(acts: Sequence[Act], *, short: bool) -> Act:
    """Of the answers that a text's clauses give to one question the surest, those with a telling word first.

    In a short text two that contradict each other make both unsure; a story may say one thing and come to another.
    """
    best = max(acts, key=lambda act: (act.cued, act.score))
    rivals = (act for act in acts if act.label != best.label and act.cued and act.score >= RIVAL)
    score = min(best.score, TORN) if short and any(rivals) else best.score
    return msgspec.structs.replace(best, cued=best.cued or best.score >= CERTAIN, score=score)
