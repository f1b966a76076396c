"""The advice by brute force: every profile of the real questionnaire, skipped questions among them."""

import itertools
import math
import random

import numpy as np
import pytest

from dialogs.advice import Questionnaire, add
from dialogs.simulation import simulate


@pytest.fixture(scope="module")
def sheet(shipped) -> Questionnaire:
    return shipped.pack.script.questionnaire


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


@pytest.fixture(scope="module")
def table(sheet: Questionnaire) -> np.ndarray:
    """The track of every profile, by number (-1: none): an axis a question, an entry an option, the last one skipped.

    Computed apart from `advice`, so that the two can disagree.
    """
    tracks, shape = len(sheet.tracks), [len(vectors) + 1 for vectors in sheet.vectors.values()]
    scores = np.zeros((*shape, tracks), dtype=np.int16)
    for axis, vectors in enumerate(sheet.vectors.values()):
        points = np.array([*vectors.values(), (0,) * tracks], dtype=np.int16)
        scores += points.reshape([-1 if i == axis else 1 for i in range(len(shape))] + [tracks])
    ranked = np.sort(scores, axis=-1)
    close = ranked[..., -1] - ranked[..., -2] < sheet.close
    best = np.where(close, sheet.tracks.index(sheet.close_track), scores.argmax(axis=-1))
    return np.where(ranked[..., 0] == ranked[..., -1], -1, best).astype(np.int8)


def _count_flips(table: np.ndarray, axes: tuple[int, ...]) -> np.ndarray:
    """For every profile, how many other answers on all of these axes at once lead to another track."""
    found = np.zeros(table.shape, dtype=np.int16)
    for picked in itertools.product(*(range(table.shape[axis] - 1) for axis in axes)):
        there = table
        changed = np.ones([1] * table.ndim, dtype=bool)
        for axis, option in zip(axes, picked, strict=True):
            there = there.take([option], axis=axis)
            moved = (np.arange(table.shape[axis]) != option).reshape(
                [-1 if i == axis else 1 for i in range(table.ndim)]
            )
            changed = changed & moved
        found += (there != table) & changed
    return found


def test_flips_of_every_profile_flip_and_none_is_smaller(sheet, table):
    """Size and number of the flips of all profiles, skipped questions among them, and the track of those shown."""
    singles = sum(_count_flips(table, (axis,)) for axis in range(table.ndim))
    pairs = sum(_count_flips(table, axes) for axes in itertools.combinations(range(table.ndim), 2))
    names = list(sheet.questions)
    options = [[*sheet.vectors[question], ""] for question in names]
    places = [{option: i for i, option in enumerate(listed)} for listed in options]
    sizes = set()
    for place in np.ndindex(table.shape):
        flips = sheet.flips({name: options[i][at] for i, (name, at) in enumerate(zip(names, place, strict=True))})
        size = 1 if singles[place] else 2
        assert len(flips) == (singles[place] or pairs[place])
        for flip in flips[:3]:
            there = list(place)
            for question, option in flip.changes.items():
                axis = names.index(question)
                there[axis] = places[axis][option]
            track = table[tuple(there)]
            assert len(flip.changes) == size
            assert track != table[place]
            assert flip.track == (sheet.tracks[track] if track >= 0 else None)
        sizes.add(size if flips else 0)
    assert {1, 2} <= sizes


def test_a_step_towards_a_track_never_loses_it_on_any_profile(sheet, table):
    """An answer exchanged for one that adds points to a track, and to no other, keeps that track recommended."""
    steps = 0
    for axis, vectors in enumerate(sheet.vectors.values()):
        points = [*vectors.values(), (0,) * len(sheet.tracks)]
        for (old, before), (new, after) in itertools.permutations(enumerate(points), 2):
            gain = [b - a for a, b in zip(before, after, strict=True)]
            for i in range(len(sheet.tracks)):
                if gain[i] > 0 and all(g <= 0 for j, g in enumerate(gain) if j != i):
                    steps += 1
                    assert np.all(table.take(new, axis=axis)[table.take(old, axis=axis) == i] == i)
    assert steps > 0


def test_advice_says_the_track_of_the_table(sheet, sample, table):
    for answers in sample:
        place = tuple([*v, ""].index(answers.get(q, "")) for q, v in sheet.vectors.items())
        track = sheet.advise(answers).track
        assert table[place] == (sheet.tracks.index(track) if track else -1)


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
