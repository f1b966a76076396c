"""A text as 384 numbers that are near for texts of like meaning: all-MiniLM-L6-v2 in plain numpy, 8-bit weights.

A six-layer BERT (Devlin et al. 2018; Wang et al. 2020, Apache-2.0), fine-tuned by `make encoder` and frozen here: new
topics need no new weights. Weights are symmetric 8-bit integers with a scale for each column, widened as they are used.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.nlu.hashed_vocabulary import HashedVocabulary

Array = NDArray[Any]  # of float32
SIZE = 384
HEADS = 12
PIECES = 256  # word pieces read of a text; 170 words of a story are some 220
FEW = 32  # word pieces up to which weights are widened in blocks,
CACHED, SMALL = 49_152, 330_000  # of so many weights at most, and so many multiplications
PACK = 512  # word pieces that go through the layers at once, of however many texts
_START, _END, _UNKNOWN = 101, 102, 100
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_CUBE, _LINE = np.float32(-1.5957691216 * 0.044715), np.float32(-1.5957691216)  # -2 sqrt(2 / pi)


class _Weights(NamedTuple):
    """A matrix (outputs, inputs) of int8 and the scale of each output; a quarter of the memory of floats.

    For few pieces it is widened a block at a time: as floats a block stays in the processor's cache, which takes half
    the time of widening it all, and its product is of a size that OpenBLAS has quick kernels for.
    """

    steps: Array
    scale: Array

    def of(self, x: Array) -> Array:
        """The products (pieces, outputs) of (pieces, inputs)."""
        outputs, inputs = self.steps.shape
        rows = max(8, min(CACHED // inputs, SMALL // (len(x) * inputs))) if len(x) <= FEW else outputs
        product: Array = np.empty((len(x), outputs), np.float32)
        for at in range(0, outputs, rows):
            np.matmul(x, self.steps[at : at + rows].astype(np.float32).T, out=product[:, at : at + rows])
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
        self._positions, self._norm, self._shift = arrays["pos"], arrays["lng"], arrays["lnb"]
        sizes = np.cumsum([3 * SIZE, SIZE, SIZE, SIZE, 4 * SIZE, SIZE, SIZE])
        self._layers = [_layer(arrays, i, sizes) for i in range(int(arrays["n"]))]

    def __call__(self, text: str) -> Array:
        """The unit vector (384,) of a normalised text."""
        vector: Array = self.many([text])[0]
        return vector

    def many(self, texts: Sequence[str], threads: int = 1) -> Array:
        """The unit vectors (texts, 384) of many texts, in order; several times quicker than one by one."""
        vectors = np.zeros((len(texts), SIZE), np.float32)
        for places, made in self.batches(texts, threads):
            vectors[places] = made
        return vectors

    def batches(self, texts: Sequence[str], threads: int = 1) -> Iterator[tuple[list[int], Array]]:
        """(indices into `texts`, their unit vectors), a batch at a time, the shortest texts first.

        numpy lets go of the interpreter's lock in its loops, so `threads` batches are encoded side by side.
        """
        ids = [self.ids(text) for text in texts]
        batches: list[list[int]] = [[]]
        size = 0
        pack = min(PACK, sum(map(len, ids)) // threads + 1)  # few texts are shared out, too
        for i in sorted(range(len(ids)), key=lambda i: len(ids[i])):
            if batches[-1] and size + len(ids[i]) > pack:
                batches.append([])
                size = 0
            batches[-1].append(i)
            size += len(ids[i])
        filled = [batch for batch in batches if batch]
        if threads == 1:
            yield from ((batch, self._run([ids[j] for j in batch])) for batch in filled)
            return
        with ThreadPoolExecutor(threads) as pool:
            yield from zip(filled, pool.map(lambda batch: self._run([ids[j] for j in batch]), filled), strict=True)

    def within(self, texts: Sequence[str], most: int) -> list[int]:
        """Which texts are read where all have more than `most` pieces together: those from both ends, by place."""
        return _ends([len(self.ids(text)) for text in texts], most)

    def with_parts(self, parts: Sequence[str]) -> tuple[Array, Array]:
        """(the unit vector of the text that the parts make together, the unit vectors (parts, 384) of each in it).

        One pass: a part's vector is the mean of its pieces as they read in the whole. Of too long a text the middle is
        left out, whole parts of it; these have the vector of the whole.
        """
        each = [self.ids(part)[1:-1] for part in parts]
        kept = _ends([len(ids) for ids in each], PIECES - 2)
        ids = [_START, *(piece for i in kept for piece in each[i]), _END][:PIECES]
        x = self._pieces_of([ids])
        vectors = np.tile(x.mean(0), (len(parts), 1))
        begin = 1
        for i in kept:
            if rows := x[begin : begin + len(each[i])].shape[0]:
                vectors[i] = x[begin : begin + rows].mean(0)
            begin += len(each[i])
        return _unit(x.mean(0)[None])[0], _unit(vectors)

    def _run(self, texts: list[list[int]]) -> Array:
        """The unit vectors of texts in order of length."""
        x = self._pieces_of(texts)
        return _unit(np.concatenate([x[begin:end].reshape(-1, n, SIZE).mean(1) for begin, end, n in _runs(texts)]))

    def _pieces_of(self, texts: list[list[int]]) -> Array:
        """The last layer's numbers for all pieces (pieces, 384) of texts, as one matrix through the layers."""
        ids = [piece for text in texts for piece in text]
        positions = np.concatenate([self._positions[: len(text)] for text in texts])
        x = _norm(self._table[ids] * self._table_scale[ids] + positions, self._norm, self._shift)
        runs = list(_runs(texts))
        for layer in self._layers:
            x = _norm(x + layer.out.of(_attention(x, layer, runs)) + layer.out_bias, layer.norm1, layer.shift1)
            up = _gelu(layer.up.of(x) + layer.up_bias)
            x = _norm(x + layer.down.of(up) + layer.down_bias, layer.norm2, layer.shift2)
        return x

    def ids(self, text: str) -> list[int]:
        """The numbers of a text's word pieces, at most PIECES, between the marks for its start and end."""
        plain = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
        ids = [_START]
        for word in _TOKEN.findall(plain):
            ids += self._word(word)
            if len(ids) >= PIECES - 1:
                break
        return [*ids[: PIECES - 1], _END]

    def knows(self, word: str) -> bool:
        """Whether a word is one piece, as common words are."""
        return word in self._pieces

    def _word(self, word: str) -> list[int]:
        """The longest pieces from the left (WordPiece); a word with no such piece is unknown."""
        ids, start = [], 0
        while start < len(word):
            for end in range(min(len(word), start + 20), start, -1):
                piece = self._pieces.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    ids.append(piece)
                    start = end
                    break
            else:
                return [_UNKNOWN]
        return ids


