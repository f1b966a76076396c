"""A supposition is read as the statement that it supposes."""

import pytest

from knowledge.language import Language
from knowledge.nlu.suppositions import Suppositions

LANGUAGE = Language({}, {}, (), suppose=("what if", "suppose"), as_if={"i were": "i am", "i didnt": "i do not"})


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("what if i were new to it", "i am new to it"),
        ("suppose what if i didn't mind", "i do not mind"),
        ("suppose, i didnt mind", "i do not mind"),
        ("i were new to it", "i were new to it"),
        ("what if ", "what if "),
        ("supposed to be", "supposed to be"),
    ],
)
def test_the_words_and_verbs_of_a_supposition_go(text: str, stated: str):
    assert Suppositions(LANGUAGE).stated(text) == stated


def test_a_language_without_such_words_supposes_nothing():
    assert Suppositions(Language({}, {}, ())).stated("what if i were") == "what if i were"
