"""Every profile of a questionnaire at once: what comes out how often, and what is idle. Arithmetic only.

Profiles are not listed but counted by the tally they lead to, which is exact. A profile gives each question one option,
or `several` where that is allowed: then every set of them is an answer of its own.
"""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
from msgspec import Struct

from dialogs.advice.scoring import Questionnaire
from dialogs.advice.tally import Tally

UNDECIDED = "none"
Array = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


class Counts(Struct, frozen=True):
    """Tallies, a row each (points by track, cases, sides), and how many profiles lead to each."""

    rows: Array
    profiles: Array


class Weight(Struct, frozen=True):
    """One weight moved by one: the share of profiles whose track changes."""

    question: str
    option: str
    track: str
    moved: int
    flipped: float


class Simulation(Struct, frozen=True):
    """Shares are of all complete profiles with one option each, all as likely, unless `with_skips` or `with_several`.

    `marked` gives the least and the greatest share of each track over every way to count answers double.
    """

    profiles: int
    profiles_with_skips: int
    profiles_with_several: int
    shares: dict[str, float]
    shares_with_skips: dict[str, float]
    shares_with_several: dict[str, float]
    marked: dict[str, tuple[float, float]]
    close_calls: float
    ties: float
    mean_questions_saved: float
    stopped_early: float
    never_matter: tuple[str, ...]
    weights: tuple[Weight, ...]


def simulate(sheet: Questionnaire) -> Simulation:
    """All profiles of the questionnaire."""
    full, skips, several = counts(sheet), counts(sheet, skips=True), counts(sheet, several=True)
    total = int(full.profiles.sum())
    saved = _saved(sheet)
    scores = scores_of(sheet, full.rows)
    ranked = np.sort(scores, axis=1)
    lead, decided = ranked[:, -1] - ranked[:, -2], tracks_of(sheet, full.rows) >= 0
    return Simulation(
        profiles=total,
        profiles_with_skips=int(skips.profiles.sum()),
        profiles_with_several=int(several.profiles.sum()),
        shares=shares(sheet, full),
        shares_with_several=shares(sheet, several),
        shares_with_skips=shares(sheet, skips),
        marked=_marked(sheet),
        close_calls=float(full.profiles[decided & (lead < sheet.close)].sum() / total),
        ties=float(full.profiles[lead == 0].sum() / total),
        mean_questions_saved=sum(n * left for left, n in saved.items()) / total,
        stopped_early=sum(n for left, n in saved.items() if left) / total,
        never_matter=tuple(never_matter(sheet)),
        weights=tuple(sorted(_weights(sheet), key=lambda w: -w.flipped)),
    )


def counts(
    sheet: Questionnaire,
    questions: Iterable[str] | None = None,
    *,
    marks: Iterable[str] = (),
    skips: bool = False,
    several: bool = False,
) -> Counts:
    """How many profiles of these questions (by default all) lead to each tally, with these answers counted double."""
    doubled = set(marks)
    total = Counts(_rows([sheet.counting.nothing]), np.ones(1, dtype=np.int64))
    for question in sheet.questions if questions is None else questions:
        answers = [*([""] if skips else []), *_answers(sheet, question, several=several)]
        total = _grown(sheet, total, [sheet.counting.one(question, answer, doubled) for answer in answers])
    return total


def _answers(sheet: Questionnaire, question: str, *, several: bool = False) -> list[str]:
    return list(sheet.vectors[question]) if several else [option.id for option in sheet.questions[question].options]


def _rows(tallies: Iterable[Tally]) -> Array:
    return np.array([(*tally.points, tally.cases, tally.sides) for tally in tallies], dtype=np.int64)


def _grown(sheet: Questionnaire, total: Counts, tallies: list[Tally]) -> Counts:
    """One more question; answers with the same tally are counted together."""
    times = Counter(tallies)
    rows = np.concatenate([_plus(sheet, total.rows, tally) for tally in times])
    shared = list(sheet.counting.shared)
    rows[:, shared] -= rows[:, shared].min(axis=1, keepdims=True)  # leads to the same track, and there are fewer
    profiles = np.concatenate([total.profiles * n for n in times.values()])
    keys = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        keys = keys * (int(column.max()) + 1) + column
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    return Counts(rows[first], np.bincount(place, profiles).astype(np.int64))


def _plus(sheet: Questionnaire, rows: Array, tally: Tally) -> Array:
    added: Array = rows + np.array([*tally.points, 0, tally.sides])
    added[:, -2] = rows[:, -2] & tally.cases
    added[:, -1] = np.minimum(added[:, -1], sheet.terms.least)
    return added


def scores_of(sheet: Questionnaire, rows: Array) -> Array:
    """The scores of tallies of all questions, a column a track."""
    distinct, place = np.unique(rows[:, -2], return_inverse=True)
    rules = [sheet.counting.rules_in(int(cases)) for cases in distinct]
    extra = [[sum(rule.points.get(track, 0) for rule in counted) for track in sheet.tracks] for counted in rules]
    scores: Array = rows[:, :-2] + np.array(extra, dtype=np.int64)[place]
    joins = sheet.terms.joins
    if joins:
        parts = [sheet.tracks.index(track) for track in joins.of]
        scores[:, sheet.tracks.index(joins.track)] += scores[:, parts].min(axis=1)
    return scores


