"""How well questions are understood, pinned at what was measured, less one point or one question: a fall is a fault.

Whose language: `real`, public questions of real people, reworded; `manner`, written on purpose as people write; `own`,
written like our phrasings. Nothing is fitted on any of them; the thresholds are set on all three. What people say to the
dialog (`acts_test`) and of themselves (`told_test`) was written by two people who saw lists of acts and answers only;
from how sure an answer is taken was set with an eye on the latter.
"""

import json
from collections import Counter
from pathlib import Path

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
from dialogs.story import SURE
from knowledge.reading import VERDICT
from knowledge.search import decide

HERE = Path(__file__).parent
SETS = {"real": CALIBRATION_REAL, "manner": CALIBRATION_MANNER, "own": CALIBRATION}
AT_LEAST = {  # shares of questions in scope, and of those out of scope the last
    "real": {"right": 0.433, "one tap": 0.778, "decline": 0.440},
    "manner": {"right": 0.865, "one tap": 0.990, "decline": 0.730},
    "own": {"right": 0.811, "one tap": 0.931, "decline": 0.950},
}
AT_MOST = {
    "real": {"wrong": 0.100, "false": 0.103},
    "manner": {"wrong": 0.010, "false": 0.032},
    "own": {"wrong": 0.013, "false": 0.005},
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


ASKED_IN = {"question": "product", "begun": "product"}  # where an act makes sense; the rest after a verdict


def test_commands_and_talk_of_another_writer_are_heard(opened):
    rows = [json.loads(line) for line in (HERE / "acts_test.jsonl").read_text(encoding="utf-8").splitlines()]
    heard = Counter[bool]()
    for row in rows:
        act, asked = row["act"], ASKED_IN.get(row["act"].split(".")[0], VERDICT)
        steer = decide(opened[1](row["q"], (), asked)).steer
        heard[act != "none"] += steer == ("" if act == "none" else act.rpartition(".")[2])
    assert heard[True] >= 172 - 2  # of 216
    assert heard[False] >= 55 - 1  # of 60


def test_statements_of_another_writer_are_noted_and_hardly_wrong(opened):
    rows = [json.loads(line) for line in (HERE / "told_test.jsonl").read_text(encoding="utf-8").splitlines()]
    counts = Counter[str]()
    for row in rows:
        acts = opened[1].answers(row["q"], opened[1].heads.options)
        noted = {f"{act.question}.{act.label}" for act in acts if act.cued and act.score >= SURE}
        kind = "telling" if row["says"] else "silent"
        counts[f"{kind} right"] += bool(noted & {*row["says"]})
        counts[f"{kind} wrong"] += bool(noted - {*row["says"]})
    assert counts["telling right"] >= 93 - 2  # of 180
    assert counts["telling wrong"] <= 20 + 1
    assert counts["silent wrong"] <= 3 + 1  # of 80


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in AT_LEAST.items() for kind in kinds])
def test_quality_did_not_fall(shares, name: str, kind: str):
    share, n = shares[name][kind]
    assert share >= AT_LEAST[name][kind] - max(0.01, 1 / n) - 0.0005


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in AT_MOST.items() for kind in kinds])
def test_faults_did_not_rise(shares, name: str, kind: str):
    share, n = shares[name][kind]
    assert share <= AT_MOST[name][kind] + max(0.01, 1 / n) + 0.0005
