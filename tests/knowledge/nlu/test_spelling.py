"""Slips are mended; names, acronyms and good words are left alone."""

import pytest

from bench.understanding import open_now
from knowledge.nlu.spelling import Speller, count_words, names_in


@pytest.fixture(scope="module")
def speller():
    counts = dict.fromkeys(("salary", "machine", "learning", "engineer", "pipeline", "difference", "which"), 50)
    return Speller(counts, {"the", "earns", "more", "is", "what", "learn", "with", "and"}.__contains__)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("machien lerning enginer", "machine learning engineer"),
        ("wich earns more", "which earns more"),
        ("what is the diffrence", "what is the difference"),
        ("learns", "learns"),
        ("salray", "salary"),
        ("slry", "slry"),
    ],
)
def test_slips_are_mended_up_to_two_letters(speller, text, mended):
    assert speller(text) == mended


def test_a_lone_odd_word_in_a_long_text_is_a_name(speller):
    assert speller("what is the pipline and the salary and the engineer with more and more") == (
        "what is the pipline and the salary and the engineer with more and more"
    )


@pytest.mark.parametrize("text", ["SDE or IaC?", "NumPy vs OpenCV", "INFP here", "dbt2 PySpark"])
def test_acronyms_and_tools_stay(text):
    spell = open_now()[1]._spell
    assert spell(text.lower(), names_in(text)) == text.lower()


def test_words_are_counted_once_a_text():
    assert count_words(["a tea a", "tea"]) == {"a": 1, "tea": 2}


def test_names_have_capitals_inside_or_throughout():
    assert names_in("Hello NumPy and SDE, IaC or c3po") == {"numpy", "sde", "iac"}
