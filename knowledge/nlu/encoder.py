"""A text as 384 numbers that are near for texts of like meaning: a four-layer MiniLM in plain numpy, 8-bit weights.

The weights come from `make encoder` (all-MiniLM-L6-v2, Apache-2.0, made smaller and taught on the phrasings); they are
frozen: new topics need no new weights.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.nlu.hashed_vocabulary import HashedVocabulary

Array = NDArray[Any]  # of float32
SIZE = 384
HEADS = 12
PIECES = 40  # word pieces read of a text
BATCH = 64
_START, _END, _UNKNOWN = 101, 102, 100
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")


class _Weights(NamedTuple):
    """Kept in 8 bits and widened for each text: a third of a millisecond a layer, for 21 MB."""

    steps: Array  # of int8
    scale: Array

    def of(self, x: Array) -> Array:
        product: Array = x @ self.steps.astype(np.float32)
        product *= self.scale
        return product


class _Layer(NamedTuple):
    qkv: _Weights
    out: _Weights
    up: _Weights
    down: _Weights
    qkv_bias: Array
    out_bias: Array
    norm1: Array
    shift1: Array
    up_bias: Array
    down_bias: Array
    norm2: Array
    shift2: Array


class Encoder:
    """Made from the table of the word pieces' vectors, the arrays of the layers, and the pieces by rank."""

    def __init__(self, table: Array, arrays: Mapping[str, Any], pieces: Sequence[str]) -> None:
        self._pieces = HashedVocabulary(pieces)
        self._table, self._table_scale = table, arrays["embS"]
        self._places, self._norm, self._shift = arrays["pos"], arrays["lng"], arrays["lnb"]
        sizes = np.cumsum([3 * SIZE, SIZE, SIZE, SIZE, 4 * SIZE, SIZE, SIZE])
        self._layers = [_layer(arrays, i, sizes) for i in range(int(arrays["n"]))]

    def __call__(self, text: str) -> Array:
        """The unit vector of a normalised text."""
        vector: Array = self._run([self._ids(text)])[0]
        return vector

    def many(self, texts: Sequence[str]) -> Array:
        """The unit vectors of many texts, in order; several times quicker than one by one."""
        pieces = [self._ids(text) for text in texts]
        vectors = np.zeros((len(texts), SIZE), np.float32)
        by_length: dict[int, list[int]] = {}
        for i, ids in enumerate(pieces):
            by_length.setdefault(len(ids), []).append(i)
        for places in by_length.values():
            for start in range(0, len(places), BATCH):
                batch = places[start : start + BATCH]
                vectors[batch] = self._run([pieces[i] for i in batch])
        return vectors

    def _run(self, ids: list[list[int]]) -> Array:
        """The vectors of texts of one length, as (texts, pieces, numbers) through the layers."""
        places = self._places[: len(ids[0])]
        x = _norm(self._table[ids] * self._table_scale[ids] + places, self._norm, self._shift)
        for layer in self._layers:
            x = _norm(x + layer.out.of(_attention(x, layer)) + layer.out_bias, layer.norm1, layer.shift1)
            up = layer.up.of(x) + layer.up_bias
            up /= 1 + np.exp(np.float32(-1.702) * up)  # the activation it was taught with: a quick GELU
            x = _norm(x + layer.down.of(up) + layer.down_bias, layer.norm2, layer.shift2)
        mean: Array = x.mean(1)
        mean /= np.sqrt((mean * mean).sum(1, keepdims=True))
        return mean

    def _ids(self, text: str) -> list[int]:
        plain = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
        ids = [_START]
        for word in _TOKEN.findall(plain):
            ids += self._word(word)
            if len(ids) >= PIECES - 1:
                break
        return [*ids[: PIECES - 1], _END]

    def _word(self, word: str) -> list[int]:
        """The longest pieces from the left; a word with no such piece is unknown."""
        found, start = [], 0
        while start < len(word):
            for end in range(min(len(word), start + 20), start, -1):
                piece = self._pieces.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    found.append(piece)
                    start = end
                    break
            else:
                return [_UNKNOWN]
        return found


def _layer(arrays: Mapping[str, Any], i: int, sizes: Any) -> _Layer:  # noqa: ANN401 - an array of int64
    qkv, out, up, down = (_Weights(arrays[f"{i}{name}"], arrays[f"{i}{name}S"]) for name in ("qkv", "o", "i", "p"))
    return _Layer(qkv, out, up, down, *np.split(arrays[f"{i}vec"], sizes))


def _attention(x: Array, layer: _Layer) -> Array:
    texts, n, _ = x.shape
    split = (layer.qkv.of(x) + layer.qkv_bias).reshape(texts, n, 3, HEADS, SIZE // HEADS)
    query, key, value = split.transpose(2, 0, 3, 1, 4)
    weights = query @ key.transpose(0, 1, 3, 2) * np.float32((SIZE / HEADS) ** -0.5)
    weights = np.exp(weights - weights.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    joined: Array = (weights @ value).transpose(0, 2, 1, 3).reshape(texts, n, SIZE)
    return joined


def _norm(x: Array, scale: Array, shift: Array) -> Array:
    x = x - x.mean(-1, keepdims=True)
    spread = np.einsum("tij,tij->ti", x, x)[..., None] / SIZE
    normed: Array = x / np.sqrt(spread + np.float32(1e-12)) * scale + shift
    return normed
