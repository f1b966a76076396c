"""Softmax regression over unit vectors, fitted by Adam on all of them at once in plain numpy; draws no lots."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]  # of float32
SCALE = 16.0  # of the unit vectors, so that weights near 1 tell labels apart
STEPS, RATE, SMOOTHING, DECAY = 60, 0.08, 0.05, 1e-6
NEAREST, HEAT = 20, 0.05  # texts that vote; the cosine by which one is nearer to weigh e times as much
BLOCK = 1024  # texts that are reckoned with at once: as 32-bit numbers they stay in the processor's cache
VOTE = 0.6  # their share beside the softmax
MEAN, SQUARE = 0.9, 0.99  # Adam's decay rates (Kingma and Ba 2014)


class Softmax(NamedTuple):
    """A fitted head: `weights` (labels, numbers of a vector) and `bias` (labels,)."""

    weights: Array
    bias: Array

    def __call__(self, vectors: Array) -> Array:
        """The probability of each label (..., labels) of vectors (..., numbers)."""
        return softmax(vectors @ self.weights.T + self.bias)


class Voting(NamedTuple):
    """A softmax head, and known texts the nearest of which vote beside it; both together err less than either.

    `texts` (known, numbers) are 8-bit unit vectors, each to be multiplied by its `scale`; `targets` (known, labels) how
    much each speaks for which label. Targets may lack the last label, 'none of them': its probability is the softmax's.
    """

    weights: Array
    bias: Array
    texts: Array
    scale: Array
    targets: Array

    def __call__(self, vector: Array) -> Array:
        """The probability of each label (labels,) of one vector (numbers,)."""
        alone = softmax(vector @ self.weights.T + self.bias)
        blocks = (self.texts[at : at + BLOCK].astype(np.float32) @ vector for at in range(0, len(self.texts), BLOCK))
        near = np.concatenate([*blocks]) * self.scale
        nearest = np.argpartition(-near, NEAREST)[:NEAREST] if len(near) > NEAREST else np.arange(len(near))
        vote = np.exp((near[nearest] - near[nearest].max()) / HEAT) @ self.targets[nearest]
        rest = alone[: len(vote)].sum()  # all of it, or what 'none of them' leaves
        both = alone.copy()
        both[: len(vote)] = (1 - VOTE) * alone[: len(vote)] + VOTE * rest * vote / vote.sum()
        return both


def voting(head: Softmax, vectors: Array, targets: Array, importance: Array) -> Voting:
    """The head with these texts (their unit vectors, targets and importance) to vote beside it."""
    scale = np.abs(vectors).max(1) / 127
    texts = np.round(vectors / scale[:, None]).astype(np.int8)
    return Voting(*head, texts, scale.astype(np.float32), targets * np.sqrt(importance)[:, None])


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
