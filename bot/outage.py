"""Logs one line when a dependency fails and one when it recovers, however many of its users notice."""

import logging

_log = logging.getLogger("crossroads")


class Outage:
    """The state of a dependency, `what`: failed while any user reports so, recovered once all who did could use it."""

    def __init__(self, what: str, level: int = logging.ERROR) -> None:
        self._what, self._level = what, level
        self._failing: set[str] = set()

    @property
    def is_away(self) -> bool:
        """Whether anybody cannot use it now."""
        return bool(self._failing)

    def failed(self, who: str, why: object) -> None:
        """`who` cannot use it; `why` is one line, with the cure where there is one."""
        if not self._failing:
            _log.log(self._level, "%s is away (%s); what waits for it is kept, and tried again", self._what, why)
        self._failing.add(who)

    def recovered(self, who: str) -> None:
        """`who` could use it just now."""
        if who in self._failing:
            self._failing.discard(who)
            if not self._failing:
                _log.info("%s is back", self._what)
