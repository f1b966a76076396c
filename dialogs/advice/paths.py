"""The smallest changes that lead to one given track."""

from dialogs.advice.changes import all_changes
from dialogs.advice.model import Answers, Flip
from dialogs.advice.scoring import Questionnaire


def ways_to(sheet: Questionnaire, answers: Answers, marks: tuple[str, ...], track: str) -> tuple[Flip, ...]:
    """All changes of one answer that lead to that track, or if there is none, all of two; fewest points first."""
    for size in (1, 2):
        ways = [f for f in all_changes(sheet.counting, sheet.verdict_on, answers, marks, size) if f.track == track]
        if ways:
            return tuple(ways)
    return ()
