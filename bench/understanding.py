"""How well questions are understood: the shares that matter, a kind at a time; and what a question costs."""

import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from knowledge.loader import load
from knowledge.model import Found, Knowledge, Outcome
from knowledge.nlu.model_store import open_pipeline
from knowledge.search import THRESHOLDS, Scores, Thresholds, decide, score

HERE = Path(__file__).parent.parent
CALIBRATION = HERE / "tests" / "knowledge" / "nlu" / "calibration.jsonl"
DEVELOPMENT = HERE.parent / "shared" / "faq" / "questions_dev.jsonl"
COLUMNS = ("right", "one tap", "wrong", "false", "decline")


def read(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def open_now():
    knowledge = load()
    return knowledge, open_pipeline(knowledge, None, print)


def scores_of(
    knowledge: Knowledge, understanding, questions: list[dict], bands: Thresholds = THRESHOLDS
) -> list[Scores]:
    """The scores of each question; earlier questions are understood first, as in a conversation."""
    found = []
    for question in questions:
        talked: tuple[str, ...] = ()
        for asked in question.get("context", []):
            before = decide(score(knowledge, understanding, asked, talked), bands)
            if before.outcome in (Outcome.ANSWER, Outcome.CLARIFY):
                talked = (*talked, before.topics[0])
        found.append(score(knowledge, understanding, question["q"], talked))
    return found


def tally(questions: list[dict], answers: list[Found], listed: frozenset[str]) -> dict[str, Counter]:
    """Counts by kind and by scope, as the FAQ's scorer counts."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for question, answer in zip(questions, answers, strict=True):
        accepted = set(question["topics"])
        topics = [as_listed(topic, listed) for topic in answer.topics]
        said = answer.outcome is Outcome.ANSWER
        right = said and topics[0] in accepted
        tap = right or (answer.outcome is Outcome.CLARIFY and bool(accepted & set(topics[:3])))
        for row in (question["kind"], "in scope" if accepted else "out of scope"):
            count = counts[row]
            count["n"] += 1
            count["right"] += right
            count["one tap"] += tap
            count["wrong"] += bool(accepted) and said and not right
            count["false"] += not accepted and said
            count["decline"] += answer.outcome in (Outcome.DECLINE, Outcome.CHAT)
    return counts


def listed_topics() -> frozenset[str]:
    """The topics that questions are labelled with."""
    return frozenset(topic for question in read(CALIBRATION) for topic in question["topics"])


def as_listed(topic: str, listed: frozenset[str]) -> str:
    while topic not in listed and "." in topic:
        topic = topic.rpartition(".")[0]
    return topic


def table(counts: dict[str, Counter]) -> Iterator[str]:
    yield f"{'':14}{'n':>5}" + "".join(f"{column:>10}" for column in COLUMNS)
    for row in sorted(counts, key=lambda row: (row not in ("in scope", "out of scope"), row)):
        n = counts[row]["n"]
        yield f"{row:14}{n:>5}" + "".join(f"{counts[row][column] / n:>10.1%}" for column in COLUMNS)


def measure() -> Iterator[str]:
    started = time.perf_counter()
    knowledge, understanding = open_now()
    yield f"understanding loads in {(time.perf_counter() - started) * 1e3:.0f} ms (content read, numpy imported)"
    for name, file in (("calibration", CALIBRATION), ("development", DEVELOPMENT)):
        if not file.exists():
            continue
        questions = read(file)
        costs = []
        for question in questions:
            began = time.perf_counter()
            score(knowledge, understanding, question["q"], ())
            costs.append((time.perf_counter() - began) * 1e3)
        scores = scores_of(knowledge, understanding, questions)
        answers = [decide(found, THRESHOLDS) for found in scores]
        yield f"--- {name} set"
        yield from table(tally(questions, answers, listed_topics()))
        costs.sort()
        yield f"a question: {statistics.median(costs):.1f} ms at the median, {costs[len(costs) * 99 // 100]:.1f} ms at 99 %"
