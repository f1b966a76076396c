"""The numpy encoder against vectors that PyTorch made of the same weights before they were cut to 8 bits."""

import json
from pathlib import Path

import numpy as np
import pytest

from knowledge.nlu.encoder import PIECES
from knowledge.nlu.model_store import open_encoder

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def encoder():
    return open_encoder()


@pytest.mark.parametrize("row", GOLDEN, ids=[row["text"][:20] for row in GOLDEN])
def test_a_vector_is_that_of_pytorch(encoder, row):
    assert encoder(row["text"].lower()) @ np.array(row["vector"], np.float32) > 0.99


def test_vectors_have_length_one_and_many_are_those_of_each(encoder):
    texts = ["salary", "who earns more", "", "data engineer or machine learning engineer?", "salary", "x " * 400]
    many = encoder.many(texts)
    assert np.allclose((many * many).sum(1), 1, atol=1e-4)
    assert np.allclose(many, np.stack([encoder(text) for text in texts]), atol=1e-4)


def test_batches_cover_every_text_once(encoder):
    texts = [f"{n} " * (n % 50) for n in range(120)]
    places = [place for batch, _ in encoder.batches(texts) for place in batch]
    assert sorted(places) == list(range(120))


def test_long_texts_are_cut_and_accents_dropped(encoder):
    assert len(encoder.ids("word " * 1000)) == PIECES
    assert encoder.ids("naïve café") == encoder.ids("naive cafe")
    assert encoder.ids("hello") == [101, 7592, 102]


def test_a_word_is_cut_into_its_longest_pieces(encoder):
    assert len(encoder.ids("embeddings")) == 2 + 4
    assert encoder.ids("☕") == [101, 100, 102]
