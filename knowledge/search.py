"""A text -> answer, offer, small talk or decline: three bands over the probabilities of an understanding.

The bands are set by `make tune` from questions of its own (tests/understanding), never from what they are judged on.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from knowledge.model import Find, Found, Knowledge, Match, Outcome

if TYPE_CHECKING:
    from knowledge.understanding.understanding import Understanding

OUTSIDE, CHAT = "outside.", "chat."
CONTEXT = 3  # earlier topics that may count


class Bands(Struct, frozen=True):
    """Decline from `out` outside; else answer from `answer` for one topic; else offer the best."""

    answer: float = 0.35
    out: float = 0.45


BANDS = Bands()


class Scores(Struct, frozen=True):
    """What a text was taken for: topics best first (finer ones counted with the one above), and what lies outside."""

    topics: tuple[Match, ...]
    outside: float
    chat: float
    kind: str


def make_find(knowledge: Knowledge, opened: Callable[[], "Understanding"], bands: Bands = BANDS) -> Find:
    """The search over this knowledge; `opened` is called when the first question comes."""
    understood: list[Understanding] = []

    def find(text: str, earlier: tuple[str, ...]) -> Found:
        if not understood:
            understood.append(opened())
        return decide(knowledge, score(knowledge, understood[0], text, earlier), bands)

    return find


def score(knowledge: Knowledge, understanding: "Understanding", text: str, earlier: Iterable[str]) -> Scores:
    """The scores of a text after earlier topics, the newest last."""
    before = next(iter(reversed(tuple(earlier)[-CONTEXT:])), "")
    found = understanding(text, before)
    families: dict[str, float] = {}
    best: dict[str, tuple[float, str]] = {}
    for label, p in zip(understanding.labels, found.tolist(), strict=True):
        if label in knowledge.topics:
            family = _family(knowledge, label)
            families[family] = families.get(family, 0.0) + p
            best[family] = max(best.get(family, (0.0, "")), (p, label))
    ranked = sorted(families, key=lambda family: -families[family])[:3]
    chats = {label: p for label, p in zip(understanding.labels, found.tolist(), strict=True) if label.startswith(CHAT)}
    kind = max(chats, key=lambda label: chats[label], default="")
    return Scores(
        topics=tuple(Match(best[family][1], families[family]) for family in ranked),
        outside=float(1 - found @ understanding.inside),
        chat=float(sum(chats.values())),
        kind=kind.removeprefix(CHAT),
    )


def decide(knowledge: Knowledge, scores: Scores, bands: Bands) -> Found:
    """The band that scores fall into."""
    if scores.outside >= bands.out:
        if scores.kind and scores.chat > scores.outside / 2:
            return Found(Outcome.CHAT, chat=scores.kind)
        near = tuple(match for match in scores.topics if match.score > 0.05)
        return Found(Outcome.DECLINE, near)
    if scores.topics and scores.topics[0].score >= bands.answer:
        return Found(Outcome.ANSWER, _both(knowledge, scores.topics))
    return Found(Outcome.CLARIFY, scores.topics)


def _family(knowledge: Knowledge, topic: str) -> str:
    """A finer topic counts with the one above it, whose name it begins with, if both speak of one track."""
    above, _, _ = topic.rpartition(".")
    if above in knowledge.topics and above.split(".")[-1] in knowledge.tracks:
        return above
    return topic


def _both(knowledge: Knowledge, topics: tuple[Match, ...]) -> tuple[Match, ...]:
    """The best topic, with its counterpart of another track when that is nearly as likely: one combined answer."""
    first = topics[0]
    for second in topics[1:2]:
        if second.score >= 0.5 * first.score and _aspect(knowledge, first) == _aspect(knowledge, second):
            return (first, second)
    return (first,)


def _aspect(knowledge: Knowledge, match: Match) -> tuple[str, ...]:
    return tuple("*" if part in knowledge.tracks else part for part in match.topic.split("."))
