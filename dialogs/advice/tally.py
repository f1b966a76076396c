"""Answers counted one by one. All that the advice depends on is in a tally, so profiles that share one are one.

A rule is followed by a bit for each of its cases: it is cleared by the first answer with which the case cannot hold.
So answers can be added in any order, and whether a rule counts is read off the bits in the end.
"""

import operator
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dialogs.advice.model import Joins, Question, Rule

Scores = tuple[int, ...]


class Tally(NamedTuple):
    """Points by track before rules, the cases that may still hold (a bit each), and how many answers take a side."""

    points: Scores
    cases: int
    sides: int

    def plus(self, other: "Tally", most: int | None = None) -> "Tally":
        """This tally and that of more answers; sides are counted no further than `most`, where it is given."""
        sides = self.sides + other.sides
        sides = sides if most is None else min(sides, most)
        return Tally(add(self.points, other.points), self.cases & other.cases, sides)

    def twice(self) -> "Tally":
        """The tally of an answer that counts double; it takes a side once."""
        return Tally(add(self.points, self.points), self.cases, self.sides)


class Counting:
    """The tally of each answer to each question, by question id and answer; '' is a question left out."""

    def __init__(
        self, tracks: tuple[str, ...], questions: Iterable[Question], rules: Iterable[Rule], joins: Joins | None = None
    ) -> None:
        self.tracks = tracks
        questions = tuple(questions)
        known = {question.id for question in questions}
        self.rules = tuple(rules)
        self.cases = [(rule, case) for rule in self.rules for case in rule.cases if case.keys() <= known]
        self.ruled = {q for rule, case in self.cases for q in (*case, *rule.unless)}
        self._parts = [tracks.index(track) for track in joins.of if track in tracks] if joins else []
        self._joined = tracks.index(joins.track) if joins and self._parts and joins.track in tracks else -1
        whole_join = self._joined >= 0 and len(self._parts) + 1 == len(tracks)
        self.shared = tuple(self._parts) if whole_join else tuple(range(len(tracks)))  # what `relative` takes off
        self.nothing = Tally((0,) * len(tracks), (1 << len(self.cases)) - 1, 0)
        self.tallies: dict[str, dict[str, Tally]] = {
            question.id: {"": self._tally(question, ""), **{a: self._tally(question, a) for a in question.answers()}}
            for question in questions
        }
        self.rule_points = {rule.id: tuple(rule.points.get(track, 0) for track in tracks) for rule in self.rules}
        self._extra: dict[int, Scores] = {}

    def _tally(self, question: Question, answer: str) -> Tally:
        option = question.option(answer)
        points = tuple(option.points.get(track, 0) if option else 0 for track in self.tracks)
        named = {option.id for option in question.chosen(answer)}
        bits = 0
        for i, (rule, case) in enumerate(self.cases):
            holds = named & set(case[question.id]) if question.id in case else True
            if holds and not named & set(rule.unless.get(question.id, ())):
                bits |= 1 << i
        return Tally(points, bits, int(len(set(self._with_joint(points))) > 1))

    def one(self, question: str, answer: str, doubled: Iterable[str] = ()) -> Tally:
        """The tally of one answer; an unknown one counts as left out."""
        tallies = self.tallies[question]
        tally = tallies.get(answer, tallies[""])
        return tally.twice() if question in doubled else tally

    def of(self, answers: Mapping[str, str], doubled: Iterable[str] = (), only: Iterable[str] | None = None) -> Tally:
        """The tally of these answers to all questions, or to some of them; what has no answer counts as left out."""
        total = self.nothing
        for question in self.tallies if only is None else only:
            if question in self.tallies:
                total = total.plus(self.one(question, answers.get(question, ""), doubled))
        return total

    def rules_in(self, cases: int) -> tuple[Rule, ...]:
        """The rules that count, of a tally of all questions."""
        holding = {rule.id for i, (rule, _) in enumerate(self.cases) if cases >> i & 1}
        return tuple(rule for rule in self.rules if rule.id in holding)

    def scores(self, tally: Tally) -> Scores:
        """The scores that a tally of all questions comes to: with the rules that count, and what joins two sides."""
        return self._with_joint(self._with_rules(tally))

    def joint(self, tally: Tally) -> int:
        """The points that count for both sides."""
        return self._joint(self._with_rules(tally))

    def settled(self, tally: Tally) -> Tally:
        """The tally once no answer to come can touch a rule: the points of those that count are in it."""
        return Tally(self._with_rules(tally), 0, tally.sides)

    def relative(self, tally: Tally) -> Tally:
        """A tally that leads to the same track whatever is added to both: what all tracks have is taken off.

        Far fewer tallies are left. Where two sides are joined, what both have counts for the joining track as well,
        so it too is off all three.
        """
        common = min(tally.points[i] for i in self.shared)
        points = tuple(n - common if i in self.shared else n for i, n in enumerate(tally.points))
        return Tally(points, tally.cases, tally.sides)

    def _with_rules(self, tally: Tally) -> Scores:
        extra = self._extra.get(tally.cases)
        if extra is None:
            extra = self.nothing.points
            for rule in self.rules_in(tally.cases):
                extra = add(extra, self.rule_points[rule.id])
            self._extra[tally.cases] = extra
        return add(tally.points, extra)

    def _with_joint(self, points: Scores) -> Scores:
        joint, at = self._joint(points), self._joined
        return (*points[:at], points[at] + joint, *points[at + 1 :]) if joint else points

    def _joint(self, points: Scores) -> int:
        return min(points[i] for i in self._parts) if self._joined >= 0 else 0


def add(left: Scores, right: Scores) -> Scores:
    """The sum of two score vectors."""
    return tuple(map(operator.add, left, right))
