"""What is fitted from content on the encoder's vectors: heads for topics and outside kinds, for in or out of scope, for
commands, and for the options of each question. Pure; `model_store` keeps what comes out.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from knowledge.model import Knowledge
from knowledge.nlu.classifier import Array, Known, Softmax, Voting, fit_softmax, known, voting
from knowledge.nlu.cues import fit_cues, fit_subjects
from knowledge.nlu.labels import CHAT, NO_ANSWER, NO_COMMAND, NOT_TOPICS, OUTSIDE, SAY, STEER
from knowledge.nlu.sentences import normalise
from knowledge.nlu.spelling import count_words
from knowledge.nlu.utterances import with_context

ASKED = 3.0  # how much a text of `knowledge.utterances` counts against a phrasing, since people wrote it
NEGATIVES = 700  # texts that are no answer, drawn evenly from all there are
NEGATIVE_SHARE = 0.35  # of what a question's options are fitted on
SCOPE = 2.0  # how much utterances count further, where in or out of scope is fitted


class Example(NamedTuple):
    """A normalised text and its accepted labels, the best first; `importance` is 1 for a phrasing."""

    text: str
    labels: tuple[str, ...]
    importance: float = 1.0


class Heads(NamedTuple):
    """`labels` are the places of `ask`'s probabilities; options and commands have 'neither' as their last place."""

    known: Known
    labels: tuple[str, ...]
    ask: Voting
    scope: Softmax  # places: outside, inside
    commands: tuple[str, ...]
    steer: Voting | None
    options: dict[str, tuple[str, ...]]
    say: dict[str, Voting]
    words: dict[str, int]  # in how many phrasings each word stands, for the speller
    cues: dict[str, list[str]]  # by answer, the stems that speak for it
    subjects: dict[str, list[str]]  # by question, the stems that its answers are full of


def examples(knowledge: Knowledge) -> list[Example]:
    """All texts that heads are fitted on: phrasings, titles, and utterances of what the content has; none twice."""
    rows = [Example(normalise(text), (label,)) for label, texts in knowledge.phrasings().items() for text in texts]
    rows += [Example(normalise(topic.title), (topic.id,)) for topic in knowledge.topics.values()]
    for utterance in knowledge.utterances():
        labels = tuple(
            label
            for label in utterance.labels
            if label in knowledge.topics or label.startswith((OUTSIDE, SAY, STEER, CHAT))
        )
        if labels:
            rows.append(Example(normalise(with_context(utterance)), labels, ASKED))
    return list(dict.fromkeys(rows))


