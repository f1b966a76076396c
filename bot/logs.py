"""Logging to standard error: a line an event, never a token, never what people say."""

import logging
import re

TOKEN = re.compile(r"\d{5,16}:[A-Za-z0-9_-]{30,64}")
_QUIET = ("telegram", "httpx", "httpcore", "aiohttp", "transitions", "asyncio")  # they log texts and addresses


class _Clean(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The line, tracebacks too, without anything that has the form of a token."""
        return TOKEN.sub("[token]", super().format(record))


def start_logging(level: str) -> None:
    """From now on; foreign libraries speak up only to warn, at whatever level."""
    screen = logging.StreamHandler()
    screen.setFormatter(_Clean("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[screen], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
