"""Answers of made-up people, and the advice on them reckoned apart from the code under test."""

import functools
import itertools
import os
import random

from dialogs.advice.scoring import Questionnaire

WHOLE = "CROSSROADS_LAWS" in os.environ  # `make laws`: no sampling


def some(few: int, many: int) -> int:
    """How many cases to try: few in `make test`, many in `make laws`."""
    return many if WHOLE else few


def profiles(sheet: Questionnaire, n: int, *, skips: bool = True, seed: int = 7) -> list[dict[str, str]]:
    """Answers drawn evenly, where wanted with questions skipped and left open."""
    dice = random.Random(seed)
    found = []
    for _ in range(n):
        listed = {q: [*vectors, *([""] if skips else [])] for q, vectors in sheet.vectors.items()}
        answers = {q: dice.choice(options) for q, options in listed.items()}
        found.append({q: o for q, o in answers.items() if o or dice.random() < 0.5})
    return found


def marked(sheet: Questionnaire, answers: dict[str, str], dice: random.Random) -> tuple[str, ...]:
    """Up to two of the answered questions."""
    given = [q for q in sheet.questions if answers.get(q)]
    return tuple(dice.sample(given, min(dice.randrange(sheet.terms.double + 1), len(given))))


class Reference:
    """The advice as the rules in questions.yaml read, written as plainly as can be."""

    def __init__(self, sheet: Questionnaire) -> None:
        self.sheet = sheet
        self.points = functools.cache(self._points)

    def _points(self, question: str, answer: str) -> dict[str, int]:
        options = [o for o in self.sheet.questions[question].options if o.id in answer.split("+")]
        return {track: max((o.points.get(track, 0) for o in options), default=0) for track in self.sheet.tracks}

    def takes_side(self, question: str, answer: str) -> bool:
        points, joins = {**self.points(question, answer)}, self.sheet.terms.joins
        if joins:
            points[joins.track] += min(points[track] for track in joins.of)
        return len(set(points.values())) > 1

    def scores(self, answers: dict[str, str], marks: tuple[str, ...] = ()) -> dict[str, int]:
        total = dict.fromkeys(self.sheet.tracks, 0)
        for question, answer in answers.items():
            for track, n in self.points(question, answer).items():
                total[track] += n * (2 if question in marks else 1)
        for rule in self.sheet.rules.values():
            holds = any(all(self._names(answers, q, o) for q, o in case.items()) for case in rule.cases)
            if holds and not any(self._names(answers, q, o) for q, o in rule.unless.items()):
                for track, n in rule.points.items():
                    total[track] += n
        joins = self.sheet.terms.joins
        if joins:
            total[joins.track] += min(total[track] for track in joins.of)
        return total

    @staticmethod
    def _names(answers: dict[str, str], question: str, options: tuple[str, ...]) -> bool:
        return bool(set(answers.get(question, "").split("+")) & set(options))

    def track(self, answers: dict[str, str], marks: tuple[str, ...] = ()) -> str | None:
        sides = sum(self.takes_side(q, a) for q, a in answers.items())
        if sides < self.sheet.terms.least:
            return None
        scores = self.scores(answers, marks)
        best, second, worst = sorted(scores.values(), reverse=True)
        if best - second < self.sheet.close and scores[self.sheet.close_track] > worst:
            return self.sheet.close_track
        return max(scores, key=scores.__getitem__) if best > second else None

    def flips(self, answers: dict[str, str], marks: tuple[str, ...], size: int) -> dict[tuple[str, ...], str | None]:
        """Every change of so many answers that leads elsewhere: ('question=answer', …) -> track."""
        now, found = self.track(answers, marks), {}
        for questions in itertools.combinations(self.sheet.vectors, size):
            others = [[o for o in self.sheet.vectors[q] if o != answers.get(q)] for q in questions]
            for picked in itertools.product(*others):
                changes = dict(zip(questions, picked, strict=True))
                if (track := self.track({**answers, **changes}, marks)) != now:
                    found[tuple(f"{q}={o}" for q, o in changes.items())] = track
        return found
