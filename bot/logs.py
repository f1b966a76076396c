"""Logging to standard error: a line an event, never a token, never what people say."""

import logging
import re

TOKEN = re.compile(r"\d{5,16}:[A-Za-z0-9_-]{30,64}")
_QUIET = ("telegram", "httpx", "httpcore", "aiohttp", "transitions", "asyncio")  # they log texts and addresses


_secrets: set[str] = set()


def hide(token: str) -> None:
    """From now on neither it nor its secret half is said, however it is written or cut."""
    _secrets.update(part for part in (token, token.partition(":")[2]) if part)


def clean(text: str) -> str:
    """The text without any token."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, "[token]")
    return TOKEN.sub("[token]", text)


class _Clean(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The line, tracebacks too, without a token."""
        return clean(super().format(record))


def error_location(error: BaseException) -> str:
    """Where an error was raised, without what it says: that may hold a person's words or the token."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"


def start_logging(level: str) -> None:
    """From now on; foreign libraries speak up only to warn, at whatever level."""
    screen = logging.StreamHandler()
    screen.setFormatter(_Clean("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[screen], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
