"""What many tests need: the pack, an engine on it, and a second, tiny pack about something else."""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.packs import load_pack, open_find
from dialogs.engine import Engine
from dialogs.script import Pack
from tests.botapi import BotApi
from tests.people import Person
from tests.phones import own_log, warm

settings.register_profile(
    "crossroads", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("crossroads")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was not proven here, and why, in one line: the article and the question sets are not in an ordinary clone."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped)
    if reasons:
        terminalreporter.write_line("not proven here: " + "; ".join(f"{n} for '{why}'" for why, n in reasons.items()))


@pytest.fixture(autouse=True)
def log_of_this_process() -> Iterator[None]:
    """What a command does to the log of this process ends with its test."""
    with own_log():
        yield


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The frozen pack: a test that uses it must hold whatever the shipped content says."""
    return warm().pack


@pytest.fixture(scope="session")
def engine() -> Engine:
    return warm()


@pytest.fixture(scope="session")
def shipped() -> Engine:
    """An engine on the content that comes along: for tests of that content."""
    return warm(None)


@pytest.fixture
async def api(caplog: pytest.LogCaptureFixture) -> AsyncIterator[BotApi]:
    """A stand-in without rich messages; the test fails if the bot broke a rule, left a tap unanswered or logged an error."""
    async with BotApi.serving(rich=False) as api:
        yield api
        assert [str(one) for one in api.violations] == []
        assert api.spinners() == []
        assert [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR] == []


@pytest.fixture(scope="session")
def tiny() -> Engine:
    small = load_pack(Path(__file__).parent / "pack")
    return Engine(small, open_find(small))


@pytest.fixture(scope="session")
def tiny_pack(tiny: Engine) -> Pack:
    return tiny.pack


@pytest.fixture
def person(engine: Engine) -> Person:
    return Person(engine)
