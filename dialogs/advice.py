"""Answers -> advice. Arithmetic only: a weighted sum whose every point has a reason. Knows no track by name."""

import functools
import itertools
import operator
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from msgspec import Struct

from knowledge.fields import Id, Rule, TopicId, TrackId

Scores = tuple[int, ...]
Move = tuple[str, str, Scores]  # a question, its new option, and what that adds


class Option(Struct, frozen=True):
    """One answer: its points by track id, the topic that backs it, and other words in which people say it."""

    id: Id
    label: str
    points: dict[TrackId, int]
    topic: TopicId
    words: tuple[str, ...] = ()


class Question(Struct, frozen=True):
    """One persona question; `more` explains it when somebody is unsure."""

    id: Id
    name: str
    text: str
    more: str
    options: Annotated[tuple[Option, ...], Rule(len, "leaves nothing to choose", "offer three to five options")]

    def option(self, option_id: str) -> Option | None:
        """The option of that id."""
        return next((option for option in self.options if option.id == option_id), None)


class Reason(Struct, frozen=True):
    """What one answer added to each track."""

    question: str
    option: str
    points: dict[str, int]


class Advice(Struct, frozen=True):
    """`track` is None when nothing tells the tracks apart. `margin`: first score less second. Reasons sum to scores."""

    track: str | None
    scores: dict[str, int]
    margin: int
    close_call: bool
    reasons: tuple[Reason, ...]


class Flip(Struct, frozen=True):
    """Answers to change, by question id, and the track that would then come out."""

    changes: dict[str, str]
    track: str | None


class Questionnaire:
    """The questions, heaviest first, over an ordered set of tracks; immutable once built.

    A lead of less than `close` points is a close call and goes to `close_track`.
    """

    def __init__(self, tracks: Iterable[str], questions: Iterable[Question], close: int, close_track: str) -> None:
        self.tracks = tuple(tracks)
        self.close = close
        self.close_track = close_track
        self.questions = {q.id: q for q in sorted(questions, key=lambda q: -self.weight(q))}
        self.vectors = {q.id: {o.id: self._vector(o) for o in q.options} for q in self.questions.values()}
        self._reachable = functools.lru_cache(maxsize=512)(self._reach)
        self._track = functools.lru_cache(maxsize=1 << 16)(self.track_of)

    def _vector(self, option: Option) -> Scores:
        return tuple(option.points.get(track, 0) for track in self.tracks)

    def weight(self, question: Question) -> int:
        """The most by which one answer can move one track against another."""
        gaps = (
            max(o.points.get(a, 0) - o.points.get(b, 0) for o in question.options)
            - min(o.points.get(a, 0) - o.points.get(b, 0) for o in question.options)
            for a, b in itertools.combinations(self.tracks, 2)
        )
        return max(gaps, default=0)

    def scores(self, answers: Mapping[str, str]) -> Scores:
        """The sum of points, in the order of `tracks`; skipped and unknown answers add nothing."""
        total = [0] * len(self.tracks)
        for question, option in answers.items():
            for i, points in enumerate(self.vectors.get(question, {}).get(option, ())):
                total[i] += points
        return tuple(total)

    def track_of(self, scores: Scores) -> str | None:
        """The track that these scores recommend; None when all are equal."""
        first, second = sorted(scores, reverse=True)[:2]
        if first == min(scores):
            return None
        return self.tracks[scores.index(first)] if first - second >= self.close else self.close_track

    def next_question(self, answers: Mapping[str, str]) -> Question | None:
        """The heaviest question that was neither answered nor skipped."""
        return next((q for q in self.questions.values() if q.id not in answers), None)

    def advise(self, answers: Mapping[str, str]) -> Advice:
        """The recommendation for these answers."""
        scores = self.scores(answers)
        first, second = sorted(scores, reverse=True)[:2]
        track = self.track_of(scores)
        return Advice(
            track=track,
            scores=dict(zip(self.tracks, scores, strict=True)),
            margin=first - second,
            close_call=track is not None and first - second < self.close,
            reasons=tuple(self._reasons(answers)),
        )

    def _reasons(self, answers: Mapping[str, str]) -> Iterator[Reason]:
        for question, vectors in self.vectors.items():
            vector = vectors.get(answers.get(question, ""))
            if vector is not None:
                points = {track: n for track, n in zip(self.tracks, vector, strict=True) if n}
                yield Reason(question, answers[question], points)

    def decided(self, answers: Mapping[str, str], *, skipped_count: bool = False) -> bool:
        """Whether no answer still to come can change the track; skipped questions count as closed on request."""
        done = answers if skipped_count else {q: o for q, o in answers.items() if o}
        return self.settled(self.scores(answers), tuple(q for q in self.questions if q not in done))

    def settled(self, scores: Scores, open_ids: tuple[str, ...]) -> bool:
        """Whether no answers to these open questions can change the track of these scores."""
        now = self.track_of(scores)
        return all(self._track(add(scores, more)) == now for more in self._reachable(open_ids))

    def _reach(self, open_ids: tuple[str, ...]) -> tuple[Scores, ...]:
        """Every sum that answers (or skips) to these questions can add, the most lopsided first."""
        sums = {(0,) * len(self.tracks)}
        for question in open_ids:
            sums |= {add(total, vector) for total in sums for vector in self.vectors[question].values()}
        return tuple(sorted(sums, key=lambda s: (min(s) - max(s), s)))

    def flips(self, answers: Mapping[str, str]) -> tuple[Flip, ...]:
        """The smallest changes that lead to another track: all of one answer, or if there is none, all of two.

        Those that move the fewest points come first. A skipped or open question counts as one to answer.
        """
        scores = self.scores(answers)
        now = self._track(scores)
        moves = [list(self._moves(question, answers.get(question, ""))) for question in self.vectors]
        single = [
            (sum(map(abs, gain)), Flip({question: option}, track))
            for question, option, gain in itertools.chain(*moves)
            if (track := self._track(add(scores, gain))) != now
        ]
        return tuple(flip for _, flip in sorted(single or self._pairs(scores, moves), key=lambda pair: pair[0]))

    def _pairs(self, scores: Scores, moves: list[list[Move]]) -> Iterator[tuple[int, Flip]]:
        now = self._track(scores)
        for left, right in itertools.combinations(moves, 2):
            for question, option, first in left:
                halfway = add(scores, first)
                for other, its_option, second in right:
                    if (track := self._track(add(halfway, second))) != now:
                        yield sum(map(abs, add(first, second))), Flip({question: option, other: its_option}, track)

    def _moves(self, question: str, given: str) -> Iterator[Move]:
        vectors = self.vectors[question]
        old = vectors.get(given, (0,) * len(self.tracks))
        for option, new in vectors.items():
            if option != given:
                yield question, option, tuple(map(operator.sub, new, old))


def add(left: Scores, right: Scores) -> Scores:
    """The sum of two score vectors."""
    return tuple(map(operator.add, left, right))
