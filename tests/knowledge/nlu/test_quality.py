"""How well questions are understood, pinned at what was measured, less one point or one question: a fall is a fault.

Whose language: `real`, public questions of real people, reworded; `manner`, written on purpose as people write; `own`,
written like our phrasings. Nothing is fitted on any of them; the thresholds are set on all three.
"""

import pytest

from bench.understanding import (
    CALIBRATION,
    CALIBRATION_MANNER,
    CALIBRATION_REAL,
    listed_topics,
    read,
    readings_of,
    tally,
)
from knowledge.search import decide

SETS = {"real": CALIBRATION_REAL, "manner": CALIBRATION_MANNER, "own": CALIBRATION}
AT_LEAST = {  # shares of questions in scope, and of those out of scope the last
    "real": {"right": 0.322, "one tap": 0.733, "decline": 0.410},
    "manner": {"right": 0.808, "one tap": 0.981, "decline": 0.746},
    "own": {"right": 0.730, "one tap": 0.917, "decline": 0.927},
}
AT_MOST = {
    "real": {"wrong": 0.100, "false": 0.067},
    "manner": {"wrong": 0.010, "false": 0.032},
    "own": {"wrong": 0.013, "false": 0.014},
}


@pytest.fixture(scope="module")
def shares(opened):
    _, understanding = opened
    measured = {}
    for name, file in SETS.items():
        questions = read(file)
        answers = [decide(reading) for reading in readings_of(understanding, questions)]
        counts = tally(questions, answers, listed_topics())
        inside, outside = counts["in scope"], counts["out of scope"]
        kinds = {"right": inside, "one tap": inside, "wrong": inside, "false": outside, "decline": outside}
        measured[name] = {kind: (count[kind] / count["n"], count["n"]) for kind, count in kinds.items()}
    return measured


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in AT_LEAST.items() for kind in kinds])
def test_quality_did_not_fall(shares, name: str, kind: str):
    share, n = shares[name][kind]
    assert share >= AT_LEAST[name][kind] - max(0.01, 1 / n) - 0.0005


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in AT_MOST.items() for kind in kinds])
def test_faults_did_not_rise(shares, name: str, kind: str):
    share, n = shares[name][kind]
    assert share <= AT_MOST[name][kind] + max(0.01, 1 / n) + 0.0005
