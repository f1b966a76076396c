"""The advice by brute force: every profile of the real questionnaire, skipped questions among them."""

import itertools
import math
import random

import pytest

from dialogs.advice import Questionnaire, add
from dialogs.script import Pack
from dialogs.simulation import simulate


@pytest.fixture(scope="module")
def sheet(pack: Pack) -> Questionnaire:
    return pack.script.questionnaire


@pytest.fixture(scope="module")
def sample(sheet: Questionnaire) -> list[dict[str, str]]:
    dice = random.Random(7)
    profiles = []
    for _ in range(3000):
        answers = {q.id: dice.choice([*(o.id for o in q.options), ""]) for q in sheet.questions.values()}
        profiles.append({q: o for q, o in answers.items() if o or dice.random() < 0.5})
    return profiles


def every_profile(sheet: Questionnaire):
    """Each full profile with skips: (scores, vectors by question), by running sums."""
    vectors = [[*sheet.vectors[q].values(), (0,) * len(sheet.tracks)] for q in sheet.questions]
    yield from itertools.product(*vectors)


def test_heaviest_question_comes_first(sheet):
    weights = [sheet.weight(q) for q in sheet.questions.values()]
    assert weights == sorted(weights, reverse=True)
    assert 8 <= len(weights) <= 10


def test_reasons_add_up_to_the_scores(sheet, sample):
    for answers in sample:
        advice = sheet.advise(answers)
        for track, score in advice.scores.items():
            assert sum(reason.points.get(track, 0) for reason in advice.reasons) == score


def test_every_profile_gets_the_track_its_scores_say(sheet):
    close_index = sheet.tracks.index(sheet.close_track)
    cache: dict[tuple[int, ...], str | None] = {}
    counts = dict.fromkeys([*sheet.tracks, None], 0)
    for picked in every_profile(sheet):
        scores = tuple(map(sum, zip(*picked, strict=True)))
        if scores not in cache:
            cache[scores] = sheet.track_of(scores)
            ranked = sorted(scores)
            if ranked[0] == ranked[-1]:
                expected = None
            elif ranked[-1] - ranked[-2] < sheet.close:
                expected = sheet.tracks[close_index]
            else:
                expected = sheet.tracks[scores.index(ranked[-1])]
            assert cache[scores] == expected
        counts[cache[scores]] += 1
    total = sum(counts.values())
    assert total == math.prod(len(vectors) + 1 for vectors in sheet.vectors.values())
    assert all(counts[track] / total > 0.2 for track in sheet.tracks), "each track is reached by a fair share"
    simulated = simulate(sheet).shares_with_skips
    assert all(simulated[track] == pytest.approx(counts[track] / total) for track in sheet.tracks)


def test_stopping_early_never_changes_the_track(sheet):
    """From every point at which the dialog stops, all ways to go on end in the same track."""
    order = list(sheet.questions)
    nothing = (0,) * len(sheet.tracks)
    after = {
        i: {
            tuple(map(sum, zip(nothing, *more, strict=True))) for more in itertools.product(*_vectors(sheet, order[i:]))
        }
        for i in range(len(order) + 1)
    }
    walking, stopped = {nothing}, 0
    for i, question in enumerate(order, 1):
        grown = {add(s, v) for s in walking for v in [*sheet.vectors[question].values(), nothing]}
        settled = {s for s in grown if sheet.settled(s, tuple(order[i:]))}
        for scores in settled:
            assert {sheet.track_of(add(scores, more)) for more in after[i]} == {sheet.track_of(scores)}
        for scores in list(grown - settled)[:400]:
            assert len({sheet.track_of(add(scores, more)) for more in after[i]}) > 1
        stopped += len(settled) if i < len(order) else 0
        walking = grown - settled
    assert stopped > 0


def _vectors(sheet, questions):
    return [[*sheet.vectors[q].values(), (0,) * len(sheet.tracks)] for q in questions]


