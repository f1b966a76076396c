"""A place for a store of each kind, and a store there."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.model import Store
from tests.bot.store.common import Place
from tests.postgres import postgres  # noqa: F401 - a fixture


@pytest.fixture(params=["sqlite", "postgres"])
async def place(request, tmp_path) -> AsyncIterator[Place]:
    if request.param == "sqlite":
        (tmp_path / "store").mkdir()
        here = Place("sqlite", str(tmp_path / "store" / "crossroads.db"))
    else:
        server = request.getfixturevalue("postgres")
        here = Place("postgres", await server.new(), server)
    yield here
    await here.close()


@pytest.fixture
async def store(place: Place) -> Store:
    return await place.open()


@pytest.fixture
async def pair(place: Place) -> list[Store]:
    return [await place.open(), await place.open()]


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "crossroads.db"


@pytest.fixture
async def database(postgres) -> AsyncIterator[Place]:  # noqa: F811
    here = Place("postgres", await postgres.new(), postgres)
    yield here
    await here.close()