def _layer(arrays: Mapping[str, Any], i: int, sizes: Any) -> _Layer:  # noqa: ANN401 - an array of int64
    qkv, out, up, down = (_Weights(arrays[f"{i}{name}"], arrays[f"{i}{name}S"]) for name in ("qkv", "o", "i", "p"))
    return _Layer(qkv, out, up, down, *np.split(arrays[f"{i}vec"], sizes))


def _unit(vectors: Array) -> Array:
    """Rows brought to length 1."""
    made: Array = vectors / np.sqrt((vectors * vectors).sum(1, keepdims=True))
    return made


def _ends(sizes: Sequence[int], most: int) -> list[int]:
    """Places of what is kept where all sizes are more than `most` together: a quarter from the front, then the end."""
    if sum(sizes) <= most:
        return list(range(len(sizes)))
    front = [i for i in range(len(sizes)) if sum(sizes[: i + 1]) <= most // 4]
    left = most - sum(sizes[i] for i in front)
    back = [i for i in range(len(front), len(sizes)) if sum(sizes[i:]) <= left]
    return [*front, *back] or [len(sizes) - 1]


def _runs(texts: list[list[int]]) -> Iterator[tuple[int, int, int]]:
    """(first row, row behind the last, pieces of each text) of every run of texts of one length."""
    begin = end = 0
    for i, text in enumerate(texts):
        end += len(text)
        if i + 1 == len(texts) or len(texts[i + 1]) != len(text):
            yield begin, end, len(text)
            begin = end


def _attention(x: Array, layer: _Layer, runs: list[tuple[int, int, int]]) -> Array:
    """Each piece's mix (pieces, 384) of the pieces of its own text: 12 heads of scaled dot products."""
    split = layer.qkv.of(x) + layer.qkv_bias
    mixed: Array = np.empty_like(x)
    for begin, end, n in runs:
        parts = split[begin:end].reshape(-1, n, 3, HEADS, SIZE // HEADS)
        query, key, value = parts.transpose(2, 0, 3, 1, 4)
        weights = query @ key.transpose(0, 1, 3, 2) * np.float32((SIZE / HEADS) ** -0.5)
        weights = np.exp(weights - weights.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        mixed[begin:end] = (weights @ value).transpose(0, 2, 1, 3).reshape(-1, SIZE)
    return mixed


def _gelu(x: Array) -> Array:
    """GELU by its tanh formula (Hendrycks and Gimpel 2016), written with one exponential."""
    w = x * x
    w *= _CUBE
    w += _LINE
    w *= x
    with np.errstate(over="ignore"):  # far below zero the quotient is zero, as it should be
        np.exp(w, out=w)
    w += 1
    x /= w
    return x


def _norm(x: Array, scale: Array, shift: Array) -> Array:
    """Layer normalisation over the last axis."""
    x = x - x.mean(-1, keepdims=True)
    spread = np.einsum("ij,ij->i", x, x)[:, None] / SIZE
    normed: Array = x / np.sqrt(spread + np.float32(1e-12)) * scale + shift
    return normed
