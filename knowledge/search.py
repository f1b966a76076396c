"""A text -> answer, offer, small talk or decline: three bands over the probabilities of an understanding.

The bands are set by `make tune` from questions of its own (tests/knowledge/nlu), never from what they are judged on.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from knowledge.model import Find, Found, Knowledge, Match, Outcome

if TYPE_CHECKING:
    from knowledge.nlu.pipeline import NluPipeline

CHAT, SAY, STEER, OUTSIDE = "chat.", "say.", "steer.", "outside."
NOISE = "hostile"  # the kind of outside that is no question: injections, keyboard mash
CONTEXT = 3  # earlier topics that may count


class Thresholds(Struct, frozen=True):
    """Decline from `out` outside; else answer from `answer` for one topic if less than `safe` is outside; else offer.

    Before all that, an answer to what is asked is taken from `reply`, a command from `steer`.
    """

    answer: float = 0.35
    out: float = 0.70
    safe: float = 0.55
    reply: float = 0.45
    steer: float = 0.50


THRESHOLDS = Thresholds()


class Scores(Struct, frozen=True):
    """What a text was taken for: topics best first (finer ones counted with the one above), and what lies outside.

    `pair` is the counterpart that a text about several tracks wants beside the best topic.
    """

    topics: tuple[Match, ...]
    outside: float
    chat: float
    kind: str
    option: Match | None = None
    steer: Match | None = None
    pair: str = ""
    noise: bool = False


def make_find(knowledge: Knowledge, opened: Callable[[], "NluPipeline"], bands: Thresholds = THRESHOLDS) -> Find:
    """The search over this knowledge; `opened` is called when the first question comes."""
    understood: list[NluPipeline] = []

    def find(text: str, earlier: tuple[str, ...], asked: str | None = None) -> Found:
        if not understood:
            understood.append(opened())
        return decide(score(knowledge, understood[0], text, earlier, asked), bands)

    return find


def score(
    knowledge: Knowledge, understanding: "NluPipeline", text: str, earlier: Iterable[str], asked: str | None = None
) -> Scores:
    """The scores of a text after earlier topics, the newest last, where `asked` is asked (see `model.Find`)."""
    before = next(iter(reversed(tuple(earlier)[-CONTEXT:])), "")
    found = dict(zip(understanding.labels, understanding(text, before, asked).tolist(), strict=True))
    noise = understanding.is_noise(text)
    families: dict[str, float] = {}
    best: dict[str, tuple[float, str]] = {}
    for label in knowledge.topics.keys() & found.keys():
        family = _family(knowledge, label)
        families[family] = families.get(family, 0.0) + found[label]
        best[family] = max(best.get(family, (0.0, "")), (found[label], label))
    pairs = _joined(knowledge, families) if understanding.of_both(text) else {}
    ranked = sorted(families, key=lambda family: -families[family])[:3]
    chats = {label: p for label, p in found.items() if label.startswith(CHAT)}
    kind = max(chats, key=lambda label: chats[label], default="")
    option, steer = _top(found, f"{SAY}{asked}."), _top(found, STEER)
    taken = sum(p for label, p in found.items() if label.startswith((SAY, STEER)))
    left = max(1 - taken, 1e-9)  # what is left to topics and the outside
    return Scores(
        topics=tuple(Match(best[family][1], families[family] / left) for family in ranked),
        outside=1.0 if noise else max(0.0, 1 - sum(families.values()) / left),
        chat=sum(chats.values()) / left,
        kind=kind.removeprefix(CHAT),
        option=option,
        steer=steer,
        noise=noise or _is_noise(found),
        pair=pairs.get(ranked[0], "") if ranked else "",
    )


def _top(found: dict[str, float], prefix: str) -> Match | None:
    """The likeliest label of a prefix, without it."""
    labels = [label for label in found if label.startswith(prefix)]
    best = max(labels, key=lambda label: found[label], default="")
    return Match(best.removeprefix(prefix), found[best]) if best else None


def decide(scores: Scores, bands: Thresholds) -> Found:
    """The band that scores fall into."""
    if scores.option and scores.option.score >= bands.reply:
        return Found(Outcome.REPLY, option=scores.option.topic)
    if scores.steer and scores.steer.score >= bands.steer:
        return Found(Outcome.STEER, steer=scores.steer.topic)
    if scores.outside >= bands.out:
        if scores.kind and scores.chat > scores.outside / 2:
            return Found(Outcome.CHAT, chat=scores.kind)
        near = () if scores.noise else tuple(match for match in scores.topics if match.score > 0.05)
        return Found(Outcome.DECLINE, near, noise=scores.noise)
    if scores.topics and scores.topics[0].score >= bands.answer and scores.outside < bands.safe:
        second = (Match(scores.pair, scores.topics[0].score),) if scores.pair else ()
        return Found(Outcome.ANSWER, (*scores.topics[:1], *second))
    return Found(Outcome.CLARIFY, scores.topics)


def _family(knowledge: Knowledge, topic: str) -> str:
    """A finer topic counts with the one above it, whose name it begins with, if both speak of one track."""
    above, _, _ = topic.rpartition(".")
    if above in knowledge.topics and above.split(".")[-1] in knowledge.tracks:
        return above
    return topic


def _joined(knowledge: Knowledge, families: dict[str, float]) -> dict[str, str]:
    """Of a text about several tracks: each likely topic with its counterpart, their scores joined in the likelier."""
    pairs: dict[str, str] = {}
    for family in sorted(families, key=lambda name: -families[name])[:2]:
        other = next(
            (name for name in families if name != family and _aspect(knowledge, name) == _aspect(knowledge, family)), ""
        )
        if other and other not in pairs:
            families[family] += families[other]
            families[other] = 0.0
            pairs[family] = other
    return pairs


def _aspect(knowledge: Knowledge, topic: str) -> tuple[str, ...]:
    return tuple("*" if part in knowledge.tracks else part for part in topic.split("."))


def _is_noise(found: dict[str, float]) -> bool:
    outside = _top(found, OUTSIDE)
    return outside is not None and outside.topic == NOISE
