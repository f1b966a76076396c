"""How firm an advice is, against trying everything."""

import itertools

import pytest

from dialogs.advice.firmness import firmness
from dialogs.advice.paths import ways_to
from dialogs.advice.scoring import Questionnaire
from tests.dialogs.advice.people import Reference, profiles, some

FEW = ("failure", "wish", "math", "built", "door")


@pytest.fixture(scope="module")
def small(sheet) -> Questionnaire:
    return Questionnaire(sheet.tracks, [sheet.questions[q] for q in FEW], sheet.terms, sheet.rules.values())


def test_again_is_the_sum_over_every_way_in_which_answers_could_have_fallen(small):
    reference = Reference(small)
    for answers in profiles(small, some(8, 20), seed=4):
        given = {q: o for q, o in answers.items() if o}
        marks = tuple(given)[:1]
        now, again = reference.track(given, marks), 0.0
        for way in itertools.product(*([o.id for o in small.questions[q].options] for q in given)):
            chance = 1.0
            for question, option in zip(given, way, strict=True):
                others = len(small.questions[question].options) - 1
                chance *= 0.8 if option == given[question] else 0.2 / others
            if reference.track(dict(zip(given, way, strict=True)), marks) == now:
                again += chance
        assert firmness(small, answers, marks).again == pytest.approx(again)


def test_one_answer_and_one_doubled_are_tried_out(sheet, sample, reference):
    seen = set()
    for answers, marks in sample[: some(25, 60)]:
        firm = firmness(sheet, answers, marks)
        assert firm.one_answer == (not reference.flips(answers, marks, 1))
        now = reference.track(answers, marks)
        doubles = {q: reference.track(answers, (q,)) for q in answers if answers[q]}
        assert firm.doubles == {q: track for q, track in doubles.items() if track != now}
        for flip in firm.tips:
            assert reference.track({**answers, **flip.changes}, marks) == flip.track != now
        seen |= {firm.one_answer, firm.one_doubled}
        assert 0 < firm.again <= 1
    assert seen == {True, False}


def test_ways_to_a_track_lead_there_and_are_the_smallest(sheet, sample, reference):
    for answers, marks in sample[: some(15, 40)]:
        now = reference.track(answers, marks)
        for track in sheet.tracks:
            if track == now:
                continue
            ways = ways_to(sheet, answers, marks, track)
            found = {tuple(f"{q}={o}" for q, o in way.changes.items()) for way in ways}
            for size in (1, 2):
                expected = {c for c, to in reference.flips(answers, marks, size).items() if to == track}
                if expected:
                    break
            assert found == expected
