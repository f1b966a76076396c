"""Content against the article it is drawn from: every number, tool and name must stand in the lines that are cited.

Reads nothing: the article comes as its lines.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from knowledge.model import Knowledge
from knowledge.problems import Problem

_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:[km](?!\w))?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_][\w+#-]*", re.UNICODE)
_SCALE = {"k": 1_000, "m": 1_000_000}
_SENTENCE_END = re.compile(r"(^|[.!?:]|\n\s*-|\n)[\s*_“\"(]*$")


class Claim(NamedTuple):
    """A text of ours, and the article's lines that it says it rests on."""

    file: str
    entry: str
    text: str
    lines: tuple[int, ...]


def prove(knowledge: Knowledge, article: list[str]) -> list[Problem]:
    """What the cited lines do not bear out, and the lines that nothing cites. `article[0]` is line 1."""
    names = article_names(article)
    ours = _own_words(knowledge)
    problems = []
    for claim in claims(knowledge):
        wrong = [line for line in claim.lines if not 0 < line <= len(article) or not article[line - 1].strip()]
        problems += [
            Problem(claim.file, 0, claim.entry, f"the article has nothing on line {line}", "correct the line")
            for line in wrong
        ]
        cited = "\n".join(article[line - 1] for line in claim.lines if line not in wrong)
        problems += [
            Problem(
                claim.file, 0, claim.entry, f"{thing} does not stand in the lines cited", "cite its line, or drop it"
            )
            for thing in _unproven(claim.text, cited, names, ours)
        ]
    for line in sorted(_lines_that_say(article) - _cited(knowledge)):
        problems.append(Problem("content", 0, f"article line {line}", "no topic cites it", "write it up, or cite it"))
    return problems


def coverage(knowledge: Knowledge, article: list[str]) -> tuple[int, int]:
    """(lines that a topic cites, lines that say something)."""
    said = _lines_that_say(article)
    return len(said & _cited(knowledge)), len(said)


def claims(knowledge: Knowledge) -> Iterator[Claim]:
    """Every text that states facts: answers, table cells, pay figures, plans."""
    for topic in knowledge.topics.values():
        text = f"{topic.title}.\n{topic.answer}" + (f"\n{topic.year}" if topic.year else "")
        yield Claim(f"{topic.subject}.yaml", f"topic {topic.id}", text, topic.source.lines)
    for table in knowledge.tables.values():
        for row in table.rows:
            yield Claim("tables", f"table {table.id}, row {row.id}", "\n".join(row.cells.values()), row.lines)
    for region in knowledge.pay.regions:
        figures = "\n".join(str(n) for span in region.ranges.values() for n in span)
        yield Claim("pay", f"region {region.id}", f"{figures}\n{knowledge.pay.year}", region.lines)
    for special in knowledge.pay.specialties:
        yield Claim("pay", f"specialty {special.id}", "\n".join(map(str, special.percent or ())), special.lines)
    for track, steps in knowledge.plans.items():
        for i, step in enumerate(steps, 1):
            yield Claim("plans", f"plan {track}, step {i}", f"{step.title}.\n{step.text}", step.lines)


def article_names(article: list[str]) -> set[str]:
    """The article's tools and proper names: words it never writes small, or with capitals inside."""
    text = "\n".join(article)
    small = {word for word in _WORD.findall(text) if word.islower()}
    names = set()
    for match in _WORD.finditer(text):
        word = match.group()
        inside = not _SENTENCE_END.search(text[max(0, match.start() - 9) : match.start()])
        if len(word) > 1 and word[0].isupper() and (not word[1:].islower() or (inside and word.lower() not in small)):
            names.add(word)
    return names


def numbers_in(text: str) -> set[float]:
    """The numbers of a text by value: '$185,000', '₦3.5m' and '700k' are 185000, 3500000 and 700000."""
    found = set()
    for written in _NUMBER.findall(text):
        scale = _SCALE.get(written[-1].lower(), 1)
        digits = (written[:-1] if scale > 1 else written).replace(",", "")
        found.add(round(float(digits) * scale, 4))
    return found


def _unproven(text: str, cited: str, names: set[str], ours: set[str]) -> Iterator[str]:
    known = numbers_in(cited)
    for number in sorted(numbers_in(text) - known):
        yield f"the number {number:,g}"
    cited_words = {part for word in _WORD.findall(cited) for part in _forms(word)}
    seen = set()
    for match in _WORD.finditer(text):
        word = match.group()
        lower = word.lower()
        if word.islower() or lower in ours or lower in seen or _forms(word) & cited_words:
            continue
        plain = len(word) == 1 or word[1:].islower()
        if plain and word not in names and _SENTENCE_END.search(text[: match.start()]):
            continue
        seen.add(lower)
        yield f"the name '{word}'"


def _forms(word: str) -> set[str]:
    lower = word.lower()
    return {lower, *lower.split("-"), lower.removesuffix("s"), lower.split("'")[0]}


def _own_words(knowledge: Knowledge) -> set[str]:
    """Words that need no proof: the names of the tracks, and the article's own."""
    texts = [f"{t.id} {t.name} {t.short} {' '.join(t.known_as)}" for t in knowledge.tracks.values()]
    texts += [knowledge.article.title, "I"]
    return {form for text in texts for word in _WORD.findall(text) for form in _forms(word)}


def _lines_that_say(article: list[str]) -> set[int]:
    return {i for i, line in enumerate(article, 1) if line.strip()}


def _cited(knowledge: Knowledge) -> set[int]:
    return {line for topic in knowledge.topics.values() for line in topic.source.lines}
