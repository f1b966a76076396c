"""What is away for a while is said once when it goes, and once when it is back, however many notice."""

import logging

_log = logging.getLogger("crossroads")


class Outage:
    """Of one thing, `what`: it is away while anybody says so, and back when all who said so have taken it back."""

    def __init__(self, what: str, level: int = logging.ERROR) -> None:
        self._what, self._level = what, level
        self._by: set[str] = set()

    @property
    def is_away(self) -> bool:
        """Whether anybody cannot use it now."""
        return bool(self._by)

    def failed(self, who: str, why: object) -> None:
        """`who` cannot use it; `why` is one line, with the cure where there is one."""
        if not self._by:
            _log.log(self._level, "%s is away (%s); what waits for it is kept, and tried again", self._what, why)
        self._by.add(who)

    def recovered(self, who: str) -> None:
        """`who` could use it just now."""
        if who in self._by:
            self._by.discard(who)
            if not self._by:
                _log.info("%s is back", self._what)
