"""Vectors are kept by text, heads by content; nothing broken in a cache stops anybody."""

import numpy as np
import pytest

from bot.packs import load_knowledge
from knowledge.nlu.model_store import fingerprint, open_encoder, open_pipeline, text_vectors


@pytest.fixture(scope="module")
def encoder():
    return open_encoder()


def test_only_new_texts_are_encoded(encoder, tmp_path):
    encoded: list[tuple[int, int]] = []
    progress = lambda done, total: encoded.append((done, total))  # noqa: E731
    first = text_vectors(["a cup of tea", "milk", "milk"], encoder, tmp_path, progress)
    assert encoded[-1] == (2, 2)
    assert np.allclose(first, encoder.many(["a cup of tea", "milk", "milk"]), atol=2e-3)
    encoded.clear()
    again = text_vectors(["milk", "water", "a cup of tea"], encoder, tmp_path, progress)
    assert encoded == [(1, 1)]
    assert np.allclose(again[[2, 0]], first[:2], atol=1e-6)


def test_a_broken_cache_is_made_anew(encoder, tmp_path):
    text_vectors(["milk"], encoder, tmp_path, lambda *_: None)
    for file in tmp_path.iterdir():
        file.write_bytes(b"not an archive")
    assert text_vectors(["milk"], encoder, tmp_path, lambda *_: None).shape == (1, 384)


def test_no_cache_at_all_is_done_without(encoder, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert text_vectors(["milk"], encoder, blocked, lambda *_: None).shape == (1, 384)
    assert text_vectors(["milk"], encoder, None, lambda *_: None).shape == (1, 384)


def test_content_is_fitted_once_and_its_mark_changes_with_it(tiny_pack, tmp_path):
    said: list[str] = []
    for _ in range(2):
        open_pipeline(load_knowledge(tiny_pack), tmp_path / "cache", said.append)
    assert len(said) == 1
    before = fingerprint(load_knowledge(tiny_pack))
    file = tiny_pack / "phrasings" / "drinks.yaml"
    file.write_text(file.read_text() + 'outside.water: ["is water wet"]\n')
    assert fingerprint(load_knowledge(tiny_pack)) != before
    before = fingerprint(load_knowledge(tiny_pack))
    (tiny_pack / "phrasings" / "asked.jsonl").write_text('{"q": "a cuppa?", "topics": ["tea"]}\n')
    assert fingerprint(load_knowledge(tiny_pack)) != before


def test_vectors_of_other_content_stay(encoder, tmp_path):
    text_vectors(["milk"], encoder, tmp_path, lambda *_: None)
    text_vectors(["tea"], encoder, tmp_path, lambda *_: None)
    encoded: list[int] = []
    text_vectors(["milk", "tea"], encoder, tmp_path, lambda done, _: encoded.append(done))
    assert encoded == []
