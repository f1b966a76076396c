"""Options that a typed text names by their whole label, and how: as they are, ruled out, or as once so. Pure."""

import re
from functools import partial
from typing import NamedTuple

from dialogs.advice.model import Option, Question
from dialogs.script import Script, fold

NEGATED = 4  # words before a label among which one may negate it
_SENTENCE = re.compile(r"(?<=[.!?])\s+|[;\n]+")
_CLAUSE = re.compile(r"[.!?,:]+|\s(?:but|though|however|instead|whereas)\s")
_MARK = re.compile(r"\x00(\d+)\x00")


class Mentions(NamedTuple):
    """The options, by id, that a text names as they are, rules out, or puts into the past.

    `words` are the text's others; `rest` is the text without ruled-out labels that are several
    clauses, which would be read apart.
    """

    live: tuple[str, ...]
    out: tuple[str, ...]
    past: tuple[str, ...]
    words: tuple[str, ...]
    rest: str


def mentions(script: Script, asked: Question, text: str) -> Mentions:
    """The options whose label stands in a text, or the part of it before a colon: of two words or more."""
    marked, matched = text.casefold(), list[tuple[Option, str]]()

    def mark(match: re.Match[str], option: Option) -> str:
        matched.append((option, match[0]))
        return f" \0{len(matched) - 1}\0 "

    names = [(name, option) for option in asked.options for name in {option.label, option.label.split(":")[0]}]
    for name, option in sorted(names, key=lambda pair: -len(pair[0])):
        words = fold(name).split()
        if len(words) > 1:
            label = r"[\W_]+".join(map(re.escape, words))
            marked = re.sub(rf"(?<!\w){label}(?!\w)", partial(mark, option=option), marked)
    named: dict[str, list[str]] = {"live": [], "out": [], "past": []}
    for sentence in _SENTENCE.split(marked):
        alone = len(_MARK.findall(sentence)) == 1
        for clause in _CLAUSE.split(sentence):
            for one in _MARK.finditer(clause):
                before = fold(_MARK.sub(" ", clause[: one.start()])).split()[-NEGATED:]
                after = fold(_MARK.split(clause[one.end() :])[0])
                negated = bool(script.negation.search(" ".join(before))) != bool(script.negation_after.match(after))
                over = script.past.search(fold(_MARK.sub(" ", sentence if alone else clause)))
                named["out" if negated else "past" if over else "live"].append(matched[int(one[1])][0].id)
    live, out, past = (tuple(dict.fromkeys(ids)) for ids in named.values())
    kept = ["" if option.id in out and _CLAUSE.search(words) else words for option, words in matched]
    rest = _MARK.sub(lambda one: kept[int(one[1])], marked)
    return Mentions(live, out, past, tuple(fold(_MARK.sub(" ", marked)).split()), rest)
