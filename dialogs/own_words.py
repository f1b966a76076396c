"""What a typed answer says by its words alone: an option counted out ('the second one'), or ruled out ('not the …').

Pure; the words that negate and count are the script's. What neither counts nor rules out is left to the search.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from dialogs.advice.model import Option, Question
from dialogs.mentions import mentions
from dialogs.script import Script, fold

LED = 40  # letters of a clause that may lead
LONGEST = 8  # words of a clause that may count an option out
FEW = 3  # words of one that may count it out by an ordinal alone, misspelt perhaps
MOST = 16  # words of a text with such a clause
TOLD = 32  # words of one that tells something and ends in a number: '… so i'm a 1'
BESIDE = 2  # words of a clause that protests, beside the protest
SHARE = 0.6  # of the words of a label that name the option
_CLAUSE = re.compile(r"[.;!?,\n]+|(?<!anything)(?<!everything)\s(?:but|though|however|instead)\s|\s[-–—]\s")
_PART = re.compile(r"[.;:!,\n]+|\s(?:but|though)\s|\s[-–—]\s")
_LED = re.compile(r"#?([1-9])(?=[\s,.;)])")
_NTH = re.compile(r"([1-9])(?:st|nd|rd|th)")
_BESIDE = frozenset(("the", "teh", "option", "please", "pls", "then"))  # words beside an ordinal that stands alone
_AND = ("and", "but", "also", "though")
_LITTLE = frozenset(
    (
        *("a", "an", "the", "i", "id", "im", "it", "its", "and", "or", "of", "in", "on", "to", "at", "for"),
        *("with", "that", "them", "then", "my", "me", "you", "yet", "one", "more"),
    )
)


class RuledOut(NamedTuple):
    """The options that a text rules out, by id, and what it says besides."""

    options: tuple[str, ...]
    rest: str


class Protest(NamedTuple):
    """What a text that protests says: `says` without the protest, `recorded` what it says was recorded wrongly."""

    says: str
    recorded: str


def ruled_out(script: Script, asked: Question, text: str, shown: Sequence[str] = ()) -> RuledOut:
    """Options that a clause names, or counts among those `shown`, behind a word that negates; `rest` are the others."""
    labelled = mentions(script, asked, text)
    apart = fold(labelled.rest) != fold(text)  # a label of several clauses is ruled out
    out = list(labelled.out) if apart else []
    if apart:
        text = labelled.rest if len(fold(labelled.rest).split()) > LONGEST else " "
    numbers = re.compile(rf"(?:{script.negation.pattern})\s+#?([1-9])\b")
    out += [shown[int(n) - 1] for n in numbers.findall(text.casefold()) if int(n) <= len(shown)]
    text = numbers.sub(" ", text.casefold()) if out else text
    rest = []
    for clause in _CLAUSE.split(text):
        folded = fold(clause)
        match = script.negation.search(script.allowing.sub(_blank, folded))
        named = [o.id for o in asked.options if match and _rules_out(script, o, folded, match)]
        if (
            match
            and not named
            and abs(place := _counted(script, folded[match.end() :].split())) in range(1, len(shown) + 1)
        ):
            named = [shown[place if place < 0 else place - 1]]
        if named and any(folded == fold(words) for o in asked.options for words in (o.label, *o.words)):
            named = []  # a label of its own that has such a word in it
        out += named
        if not named and folded:
            rest.append(clause.strip())
    return RuledOut(tuple(dict.fromkeys(out)), ", ".join(rest))


def _rules_out(script: Script, option: Option, folded: str, match: re.Match[str]) -> bool:
    """Whether the word that negates rules an option out; one that negates itself, 'none …', only a word before it."""
    behind = folded[match.end() :]
    label = fold(option.label)
    if not (script.negation.search(label) or script.denial.search(label)):
        return names(option, behind)
    first = next(iter(behind.split()), "")
    return first in label.split() and script.commands.get(match[0]) != "no"


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])  # what is behind stays where it is


def negated_parts(script: Script, text: str) -> list[str]:
    """What stands behind a word that negates, by clause: 'near it, but do not let me build it' -> 'let me build it'."""
    return _behind(script.negation, script, text)


def denied_parts(script: Script, text: str) -> list[str]:
    """The same for more words, those that deny something: 'i wouldn't call myself a developer'."""
    return [*negated_parts(script, text), *_behind(script.denial, script, text)]


def _behind(pattern: re.Pattern[str], script: Script, text: str) -> list[str]:
    clauses = [script.allowing.sub(" ", fold(clause)) for clause in _CLAUSE.split(text)]
    matches = [(clause, pattern.search(clause)) for clause in clauses]
    return [part for clause, match in matches if match and (part := clause[match.end() :].strip())]


def protest_in(script: Script, text: str) -> Protest | None:
    """What a text says that protests in one of its clauses, or quotes what we recorded; None where none does."""
    says, recorded, protests = list[str](), list[str](), False
    for clause in map(fold, _PART.split(text)):
        protest, report = script.protesting.search(clause), script.reporting.search(clause)
        if protest and len(clause.split()) <= len(protest[0].split()) + BESIDE:
            protests = True
        elif report:
            protests = True
            recorded.append(clause[report.end() :])
        elif clause:
            says.append(clause)
    return Protest(". ".join(says), ". ".join(recorded)) if protests else None


def repelled(script: Script, text: str) -> list[str]:
    """The clauses that say of something that it puts the person off: 'several things at once would confuse me'."""
    return [clause for clause in map(fold, _CLAUSE.split(text)) if repels(script, clause)]


