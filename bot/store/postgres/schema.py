"""The PostgreSQL schema, one step a version; a step never changes once it was released, it gets a successor."""

from typing import TypeAlias

import asyncpg

from bot.store.sqlite.schema import NewerSchemaError

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

# Columns that tell of a person. Without this, ANALYZE would copy samples of them into pg_statistic, where no
# erasing of rows finds them.
_PRIVATE = {
    "sessions": ("key", "body"),
    "unanswered": ("key", "text"),
    "inbox": ("lane", "key", "body"),
    "outbox": ("lane", "key", "body"),
    "lanes": ("lane",),
    "memories": ("lane", "body"),
}
_QUEUE_COLUMNS = (
    "(seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lane text NOT NULL, key text NOT NULL,"
    " body bytea NOT NULL, at double precision NOT NULL)"
)
_AT = "at double precision NOT NULL"

PARTS = 16


def _in_parts(table: str, by: str, columns: str) -> tuple[str, ...]:
    """To erase somebody for good, the file in which they stood is written anew, and whoever else stands in it waits.

    With a million people that takes 16 seconds in one piece, and one second in parts; a turn costs a tenth more.
    """
    parts = (
        f"CREATE TABLE {table}_{n} PARTITION OF {table} FOR VALUES WITH (MODULUS {PARTS}, REMAINDER {n})"
        " WITH (fillfactor = 70)"  # room for the next version of a row in the same page
        for n in range(PARTS)
    )
    return (f"CREATE TABLE {table} ({by} text PRIMARY KEY, {columns}) PARTITION BY HASH ({by})", *parts)


STEPS: tuple[tuple[str, ...], ...] = (
    (
        # No index on `at`: with one, no save of a session could stay within its page (a HOT update).
        *_in_parts("sessions", "key", f"body bytea NOT NULL, version bigint NOT NULL, {_AT}"),
        f"CREATE TABLE unanswered (seq bigint GENERATED ALWAYS AS IDENTITY, key text NOT NULL, text text NOT NULL,"
        f" {_AT})",
        "CREATE INDEX unanswered_by_key ON unanswered (key)",
        f"CREATE TABLE inbox {_QUEUE_COLUMNS}",
        "CREATE INDEX inbox_by_lane ON inbox (lane, seq)",
        "CREATE INDEX inbox_by_key ON inbox (key)",
        f"CREATE TABLE outbox {_QUEUE_COLUMNS}",
        "CREATE INDEX outbox_by_lane ON outbox (lane, seq)",
        "CREATE INDEX outbox_by_key ON outbox (key)",
        f"CREATE TABLE seen (id text PRIMARY KEY, {_AT})",
        "CREATE INDEX seen_by_age ON seen (at)",
        "CREATE SEQUENCE lanes_place",
        # `until` is the end of the owner's lease, `news` counts what arrived, both for whoever meets in this row.
        "CREATE TABLE lanes (lane text PRIMARY KEY, place bigint NOT NULL DEFAULT nextval('lanes_place'),"
        " owner text NOT NULL DEFAULT '', until timestamptz NOT NULL DEFAULT '-infinity',"
        " ready timestamptz NOT NULL DEFAULT '-infinity', news bigint NOT NULL DEFAULT 1) WITH (fillfactor = 50)",
        "CREATE INDEX lanes_by_place ON lanes (place)",
        *_in_parts("memories", "lane", f"body bytea NOT NULL, {_AT}"),
        f"CREATE TABLE turns ({_AT}, channel text NOT NULL, state text NOT NULL, trigger text NOT NULL,"
        " milliseconds double precision NOT NULL, missed boolean NOT NULL)",
        "CREATE INDEX turns_by_age ON turns (at)",
        *(
            f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0"
            for table, columns in _PRIVATE.items()
            for column in columns
        ),
    ),
    (
        "ALTER TABLE seen RENAME TO processed",
        "ALTER INDEX seen_by_age RENAME TO processed_by_age",
        "ALTER TABLE memories RENAME TO chat_state",
        *(f"ALTER TABLE memories_{n} RENAME TO chat_state_{n}" for n in range(PARTS)),
        "ALTER TABLE lanes RENAME COLUMN place TO position",
        "ALTER SEQUENCE lanes_place RENAME TO lanes_position",
        "ALTER INDEX lanes_by_place RENAME TO lanes_by_position",
    ),
    (
        "CREATE TABLE clock (one int PRIMARY KEY CHECK (one = 1), looked double precision NOT NULL,"
        " believed double precision NOT NULL)",
    ),
)
VERSION = len(STEPS)
_ONE_AT_A_TIME = 0x63726F7373  # an advisory lock: of several that start at once, one makes the schema


async def migrate(db: Connection, steps: tuple[tuple[str, ...], ...] = STEPS) -> None:
    """Bring a database of any earlier version up to date, all or nothing. Raises NewerSchemaError."""
    if await _version(db) == len(steps):
        return
    async with db.transaction():
        await db.execute("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
        # Waiting for that lock tells a connection nothing of new tables; this statement does.
        await db.execute("CREATE TABLE IF NOT EXISTS crossroads_schema (version int NOT NULL)")
        version = await _highest(db)  # somebody else may have been quicker
        if version > len(steps):
            raise NewerSchemaError
        for step in steps[version:]:
            for statement in step:
                await db.execute(statement)
        if version < len(steps):
            await db.execute("INSERT INTO crossroads_schema VALUES ($1)", len(steps))


async def _version(db: Connection) -> int:
    there = await db.fetchval("SELECT to_regclass('crossroads_schema') IS NOT NULL")
    return await _highest(db) if there else 0


async def _highest(db: Connection) -> int:
    return int(await db.fetchval("SELECT coalesce(max(version), 0) FROM crossroads_schema"))