def test_decided_agrees_with_trying_all_answers(sheet, sample):
    nothing = (0,) * len(sheet.tracks)
    for answers in sample[:400]:
        given = {q: o for q, o in answers.items() if o}
        left = [q for q in sheet.questions if q not in given]
        if len(left) > 4:
            continue
        now = sheet.advise(given).track
        tracks = {
            sheet.track_of(add(sheet.scores(given), tuple(map(sum, zip(*more, nothing, strict=True)))))
            for more in itertools.product(*_vectors(sheet, left))
        }
        assert sheet.decided(given) == (tracks == {now})


def every_answer(sheet):
    """All profiles of a questionnaire as answers, skipped questions among them."""
    options = [[*(o.id for o in q.options), ""] for q in sheet.questions.values()]
    for picked in itertools.product(*options):
        yield dict(zip(sheet.questions, picked, strict=True))


@pytest.fixture(scope="module")
def reduced(sheet: Questionnaire) -> Questionnaire:
    """The four heaviest questions alone."""
    return Questionnaire(sheet.tracks, list(sheet.questions.values())[:4], sheet.close, sheet.close_track)


def test_flips_hold_for_every_profile_of_a_reduced_set(reduced):
    test_flips_flip_and_none_is_smaller(reduced, list(every_answer(reduced)))


def test_steps_hold_for_every_profile_of_a_reduced_set(reduced):
    test_a_step_towards_a_track_never_lowers_it(reduced, list(every_answer(reduced)))


def test_flips_flip_and_none_is_smaller(sheet, sample):
    sizes = set()
    for answers in sample:
        now = sheet.advise(answers).track
        flips = sheet.flips(answers)
        for flip in flips[:50]:
            assert sheet.advise({**answers, **flip.changes}).track == flip.track != now
        size = len(flips[0].changes) if flips else 3
        sizes.add(size)
        assert all(len(flip.changes) == size for flip in flips)
        if size > 1:
            for question, options in sheet.vectors.items():
                assert all(sheet.advise({**answers, question: option}).track == now for option in options)
    assert {1, 2} <= sizes


def test_a_step_towards_a_track_never_lowers_it(sheet, sample):
    rank = {track: i for i, track in enumerate(sheet.tracks)}
    for answers in sample:
        before = sheet.advise(answers)
        for question, vectors in sheet.vectors.items():
            old = vectors.get(answers.get(question, ""), (0,) * len(rank))
            for option, new in vectors.items():
                gain = [b - a for a, b in zip(old, new, strict=True)]
                for track, i in rank.items():
                    if gain[i] > 0 and all(g <= 0 for j, g in enumerate(gain) if j != i):
                        after = sheet.advise({**answers, question: option})
                        assert after.scores[track] > before.scores[track]
                        assert before.track != track or after.track == track


def test_no_question_is_idle(sheet):
    found = simulate(sheet)
    assert found.never_matter == ()
    for question, vectors in sheet.vectors.items():
        assert any(any(vector) for vector in vectors.values()), question


def test_nothing_said_gives_no_track(sheet):
    for answers in ({}, dict.fromkeys(sheet.questions, ""), dict.fromkeys(sheet.questions, "unsure")):
        advice = sheet.advise(answers)
        assert (
            advice.track,
            advice.margin,
            advice.close_call,
            advice.reasons == () or not any(advice.scores.values()),
        ) == (
            None,
            0,
            False,
            True,
        )


@pytest.mark.parametrize(
    ("answers", "track"),
    [
        ({"background": "beginner"}, "de"),
        ({"background": "beginner", "math": "love", "craft": "experiment", "lifecycle": "prototype"}, "mle"),
        ({"background": "database"}, "de"),
        ({"bias": "both", "craft": "both", "lifecycle": "both"}, "hybrid"),
        ({"bias": "model", "lifecycle": "backbone", "background": "beginner"}, "de"),
        ({"bias": "model", "trouble": "clear"}, "hybrid"),
    ],
)
def test_the_articles_rules_count(sheet, answers, track):
    assert sheet.advise(answers).track == track
