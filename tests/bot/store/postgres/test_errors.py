"""Servers that cannot be used, each with its own cure, and never the password."""

import asyncio
import contextlib
import os
import signal
import time
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.store.model import StoreError
from bot.store.postgres.address import without_password
from bot.store.postgres.errors import translate_errors
from bot.store.postgres.store import PostgresStore
from tests.bot.store.common import LANE, said


def test_an_error_that_nobody_foresaw_points_to_the_log_of_the_server():
    with pytest.raises(StoreError, match=r"^there: no more; look at the server's log$"), translate_errors("there"):
        raise asyncpg.PostgresError("no more")


async def test_a_server_that_comes_back_is_used_again(database, postgres):
    store = await database.open()
    await asyncio.gather(*(store.receive([said(n)]) for n in range(20)))
    await store.claim("telegram", 1)
    postgres.stop()
    for operation in (store.receive([said(99)]), store.peek(LANE), store.claim("telegram", 1), store.release(LANE)):
        with pytest.raises(StoreError, match="see whether the server runs"):
            await operation
    with pytest.raises(StoreError, match="see whether the server runs"):
        await PostgresStore.open(database.url)
    postgres.start()
    found = await asyncio.gather(*(store.receive([said(100 + n)]) for n in range(20)))
    assert sum(found) == 20
    assert await store.queue_depth() == (40, 0)


def send(sign: signal.Signals, pids: list[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):  # one of the server's own, that has come to its end
            os.kill(pid, sign)


async def test_a_server_that_does_not_answer_is_an_error_in_time(database, postgres):
    await database.open()  # makes the schema, which may take longer on a busy machine
    store = await database.open(patience=1.0)
    await store.receive([said(1)])
    rows = await postgres.run("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    pids = [postgres.pid, *(row[0] for row in rows)]
    try:
        send(signal.SIGSTOP, pids)
        started = time.monotonic()
        found = await asyncio.gather(*(store.peek(LANE) for _ in range(15)), return_exceptions=True)
        assert time.monotonic() - started < 4
        assert {type(one) for one in found} == {StoreError}, found
        assert "no answer in time" in str(found[0])
    finally:
        send(signal.SIGCONT, pids)
    while True:
        with contextlib.suppress(StoreError):
            assert await store.peek(LANE)
            break


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ada:hush-hush@127.0.0.1:9/x",
        "postgresql://ada:hush-hush@127.0.0.1:hush/x",
        "postgresql://ada:hush/hush@127.0.0.1/x",
        "postgresql://ada:12/hush@127.0.0.1/x",
        "postgresql://ada@127.0.0.1:9/x?password=hush",
        "mysql://127.0.0.1/x",
        "postgresql://ada:hush#hush@nowhere.invalid/x",
        "postgresql://[hush/x",
        "postgresql://127.0.0.1:9/x?sslmode=hush",
    ],
)
async def test_an_address_that_leads_nowhere_is_one_line_without_a_password(url):
    with pytest.raises(StoreError) as caught:
        await PostgresStore.open(url, patience=2.0)
    line = str(caught.value)
    assert "hush" not in line
    assert "\n" not in line
    assert "; " in line
    assert "hush" not in without_password(url)


async def test_wrong_user_database_or_right_is_told_with_its_cure(postgres):
    with pytest.raises(StoreError, match="createdb"):
        await PostgresStore.open(postgres.database("crossroads_nowhere"))
    await postgres.run("CREATE ROLE lodger LOGIN")
    try:
        parts = urlsplit(postgres.url)
        with pytest.raises(StoreError, match="make this user the owner"):
            await PostgresStore.open(parts._replace(netloc=f"lodger@{parts.netloc.rpartition('@')[2]}").geturl())
    finally:
        await postgres.run("DROP ROLE lodger")
