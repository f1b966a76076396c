"""What many tests need: the pack, an engine on it, and a second, tiny pack about something else."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.packs import load_pack, open_find
from dialogs.engine import Engine
from dialogs.script import Pack
from tests.people import Person

settings.register_profile(
    "crossroads", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("crossroads")


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack()


@pytest.fixture(scope="session")
def engine(pack: Pack) -> Engine:
    return Engine(pack, open_find(pack))


@pytest.fixture(scope="session")
def tiny() -> Engine:
    small = load_pack(Path(__file__).parent / "pack")
    return Engine(small, open_find(small))


@pytest.fixture
def person(engine: Engine) -> Person:
    return Person(engine)