def fit(rows: Sequence[Example], vectors: Array) -> Heads:
    """The heads for the unit vectors (texts, numbers) of these texts."""
    asks = [i for i, row in enumerate(rows) if not row.labels[0].startswith((SAY, STEER))]
    labels = tuple(sorted({label for i in asks for label in rows[i].labels}))
    importance = np.array([rows[i].importance for i in asks], np.float32)
    inside = np.array([not rows[i].labels[0].startswith(NOT_TOPICS) for i in asks])
    scoped = np.stack([~inside, inside], 1)
    scope = fit_softmax(vectors[asks], scoped, np.where(importance > 1, importance * SCOPE, importance))
    target = targets([rows[i].labels for i in asks], labels)
    ask = voting(fit_softmax(vectors[asks], target, importance), asks, target, importance)
    say: dict[str, list[int]] = defaultdict(list)
    idle = [i for i, row in enumerate(rows) if row.labels[0] == NO_COMMAND]  # what is no answer may be a command
    steers = [i for i, row in enumerate(rows) if row.labels[0].startswith(STEER) and row.labels[0] != NO_COMMAND]
    told = [i for i, row in enumerate(rows) if row.labels[0].startswith(SAY) and row.importance > 1]
    for i, row in enumerate(rows):
        for question in {label.split(".")[1] for label in row.labels if label.startswith(SAY) and label != NO_ANSWER}:
            say[question].append(i)
    neither = _some(rows, asks, max(1, len(asks) // NEGATIVES))
    talk = _some(rows, [i for i in asks if rows[i].labels[0].startswith(CHAT)], 2)  # a complaint is no "stop"
    answers = [i for places in say.values() for i in _some(rows, places, 4)]
    commands, steer = _among(rows, vectors, steers, [*neither, *idle, *talk, *answers])
    said_here = [i for i in steers if rows[i].labels[0].startswith(f"{STEER}question.") and rows[i].importance > 1]
    no_answer = [*neither, *said_here, *_some(rows, sorted({*steers} - {*said_here}), 3)]
    options, heads = {}, {}
    for question, places in say.items():
        own = set(places)
        others = [i for name, more in say.items() if name != question for i in _some(rows, more, 6) if i not in own]
        negative = [*no_answer, *others, *(i for i in told if i not in own)]
        options[question], heads[question] = _among(
            rows, vectors, places, negative, f"{SAY}{question}.", vote_none=False
        )
    made = {question: head for question, head in heads.items() if head is not None}
    words = count_words(row.text for row in rows if row.importance == 1)
    texts = [(row.text, row.labels) for row in rows]
    cues, subjects = fit_cues(texts, SAY), fit_subjects(texts, SAY)
    return Heads(known(vectors), labels, ask, scope, commands, steer, options, made, dict(words), cues, subjects)


def _some(rows: Sequence[Example], places: list[int], one_in: int) -> list[int]:
    """One place in so many, by the text that is there: a text that comes or goes changes nothing for the others."""
    return [i for i in places if zlib.crc32(rows[i].text.encode()) % one_in == 0]


def targets(labels: Iterable[tuple[str, ...]], places: Sequence[str]) -> Array:
    """(texts, labels): the first label of a text weighs twice as much as each further one; rows sum to 1."""
    rows, place = list(labels), {label: i for i, label in enumerate(places)}
    made = np.zeros((len(rows), len(places)), np.float32)
    for i, accepted in enumerate(rows):
        shares = [2.0, *[1.0] * (len(accepted) - 1)]
        for label, share in zip(accepted, shares, strict=True):
            made[i, place[label]] += share / sum(shares)
    return made


def _among(
    rows: Sequence[Example],
    vectors: Array,
    positive: list[int],
    negative: list[int],
    prefix: str = "",
    *,
    vote_none: bool = True,
) -> tuple[tuple[str, ...], Voting | None]:
    """(labels of the prefix, a head over them and 'none of them', its last place; texts of none vote, or do not)."""
    if not positive:
        return (), None
    own = [tuple(label for label in rows[i].labels if label.startswith(prefix)) for i in positive]
    labels = tuple(sorted({label for listed in own for label in listed}))
    target = targets([*own, *[("",)] * len(negative)], (*labels, ""))
    texts = [*positive, *negative]
    weights = [rows[i].importance for i in texts]
    share = (
        NEGATIVE_SHARE * sum(weights[: len(positive)]) / (1 - NEGATIVE_SHARE) / max(1, sum(weights[len(positive) :]))
    )
    importance = np.array(weights, np.float32)
    importance[len(positive) :] *= share
    head = fit_softmax(vectors[texts], target, importance)
    votes, places = (len(texts), len(labels) + 1) if vote_none else (len(positive), len(labels))
    counts = np.array(weights[:votes], np.float32)
    return labels, voting(head, texts[:votes], target[:votes, :places], counts)


def to_arrays(heads: Heads) -> tuple[dict[str, Any], dict[str, Any]]:
    """(names, arrays) that `from_arrays` makes the same heads of."""
    arrays: dict[str, Known | Softmax | Voting] = {"known": heads.known, "ask": heads.ask, "scope": heads.scope}
    arrays |= {f"{SAY}{name}": head for name, head in heads.say.items()}
    if heads.steer:
        arrays["steer"] = heads.steer
    flat = {f"{name}/{part}": value for name, head in arrays.items() for part, value in head._asdict().items()}
    return {
        "labels": heads.labels,
        "commands": heads.commands,
        "options": heads.options,
        "words": heads.words,
        "cues": heads.cues,
        "subjects": heads.subjects,
    }, flat


def from_arrays(names: Mapping[str, Any], arrays: Mapping[str, Any]) -> Heads:
    """The heads of such names and arrays; raises KeyError where one is missing."""

    def head(name: str) -> Voting:
        return Voting(*(arrays[f"{name}/{part}"] for part in Voting._fields))

    options = {question: tuple(found) for question, found in names["options"].items()}
    commands = tuple(names["commands"])
    say = {question: head(f"{SAY}{question}") for question in options}
    steer = head("steer") if commands else None
    rest = (names["words"], names["cues"], names["subjects"])
    scope = Softmax(arrays["scope/weights"], arrays["scope/bias"])
    texts = Known(*(arrays[f"known/{part}"] for part in Known._fields))
    return Heads(texts, tuple(names["labels"]), head("ask"), scope, commands, steer, options, say, *rest)
