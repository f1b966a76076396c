"""Phrasings that sound more like another topic than like their own: for content writers. Lexical, pure, seconds."""

import math
from collections import Counter, defaultdict

from knowledge.model import Knowledge
from knowledge.nlu.entities import TrackMatcher
from knowledge.nlu.lexical import stems
from knowledge.nlu.sentences import normalise
from knowledge.problems import Problem

FACTOR = 6.0  # so much nearer to another topic is worth a word
LEAST = 0.05  # that a phrasing is counted as near to its own topic
FEW = 15  # phrasings a topic should have
SHOWN = 20


def check_phrasings(knowledge: Knowledge) -> list[Problem]:
    """Warnings: topics with few phrasings, and phrasings nearer to a topic that is not of the same family."""
    if not knowledge.phrasing_sources().documents:
        cure = f"add one with the ways to ask for each topic, {FEW} or more"
        return [Problem("phrasings", 0, "", "no .yaml file here", cure, warning=True)]
    tracks = TrackMatcher(knowledge.language)
    asked = {label: texts for label, texts in knowledge.phrasings().items() if label in knowledge.topics}
    problems = [
        Problem("phrasings", 0, topic, f"only {len(asked.get(topic, ()))} phrasings", f"write {FEW}", warning=True)
        for topic in knowledge.topics
        if len(asked.get(topic, ())) < FEW
    ]
    rows = [(label, text, stems(normalise(text), tracks)) for label, texts in asked.items() for text in texts]
    spread = Counter(name for _, _, counts in rows for name in counts)
    weight = {name: math.log(len(rows) / n) for name, n in spread.items()}
    centres: dict[str, Counter[str]] = defaultdict(Counter)
    for label, _, counts in rows:
        centres[label].update(counts)
    holders: dict[str, list[str]] = defaultdict(list)
    for label, centre in centres.items():
        for name in centre:
            holders[name].append(label)
    near = []
    for label, text, counts in rows:
        scores: dict[str, float] = defaultdict(float)
        for name in counts:
            for holder in holders[name]:
                times = centres[holder][name] - (counts[name] if holder == label else 0)
                scores[holder] += weight[name] ** 2 * times / len(asked[holder])
        others = {topic: n for topic, n in scores.items() if _family(topic) != _family(label)}
        best = max(others, key=lambda topic: others[topic], default="")
        nearer = others[best] / max(scores[label], LEAST) if best else 0.0
        if nearer > FACTOR:
            near.append((nearer, label, text, best))
    for _, label, text, best in sorted(near, reverse=True)[:SHOWN]:
        cure = "say it so that it can only mean this one, or move it there"
        problems.append(Problem("phrasings", 0, label, f"'{text}' is nearer to {best}", cure, warning=True))
    return problems


def _family(topic: str) -> str:
    return topic.split(".", maxsplit=1)[0]
