"""Words that speak for an answer are rare elsewhere and frequent there."""

import pytest

from knowledge.nlu.cues import fit_cues, fit_subjects, stems, surest_of
from knowledge.reading import Act, Kind


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


def test_subjects_are_words_of_one_question():
    texts = [("i love statistics", ("say.math.yes",)), ("statistics is hard", ("say.math.no",))]
    texts += [("i love rome", ("say.city.rome",)), ("i love paris, paris", ("say.city.paris",)), ("so what", ("say.",))]
    subjects = fit_subjects(texts, "say.")
    assert subjects == {"math": ["statistic"], "city": []}


def test_a_cue_is_fifteen_times_as_frequent_as_elsewhere_and_stands_in_few_texts():
    own = [(f"nurse ward {n}" if n < 5 else "nurse", ("say.work.care",)) for n in range(10)]
    rare = [("ward", ("topic",)) for _ in range(3)]
    assert fit_cues([*own, *rare, *[("of many", ("topic",))] * 1500], "say.")["say.work.care"] == ["nurse", "ward"]
    common = [("ward", ("topic",)) for _ in range(30)]  # 35 of 1,540: too common
    assert fit_cues([*own, *common, *[("of many", ("topic",))] * 1500], "say.")["say.work.care"] == ["nurse"]
    likely = [("ward", ("topic",)) for _ in range(5)]  # half of ten against ten of 150: but 7.5 times as frequent
    assert fit_cues([*own, *likely, *[("of many", ("topic",))] * 1490], "say.")["say.work.care"] == ["nurse", "ward"]
    assert "ward" not in fit_cues([*own[4:], *likely, *[("of many", ("topic",))] * 489], "say.")["say.work.care"]


def answer(label: str, score: float, *, cued: bool = True) -> Act:
    return Act(Kind.ANSWER, label, label, score, "pace", cued=cued)


@pytest.mark.parametrize(
    ("acts", "short", "label", "score", "cued"),
    [
        ([answer("slow", 0.9), answer("fast", 0.84)], True, "slow", 0.9, True),
        ([answer("slow", 0.9), answer("fast", 0.85)], True, "slow", 0.65, True),
        ([answer("slow", 0.6), answer("fast", 0.59)], True, "slow", 0.6, True),
        ([answer("slow", 0.9), answer("fast", 0.85)], False, "slow", 0.9, True),
        ([answer("slow", 0.9), answer("slow", 0.85)], True, "slow", 0.9, True),
        ([answer("slow", 0.9), answer("fast", 0.97, cued=False)], True, "slow", 0.9, True),
        ([answer("slow", 0.97, cued=False)], True, "slow", 0.97, False),
        ([answer("slow", 0.98, cued=False)], True, "slow", 0.98, True),
    ],
)
def test_the_surest_answer_has_a_telling_word_and_in_a_short_text_no_rival(acts, short, label, score, cued):
    surest = surest_of(acts, short=short)
    assert (surest.label, surest.score, surest.cued) == (label, score, cued)
