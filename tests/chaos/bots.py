"""Real bots: `python -m bot telegram` as a user starts it, several side by side, killed and started again."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from tests.botapi import TOKEN, BotApi
from tests.chaos.front import Front, free_ports

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0  # seconds for an end that was asked for


class Way(NamedTuple):
    """A way of running the bot."""

    name: str
    postgres: bool = False
    webhook: bool = False
    bots: int = 1


WAYS = (
    Way("polling, SQLite"),
    Way("webhook, SQLite", webhook=True),
    Way("webhook, PostgreSQL, 3 processes", postgres=True, webhook=True, bots=3),
    Way("polling, PostgreSQL", postgres=True),
)


class Bot:
    """One of them; `start` it again whenever it is dead."""

    def __init__(self, arguments: list[str], log: BinaryIO) -> None:
        self._command = [
            sys.executable,
            "-m",
            "bot",
            "telegram",
            "--rate",
            "1000000",
            "--log-level",
            "warning",
            *arguments,
        ]
        self._log = log
        self.child: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns at once; it is up when it has said hello to the stand-in."""
        environment = {**os.environ, "CROSSROADS_TOKEN": TOKEN}
        self.child = await asyncio.create_subprocess_exec(
            *self._command,
            cwd=ROOT,
            env=environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.child is not None and self.child.returncode is None

    async def end(self, sign: signal.Signals) -> int | None:
        """Its exit code, None when it did not run; after SIGTERM it has its time, and then it is killed."""
        if self.child is None or not self.alive:
            return None
        self.child.send_signal(sign)
        try:
            return await asyncio.wait_for(self.child.wait(), PATIENCE)
        except TimeoutError:
            self.child.kill()
            return await self.child.wait()


@contextlib.asynccontextmanager
async def running(way: Way, api: BotApi, store: str, log: Path) -> AsyncIterator[list[Bot]]:
    """All bots of a way, started; each is ended with the block."""
    async with contextlib.AsyncExitStack() as stack:
        common = ["--api", api.origin, "--store", store]
        out = stack.enter_context(log.open("ab"))
        if way.webhook:
            ports = free_ports(way.bots)
            front = await stack.enter_async_context(Front.listening(ports))
            hook = ["--webhook", f"http://127.0.0.1:{front}/hook", "--listen"]
            bots = [Bot([*common, *hook, f"127.0.0.1:{port}"], out) for port in ports]
        else:
            bots = [Bot(common, out)]
        try:
            for bot in bots:
                await bot.start()
            yield bots
        finally:
            for bot in bots:
                await bot.end(signal.SIGTERM)
