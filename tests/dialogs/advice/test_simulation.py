"""All profiles, counted exactly by what they lead to."""

import itertools
import math

import numpy as np
import pytest

from dialogs.advice.model import Option, Question, Terms
from dialogs.advice.scoring import Questionnaire
from dialogs.advice.simulation import _plus as plus
from dialogs.advice.simulation import (
    counts,
    markings,
    never_matter,
    scores_of,
    settled_rows,
    shares,
    simulate,
    tracks_of,
)
from tests.dialogs.advice.people import Reference, profiles, some


def reduced(sheet: Questionnaire, names: tuple[str, ...]) -> Questionnaire:
    """Some of the questions, so few that all profiles can be listed."""
    return Questionnaire(sheet.tracks, [sheet.questions[q] for q in names], sheet.terms, sheet.rules.values())


SIX = ("failure", "wish", "math", "built", "door", "order")


def test_counting_agrees_with_listing_every_profile(sheet):
    small = reduced(sheet, SIX)
    reference = Reference(small)
    for marks in [(), ("door",), ("failure", "built")]:
        tracks = [
            reference.track(dict(zip(SIX, picked, strict=True)), marks)
            for picked in itertools.product(*([o.id for o in small.questions[q].options] for q in SIX))
        ]
        found = shares(small, counts(small, marks=marks))
        for track in small.tracks:
            assert found[track] == pytest.approx(tracks.count(track) / len(tracks))


def test_each_track_gets_a_fair_share_whichever_answers_count_double(sheet):
    ways = list(markings(sheet))
    assert len(ways) == 1 + 10 + 45
    for marks in ways:
        for skips, several in ((False, False), (True, False), (False, True), (True, True)):
            found = shares(sheet, counts(sheet, marks=marks, skips=skips, several=several))
            assert all(0.2 <= found[track] <= 0.45 for track in sheet.tracks), (marks, skips, found)


def test_no_answer_is_idle(sheet):
    assert list(never_matter(sheet)) == []


def test_an_idle_answer_is_noticed(sheet):
    idle = Question(
        "idle",
        "",
        "",
        "",
        (Option("a", "", {"de": 0, "mle": 0, "hybrid": 0}, ""), Option("b", "", {"mle": 1, "de": 1}, "")),
    )
    more = Questionnaire(sheet.tracks, [*sheet.questions.values(), idle], sheet.terms, sheet.rules.values())
    assert list(never_matter(more)) == ["idle:b"]


def test_no_question_is_decided_by_another(sheet):
    """Each question can tell on its own: some profile changes its track with that answer alone."""
    for question in sheet.questions:
        rest = counts(sheet, (q for q in sheet.questions if q != question)).rows
        tracks = {
            tuple(tracks_of(sheet, plus(sheet, rest, sheet.counting.one(question, a)))) for a in sheet.vectors[question]
        }
        assert len(tracks) > 1


def test_everything_after_an_early_stop_ends_in_the_same_track(sheet):
    """From every point at which asking can stop in the order asked, with answers marked that were given."""
    order, stopped = tuple(sheet.questions), 0
    for marks in [(), order[:1], order[1:3], order[:2]]:
        for i in range(3, len(order)):
            rows = counts(sheet, order[:i], marks=marks, skips=True, several=True).rows
            rows = rows[:: 1 + len(rows) // some(200, 600)]
            rest = order[i:]
            stops = settled_rows(sheet, rows, rest)
            more = counts(sheet, rest, skips=True, several=True).rows
            dice = np.random.default_rng(i)
            for row, stop in zip(rows, stops, strict=True):
                after = row + more
                after[:, -2] = row[-2] & more[:, -2]
                if len(after) > 500 and not stop:
                    after = after[dice.choice(len(after), 500)]
                same = len(set(tracks_of(sheet, after))) == 1
                assert same or not stop
                assert stop or not same or len(more) > 500
            stopped += stops.sum()
    assert stopped > 100


def test_a_step_towards_a_track_never_loses_it(sheet):
    """An answer exchanged for one that adds points to a track and to no other, rules and all, keeps that track."""
    steps = 0
    for question, vectors in sheet.vectors.items():
        rest = counts(sheet, (q for q in sheet.questions if q != question), skips=True).rows
        for old, new in itertools.permutations(["", *vectors], 2):
            if question == "background" and ("+" in old or "+" in new):
                continue
            before, after = (plus(sheet, rest, sheet.counting.one(question, a)) for a in (old, new))
            gain = scores_of(sheet, after) - scores_of(sheet, before)
            was, now = tracks_of(sheet, before), tracks_of(sheet, after)
            for i in range(len(sheet.tracks)):
                step = (
                    (gain[:, i] > 0)
                    & np.all(np.delete(gain, i, axis=1) <= 0, axis=1)
                    & (was == i)
                    & (after[:, -1] >= sheet.terms.least)
                )
                steps += step.sum()
                assert np.all(now[step] == i), (question, old, new)
    assert steps > 10_000


def test_simulation_says_what_is_so(sheet):
    found = simulate(sheet)
    assert found.profiles == math.prod(len(q.options) for q in sheet.questions.values())
    assert found.profiles_with_skips == math.prod(len(q.options) + 1 for q in sheet.questions.values())
    for least, most in found.marked.values():
        assert 0.2 <= least <= most <= 0.45
    some_way = shares(sheet, counts(sheet, marks=("door", "order")))
    assert all(found.marked[track][0] <= some_way[track] <= found.marked[track][1] for track in sheet.tracks)
    for kind in (found.shares, found.shares_with_skips, found.shares_with_several):
        assert sum(kind.values()) == pytest.approx(1)
    assert found.profiles_with_several == math.prod(len(vectors) for vectors in sheet.vectors.values())
    assert found.never_matter == ()
    assert 0 < found.mean_questions_saved < 3
    assert found.weights[0].flipped < 0.05
    people = profiles(sheet, 4000, skips=False, seed=5)
    reference = Reference(sheet)
    for track, share in found.shares_with_several.items():
        assert sum((reference.track(p) or "none") == track for p in people) / 4000 == pytest.approx(share, abs=0.03)


def test_two_tracks_without_rules_are_simulated_too():
    options = (Option("l", "", {"a": 2}, ""), Option("r", "", {"b": 2}, ""), Option("n", "", {}, ""))
    sheet = Questionnaire("ab", [Question(str(i), "", "", "", options) for i in range(3)], Terms(2, "b"))
    found = simulate(sheet)
    assert found.shares == pytest.approx({"a": 10 / 27, "b": 10 / 27, "none": 7 / 27})
