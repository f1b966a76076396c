"""Two softmax classifiers, one over counted features and one over the encoder's vector, and their mean. Plain numpy.

Fitting is seeded and takes about half a minute for 9,000 phrasings; what comes out is a handful of arrays.
"""

import math
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.nlu.encoder import SIZE
from knowledge.nlu.hashed_vocabulary import HashedVocabulary

Array = NDArray[Any]  # of float32
Feature = tuple[Counter[str], Counter[str]]
LEAST = (2, 3)  # a feature counts if it stands in so many phrasings: words, runs of letters
EPOCHS, BATCH, RATE, DECAY = 8, 64, 0.6, 1e-5
SHARPEN = 1.5  # the counted features' own probabilities are too flat by about this power
SCALE = 16.0  # of the encoder's unit vectors
STEPS, SMOOTHING = 150, 0.05
SEED = 7


class TfidfClassifier:
    """Softmax over counted features; `vocabulary` maps each to its column, `idf` weighs it."""

    def __init__(self, vocabulary: tuple[HashedVocabulary, HashedVocabulary], arrays: Mapping[str, Any]) -> None:
        self._columns = vocabulary
        self._offset = len(vocabulary[0])
        self._idf = array("d", arrays["idf"].astype(np.float64).tobytes())
        self._weights, self._scale, self._bias = arrays["counted"], arrays["counted_scale"], arrays["counted_bias"]

    def __call__(self, feature: Feature) -> Array:
        """The probability of each label."""
        places, values = row_of(feature, self._columns, self._idf, self._offset)
        z = (np.array(values, np.float32) @ self._weights[places]) * self._scale if places else 0.0
        return softmax(SHARPEN * (z + self._bias))


def row_of(
    feature: Feature, columns: Sequence[HashedVocabulary], idf: Sequence[float], offset: int
) -> tuple[list[int], list[float]]:
    """The columns and values of one text; words and runs of letters are each brought to length 1."""
    places: list[int] = []
    values: list[float] = []
    for kind, (counts, known) in enumerate(zip(feature, columns, strict=True)):
        found = [(at + kind * offset, n) for name, n in counts.items() if (at := known.get(name)) is not None]
        weighed = [(place, (1 + math.log(n)) * idf[place]) for place, n in found]
        length = math.sqrt(sum(value * value for _, value in weighed)) or 1.0
        places += [place for place, _ in weighed]
        values += [value / length for _, value in weighed]
    return places, values


def softmax(z: Array) -> Array:
    """Scores as probabilities, along the last axis."""
    raised: Array = np.exp(z - z.max(-1, keepdims=True))
    raised /= raised.sum(-1, keepdims=True)
    return raised


def fit_tfidf(
    features: Sequence[Feature], labels: NDArray[np.int64], n: int
) -> tuple[tuple[list[str], list[str]], dict[str, Any]]:
    """The vocabulary and arrays that `TfidfClassifier` is made from."""
    total = len(features)
    vocabulary: tuple[list[str], list[str]] = ([], [])
    idf: list[float] = []
    for kind, least in enumerate(LEAST):
        spread = Counter(name for feature in features for name in feature[kind])
        kept = sorted(name for name, count in spread.items() if count >= min(least, max(1, total // 50)))
        vocabulary[kind].extend(kept)
        idf += [math.log((1 + total) / (1 + spread[name])) + 1 for name in kept]
    columns = tuple(map(HashedVocabulary, vocabulary))
    rows = [row_of(feature, columns, idf, len(vocabulary[0])) for feature in features]
    weights, bias = _train_sparse(rows, labels, len(idf), n)
    scale = np.abs(weights).max(0) / 127 + 1e-12
    arrays = {
        "idf": np.array(idf, np.float32),
        "counted": np.round(weights / scale).astype(np.int8),
        "counted_scale": scale.astype(np.float32),
        "counted_bias": bias,
    }
    return vocabulary, arrays


def _train_sparse(
    rows: Sequence[tuple[list[int], list[float]]], labels: NDArray[np.int64], width: int, n: int
) -> tuple[Array, Array]:
    """Softmax regression by AdaGrad in small batches; only the columns that a batch has are touched."""
    dice = np.random.default_rng(SEED)
    weights, bias = np.zeros((width, n), np.float32), np.zeros(n, np.float32)
    squares, bias_squares = np.full((width, n), 1e-6, np.float32), np.full(n, 1e-6, np.float32)
    for epoch in range(EPOCHS):
        order = dice.permutation(len(rows))
        rate = RATE * (1 - epoch / EPOCHS)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            places = np.concatenate([np.array(rows[i][0], np.int64) for i in batch])
            used, back = np.unique(places, return_inverse=True)
            x = np.zeros((len(batch), len(used)), np.float32)
            lines = np.repeat(np.arange(len(batch)), [len(rows[i][0]) for i in batch])
            x[lines, back] = np.concatenate([np.array(rows[i][1], np.float32) for i in batch])
            part = weights[used]
            error = softmax(x @ part + bias)
            error[np.arange(len(batch)), labels[batch]] -= 1
            step = x.T @ error / len(batch) + DECAY * part
            seen = squares[used] + step * step
            squares[used], weights[used] = seen, part - rate * step / np.sqrt(seen)
            pull = error.mean(0)
            bias_squares += pull * pull
            bias -= rate * pull / np.sqrt(bias_squares)
    return weights, bias


def fit_dense(vectors: Array, labels: NDArray[np.int64], n: int) -> dict[str, Any]:
    """Softmax regression over unit vectors by Adam on all of them at once."""
    x = SCALE * vectors
    target = np.full((len(x), n), SMOOTHING / n, np.float32)
    target[np.arange(len(x)), labels] += 1 - SMOOTHING
    weights: Array = np.zeros((SIZE, n), np.float32)
    mean: Array = np.zeros_like(weights)
    square: Array = np.zeros_like(weights)
    bias = np.zeros(n, np.float32)
    for step in range(1, STEPS + 1):
        error = (softmax(x @ weights + bias) - target) / len(x)
        slope = x.T @ error + 1e-6 * weights
        mean = 0.9 * mean + 0.1 * slope
        square = 0.99 * square + 0.01 * slope * slope
        weights -= 0.05 * (1 - step / STEPS) * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
        bias -= 0.5 * error.sum(0)
    return {"dense": (SCALE * weights.T).astype(np.float32), "dense_bias": bias}
