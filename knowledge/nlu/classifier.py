"""Softmax regression over unit vectors, fitted by Adam on all of them at once in plain numpy; draws no lots."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # of float32
SCALE = 16.0  # of the unit vectors, so that weights near 1 tell labels apart
STEPS, RATE, SMOOTHING, DECAY = 60, 0.08, 0.05, 1e-6
NEAREST, HEAT = 20, 0.05  # texts that vote; the cosine by which one is nearer to weigh e times as much
AXES = 128  # of the 384 that known texts are compared along
BLOCK = 4096  # texts that are reckoned with at once: as 32-bit numbers they stay in the processor's cache
VOTE = 0.6  # their share beside the softmax
MEAN, SQUARE = 0.9, 0.99  # Adam's decay rates (Kingma and Ba 2014)


class Softmax(NamedTuple):
    """A fitted head: `weights` (labels, numbers of a vector) and `bias` (labels,)."""

    weights: Array
    bias: Array

    def __call__(self, vectors: Array) -> Array:
        """The probability of each label (..., labels) of vectors (..., numbers)."""
        return softmax(vectors @ self.weights.T + self.bias)


class Known(NamedTuple):
    """Texts that all heads know, once: their numbers along `axes` (numbers, AXES) in 8 bits, each row with a `scale`.

    Along the axes in which they differ most, a third of the numbers gives the same votes.
    """

    axes: Array
    texts: Array
    scale: Array

    def points(self, vectors: Array) -> list["Point"]:
        """Each of the unit vectors (texts, numbers), with how near the known texts are to it."""
        seen = (vectors @ self.axes).T
        blocks = (self.texts[at : at + BLOCK].astype(np.float32) @ seen for at in range(0, len(self.texts), BLOCK))
        near = np.concatenate([np.empty((0, len(vectors)), np.float32), *blocks]) * self.scale[:, None]
        return [Point(vector, cosines) for vector, cosines in zip(vectors, np.ascontiguousarray(near.T), strict=True)]


class Point(NamedTuple):
    """A text's unit vector (numbers,) and its cosines (known,) to the known texts."""

    vector: Array
    near: Array


def known(vectors: Array) -> Known:
    """The texts of these unit vectors (known, numbers), along their principal axes."""
    axes = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))[1][:, ::-1][:, :AXES].astype(np.float32)
    seen = vectors @ axes
    scale = np.maximum(np.abs(seen).max(1), 1e-6) / 127
    return Known(axes, np.round(seen / scale[:, None]).astype(np.int8), scale.astype(np.float32))


class Voting(NamedTuple):
    """A softmax head, and known texts the nearest of which vote beside it; both together err less than either.

    `texts` (voters,) are places among the known texts; each votes for its `labels` (voters, most) with `shares`
    (voters, most), 0 where a text has fewer labels. `votes` is how many labels can get votes: the last, 'none of them',
    may be without; then its probability is the softmax's.
    """

    weights: Array
    bias: Array
    texts: Array
    labels: Array
    shares: Array
    votes: Array

    def __call__(self, point: Point) -> Array:
        """The probability of each label (labels,) of one text."""
        alone = softmax(point.vector @ self.weights.T + self.bias)
        near = point.near[self.texts]
        nearest = np.argpartition(-near, NEAREST)[:NEAREST] if len(near) > NEAREST else np.arange(len(near))
        weight = np.exp((near[nearest] - near[nearest].max()) / HEAT)[:, None] * self.shares[nearest]
        n = int(self.votes)
        vote = np.bincount(self.labels[nearest].ravel(), weight.ravel(), n)
        rest = alone[:n].sum()  # all of it, or what 'none of them' leaves
        both = alone.copy()
        both[:n] = (1 - VOTE) * alone[:n] + VOTE * rest * vote / vote.sum()
        return both


def voting(head: Softmax, texts: Sequence[int], targets: Array, importance: Array) -> Voting:
    """The head with these known texts (their places, targets (texts, labels) and importance) to vote beside it."""
    most = int((targets > 0).sum(1).max())
    labels = np.argsort(-targets, axis=1, kind="stable")[:, :most]
    shares = np.take_along_axis(targets, labels, 1) * np.sqrt(importance)[:, None]
    return Voting(
        *head,
        np.asarray(texts, np.int32),
        labels.astype(np.int16),
        shares.astype(np.float32),
        np.array(targets.shape[1]),
    )


def softmax(z: Array) -> Array:
    """Scores as probabilities, along the last axis."""
    raised: Array = np.exp(z - z.max(-1, keepdims=True))
    raised /= raised.sum(-1, keepdims=True)
    return raised


def fit_softmax(vectors: Array, targets: Array, importance: Array | None = None, steps: int = STEPS) -> Softmax:
    """The head that gives `targets` (texts, labels; each row sums to 1) for unit `vectors` (texts, numbers).

    `importance` (texts,) says how much each text counts. The loss is cross-entropy with 5 % label smoothing.
    """
    x = np.float32(SCALE) * vectors.astype(np.float32)
    n = targets.shape[1]
    target = (1 - SMOOTHING) * targets.astype(np.float32) + np.float32(SMOOTHING / n)
    share = np.ones(len(x), np.float32) if importance is None else importance.astype(np.float32)
    share = (share / share.sum())[:, None]
    weights: Array = np.zeros((x.shape[1], n), np.float32)
    mean, square, bias = np.zeros_like(weights), np.zeros_like(weights), np.zeros(n, np.float32)
    for step in range(1, steps + 1):
        error = (softmax(x @ weights + bias) - target) * share
        slope = x.T @ error + np.float32(DECAY) * weights
        mean = MEAN * mean + (1 - MEAN) * slope
        square = SQUARE * square + (1 - SQUARE) * slope * slope
        rate = RATE * (1 - step / steps)
        weights -= rate * (mean / (1 - MEAN**step)) / (np.sqrt(square / (1 - SQUARE**step)) + 1e-8)
        bias -= np.float32(0.5) * error.sum(0)
    return Softmax((SCALE * weights.T).astype(np.float32), bias)
