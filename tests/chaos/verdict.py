"""Two runs of the same people side by side: what is lost, done twice, or merely shown again."""

from typing import NamedTuple

from tests.chaos.run import Outcome, Person


class Verdict(NamedTuple):
    """`lost`: contents, updates and sends; `doubled`: turns; `resent`: messages shown again; `differ`: people."""

    lost: int
    doubled: int
    resent: int
    differ: list[str]
    faults: list[str]

    @property
    def well(self) -> bool:
        """Whether nobody can tell that there were kills, but by a message that came again."""
        return not (self.lost or self.doubled or self.differ or self.faults)


def judge(quiet: Outcome, chaotic: Outcome) -> Verdict:
    """The chaotic run, measured by the quiet one."""
    missing, resent, differ = 0, 0, []
    for number, (wanted, actual) in enumerate(zip(quiet.people, chaotic.people, strict=True)):
        difference = _difference(wanted, actual)
        if difference:
            differ.append(f"person {number}: {difference}")
        missing += max(0, len(wanted.seen) - len(actual.seen))
        resent += max(0, sum(actual.counts) - sum(wanted.counts))
    turns = chaotic.turns - quiet.turns
    lost = missing + sum(chaotic.left) + chaotic.in_vain + chaotic.spinners + max(0, -turns)
    return Verdict(lost, max(0, turns), resent, differ, [*chaotic.violations, *chaotic.errors])


def _difference(wanted: Person, actual: Person) -> str:
    """The first one, or nothing."""
    for index, (one, other) in enumerate(zip(wanted.seen, actual.seen, strict=False)):
        if one != other:
            return f"content {index} is {other.text[:60]!r}, and should be {one.text[:60]!r}"
    if len(wanted.seen) != len(actual.seen):
        return f"{len(actual.seen)} contents, and should be {len(wanted.seen)}"
    fewer = [index for index, (one, other) in enumerate(zip(wanted.counts, actual.counts, strict=True)) if other < one]
    if fewer:
        return f"content {fewer[0]} was shown {actual.counts[fewer[0]]} times, and should be {wanted.counts[fewer[0]]}"
    return "" if wanted.kept == actual.kept else f"kept is {actual.kept}, and should be {wanted.kept}"


def report(name: str, outcome: Outcome, verdict: Verdict) -> str:
    """A line of figures, and below it what is wrong, at most ten lines of it."""
    figures = (
        f"kills {outcome.kills}, updates {outcome.updates} (+{outcome.again} twice), turns {outcome.turns}, "
        f"lost {verdict.lost}, doubled {verdict.doubled}, resent {verdict.resent}, differ {len(verdict.differ)}, "
        f"{outcome.seconds:.0f} s"
    )
    wrong = [*verdict.differ, *verdict.faults]
    return "\n".join([f"{name}: {figures}", *(f"    {line}" for line in wrong[:10])])
