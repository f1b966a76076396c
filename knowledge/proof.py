"""Content against the article it is drawn from: every number, tool and name must stand in the lines that are cited.

Reads nothing: the article comes as its lines. It compares words and figures, not meaning, and it cannot see everything:
an invented name passes if it is written small, or opens a sentence and is a word that the pack writes small elsewhere;
so do numbers that are spelt out, and the bot's own phrases, which cite no lines, are not looked at.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import snowballstemmer

from knowledge.model import Knowledge
from knowledge.problems import Problem
from knowledge.quantities import quantities_in

_WORD = re.compile(r"[^\W\d_][\w+#-]*", re.UNICODE)
_SENTENCE_END = re.compile(r"(^|[.!?:]|\n\s*-|\n)[\s*_“\"(]*$")
_stem = snowballstemmer.stemmer("english").stemWord


class Claim(NamedTuple):
    """A text of ours, by its entry, and the article's lines that it says it rests on."""

    entry: str
    text: str
    lines: tuple[int, ...]


class Words(NamedTuple):
    """What words are known: the article's names, those that need no proof, and the stems of what is written small."""

    names: set[str]
    ours: set[str]
    small: set[str]


def prove(
    knowledge: Knowledge, article: list[str], more: Iterable[Claim] = (), phrases: Iterable[str] = ()
) -> list[Problem]:
    """What the cited lines do not bear out, by entry, of the knowledge and of `more` claims. `article[0]` is line 1.

    `phrases` claim nothing; words that they write small are no names.
    """
    texts = [*claims(knowledge), *more]
    plain = " ".join((*article, *phrases, *(claim.text for claim in texts)))
    small = {_stem(word) for word in _WORD.findall(plain) if word.islower()}
    words = Words(article_names(article), _own_words(knowledge), small)
    problems = []
    for claim in texts:
        wrong = [line for line in claim.lines if not 0 < line <= len(article) or not article[line - 1].strip()]
        for line in wrong:
            problems.append(Problem("", 0, claim.entry, f"the article has nothing on line {line}", "correct the line"))
        cited = "\n".join(article[line - 1] for line in claim.lines if line not in wrong)
        for thing, cure in _unproven(claim.text, cited, words):
            problems.append(Problem("", 0, claim.entry, f"{thing} does not stand in the lines cited", cure))
    for topic in knowledge.topics.values():
        section = topic.source.section.rstrip("…")
        if not any(section in line for line in article):
            cause = f"the article has no heading '{section}'"
            problems.append(Problem("", 0, f"topic {topic.id}, source, section", cause, "write it as the article does"))
    return problems


def uncited(knowledge: Knowledge, article: list[str]) -> list[Problem]:
    """The lines of the article that no topic cites."""
    lines = sorted(_lines_that_say(article) - _cited(knowledge))
    return [
        Problem("content", 0, f"article line {line}", "no topic cites it", "write it up, or cite it") for line in lines
    ]


def coverage(knowledge: Knowledge, article: list[str]) -> tuple[int, int]:
    """(lines that a topic cites, lines that say something)."""
    quantities = _lines_that_say(article)
    return len(quantities & _cited(knowledge)), len(quantities)


def claims(knowledge: Knowledge) -> Iterator[Claim]:
    """Every text of the knowledge that people are shown: answers, titles, table cells, pay figures, plans."""
    topics, everywhere = knowledge.topics, tuple(sorted(_cited(knowledge)))
    article, pay = knowledge.article, knowledge.pay
    yield Claim("article", f"{article.title}\n{article.publisher}\n{article.year}", everywhere)
    for topic in topics.values():
        year = f"\n{topic.year}" if topic.year else ""
        yield Claim(f"topic {topic.id}", f"{topic.title}.\n{topic.answer}{year}", topic.source.lines)
    for subject in knowledge.subjects.values():
        lines = {line for topic in knowledge.of_subject(subject.id) for line in topic.source.lines}
        yield Claim(f"subject {subject.id}", subject.title, tuple(sorted(lines)))
    for table in knowledge.tables.values():
        yield Claim(f"table {table.id}, title", table.title, tuple(line for row in table.rows for line in row.lines))
        for row in table.rows:
            yield Claim(f"table {table.id}, row {row.id}", "\n".join((row.name, *row.cells.values())), row.lines)
    for region in pay.regions:
        money = (
            f"{region.currency}{low}–{region.currency}{high} {region.period}" for low, high in region.ranges.values()
        )
        text = "\n".join((region.name, *money, pay.level, str(pay.year)))
        yield Claim(f"region {region.id}", text, region.lines)
    for special in pay.specialties:
        percent = "–".join(map(str, special.percent)) + "%" if special.percent else ""
        yield Claim(f"specialty {special.id}", f"{special.name}\n{percent}", special.lines)
    for track, steps in knowledge.plans.items():
        for i, step in enumerate(steps, 1):
            because = (f"Because {reason.text}." for reason in step.because)
            text = "\n".join((f"{step.title}.", step.text, step.start, f"have {step.have}", *because))
            yield Claim(f"plans, {track} {i}", text, step.lines)
    for one in knowledge.tracks.values():
        sides = [("good", side) for side in one.good] + [("bad", side) for side in one.bad]
        sides += [(part, side) for part, side in (("best", one.best), ("day", one.day), ("entry", one.entry)) if side]
        for part, side in sides:
            yield Claim(f"track {one.id}, {part}", side.text, side.lines)


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


def _unproven(text: str, cited: str, words: Words) -> Iterator[tuple[str, str]]:
    """(what the cited lines do not say, the cure)."""
    known = quantities_in(cited)
    for quantity in sorted(quantities_in(text)):
        if not any(quantity_of.bears_out(quantity) for quantity_of in known):
            yield f"the number {quantity}", "cite its line, or drop it"
    cited_words = {part for word in _WORD.findall(cited) for part in _forms(word)}
    seen = set()
    for match in _WORD.finditer(text):
        word = match.group()
        lower = word.lower()
        if word.islower() or lower in words.ours or lower in seen or _forms(word) & cited_words:
            continue
        plain = (len(word) == 1 or word[1:].islower()) and word not in words.names
        opens = plain and _SENTENCE_END.search(text[: match.start()])
        if opens and _stem(lower) in words.small:
            continue
        seen.add(lower)
        yield f"the name '{word}'", f"cite its line, or drop it{'; if it is none, begin otherwise' if opens else ''}"


def _forms(word: str) -> set[str]:
    lower = word.lower()
    return {lower, *lower.split("-"), lower.removesuffix("s"), lower.split("'")[0]}


def _own_words(knowledge: Knowledge) -> set[str]:
    """Words that need no proof: the names of the tracks, and the article's own."""
    texts = [f"{t.id} {t.name} {t.short} {' '.join(t.known_as)}" for t in knowledge.tracks.values()]
    texts += [knowledge.article.title, knowledge.article.publisher, "I"]
    return {form for text in texts for word in _WORD.findall(text) for form in _forms(word)}


def _lines_that_say(article: list[str]) -> set[int]:
    return {i for i, line in enumerate(article, 1) if line.strip()}


def _cited(knowledge: Knowledge) -> set[int]:
    return {line for topic in knowledge.topics.values() for line in topic.source.lines}
