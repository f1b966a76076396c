"""The files behind the understanding: the encoder's weights, vectors of texts, and the heads that are fitted on them.

The only reader and writer of these files. Heads are named by a fingerprint of what they were fitted on, so changed
content is fitted anew by itself; vectors are kept by text, so that takes seconds. Nothing of it is committed.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np

from knowledge.model import Knowledge
from knowledge.nlu.classifier import Array
from knowledge.nlu.encoder import SIZE, Encoder
from knowledge.nlu.heads import Heads, examples, fit, from_arrays, to_arrays
from knowledge.nlu.pipeline import NluPipeline

WEIGHTS = Path(__file__).parent / "weights"
KEPT = 50_000  # vectors in the cache, of 0.8 KB each
VERSION = "11"  # of what is kept; a new one makes old files void

Progress = Callable[[int, int], None]  # (texts encoded, texts to encode)


def open_pipeline(
    knowledge: Knowledge,
    cache: Path | None,
    say: Callable[[str], None],
    progress: Progress = lambda _done, _total: None,
) -> NluPipeline:
    """The understanding of this knowledge: from `cache`, or fitted now and left there.

    `say` gets one line when something has to be fitted. A cache that cannot be written is done without.
    """
    mark = fingerprint(knowledge)
    encoder = open_encoder()
    if cache:
        with contextlib.suppress(OSError, KeyError, ValueError, msgspec.MsgspecError):
            return NluPipeline(knowledge, encoder, read_heads(cache / f"heads-{mark}.npz"))
    say("the content is new to me: fitting it, seconds after a small change, up to a minute from nothing")
    heads = fit_heads(knowledge, encoder, cache, progress)
    if cache:
        with contextlib.suppress(OSError):
            write_heads(cache / f"heads-{mark}.npz", heads)
    return NluPipeline(knowledge, encoder, heads)


def open_encoder() -> Encoder:
    """The encoder that comes along."""
    pieces = (WEIGHTS / "pieces.txt").read_text(encoding="utf-8").split("\n")
    table = np.load(WEIGHTS / "table.npy", mmap_mode="r").view(np.ndarray)  # most of its rows are never asked for
    with np.load(WEIGHTS / "encoder.npz") as weights:
        return Encoder(table, weights, pieces)


def fingerprint(knowledge: Knowledge) -> str:
    """What heads depend on, as 16 letters: the weights, and the phrasings, utterances and titles of the content."""
    parts = [VERSION, _encoder_mark(), knowledge.phrasings_mark()]
    parts += [f"{topic.id}\t{topic.title}" for topic in knowledge.topics.values()]
    return _digest("\n".join(parts))


def fit_heads(knowledge: Knowledge, encoder: Encoder, cache: Path | None, progress: Progress) -> Heads:
    """The heads of this knowledge; the vectors of its texts are taken from the cache and left there."""
    rows = examples(knowledge)
    return fit(rows, text_vectors([row.text for row in rows], encoder, cache, progress))


def text_vectors(texts: Sequence[str], encoder: Encoder, cache: Path | None, progress: Progress) -> Array:
    """The unit vectors (texts, 384) of texts; only those that the cache lacks are encoded."""
    file = cache / f"vectors-{_encoder_mark()}.npz" if cache else None
    kept = _read_vectors(file)
    keys = [_digest(text) for text in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
    names, done = list(new), 0
    for places, made in encoder.batches(list(new.values()), threads=os.cpu_count() or 1):
        kept |= {names[i]: vector for i, vector in zip(places, made.astype(np.float16), strict=True)}
        done += len(places)
        progress(done, len(new))
    vectors = np.array([kept[key] for key in keys], np.float32).reshape(-1, SIZE)
    if file and new:
        with contextlib.suppress(OSError):
            wanted = dict.fromkeys(keys)
            older = [key for key in kept if key not in wanted]
            order = [*older, *wanted][-KEPT:]  # what was asked for last stays longest
            made = np.array([kept[key] for key in order])
            _replace(file, lambda stream: np.savez(stream, keys=np.array(order), vectors=made))
    return vectors


def read_heads(file: Path) -> Heads:
    """The heads in a file; raises OSError, KeyError or ValueError where they cannot be read."""
    with np.load(file) as stored:
        names = msgspec.json.decode(stored["names"].tobytes())
        return from_arrays(names, {name: _floats(stored[name]) for name in stored.files if name != "names"})


def _floats(stored: Array) -> Array:
    """Numbers as they are reckoned with: whole ones as they are, all others in 32 bits."""
    return stored if stored.dtype.kind == "i" else stored.astype(np.float32)


def write_heads(file: Path, heads: Heads) -> None:
    """Keep heads; whole or not at all."""
    names, arrays = to_arrays(heads)
    text = np.frombuffer(json.dumps(names).encode(), np.uint8)
    _replace(file, lambda stream: np.savez(stream, names=text, **arrays))


def _read_vectors(file: Path | None) -> dict[str, Any]:
    if file:
        with contextlib.suppress(OSError, KeyError, ValueError), np.load(file) as stored:
            return dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    return {}


def _replace(file: Path, save: Callable[[BinaryIO], None]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f"{file.suffix}.{os.getpid()}.part")
    with part.open("wb") as stream:
        save(stream)
    part.replace(file)


def _encoder_mark() -> str:
    """A fingerprint of the weights, from the bytes at their end: the last layer's."""
    file = WEIGHTS / "encoder.npz"
    with file.open("rb") as stream:
        stream.seek(max(0, file.stat().st_size - 65536))
        return hashlib.sha256(stream.read()).hexdigest()[:16]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
