"""Answers -> advice. Arithmetic only: a weighted sum whose every point has a reason. Knows no track by name."""

import functools
import itertools
from collections.abc import Iterable, Iterator

from dialogs.advice.changes import smallest_changes
from dialogs.advice.early_stop import EarlyStop
from dialogs.advice.model import Advice, Answers, Flip, Question, Reason, Rule, Terms
from dialogs.advice.tally import Counting, Scores, Tally

NO_MARKS: tuple[str, ...] = ()


class Questionnaire:
    """The questions, heaviest first, over an ordered set of tracks; immutable once built.

    `matters`, wherever it is a parameter, are the ids of questions whose answers count double.
    """

    def __init__(
        self,
        tracks: Iterable[str],
        questions: Iterable[Question],
        terms: Terms,
        rules: Iterable[Rule] = (),
    ) -> None:
        self.tracks = tuple(tracks)
        self.terms = terms
        self.close, self.close_track = terms.close, terms.close_track
        self.questions = {q.id: q for q in sorted(questions, key=lambda q: -self.weight(q))}
        self.rules = {rule.id: rule for rule in rules}
        self.counting = Counting(self.tracks, self.questions.values(), self.rules.values(), terms.joins)
        self.vectors = {
            question: {answer: tally.points for answer, tally in tallies.items() if answer}
            for question, tallies in self.counting.tallies.items()
        }
        self._verdict = functools.lru_cache(maxsize=1 << 16)(self._verdict_on)
        self.early_stop = EarlyStop(self.counting, self.verdict_on, terms.least)

    def weight(self, question: Question) -> int:
        """The most by which one answer can move one track against another."""
        gaps = (
            max(o.points.get(a, 0) - o.points.get(b, 0) for o in question.options)
            - min(o.points.get(a, 0) - o.points.get(b, 0) for o in question.options)
            for a, b in itertools.combinations(self.tracks, 2)
        )
        return max(gaps, default=0)

    def scores(self, answers: Answers, matters: Iterable[str] = NO_MARKS) -> Scores:
        """The sum of points, in the order of `tracks`; skipped and unknown answers add nothing."""
        return self.counting.scores(self.counting.of(answers, matters))

    def track_of(self, scores: Scores) -> str | None:
        """The track that these scores recommend, or lean to; None when all are equal. The lowest score never wins."""
        first, second = sorted(scores, reverse=True)[:2]
        lowest = min(scores)
        if first - second < self.close and dict(zip(self.tracks, scores, strict=True))[self.close_track] > lowest:
            return self.close_track
        return self.tracks[scores.index(first)] if first > second else None

    def _verdict_on(self, tally: Tally) -> str | None:
        return self.track_of(self.counting.scores(tally)) if tally.sides >= self.terms.least else None

    def verdict_on(self, tally: Tally) -> str | None:
        """The track that a tally of all questions leads to; None too where too few answers take a side."""
        capped = min(tally.sides, self.terms.least)
        return self._verdict(Tally(tally.points, tally.cases, capped))

    def next_question(self, answers: Answers) -> Question | None:
        """The heaviest question that was neither answered nor skipped."""
        return next((q for q in self.questions.values() if q.id not in answers), None)

    def marks(self, answers: Answers, matters: Iterable[str]) -> tuple[str, ...]:
        """The marks that count: the first few on questions that have an answer, in the order of the questions."""
        answered = [q for q in matters if answers.get(q) in self.vectors.get(q, {})]
        kept = list(dict.fromkeys(answered))[: self.terms.double]
        return tuple(question for question in self.questions if question in kept)

    def advise(self, answers: Answers, matters: Iterable[str] = NO_MARKS) -> Advice:
        """The recommendation for these answers."""
        marks = self.marks(answers, matters)
        tally = self.counting.of(answers, marks)
        scores = self.counting.scores(tally)
        first, second = sorted(scores, reverse=True)[:2]
        track, leaning = self.verdict_on(tally), self.track_of(scores)
        too_little = tally.sides < self.terms.least
        return Advice(
            track=track,
            scores=dict(zip(self.tracks, scores, strict=True)),
            margin=first - second,
            close_call=track is not None and first - second < self.close,
            reasons=tuple(self._reasons(answers, marks, tally)),
            too_little=too_little,
            leaning=leaning if too_little else None,
            sides=tally.sides,
            matters=marks,
        )

    def _reasons(self, answers: Answers, marks: tuple[str, ...], tally: Tally) -> Iterator[Reason]:
        for question, vectors in self.vectors.items():
            vector = vectors.get(answers.get(question, ""))
            if vector is not None:
                twice = question in marks
                yield Reason(question, answers[question], self._by_track(vector, 1 + twice), doubled=twice)
        for rule in self.counting.rules_in(tally.cases):
            yield Reason("", "", self._by_track(self.counting.rule_points[rule.id]), rule=rule.id)
        joint, joins = self.counting.joint(tally), self.terms.joins
        if joint and joins:
            yield Reason("", "", {joins.track: joint}, rule=joins.id)

    def _by_track(self, vector: Scores, times: int = 1) -> dict[str, int]:
        return {track: n * times for track, n in zip(self.tracks, vector, strict=True) if n}

    def decided(self, answers: Answers, matters: Iterable[str] = NO_MARKS, *, skipped_count: bool = False) -> bool:
        """Whether no answer still to come can change the track; skipped questions count as closed on request."""
        done = answers if skipped_count else {q: o for q, o in answers.items() if o}
        return self.early_stop.settled(done, self.marks(answers, matters))

    def flips(self, answers: Answers, matters: Iterable[str] = NO_MARKS) -> tuple[Flip, ...]:
        """The smallest changes that lead to another track: all of one answer, or if there is none, all of two.

        Those that move the fewest points come first. A skipped or open question counts as one to answer.
        """
        return smallest_changes(self.counting, self.verdict_on, answers, self.marks(answers, matters))
