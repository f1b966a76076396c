"""Writes that come at the same moment, committed together: one wait for the disk instead of sixty."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

Write = Callable[[sqlite3.Connection], Any]
PATIENCE = 5.0  # seconds for which a file locked by somebody else is tried again
PAUSE = 0.05


class GroupCommit:
    """Jobs run in the order of their coming, in one transaction a loop's round; a job that raises undoes only itself.

    A job may run twice, so all that it does must be in the transaction. Only a group with a `lasting` job waits for the
    disk: what is not lasting survives the death of the process, and a power cut may undo it. `check` runs before each
    group and may raise StoreError: then nothing of it is written.
    """

    def __init__(self, db: sqlite3.Connection, check: Callable[[], None]) -> None:
        self._db = db
        self._check = check
        self._jobs: list[tuple[Write, asyncio.Future[Any]]] = []
        self._lasting = False
        self._deadline: float | None = None

    def run(self, job: Write, *, lasting: bool = True) -> "asyncio.Future[Any]":
        """What the job returns, once it is committed (and on disk, if it is `lasting`); or what it raised."""
        self._lasting = self._lasting or lasting
        loop = asyncio.get_running_loop()
        result: asyncio.Future[Any] = loop.create_future()
        self._jobs.append((job, result))
        if len(self._jobs) == 1:
            loop.call_soon(self._flush)
        return result

    def _flush(self) -> None:
        jobs = self._jobs
        loop = asyncio.get_running_loop()
        try:
            self._check()
            self._db.execute(f"PRAGMA synchronous = {'FULL' if self._lasting else 'NORMAL'}")
            self._db.execute("BEGIN IMMEDIATE")
        except Exception as error:
            self._deadline = self._deadline or loop.time() + PATIENCE
            if is_busy(error) and loop.time() < self._deadline:
                loop.call_later(PAUSE, self._flush)
                return
            self._jobs, self._lasting, self._deadline = [], False, None
            _fail(jobs, error)
            return
        self._jobs, self._lasting, self._deadline = [], False, None
        try:
            results = [job(self._db) for job, _ in jobs]
            self._db.execute("COMMIT")
        except Exception as error:
            self._undo()
            if len(jobs) == 1:
                _fail(jobs, error)
            else:
                for one in jobs:
                    self._alone(one)
            return
        for (_, waits), result in zip(jobs, results, strict=True):
            if not waits.done():
                waits.set_result(result)

    def _alone(self, job: tuple[Write, "asyncio.Future[Any]"]) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            result = job[0](self._db)
            self._db.execute("COMMIT")
        except Exception as error:
            self._undo()
            _fail([job], error)
        else:
            if not job[1].done():
                job[1].set_result(result)

    def _undo(self) -> None:
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")


def _fail(jobs: list[tuple[Write, "asyncio.Future[Any]"]], error: Exception) -> None:
    for _, waits in jobs:
        if not waits.done():
            waits.set_exception(error)


def is_busy(error: Exception) -> bool:
    """Whether another program holds the file."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
