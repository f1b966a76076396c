"""How far a clock is believed before people are forgotten by it.

A machine that starts with a clock 400 days ahead would forget everybody at once; one that starts in 1970 would stamp
people as silent for decades. So the time by which anybody is forgotten is kept in the store and follows the clock:
at once while the clock goes on as usual, and by at most a week a look after it has jumped.
"""

import logging
from collections.abc import Callable

_log = logging.getLogger("crossroads")
DAY = 86400.0
CATCHING_UP = 7.0  # so many times as fast as it passes is time believed, for at most one day between two looks


class Clock:
    """`now` never runs behind `floor`, the time that was last believed; the store sets it when it is opened."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now, self.floor = now, 0.0

    def __call__(self) -> float:
        """Seconds since 1970."""
        return max(self._now(), self.floor)


def believed(now: float, looked: float, before: float) -> float:
    """The time to forget by, when it was `before` at the last look, which the clock says was at `looked`."""
    return min(now, before + CATCHING_UP * min(max(now - looked, 0.0), DAY))


def before_to_forget(before: float, now: float, time: float) -> float:
    """`before`, reckoned from the believed `time` instead of `now`; a clock that is not believed is told of."""
    if now - time > DAY:
        _log.warning(
            "the clock has jumped %.0f days ahead: nobody is forgotten for that; set it right", (now - time) / DAY
        )
    return before - (now - time)
