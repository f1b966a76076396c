"""Messages cut into sentences, and made plain."""

import pytest

from knowledge.nlu.sentences import LIMIT, MOST, PIECE, clauses, normalise, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("a line\nanother\n\nthird", ["a line", "another", "third"]),
        ("I like maths; what pays more", ["I like maths", "what pays more"]),
        ("costs 3.5 times more, e.g.", ["costs 3.5 times more, e.g."]),
        ("🙂 ?! ...", []),
        ("", []),
    ],
)
def test_a_message_is_its_sentences(text, parts):
    assert sentences(text) == parts


def test_a_sentence_without_end_is_cut_between_words():
    parts = sentences("word " * 300)
    assert max(map(len, parts)) <= PIECE
    assert " ".join(parts).split() == ["word"] * 300
    assert max(map(len, sentences("x" * 3000))) <= PIECE


def test_too_long_a_message_keeps_its_end():
    text = "beginning. " + "filler. " * 2000 + "what pays more?"
    parts = sentences(text)
    assert parts[0] == "beginning."
    assert parts[-1] == "what pays more?"
    assert sum(map(len, parts)) <= LIMIT


@pytest.mark.parametrize("text", ["first. " + "a. " * 900 + "last.", "first and " + "i am and " * 400 + "i last."])
def test_too_many_sentences_are_read_from_both_ends(text):
    parts = clauses(text)
    assert len(parts) == MOST
    assert (parts[0].strip("."), parts[-1].removeprefix("i ")) == ("first", "last.")


def test_normal_form_is_plain():
    assert normalise("  SOOOO   COOL’S\n½ ") == "soo cool's 1⁄2"
    assert len(normalise("ab " * 9000)) <= LIMIT


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I'm a dba and I hate statistics.", ["I'm a dba", "I hate statistics."]),
        ("I teach, but my dream is data. Ok?", ["I teach", "my dream is data.", "Ok?"]),
        ("25 years a dba and now I must choose", ["25 years a dba", "now I must choose"]),
        ("data and models", ["data and models"]),
        (
            "six years, java mostly, bad at maths",
            ["six years, java mostly, bad at maths", "six years", "java mostly", "bad at maths"],
        ),
        ("six years, java, bad at maths", ["six years, java, bad at maths"]),
        ("", []),
    ],
)
def test_a_sentence_is_its_clauses_about_whoever_speaks(text, parts):
    assert clauses(text) == parts
