"""The smallest changes of answers that lead to another track, found by trying all."""

import itertools
from collections.abc import Callable, Iterator

from dialogs.advice.model import Answers, Flip
from dialogs.advice.tally import Counting, Tally

VerdictOn = Callable[[Tally], str | None]
Ranked = tuple[int, Flip]  # how many points are exchanged; the change


def smallest_changes(
    counting: Counting, verdict_on: VerdictOn, answers: Answers, marks: tuple[str, ...]
) -> tuple[Flip, ...]:
    """All changes of one answer that lead to another track, or if there is none, all of two; fewest points first."""
    return next((flips for size in (1, 2) if (flips := all_changes(counting, verdict_on, answers, marks, size))), ())


def all_changes(
    counting: Counting, verdict_on: VerdictOn, answers: Answers, marks: tuple[str, ...], size: int
) -> tuple[Flip, ...]:
    """All changes of one answer, or of two, that lead to another track; those that exchange fewest points first.

    A question without an answer counts as one to answer. An answer that counts double goes on to do so.
    """
    given = {question: counting.one(question, answers.get(question, ""), marks) for question in counting.tallies}
    now = verdict_on(_sum(counting, given))
    others = {
        question: {
            answer: counting.one(question, answer, marks)
            for answer in tallies
            if answer and answer != answers.get(question)
        }
        for question, tallies in counting.tallies.items()
    }
    search = (_single if size == 1 else _pairs)(counting, verdict_on, given, others, now)
    return tuple(flip for _, flip in sorted(search, key=lambda ranked: ranked[0]))


def _single(
    counting: Counting,
    verdict_on: VerdictOn,
    given: dict[str, Tally],
    others: dict[str, dict[str, Tally]],
    now: str | None,
) -> Iterator[Ranked]:
    for question, answers in others.items():
        rest = _sum(counting, given, question)
        for answer, tally in answers.items():
            if (track := verdict_on(rest.plus(tally))) != now:
                yield _distance(tally, given[question]), Flip({question: answer}, track)


def _pairs(
    counting: Counting,
    verdict_on: VerdictOn,
    given: dict[str, Tally],
    others: dict[str, dict[str, Tally]],
    now: str | None,
) -> Iterator[Ranked]:
    for left, right in itertools.combinations(others, 2):
        rest = _sum(counting, given, left, right)
        for answer, tally in others[left].items():
            halfway, moved = rest.plus(tally), _distance(tally, given[left])
            for its_answer, its_tally in others[right].items():
                if (track := verdict_on(halfway.plus(its_tally))) != now:
                    distance = moved + _distance(its_tally, given[right])
                    yield distance, Flip({left: answer, right: its_answer}, track)


def _sum(counting: Counting, given: dict[str, Tally], *left_out: str) -> Tally:
    total = counting.nothing
    for question, tally in given.items():
        if question not in left_out:
            total = total.plus(tally)
    return total


def _distance(new: Tally, old: Tally) -> int:
    """The points that are exchanged."""
    return sum(abs(a - b) for a, b in zip(new.points, old.points, strict=True))
