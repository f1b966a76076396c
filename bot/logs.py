"""Logging to standard error: one line per event, without tokens and without what people write."""

import logging
import re

TOKEN = re.compile(r"\d{5,16}:[A-Za-z0-9_-]{30,64}")
_QUIET = ("telegram", "httpx", "httpcore", "aiohttp", "transitions", "asyncio")  # they log texts and addresses
_SILENT = ("asyncpg",)  # it warns once more, with a traceback, of each outage that the store tells of

_secrets: set[str] = set()


def hide(token: str) -> None:
    """From now on `clean` replaces a token, and the secret half of it alone."""
    _secrets.update(part for part in (token, token.partition(":")[2]) if part)


def clean(text: str) -> str:
    """The text without any token."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, "[token]")
    return TOKEN.sub("[token]", text)


class _Clean(logging.Formatter):
    """Lines without a token. An event is one line, with where an error was raised; tracebacks are for `whole`."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        self._whole = whole

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        if self._whole:
            return clean(super().format(record))
        line = logging.makeLogRecord(record.__dict__)
        message = " ".join(record.getMessage().split("\n", maxsplit=1)[0].split())
        error = record.exc_info[1] if record.exc_info else None
        where = f" ({type(error).__name__} at {error_location(error)})" if error else ""
        line.msg, line.args, line.exc_info, line.exc_text = message + where, (), None, None
        return clean(super().format(line))


def error_location(error: BaseException) -> str:
    """File and line where an error was raised; without its message, which may hold a person's words or the token."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else "?"


def start_logging(level: str) -> None:
    """From now on; other libraries are heard from WARNING on, at whatever level; only `debug` shows tracebacks."""
    screen = logging.StreamHandler()
    screen.setFormatter(_Clean(whole=level == "debug"))
    logging.basicConfig(level=level.upper(), handlers=[screen], force=True)
    for names, lowest in ((_QUIET, logging.WARNING), (_SILENT, logging.CRITICAL)):
        for name in names:
            logging.getLogger(name).setLevel(lowest)