def tracks_of(sheet: Questionnaire, rows: Array) -> Array:
    """The number of the track that each tally leads to; -1 for none."""
    leaning = leaning_of(sheet, rows)
    leaning[rows[:, -1] < sheet.terms.least] = -1
    return leaning


def leaning_of(sheet: Questionnaire, rows: Array) -> Array:
    """The same, however few answers take a side."""
    scores = scores_of(sheet, rows)
    ranked, close_index = np.sort(scores, axis=1), sheet.tracks.index(sheet.close_track)
    lead = ranked[:, -1] - ranked[:, -2]
    leaders: Array = np.where(lead > 0, scores.argmax(axis=1), -1)
    leaders[(lead < sheet.close) & (scores[:, close_index] > ranked[:, 0])] = close_index
    return leaders


def shares(sheet: Questionnaire, counted: Counts) -> dict[str, float]:
    """The share of profiles that each track gets, and no track at all."""
    tracks, total = tracks_of(sheet, counted.rows), counted.profiles.sum()
    names = [*enumerate(sheet.tracks), (-1, UNDECIDED)]
    return {name: float(counted.profiles[tracks == i].sum() / total) for i, name in names}


def markings(sheet: Questionnaire) -> Iterator[tuple[str, ...]]:
    """Every way to count answers double, none among them."""
    for size in range(sheet.terms.double + 1):
        yield from itertools.combinations(sheet.questions, size)


def _marked(sheet: Questionnaire) -> dict[str, tuple[float, float]]:
    """The least and the greatest share of each track over all `markings`; what they have in common is counted once."""
    counted: dict[tuple[str, ...], Counts] = {(): counts(sheet, ())}
    for question in sheet.questions:
        once = [sheet.counting.one(question, answer) for answer in _answers(sheet, question)]
        twice = [tally.twice() for tally in once]
        more = {(*m, question): _grown(sheet, c, twice) for m, c in counted.items() if len(m) < sheet.terms.double}
        counted = {marks: _grown(sheet, total, once) for marks, total in counted.items()} | more
    by_total = [shares(sheet, total) for total in counted.values()]
    return {track: (min(one[track] for one in by_total), max(one[track] for one in by_total)) for track in sheet.tracks}


def _saved(sheet: Questionnaire) -> dict[int, int]:
    """Complete profiles by the number of questions they were spared."""
    order = tuple(sheet.questions)
    merged: dict[int, int] = {}
    walking = counts(sheet, ())
    for i, question in enumerate(order):
        rest = order[i + 1 :]
        walking = _grown(sheet, walking, [sheet.counting.one(question, a) for a in _answers(sheet, question)])
        stops = settled_rows(sheet, walking.rows, rest)
        spared = int(walking.profiles[stops].sum()) * math.prod(len(sheet.questions[q].options) for q in rest)
        merged[len(rest)] = merged.get(len(rest), 0) + spared
        walking = Counts(walking.rows[~stops], walking.profiles[~stops])
        if not len(walking.rows):
            break
    return merged


def settled_rows(sheet: Questionnaire, rows: Array, rest: tuple[str, ...]) -> np.ndarray[tuple[int], np.dtype[np.bool]]:
    """Which tallies of the questions asked so far lead to one track, whatever is answered to the rest."""
    skipped = sheet.counting.of({}, only=rest)
    now = tracks_of(sheet, _plus(sheet, rows, skipped))
    open_rows = np.arange(len(rows))
    for listed in (sheet.early_stop.extremes(rest), sheet.early_stop.reachable(rest)):
        for more in listed:
            if not len(open_rows):
                break
            same = tracks_of(sheet, _plus(sheet, rows[open_rows], more)) == now[open_rows]
            open_rows = open_rows[same]
    stops = np.zeros(len(rows), dtype=bool)
    stops[open_rows] = True
    return stops


def never_matter(sheet: Questionnaire) -> Iterator[str]:
    """Options with points that never lead elsewhere than leaving the question out."""
    for question in sheet.questions.values():
        rest = counts(sheet, (q for q in sheet.questions if q != question.id), skips=True).rows
        without = leaning_of(sheet, _plus(sheet, rest, sheet.counting.one(question.id, "")))
        for option in question.options:
            tally = sheet.counting.one(question.id, option.id)
            if any(tally.points) and np.all(leaning_of(sheet, _plus(sheet, rest, tally)) == without):
                yield f"{question.id}:{option.id}"


def _weights(sheet: Questionnaire) -> Iterator[Weight]:
    """Points of one option moved by one, for those who name it alone."""
    for question in sheet.questions.values():
        rest = counts(sheet, (q for q in sheet.questions if q != question.id))
        total = int(rest.profiles.sum()) * len(question.options)
        for option in question.options:
            tally = sheet.counting.one(question.id, option.id)
            before = tracks_of(sheet, _plus(sheet, rest.rows, tally))
            for (i, track), moved in itertools.product(enumerate(sheet.tracks), (1, -1)):
                if tally.points[i] + moved >= 0:
                    points = (*tally.points[:i], tally.points[i] + moved, *tally.points[i + 1 :])
                    after = tracks_of(sheet, _plus(sheet, rest.rows, Tally(points, tally.cases, tally.sides)))
                    flipped = int(rest.profiles[before != after].sum())
                    yield Weight(question.id, option.id, track, moved, flipped / total)
