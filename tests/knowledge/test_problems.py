"""Half sentences that cure a wrong word."""

import pytest

from knowledge.problems import nearest


@pytest.mark.parametrize(
    ("word", "known", "cure"),
    [
        ("taest", ["taste", "pace"], "did you mean 'taste'?"),
        ("moon", ["taste", "pace"], "use one of: pace, taste"),
        ("moon", [str(n) for n in range(10, 23)], "use one of: 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, …"),
        ("moon", [], "there is none to choose from yet"),
    ],
)
def test_a_wrong_word_is_told_the_nearest_or_what_there_is(word: str, known: list[str], cure: str):
    assert nearest(word, known) == cure
