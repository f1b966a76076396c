"""How well questions are understood: the shares that matter, a kind at a time; and what a question costs."""

import json
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from bot.packs import load_pack
from dialogs.story import MOST, worth_noting
from knowledge.loader import load
from knowledge.model import Found, Knowledge, Outcome
from knowledge.nlu.model_store import open_pipeline
from knowledge.nlu.pipeline import NluPipeline
from knowledge.reading import Reading
from knowledge.search import THRESHOLDS, decide

HERE = Path(__file__).parent.parent
SETS = HERE / "tests" / "knowledge" / "nlu"
SHARED = HERE.parent / "shared"
CALIBRATION = SETS / "calibration.jsonl"  # written like our phrasings
CALIBRATION_MANNER = SETS / "calibration_manner.jsonl"  # written on purpose in people's manner
CALIBRATION_REAL = SETS / "calibration_real.jsonl"  # real public questions, reworded; nothing is fitted on them
DEVELOPMENT, DEVELOPMENT_REAL = SHARED / "faq" / "questions_dev.jsonl", SHARED / "faq" / "questions_real_dev.jsonl"
TYPED = SETS / "answers_test.jsonl"  # typed below our questions, by a writer who saw these and nothing else
STORIES = SETS / "stories_test.jsonl"  # told in the first person, by the same writer
THREE = 3  # answers wanted of a story
COLUMNS = ("right", "one tap", "wrong", "false", "decline", "unsure")


def read(file: Path) -> list[dict]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def open_now(folder: Path | None = None) -> tuple[Knowledge, NluPipeline]:
    knowledge = load(folder / "content", folder / "phrasings") if folder else load()
    cache = platformdirs.user_cache_path("crossroads", appauthor=False)
    return knowledge, open_pipeline(knowledge, cache, print)


def readings_of(understanding: NluPipeline, questions: list[dict]) -> list[Reading]:
    """The reading of each question; earlier questions are understood first, as in a conversation."""
    readings = []
    for question in questions:
        talked: tuple[str, ...] = ()
        for asked in question.get("context", []):
            before = decide(understanding(asked, talked), THRESHOLDS)
            if before.outcome in (Outcome.ANSWER, Outcome.NEAR, Outcome.CLARIFY):
                talked = (*talked, before.topics[0])
        readings.append(understanding(question["q"], talked))
    return readings


def tally(questions: list[dict], answers: list[Found], listed: frozenset[str]) -> dict[str, Counter]:
    """Counts by kind and by scope, as the FAQ's scorer counts; `unsure` are offers of topics without a statement."""
    counts: dict[str, Counter] = defaultdict(Counter)
    for question, answer in zip(questions, answers, strict=True):
        accepted = set(question["topics"])
        topics = [as_listed(topic, listed) for topic in answer.topics]
        stated = answer.outcome is Outcome.ANSWER
        right = stated and topics[0] in accepted
        tap = right or (answer.outcome in (Outcome.CLARIFY, Outcome.NEAR) and bool(accepted & set(topics[:3])))
        for row in (question["kind"], "in scope" if accepted else "out of scope"):
            count = counts[row]
            count["n"] += 1
            count["right"] += right
            count["one tap"] += tap
            count["wrong"] += bool(accepted) and stated and not right
            count["false"] += not accepted and stated
            count["decline"] += answer.outcome in (Outcome.DECLINE, Outcome.CHAT)
            count["unsure"] += answer.outcome is Outcome.CLARIFY
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


def forced(questions: list[dict], readings: list[Reading], listed: frozenset[str]) -> str:
    """Without thresholds: the likeliest topic right, an accepted one among three, in against out of scope (AUC)."""
    inside = [(q, r) for q, r in zip(questions, readings, strict=True) if q["topics"]]
    ranked = [([as_listed(m.topic, listed) for m in r.topics], set(q["topics"])) for q, r in inside]
    first = sum(bool(topics) and topics[0] in accepted for topics, accepted in ranked) / len(ranked)
    three = sum(bool(accepted & set(topics[:3])) for topics, accepted in ranked) / len(ranked)
    ins = [r.inside for _, r in inside]
    outs = [r.inside for q, r in zip(questions, readings, strict=True) if not q["topics"]]
    above = sum((a > b) + 0.5 * (a == b) for a in ins for b in outs) / max(1, len(ins) * len(outs))
    return f"forced: first {first:.1%}, among three {three:.1%}, scope AUC {above:.3f}"


def typed(understanding: NluPipeline, rows: list[dict]) -> Counter[str]:
    """Answers typed below a question, of `n`: taken right, taken wrong, an option of two considered."""
    counts: Counter[str] = Counter()
    questions = load_pack().script.questionnaire.questions
    for row in rows:
        options = {answer.split(".")[1] for answer in row["says"] if answer.startswith(f"{row['asked']}.")}
        if options:
            found = decide(understanding(row["q"], (), row["asked"]), THRESHOLDS)
            counts["n"] += 1
            counts["right"] += found.option in options
            counts["wrong"] += found.outcome is Outcome.REPLY and found.option not in options
            neutral = {o.id for o in questions[row["asked"]].options if not any(o.points.values())}
            offered = neutral if found.steer == "unsure" else {found.option, *found.options}
            counts["one tap"] += bool(options & offered)
    return counts


def told(understanding: NluPipeline, rows: list[dict]) -> Counter[str]:
    """Answers that stories tell, as the dialog would note them: right, wrong, and stories with three or more."""
    script, counts = load_pack().script, Counter[str]()
    questions = script.questionnaire.questions
    for row in rows:
        noted = worth_noting(understanding.answers(row["story"], questions), script)[:MOST]
        right = sum(f"{act.question}.{act.label}" in row["says"] for act in noted)
        counts += Counter({"right": right, "wrong": len(noted) - right, "three or more": len(noted) >= THREE})
    return counts


def measure() -> Iterator[str]:
    started = time.perf_counter()
    understanding = open_now()[1]
    yield f"understanding loads in {(time.perf_counter() - started) * 1e3:.0f} ms (content read, numpy imported)"
    files = {
        "calibration": CALIBRATION,
        "calibration, in people's manner": CALIBRATION_MANNER,
        "calibration, real": CALIBRATION_REAL,
        "development": DEVELOPMENT,
        "development, real": DEVELOPMENT_REAL,
    }
    for name, file in files.items():
        if not file.exists():
            continue
        questions = read(file)
        costs = []
        for question in questions:
            began = time.perf_counter()
            understanding(question["q"], ())
            costs.append((time.perf_counter() - began) * 1e3)
        readings = readings_of(understanding, questions)
        yield f"--- {name} set"
        yield from table(tally(questions, [decide(reading, THRESHOLDS) for reading in readings], listed_topics()))
        yield forced(questions, readings, listed_topics())
        costs.sort()
        yield f"a question: {statistics.median(costs):.1f} ms at the median, {costs[len(costs) * 99 // 100]:.1f} ms at 99 %"
    answers = typed(understanding, read(TYPED))
    yield f"typed answers, {answers['n']}: " + ", ".join(
        f"{name} {answers[name] / answers['n']:.1%}" for name in ("right", "wrong", "one tap")
    )
    stories = read(STORIES)
    yield f"stories, {len(stories)}: noted " + ", ".join(
        f"{n} {name}" for name, n in told(understanding, stories).items()
    )
