"""Topics that count together: finer ones with the one above, and the two of a question about both tracks. Pure."""

from collections.abc import Mapping

from knowledge.model import Knowledge


def family_of(knowledge: Knowledge, topic: str) -> str:
    """A finer topic counts with the one above it, whose name it begins with, if both speak of one track."""
    above, _, _ = topic.rpartition(".")
    if above in knowledge.topics and above.split(".")[-1] in knowledge.tracks:
        return above
    return topic


def merged(
    knowledge: Knowledge, topics: Mapping[str, float], *, both: bool
) -> tuple[dict[str, tuple[str, float]], dict[str, str]]:
    """(family -> its likeliest topic and its summed probability, topic family -> its counterpart for the other track).

    Where a text speaks of `both` tracks, a family's counterpart counts with it.
    """
    sums: dict[str, float] = {}
    best: dict[str, tuple[float, str]] = {}
    for topic, p in topics.items():
        family = family_of(knowledge, topic)
        sums[family] = sums.get(family, 0.0) + p
        best[family] = max(best.get(family, (0.0, "")), (p, topic))
    pairs = _joined(knowledge, sums) if both else {}
    return {family: (best[family][1] or family, p) for family, p in sums.items()}, pairs


def _joined(knowledge: Knowledge, sums: dict[str, float]) -> dict[str, str]:
    """Of the two likeliest families, each with its counterpart, whose sums are joined in the likelier."""
    pairs: dict[str, str] = {}
    for family in sorted(sums, key=lambda name: -sums[name])[:2]:
        aspect = _aspect(knowledge, family)
        other = next((name for name in sums if name != family and _aspect(knowledge, name) == aspect), "")
        if other and other not in pairs:
            sums[family] += sums[other]
            sums[other] = 0.0
            pairs[family] = other
    return pairs


def _aspect(knowledge: Knowledge, topic: str) -> tuple[str, ...]:
    return tuple("*" if part in knowledge.tracks else part for part in topic.split("."))
