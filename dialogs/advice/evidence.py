"""Which answers speak for which track: what the verdict is told from. Arithmetic only."""

from collections.abc import Iterable

from msgspec import Struct

from dialogs.advice.model import Advice, Answers, Flip, Reason
from dialogs.advice.scoring import Questionnaire


class Evidence(Struct, frozen=True):
    """One answer that takes a side: the track it speaks for most, and by how many points it does."""

    question: str
    answer: str
    track: str
    strength: int
    doubled: bool


def evidence(sheet: Questionnaire, advice: Advice) -> list[Evidence]:
    """Every answer that takes a side, the strongest first, those that count double before others as strong."""
    sides = []
    for reason in advice.reasons:
        if not reason.rule and (points := _joined(sheet, reason)):
            ranked = sorted(points.values(), reverse=True)
            if ranked[0] > ranked[-1]:
                track = max(points, key=points.__getitem__)
                sides.append(Evidence(reason.question, reason.option, track, ranked[0] - ranked[-1], reason.doubled))
    return sorted(sides, key=lambda one: (-one.strength, not one.doubled))


def _joined(sheet: Questionnaire, reason: Reason) -> dict[str, int]:
    """The points of an answer by track, with what it gives to the track that joins two."""
    return _with_joint(sheet, {track: reason.points.get(track, 0) for track in sheet.tracks})


def _with_joint(sheet: Questionnaire, points: dict[str, int]) -> dict[str, int]:
    joins = sheet.terms.joins
    if joins and joins.track in points:
        return {**points, joins.track: points[joins.track] + min(points[track] for track in joins.of)}
    return points


def tips(sheet: Questionnaire, answers: Answers, flips: Iterable[Flip]) -> list[Flip]:
    """The changes worth naming: to answers that say something and lead to a track, one option each.

    What people may see otherwise comes before facts and the verdict restated. One change for each question or two.
    """
    named: dict[tuple[str, ...], Flip] = {}
    for flip in sorted(flips, key=lambda flip: _cost(sheet, answers, flip)):
        worth = all(len(set(sheet.vectors[q][o])) > 1 for q, o in flip.changes.items())
        if flip.track and worth:
            named.setdefault(tuple(flip.changes), flip)
    return list(named.values())


def undoes(sheet: Questionnaire, answers: Answers, flip: Flip) -> bool:
    """Whether a change takes back what lasts: what somebody has been or done."""
    chosen = (sheet.questions[question].chosen(answers.get(question, "")) for question in flip.changes)
    return any(option.lasting for options in chosen for option in options)


def _cost(sheet: Questionnaire, answers: Answers, flip: Flip) -> tuple[int, bool, int, int]:
    """Several options at once cost most; then taking back what lasts; then facts and the verdict restated.

    At last comes what speaks for another track than it leads to.
    """
    several = sum(len(sheet.questions[q].chosen(o)) - 1 for q, o in flip.changes.items())
    idle = sum(sheet.questions[q].given or _restates(sheet, q, o, flip.track) for q, o in flip.changes.items())
    crooked = sum(_speaks_for(sheet, q, o) != flip.track for q, o in flip.changes.items())
    return several, undoes(sheet, answers, flip), idle, crooked


def _restates(sheet: Questionnaire, question: str, answer: str, track: str | None) -> bool:
    """Whether an answer asks outright for the track that joins two others, and gives no points to these."""
    joins, points = sheet.terms.joins, dict(zip(sheet.tracks, sheet.vectors[question][answer], strict=True))
    return bool(joins) and [track for track, n in points.items() if n] == [track] == [joins.track if joins else ""]


def _speaks_for(sheet: Questionnaire, question: str, answer: str) -> str:
    points = dict(zip(sheet.tracks, sheet.vectors[question][answer], strict=True))
    joined = _with_joint(sheet, points)
    return max(joined, key=joined.__getitem__)