def repels(script: Script, text: str) -> bool:
    """Whether a text says that something puts the person off, and does not deny it."""
    return any(not match[1] for match in script.repelling.finditer(fold(text)))


def against_counted(script: Script, text: str, options: int) -> int:
    """The place of an option that a short text counts out and says to be put off by; 0 for none."""
    words = fold(text).split()
    place = _counted(script, words) if len(words) <= MOST and repels(script, text) else 0
    return place if 0 < place <= options else 0


def names(option: Option, folded: str) -> bool:
    """Whether folded words name an option: most words of its label, or one of the other ways to say it."""
    words = set(folded.split())
    label = [word for word in fold(option.label).split() if word not in _LITTLE]
    if label and sum(word in words for word in label) >= SHARE * len(label):
        return True
    return any(re.search(rf"\b{re.escape(fold(other))}\b", folded) for other in option.words if len(fold(other)) > 3)


def bare(script: Script, folded: str) -> tuple[str, str]:
    """(a folded message without the words behind it that say no more, the same without those before it)."""
    rest = folded
    while match := script.after.search(rest):
        rest = rest[: match.start()]
    before = script.before.match(rest)
    return rest, rest[before.end() :] if before else rest


def without_tag(script: Script, text: str) -> str:
    """A text without the mark of what is no question: 'reports, i think?' -> 'reports, i think'."""
    tagged = text.rstrip().endswith("?") and script.after.search(fold(text[-LED:]))
    return text.rstrip().rstrip("?") if tagged else text


def counted_out(script: Script, text: str) -> int:
    """The place that a short text counts out, from 1, -1 for the last; 0 if it does not, or corrects something."""
    folded = fold(text)
    if not folded or len(folded.split()) > TOLD or script.correction.search(folded):
        return 0
    if place := _alone(script, folded.split()) or _leaned_to(script, folded):
        return place
    if len(folded.split()) > MOST:
        return 0
    clauses = [clause for clause in map(fold, _CLAUSE.split(text)) if 0 < len(clause.split()) <= LONGEST]
    return next((n for c in clauses if not script.negation.search(c) and (n := _counted(script, c.split()))), 0)


def led(script: Script, text: str) -> tuple[int, str]:
    """(the place that a text begins with, what it says besides): '1, but is that hard?' -> (1, 'is that hard?')."""
    match = _LED.match(text.strip())
    place, end = (int(match[1]), match.end()) if match else (0, 0)
    if (
        not match
        and (first := _CLAUSE.search(text.strip()))
        and not script.negation.search(fold(text[: first.start()]))
    ):
        words = bare(script, fold(text.strip()[: first.start()])[:LED])[1].split()
        place, end = _alone(script, words) or (_counted(script, words) if len(words) <= FEW else 0), first.end()
    rest = text.strip()[end:].lstrip(" ,.;)").split() if place > 0 else []
    rest = rest[1:] if rest and rest[0].casefold() in _AND else rest
    return (place, " ".join(rest)) if rest else (0, "")


def led_by_label(asked: Question, text: str) -> tuple[str, str]:
    """(the option whose label a text begins with, what it says besides); twice '' where there is no rest."""
    for option in sorted(asked.options, key=lambda one: -len(one.label)):
        for name in (option.label, option.label.split(":")[0]):
            if name != option.label and len(name.split()) < 2:
                continue
            label = r"[\W_]+".join(map(re.escape, fold(name).split()))
            match = re.match(rf"(?:{label})\s*(?:[.;!,]+|\s[-–—]\s)\s*", text.casefold())
            rest = text[match.end() :].split() if match else []
            rest = rest[1:] if rest and rest[0].casefold() in _AND else rest
            if len(rest) > 1:
                return option.id, " ".join(rest)
    return "", ""


def named(asked: Question, text: str) -> str:
    """The one option that a text names, '' for none or several."""
    options = [option.id for option in asked.options if names(option, fold(text))]
    return options[0] if len(options) == 1 else ""


def _counted(script: Script, words: Sequence[str]) -> int:
    """The place that words count out, 0 for none."""
    for i, word in enumerate(words):
        nth = _NTH.fullmatch(word)
        place = int(nth[1]) if nth else script.number_words.get(word, 0)
        before, after = words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
        if after != "one" and script.number_words.get(after):  # 'the first two'
            continue
        if place and (before in ("the", "option", "number") or after in ("one", "option")) and word != "one":
            return place
    return 0


def _leaned_to(script: Script, folded: str) -> int:
    """The number that a text leans to: 'between 1 and 2 but closer to 2'; 0 for none."""
    match = re.search(rf"(?:{script.leaning.pattern})(?: the| number| option)* ([1-9])\b", folded)
    return int(match[1]) if match else 0


def _alone(script: Script, words: Sequence[str]) -> int:
    """The place of an ordinal that stands alone but for little words: 'teh frist 1', 'second pls'; 0 for none."""
    places = [n for word in words if (n := _ordinal(script, word))]
    rest = [word for word in words if not _ordinal(script, word)]
    little = all(word in _BESIDE or word in script.number_words or word.isdecimal() for word in rest)
    return places[0] if len(words) <= FEW and len(places) == 1 and little else 0


def _ordinal(script: Script, word: str) -> int:
    """The place that an ordinal names, with two letters swapped or one missing too; 0 for other words."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - the first prompt needs none of it

    if word in script.ordinals:
        return script.ordinals.index(word) + 1
    near = [i + 1 for i, known in enumerate(script.ordinals) if len(word) > 4 and OSA.distance(word, known) == 1]
    return near[0] if len(near) == 1 else 0
