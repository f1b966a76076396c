"""Erasing a person from PostgreSQL, and knowing when the old rows are read by nobody any more."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.store.clock import believed
from bot.store.model import lane_of
from bot.store.postgres import sql
from bot.store.postgres.schema import Connection


async def erase(db: Connection, key: str) -> set[str]:
    """The tables, or parts of them, that something was erased from.

    The inbox is locked first: a turn that is just being committed holds its row there; what it saves is seen after it.
    """
    await db.execute("SELECT FROM inbox WHERE key = $1 ORDER BY seq FOR UPDATE", key)
    touched = await delete(db, "chat_state", "lane = $1", lane_of(key))
    for table in ("sessions", "unanswered", "outbox"):
        touched |= await delete(db, table, "key = $1", key)
    return touched


async def delete(db: Connection, table: str, where: str, value: object) -> set[str]:
    """Delete where `where` says; the tables, or parts of them, that rows were deleted from."""
    rows = await db.fetch(f"DELETE FROM {table} WHERE {where} RETURNING tableoid::regclass::text", value)  # noqa: S608
    return {part for (part,) in rows}


async def is_unread(fetch: Callable[[str, object], Awaitable[Any]]) -> bool:
    """Whether everybody who was reading when this was called has come to an end; a second is long for our own.

    `fetch` runs a statement with one value in a transaction of its own, for each sees the same readers all along.
    """
    now = await fetch("SELECT clock_timestamp() WHERE $1::bool", True)
    for _ in range(100):
        if not await fetch(sql.OLDER_READERS, now):
            return True
        await asyncio.sleep(0.01)
    return False


async def look_at_clock(db: Connection, now: float) -> float:
    """The time to forget by, kept for the next look; at the first one it is that of the last turn."""
    rows = await db.fetch("SELECT looked, believed FROM clock FOR UPDATE")
    newest = min(now, await db.fetchval("SELECT coalesce(max(at), $1) FROM sessions", now)) if not rows else 0.0
    time_believed = believed(now, *rows[0]) if rows else believed(now, newest, newest)
    await db.execute(
        "INSERT INTO clock VALUES (1, $1, $2) ON CONFLICT (one) DO UPDATE SET looked = $1, believed = $2",
        now,
        time_believed,
    )
    return time_believed
