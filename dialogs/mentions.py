"""Options that a typed text names by their whole label, and how: as they are, ruled out, or as once so. Pure."""

import re
from typing import NamedTuple

from dialogs.advice.model import Question
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
    """The options whose label of two words or more stands in a text."""
    marked = text.casefold()
    for i, option in sorted(enumerate(asked.options), key=lambda pair: -len(pair[1].label)):
        words = fold(option.label).split()
        if len(words) > 1:
            label = r"[\W_]+".join(map(re.escape, words))
            marked = re.sub(rf"(?<!\w){label}(?!\w)", f" \0{i}\0 ", marked)
    named: dict[str, list[str]] = {"live": [], "out": [], "past": []}
    for sentence in _SENTENCE.split(marked):
        alone = len(_MARK.findall(sentence)) == 1
        for clause in _CLAUSE.split(sentence):
            for mark in _MARK.finditer(clause):
                before = fold(_MARK.sub(" ", clause[: mark.start()])).split()[-NEGATED:]
                after = fold(_MARK.split(clause[mark.end() :])[0])
                negated = bool(script.negation.search(" ".join(before))) != bool(script.negation_after.match(after))
                over = script.past.search(fold(_MARK.sub(" ", sentence if alone else clause)))
                named["out" if negated else "past" if over else "live"].append(asked.options[int(mark[1])].id)
    live, out, past = (tuple(dict.fromkeys(ids)) for ids in named.values())
    labels = ["" if option.id in out and _CLAUSE.search(option.label) else option.label for option in asked.options]
    rest = _MARK.sub(lambda mark: labels[int(mark[1])], marked)
    return Mentions(live, out, past, tuple(fold(_MARK.sub(" ", marked)).split()), rest)
