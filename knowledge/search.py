"""A question in somebody's words -> the topics it may mean. Pure; BM25 over titles, answers and phrasings."""

import functools
import math
import re
from collections import Counter, defaultdict

from knowledge.model import Find, Found, Knowledge, Match, Outcome

ANSWER_FROM = 9.0  # BM25 points of the best topic
LEAD = 1.25  # best over second
CLARIFY_FROM = 4.0
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def words_of(text: str) -> list[str]:
    """The words of a text, lower case, a plural s cut."""
    return [w[:-1] if len(w) > 3 and w.endswith("s") else w for w in _WORD.findall(text.casefold())]


class _Index:
    """Word counts a topic, and how rare each word is."""

    def __init__(self, knowledge: Knowledge) -> None:
        asked = knowledge.phrasings()
        self.counts = {
            topic.id: Counter(words_of(" ".join((topic.title, topic.answer, *asked.get(topic.id, ())))))
            for topic in knowledge.topics.values()
        }
        spread = Counter(word for counts in self.counts.values() for word in counts)
        total = len(self.counts)
        self.weight = {w: math.log(1 + (total - n + 0.5) / (n + 0.5)) for w, n in spread.items()}
        self.length = {topic: sum(counts.values()) for topic, counts in self.counts.items()}
        self.mean = sum(self.length.values()) / max(total, 1)

    def rank(self, text: str) -> list[Match]:
        """Topics by BM25, best first; those that share no word are left out."""
        scores: dict[str, float] = defaultdict(float)
        for word in set(words_of(text)) & self.weight.keys():
            for topic, counts in self.counts.items():
                if n := counts[word]:
                    norm = 1.2 * (0.25 + 0.75 * self.length[topic] / self.mean)
                    scores[topic] += self.weight[word] * n * 2.2 / (n + norm)
        best = sorted(scores, key=lambda topic: -scores[topic])[:3]
        return [Match(topic, scores[topic]) for topic in best]


def make_find(knowledge: Knowledge) -> Find:
    """The search over this knowledge; its index is built when the first question comes."""
    index = functools.cache(lambda: _Index(knowledge))

    def find(text: str, earlier: tuple[str, ...]) -> Found:  # noqa: ARG001 - the seam's second argument
        matches = tuple(index().rank(text))
        if not matches or matches[0].score < CLARIFY_FROM:
            return Found(Outcome.DECLINE, matches)
        second = matches[1].score if len(matches) > 1 else 0.0
        if matches[0].score >= ANSWER_FROM and matches[0].score >= LEAD * second:
            return Found(Outcome.ANSWER, matches[:1])
        return Found(Outcome.CLARIFY, matches)

    return find
