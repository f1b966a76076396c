"""Finer topics count with the one above; the two of a question about both count together."""

import pytest

from bot.packs import load_knowledge
from knowledge.nlu.families import family_of, merged


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


def test_a_finer_topic_belongs_to_the_one_above_of_the_same_track(knowledge):
    assert family_of(knowledge, "problems.mle.drift") == "problems.mle"
    assert family_of(knowledge, "salary.us") == "salary.us"
    assert family_of(knowledge, "verdict.bridge") == "verdict.bridge"


def test_a_family_has_the_sum_and_its_likeliest_topic(knowledge):
    families, pairs = merged(knowledge, {"problems.mle": 0.2, "problems.mle.drift": 0.3, "salary": 0.4}, both=False)
    assert families["problems.mle"] == ("problems.mle.drift", pytest.approx(0.5))
    assert pairs == {}


def test_counterparts_are_joined_where_both_are_meant(knowledge):
    families, pairs = merged(knowledge, {"tools.mle": 0.3, "tools.de": 0.2, "salary": 0.4}, both=True)
    assert families["tools.mle"][1] == pytest.approx(0.5)
    assert families["tools.de"][1] == 0
    assert pairs["tools.mle"] == "tools.de"
