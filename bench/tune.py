"""`make tune`: the bands of the search from the calibration questions; cross-validated, seeded, blind to other sets.

For each fold the bands are chosen on the other folds and judged on it; what is printed first is that honest sum. The
bands to write into knowledge/search.py are then chosen on all folds. Thresholds are allowed if they keep wrong answers to
half of what the product allows, and decline what lies outside; among those, the most right answers within one tap win.
"""

import itertools
import random
from collections import Counter

from bench.understanding import CALIBRATION, listed_topics, open_now, read, scores_of, table, tally
from knowledge.search import Thresholds, decide

FOLDS, SEED = 5, 7
LIMITS = {"wrong": 0.02, "false": 0.01, "decline": 0.9}  # at most, at most, at least
GRID = [
    Thresholds(answer=a / 100, out=o / 100, safe=s / 100)
    for a, o, s in itertools.product(range(25, 61, 5), range(35, 71, 5), range(15, 61, 5))
]


def main() -> None:
    knowledge, understanding = open_now()
    questions, listed = read(CALIBRATION), listed_topics()
    scores = scores_of(knowledge, understanding, questions)
    order = list(range(len(questions)))
    random.Random(SEED).shuffle(order)
    answers = {bands: [decide(found, bands) for found in scores] for bands in GRID}

    def count(bands: Thresholds, places: list[int]) -> dict[str, Counter]:
        return tally([questions[i] for i in places], [answers[bands][i] for i in places], listed)

    def best(places: list[int]) -> Thresholds:
        return max(GRID, key=lambda bands: worth(count(bands, places)))

    pooled: dict[str, Counter] = {}
    for fold in range(FOLDS):
        inside = [i for n, i in enumerate(order) if n % FOLDS != fold]
        outside = [i for n, i in enumerate(order) if n % FOLDS == fold]
        for row, counted in count(best(inside), outside).items():
            pooled.setdefault(row, Counter()).update(counted)
    print("judged on folds that the bands had not seen:")
    print("\n".join(table(pooled)))
    print(f"chosen on all: {best(order)}")


def worth(counts: dict[str, Counter]) -> tuple[float, float]:
    """(by how much the limits are missed, below zero; right answers and twice those within one tap)."""
    inside, outside = counts["in scope"], counts["out of scope"]
    wrong, false = inside["wrong"] / inside["n"], outside["false"] / outside["n"]
    missed = max(0, wrong - LIMITS["wrong"]) + max(0, false - LIMITS["false"])
    missed += max(0, LIMITS["decline"] - outside["decline"] / outside["n"])
    return -missed, (inside["right"] + 2 * inside["one tap"]) / inside["n"]


main()
