"""Words that speak for an answer are rare elsewhere and frequent there."""

import pytest

from knowledge.nlu.cues import fit_cues, stems


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("testing the tested tests", {"test", "the"}),
        ("i don't know", {"don't", "know"}),
        ("a 42 ml", {"ml"}),
        ("bus", {"bus"}),
        ("", set()),
    ],
)
def test_endings_do_not_count(text: str, found: set):
    assert stems(text) == found


def test_cues_are_told_by_how_often_they_stand_where():
    texts = [("i am a nurse", ("say.work.care",)), ("nursing again", ("say.work.care",))]
    texts += [(f"i am number {n} of many", ("topic",)) for n in range(400)]
    texts += [("i am a baker", ("say.work.food", "say.taste.sweet")), ("nothing at all", ("say.",))]
    cues = fit_cues(texts, "say.")
    assert {"again", "nurse"} <= set(cues["say.work.care"])
    assert not {"i", "am", "a"} & set(cues["say.work.care"])
    assert cues["say.work.food"] == cues["say.taste.sweet"] == ["bak"]
    assert "topic" not in cues
    assert "say." not in cues
