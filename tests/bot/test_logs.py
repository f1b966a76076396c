"""What is logged: a line an event, no token, and what failed without its words."""

import logging
import re

import pytest

from bot.logs import clean, error_location, hide, start_logging

TOKEN = "123456789:AAE" + "x" * 32


@pytest.fixture
def log(capsys):
    """What stands on standard error after `start_logging`."""
    kept = logging.getLogger().handlers[:], logging.getLogger().level

    def lines(level: str, *records: tuple[str, int, str, bool]) -> str:
        start_logging(level)
        for name, weight, message, raised in records:
            try:
                if raised:
                    raise ValueError("somebody's words " + TOKEN)
                error = None
            except ValueError as caught:
                error = caught
            logging.getLogger(name).log(weight, message, exc_info=error)
        return capsys.readouterr().err

    yield lines
    logging.getLogger().handlers[:], logging.getLogger().level = kept
    for name in ("asyncpg", "asyncio", "aiohttp", "telegram"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_an_error_is_one_line_that_says_where_and_not_what(log):
    shown = log("info", ("asyncio", logging.ERROR, "Task exception was never retrieved\nfuture: <Task>", True))
    assert shown.count("\n") == 1
    assert re.search(r"ERROR Task exception was never retrieved \(ValueError at test_logs\.py:\d+\)", shown)
    assert "somebody" not in shown


def test_debug_shows_the_traceback_without_the_token(log):
    shown = log("debug", ("crossroads", logging.ERROR, "it failed", True))
    assert "Traceback" in shown
    assert "[token]" in shown
    assert TOKEN not in shown


def test_libraries_are_heard_when_they_warn_and_the_driver_of_the_store_never(log):
    records = [
        ("aiohttp.access", logging.INFO, "GET /bot", False),
        ("telegram.ext", logging.WARNING, "one", False),
        ("asyncpg.pool", logging.ERROR, "Failed to restore the pool connection floor", True),
        ("crossroads", logging.INFO, "two", False),
    ]
    assert [line.split(" ", 2)[2] for line in log("info", *records).splitlines()] == ["WARNING one", "INFO two"]
    assert log("debug", records[0]) == ""


def test_a_token_is_never_said_whole_or_by_its_secret_half():
    hide("987654321:" + "s3cr3t" * 6)
    assert clean(f"a {TOKEN} b") == "a [token] b"
    assert clean("https://x/bot987654321:" + "s3cr3t" * 6) == "https://x/bot[token]"
    assert clean("half " + "s3cr3t" * 6) == "half [token]"


def test_where_an_error_was_raised_is_the_innermost_line():
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("x")
    assert re.fullmatch(r"test_logs\.py:\d+", error_location(caught.value))
    assert error_location(ValueError()) == "?"
