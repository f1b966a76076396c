"""Every profile of a questionnaire at once: what comes out how often, and what is idle. Arithmetic only.

Profiles are not listed but counted by the sum they lead to, which is exact and takes milliseconds.
"""

import itertools
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from dialogs.advice import Questionnaire, Scores, add

Sums = Counter[Scores]
UNDECIDED = "none"


class Weight(Struct, frozen=True):
    """One weight moved by one: the share of profiles whose track changes."""

    question: str
    option: str
    track: str
    moved: int
    flipped: float


class Simulation(Struct, frozen=True):
    """Shares are of all complete profiles, each option as likely as its neighbours, unless `with_skips`."""

    profiles: int
    profiles_with_skips: int
    shares: dict[str, float]
    shares_with_skips: dict[str, float]
    close_calls: float
    ties: float
    mean_questions_saved: float
    stopped_early: float
    never_matter: tuple[str, ...]
    weights: tuple[Weight, ...]


def simulate(sheet: Questionnaire) -> Simulation:
    """All profiles of the questionnaire."""
    full, skips = _sums(sheet, sheet.questions), _sums(sheet, sheet.questions, skips=True)
    total = full.total()
    saved = _saved(sheet)
    close = sum(n for s, n in full.items() if sheet.track_of(s) and _lead(s) < sheet.close)
    return Simulation(
        profiles=total,
        profiles_with_skips=skips.total(),
        shares=_shares(sheet, full),
        shares_with_skips=_shares(sheet, skips),
        close_calls=close / total,
        ties=sum(n for s, n in full.items() if _lead(s) == 0) / total,
        mean_questions_saved=sum(n * left for left, n in saved.items()) / total,
        stopped_early=sum(n for left, n in saved.items() if left) / total,
        never_matter=tuple(_never_matter(sheet)),
        weights=tuple(sorted(_weights(sheet), key=lambda w: -w.flipped)),
    )


def _sums(sheet: Questionnaire, questions: Iterable[str], *, skips: bool = False) -> Sums:
    nothing = (0,) * len(sheet.tracks)
    sums: Sums = Counter({nothing: 1})
    for question in questions:
        vectors = [*sheet.vectors[question].values(), *([nothing] if skips else [])]
        grown: Sums = Counter()
        for (total, n), vector in itertools.product(sums.items(), vectors):
            grown[add(total, vector)] += n
        sums = grown
    return sums


def _lead(scores: Scores) -> int:
    first, second = sorted(scores, reverse=True)[:2]
    return first - second


def _shares(sheet: Questionnaire, sums: Sums) -> dict[str, float]:
    found: Counter[str] = Counter()
    for scores, n in sums.items():
        found[sheet.track_of(scores) or UNDECIDED] += n
    return {track: found[track] / sums.total() for track in (*sheet.tracks, UNDECIDED)}


def _saved(sheet: Questionnaire) -> Counter[int]:
    """Complete profiles by the number of questions they were spared."""
    order = tuple(sheet.questions)
    found: Counter[int] = Counter()
    walking: Sums = Counter({(0,) * len(sheet.tracks): 1})
    for i, question in enumerate(order):
        rest = order[i + 1 :]
        grown: Sums = Counter()
        for (total, n), vector in itertools.product(walking.items(), sheet.vectors[question].values()):
            grown[add(total, vector)] += n
        walking = Counter()
        for scores, n in grown.items():
            if rest and not sheet.settled(scores, rest):
                walking[scores] += n
            else:
                found[len(rest)] += n * _profiles(sheet, rest)
    return found


def _profiles(sheet: Questionnaire, questions: Iterable[str]) -> int:
    n = 1
    for question in questions:
        n *= len(sheet.vectors[question])
    return n


def _never_matter(sheet: Questionnaire) -> Iterable[str]:
    """Options with points that never lead elsewhere than leaving the question out."""
    for question, vectors in sheet.vectors.items():
        rest = _sums(sheet, (q for q in sheet.questions if q != question), skips=True)
        for option, vector in vectors.items():
            if any(vector) and all(sheet.track_of(add(s, vector)) == sheet.track_of(s) for s in rest):
                yield f"{question}:{option}"


def _weights(sheet: Questionnaire) -> Iterable[Weight]:
    for question, vectors in sheet.vectors.items():
        rest = _sums(sheet, (q for q in sheet.questions if q != question))
        total = rest.total() * len(vectors)
        for option, vector in vectors.items():
            for i, track in enumerate(sheet.tracks):
                for moved in (1, -1):
                    if vector[i] + moved < 0:
                        continue
                    other = (*vector[:i], vector[i] + moved, *vector[i + 1 :])
                    flipped = sum(
                        n for s, n in rest.items() if sheet.track_of(add(s, vector)) != sheet.track_of(add(s, other))
                    )
                    yield Weight(question, option, track, moved, flipped / total)
