"""Softmax regression on small sets whose answer is known."""

import numpy as np
import pytest

from knowledge.nlu.classifier import Softmax, fit_softmax, known, softmax, voting


@pytest.fixture(scope="module")
def clusters():
    dice = np.random.default_rng(3)
    centres = np.eye(3, 8, dtype=np.float32)
    vectors = np.concatenate([centre + 0.2 * dice.standard_normal((40, 8)) for centre in centres]).astype(np.float32)
    vectors /= np.sqrt((vectors * vectors).sum(1, keepdims=True))
    return vectors, np.repeat(np.eye(3, dtype=np.float32), 40, axis=0)


def test_clusters_are_told_apart_and_probabilities_sum_to_one(clusters):
    vectors, targets = clusters
    found = fit_softmax(vectors, targets)(vectors)
    assert np.allclose(found.sum(1), 1, atol=1e-5)
    assert (found.argmax(1) == targets.argmax(1)).mean() > 0.97
    assert found.max() < 0.999, "smoothing keeps every label possible"


def test_shared_targets_are_shared_probabilities(clusters):
    vectors, targets = clusters
    shared = targets.copy()
    shared[:40, :2] = (0.7, 0.3)
    found = fit_softmax(vectors[:40], shared[:40])(vectors[:40]).mean(0)
    assert found[:2] == pytest.approx([0.68, 0.3], abs=0.05)


def test_importance_decides_between_texts_that_disagree():
    vectors = np.ones((2, 4), np.float32) / 2
    found = fit_softmax(vectors, np.eye(2, dtype=np.float32), np.array([9.0, 1.0]))(vectors[0])
    assert found[0] == pytest.approx(0.88, abs=0.04)


def test_fitting_twice_gives_the_same(clusters):
    first, second = fit_softmax(*clusters), fit_softmax(*clusters)
    assert (first.weights == second.weights).all()


def test_softmax_of_huge_scores_is_finite():
    assert softmax(np.array([1000.0, 0.0, -1000.0])) == pytest.approx([1, 0, 0])


def vote(head, vectors, targets, importance, vector):
    """What the head says of a vector where texts with these vectors vote."""
    return voting(head, range(len(vectors)), targets, importance)(known(vectors).points(vector[None])[0])


def test_near_texts_vote_beside_the_softmax():
    head = Softmax(np.zeros((3, 2), np.float32), np.zeros(3, np.float32))  # knows nothing: a third each
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
    targets = np.eye(3, dtype=np.float32)
    found = vote(head, vectors, targets, np.ones(3, np.float32), np.array([1, 0], np.float32))
    assert found.argmax() == 0
    assert found.sum() == pytest.approx(1, abs=1e-5)
    near = np.exp((np.array([1, 0.8, 0]) - 1) / 0.05)
    assert found == pytest.approx(0.4 / 3 + 0.6 * near / near.sum(), abs=0.01)


def test_a_text_that_people_wrote_votes_by_the_root_of_its_importance():
    head = Softmax(np.zeros((2, 2), np.float32), np.zeros(2, np.float32))
    same = np.array([[1, 0], [1, 0]], np.float32)
    found = vote(head, same, np.eye(2, dtype=np.float32), np.array([4, 1], np.float32), same[0])
    assert found[0] == pytest.approx(0.4 / 2 + 0.6 * 2 / 3, abs=0.001)


def test_where_none_has_no_vote_its_probability_stays_and_the_others_share_the_rest():
    head = Softmax(np.zeros((3, 2), np.float32), np.log(np.array([0.1, 0.1, 0.8], np.float32)))
    vectors, targets = np.array([[1, 0], [0, 1]], np.float32), np.eye(2, dtype=np.float32)
    found = vote(head, vectors, targets, np.ones(2, np.float32), vectors[0])
    assert found == pytest.approx([0.16, 0.04, 0.8], abs=0.001)


def test_only_the_twenty_nearest_vote():
    head = Softmax(np.zeros((2, 2), np.float32), np.zeros(2, np.float32))
    vectors = np.array([[1, 0]] * 20 + [[0.995, 0.0999]] * 400, np.float32)
    targets = np.array([[1, 0]] * 20 + [[0, 1]] * 400, np.float32)
    assert vote(head, vectors, targets, np.ones(420, np.float32), vectors[0])[0] > 0.75


def test_a_text_votes_for_all_its_labels_and_only_among_its_head_s_texts():
    head = Softmax(np.zeros((3, 2), np.float32), np.zeros(3, np.float32))
    texts = known(np.array([[1, 0], [1, 0], [0, 1]], np.float32))
    targets = np.array([[2 / 3, 0, 1 / 3], [0, 1, 0]], np.float32)
    found = voting(head, [1, 2], targets, np.ones(2, np.float32))(texts.points(np.array([[1, 0]], np.float32))[0])
    assert found == pytest.approx([0.4 / 3 + 0.6 * 2 / 3, 0.4 / 3, 0.4 / 3 + 0.6 / 3], abs=0.001)
