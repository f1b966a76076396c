"""The laws of the advice on sampled people, against a plain reckoning; all profiles are counted in test_simulation."""

import itertools
import random
import time

import pytest

from dialogs.advice.model import Option
from tests.dialogs.advice.people import some


def test_heaviest_question_comes_first(sheet):
    weights = [sheet.weight(q) for q in sheet.questions.values()]
    assert weights == sorted(weights, reverse=True)
    assert 8 <= len(weights) <= 10


def test_scores_and_tracks_are_those_of_the_plain_reckoning(sheet, sample, reference):
    for answers, marks in sample:
        advice = sheet.advise(answers, marks)
        assert advice.scores == reference.scores(answers, marks)
        assert advice.track == reference.track(answers, marks)
        assert set(advice.matters) == set(marks)


def test_reasons_add_up_to_the_scores(sheet, sample):
    for answers, marks in sample:
        advice = sheet.advise(answers, marks)
        for track, score in advice.scores.items():
            assert sum(reason.points.get(track, 0) for reason in advice.reasons) == score
        assert {r.question for r in advice.reasons if r.doubled} == set(marks)


def test_lowest_score_never_wins(sheet, sample):
    for answers, marks in sample:
        advice = sheet.advise(answers, marks)
        if advice.track:
            assert advice.scores[advice.track] > min(advice.scores.values())


def test_too_little_to_go_by_gives_a_leaning_and_no_track(sheet):
    assert sheet.terms.least == 3
    sides = [
        (q, o) for q, vectors in sheet.vectors.items() for o, v in vectors.items() if len(set(v)) > 1 and "+" not in o
    ]
    for pair in itertools.combinations(sides, 2):
        if len(dict(pair)) == 2:
            advice = sheet.advise(dict(pair))
            assert (advice.track, advice.too_little, advice.sides) == (None, True, 2)
            assert advice.leaning == sheet.track_of(tuple(advice.scores.values()))
    three = {"failure": "cause", "product": "records", "launch": "steady"}
    assert (sheet.advise(three).track, sheet.advise(three).too_little) == ("de", False)


def test_nothing_said_gives_no_track(sheet):
    for answers in ({}, dict.fromkeys(sheet.questions, ""), {"failure": "unsure", "product": "unsure", "wish": "any"}):
        advice = sheet.advise(answers)
        assert (advice.track, advice.leaning, advice.margin, advice.too_little) == (None, None, 0, True)


def test_flips_are_all_the_smallest_there_are(sheet, sample, reference):
    sizes = set()
    for answers, marks in sample[: some(60, 250)]:
        flips = {tuple(f"{q}={o}" for q, o in f.changes.items()): f.track for f in sheet.flips(answers, marks)}
        expected = reference.flips(answers, marks, 1) or reference.flips(answers, marks, 2)
        assert flips == expected
        sizes |= {len(changes) for changes in flips}
    assert sizes == {1, 2}


def test_stopping_early_never_changes_the_track(sheet, sample, reference):
    """`decided` agrees with trying every answer, and every skip, to the questions still open."""
    seen = {True: 0, False: 0}
    dice = random.Random(1)
    for answers, _ in sample[: some(600, 3000)]:
        given = {q: o for q, o in answers.items() if o}
        left = [q for q in sheet.questions if q not in given and q != "background"]
        if "background" not in given or len(left) > 3:
            continue
        marks = tuple(dice.sample(sorted(given), dice.randrange(3)))
        now = reference.track(given, marks)
        ways = itertools.product(*([*sheet.vectors[q], ""] for q in left))
        stays = all(reference.track({**given, **dict(zip(left, way, strict=True))}, marks) == now for way in ways)
        assert sheet.decided(given, marks) == stays
        seen[stays] += 1
    assert min(seen.values()) > 5


def test_deciding_takes_no_time_anybody_would_notice(sheet):
    """Also on the first look at a set of open questions, when nothing is remembered."""
    fresh = type(sheet)(sheet.tracks, sheet.questions.values(), sheet.terms, sheet.rules.values())
    slowest = 0.0
    for n in range(len(sheet.questions)):
        for question in itertools.islice(sheet.questions.values(), n, n + 1):
            answers = {q: max(v, key=lambda o: v[o][1]) for q, v in list(sheet.vectors.items())[:n]}
            answers[question.id] = question.options[0].id
            began = time.perf_counter()
            fresh.decided(answers)
            slowest = max(slowest, time.perf_counter() - began)
    assert slowest < 0.5


def test_several_options_give_each_track_the_most_of_any(sheet):
    question = sheet.questions["background"]
    both = question.option("software+science")
    assert isinstance(both, Option)
    assert (both.points, both.label) == ({"de": 1, "mle": 3}, "Software + Maths, science, other engineering")
    assert question.answer(["science", "software"]) == "software+science"
    for wrong in ("science+software", "software+software", "software+", "newcomer+analyst+systems+software", "x", ""):
        assert question.option(wrong) is None
    assert sheet.questions["door"].option("data+models") is None


def test_marks_beyond_the_first_two_or_without_an_answer_do_not_count(sheet):
    answers = {"failure": "cause", "product": "records", "launch": "steady", "wish": ""}
    assert sheet.advise(answers, ("wish", "door", "launch", "failure", "product")).matters == ("failure", "launch")


BASE = {"background": "newcomer", "built": "nothing", "door": "none"}
MODELS = {"failure": "search", "product": "predictions", "launch": "improve", "wish": "build"}
DATA = {"failure": "cause", "product": "records", "launch": "steady", "wish": "base"}
STRONG = {"math": "strong", "background": "science", "built": "models", "door": "models"}


@pytest.mark.parametrize(
    ("answers", "rules", "track"),
    [
        ({**DATA, **BASE}, {"beginner", "base"}, "de"),
        ({**MODELS, **BASE, "learning": "steps"}, {"beginner", "base", "both"}, "hybrid"),
        ({**MODELS, **STRONG}, {"strengths"}, "mle"),
        ({**DATA, "background": "systems", "door": "data", "built": "data"}, {"trade", "door"}, "de"),
        ({**MODELS, "math": "learning", "background": "analyst", "built": "data", "door": "data", "learning": "steps"}, {"door", "both"}, "hybrid"),
        ({"failure": "both", "product": "whole", "launch": "whole"}, {"both", "torn"}, "hybrid"),
        ({"wish": "later", "order": "turns", "math": "learning"}, {"turns"}, "hybrid"),
    ],
)  # fmt: skip
def test_the_articles_rules_count(sheet, answers, rules, track):
    advice = sheet.advise(answers)
    assert {reason.rule for reason in advice.reasons if reason.rule} == rules
    assert advice.track == track
