"""The files behind the understanding: the encoder's weights, its word pieces, and what was last learnt of a content.

The only reader and writer of these files. What was learnt is named by a fingerprint of what it was learnt from, so
changed content is learnt anew by itself, once, and nobody has a training step to remember.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec
import numpy as np

from knowledge.model import Knowledge
from knowledge.nlu.encoder import Encoder
from knowledge.nlu.hashed_vocabulary import HashedVocabulary
from knowledge.nlu.pipeline import NluPipeline, fit

WEIGHTS = Path(__file__).parent / "weights"
LEARNT = WEIGHTS / "learnt.npz"  # of the content that comes along
LARGEST = "counted"  # of the arrays that are learnt
VERSION = "2"  # of what `fit` makes; a new one makes old files void
_RESERVED = 1996  # word pieces before the first common word


def open_pipeline(knowledge: Knowledge, cache: Path | None, say: Callable[[str], None]) -> NluPipeline:
    """The understanding of this knowledge: as it comes along, from `cache`, or learnt now and left there.

    `say` gets one line when something has to be learnt. A cache that cannot be written is done without.
    """
    mark = fingerprint(knowledge)
    for file in (LEARNT, cache / f"understanding-{mark}.npz" if cache else LEARNT):
        with contextlib.suppress(OSError, KeyError, ValueError, msgspec.MsgspecError):
            read = _read(file, mark)  # before the encoder: what reading takes for a moment serves that too
            return _made(*read, knowledge, *open_encoder())
    encoder, common = open_encoder()
    say("the content is new to me: learning it, which takes a minute, once")
    learnt = learn(knowledge, encoder, common)
    if cache:
        with contextlib.suppress(OSError):
            cache.mkdir(parents=True, exist_ok=True)
            write(cache / f"understanding-{mark}.npz", learnt)
    return _made(_spelt(learnt, mark), learnt, knowledge, encoder, common)


def open_encoder() -> tuple[Encoder, list[str]]:
    """The encoder, and common words of English, the most common first."""
    pieces = (WEIGHTS / "pieces.txt").read_text(encoding="utf-8").split("\n")
    table = _mapped(WEIGHTS / "table.npy")
    with np.load(WEIGHTS / "encoder.npz") as weights:
        encoder = Encoder(table, weights, pieces)
    return encoder, [piece for piece in pieces[_RESERVED:] if piece.isalpha() and piece.isascii()]


def fingerprint(knowledge: Knowledge) -> str:
    """What an understanding depends on, as 16 letters: the phrasings, titles and language of the content."""
    parts = [VERSION, knowledge.phrasings_mark(), repr(knowledge.language)]
    parts += [f"{topic.id}\t{topic.title}" for topic in knowledge.topics.values()]
    parts += [f"{region.topic} {region.known_as}" for region in knowledge.pay.regions]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def learn(knowledge: Knowledge, encoder: Encoder, common: list[str]) -> dict[str, Any]:
    """Everything that `write` keeps."""
    labels, vocabulary, arrays, counts = fit(knowledge, encoder, common)
    spelt = {"labels": labels, "words": vocabulary[0], "letters": vocabulary[1], "counts": counts}
    text = json.dumps({**spelt, "mark": fingerprint(knowledge)}).encode()
    return {**arrays, "text": np.frombuffer(text, np.uint8)}


def write(file: Path, learnt: dict[str, Any]) -> None:
    """Keep what was learnt; whole or not at all. Its largest array goes beside it, to be mapped and not read."""
    small = {name: array for name, array in learnt.items() if name != LARGEST}
    _replace(file.with_suffix(".npy"), lambda stream: np.save(stream, learnt[LARGEST]))
    _replace(file, lambda stream: np.savez_compressed(stream, **small))


def _replace(file: Path, save: Callable[[BinaryIO], None]) -> None:
    part = file.with_suffix(f"{file.suffix}.{os.getpid()}.part")
    with part.open("wb") as stream:
        save(stream)
    part.replace(file)


class _Spelt(NamedTuple):
    """The part of what was learnt that is no array."""

    labels: list[str]
    vocabulary: tuple[HashedVocabulary, HashedVocabulary]
    counts: dict[str, int]


def _read(file: Path, mark: str) -> tuple[_Spelt, dict[str, Any]]:
    with np.load(file) as stored:
        spelt = _spelt(stored, mark)
        arrays = {name: stored[name] for name in stored.files if name != "text"}
    return spelt, {**arrays, LARGEST: _mapped(file.with_suffix(".npy"))}


def _mapped(file: Path) -> Any:  # noqa: ANN401 - an array
    """An array that stays in its file: most of its rows are never asked for."""
    return np.load(file, mmap_mode="r").view(np.ndarray)


def _spelt(learnt: Mapping[str, Any], mark: str) -> _Spelt:
    text = msgspec.json.decode(learnt["text"].tobytes())
    if text["mark"] != mark:
        raise ValueError("learnt from other content")
    return _Spelt(text["labels"], (HashedVocabulary(text["words"]), HashedVocabulary(text["letters"])), text["counts"])


def _made(
    spelt: _Spelt, arrays: Mapping[str, Any], knowledge: Knowledge, encoder: Encoder, common: list[str]
) -> NluPipeline:
    return NluPipeline(knowledge, encoder, common, spelt.labels, spelt.vocabulary, arrays, spelt.counts)
