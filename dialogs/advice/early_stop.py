"""Whether the questions still open can change the track: exact, over everything that could be answered to them."""

import functools
import itertools
from collections.abc import Callable

from dialogs.advice.model import Answers
from dialogs.advice.tally import Counting, Tally

VerdictOn = Callable[[Tally], str | None]


class EarlyStop:
    """Looks ahead over open questions. What they can add is worked out once for each set of them."""

    def __init__(self, counting: Counting, verdict_on: VerdictOn, least: int) -> None:
        self._counting, self._verdict_on, self._least = counting, verdict_on, least
        self.reachable = functools.lru_cache(maxsize=256)(self._reach)
        self.extremes = functools.lru_cache(maxsize=256)(self._extremes)
        self._unanswered = functools.lru_cache(maxsize=256)(lambda left: counting.of({}, only=left))

    def settled(self, done: Answers, marks: tuple[str, ...] = ()) -> bool:
        """Whether no answers to the questions that are not in `done` can change the track."""
        left = tuple(question for question in self._counting.tallies if question not in done)
        closed = self._counting.of(done, marks, only=tuple(done))
        so_far = closed.plus(self._unanswered(left))  # no rule that needs an open question counts yet
        now = self._verdict_on(so_far)
        return all(
            self._verdict_on(closed.plus(more)) == now
            for listed in (self.extremes, self.reachable)
            for more in listed(left)
        )

    def _extremes(self, left: tuple[str, ...]) -> tuple[Tally, ...]:
        """For each two tracks, the answers that move the first most against the second: few, and likely to matter."""
        lines = []
        for a, b in itertools.permutations(range(len(self._counting.tracks)), 2):
            total = self._counting.nothing
            for question in left:
                tallies = self._counting.tallies[question].values()
                total = total.plus(max(tallies, key=lambda t: t.points[a] - t.points[b]))
            lines.append(total)
        return tuple(lines)

    def _reach(self, left: tuple[str, ...]) -> tuple[Tally, ...]:
        """Every tally that answers to these questions, or skipping them, can add."""
        totals = {self._counting.nothing}
        for question in left:
            distinct = set(self._counting.tallies[question].values())
            totals = {self._counting.relative(t.plus(d, most=self._least)) for t in totals for d in distinct}
        return tuple(totals)
