"""Connections to PostgreSQL, straight or through a pooler such as PgBouncer.

A pooler may hand every transaction to another server connection, so through one every statement is a transaction of
its own that brings its settings along, and nothing is prepared. That works whatever the pool mode is.
"""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import asyncpg

from bot.store.postgres.address import for_driver
from bot.store.postgres.schema import Connection, migrate

CONNECTIONS = 10
SHARED = 4  # through a pooler; in session mode each holds one of its 20
_NAME = {"application_name": "crossroads"}
_SETTINGS = {
    "synchronous_commit": "on",  # a turn that was answered survives a power cut
    # A plan is made once a connection; one made while a queue was empty must not scan it when it is long.
    "enable_seqscan": "off",
    "jit": "off",
}
# The driver sets jit for a moment itself, and would leave a local setting of ours behind.
_LOCAL = "; ".join(f"SET LOCAL {name} = {value}" for name, value in _SETTINGS.items() if name != "jit")


class Connections:
    """A pool of connections; `shared` when a pooler stands between them and the server."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", *, shared: bool) -> None:
        self.pool, self.shared = pool, shared

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """One to run statements on; through a pooler, they are one transaction."""
        async with self.pool.acquire() as db:
            if not self.shared:
                yield db
                return
            async with db.transaction():
                await db.execute(_LOCAL)
                yield db

    async def vacuum(self, table: str, wait: str, patience: float) -> None:
        """Write a table's file anew. Whoever needs the table comes after this, so it waits no longer than `wait`."""
        async with self.pool.acquire() as db:
            if self.shared:  # a setting would stay with whoever gets that server connection next
                async with db.transaction():
                    await db.execute(f"SET LOCAL lock_timeout = '{wait}'; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
                await db.execute(f"VACUUM (FULL) {table}", timeout=patience)
                return
            await db.execute(f"SET lock_timeout = '{wait}'")
            try:
                await db.execute(f"VACUUM (FULL) {table}", timeout=patience)
            finally:
                await db.execute("RESET lock_timeout")


async def connect(url: str, patience: float) -> Connections:
    """A pool of connections to an up-to-date schema; raises what the driver raises."""
    address, arguments = for_driver(url)
    arguments["timeout"] = patience
    shared = await _is_shared(address, arguments)
    pool = await asyncpg.create_pool(
        address,
        min_size=1,
        max_size=SHARED if shared else CONNECTIONS,
        command_timeout=patience,
        server_settings=_NAME if shared else _NAME | _SETTINGS,
        statement_cache_size=0 if shared else 100,
        reset=_as_it_is,
        **arguments,
    )
    connections = Connections(pool, shared=shared)
    try:
        async with connections.connection() as db:
            await migrate(db)
    except BaseException:
        pool.terminate()
        raise
    return connections


async def _is_shared(address: str, arguments: dict[str, Any]) -> bool:
    """Whether a pooler answers: it tells another process id than the server's."""
    db = await asyncpg.connect(address, statement_cache_size=0, server_settings=_NAME, **arguments)
    try:
        async with db.transaction():
            return bool(await db.fetchval("SELECT pg_backend_pid()") != db.get_server_pid())
    finally:
        await db.close(timeout=arguments["timeout"])


async def _as_it_is(_: object) -> None:
    """Nothing is left set on a connection here, so none needs the round trip that cleans it up."""
