"""Kills bots, seeded: one, so many requests after the last, and starts it again a moment later."""

import asyncio
import random
import signal
from collections.abc import Sequence

from tests.botapi import BotApi
from tests.chaos.bots import Bot

LONGEST = 5.0  # seconds without requests after which one dies all the same
DOWN = 0.3  # seconds that one stays dead, at most


class Killer:
    """`kills` counts; `most` requests, at most, lie between two of them."""

    def __init__(self, api: BotApi, bots: Sequence[Bot], seed: str, most: int) -> None:
        self._api, self._bots, self._most = api, bots, most
        self._dice = random.Random(seed)
        self.kills = 0
        self.broken: list[int] = []  # exit codes of bots that ended by themselves

    async def run(self) -> None:
        """Until cancelled; then every bot runs again."""
        try:
            while True:
                await self._wait()
                await self._strike(self._dice.choice(self._bots))
        except asyncio.CancelledError:
            for bot in self._bots:
                if not bot.alive:
                    await bot.start()
            raise

    async def _wait(self) -> None:
        loop = asyncio.get_running_loop()
        goal, end = self._api.requests.total() + self._dice.randrange(self._most), loop.time() + LONGEST
        while self._api.requests.total() < goal and loop.time() < end:
            await asyncio.sleep(0.002)

    async def _strike(self, bot: Bot) -> None:
        code = bot.child.returncode if bot.child else None
        if code is not None:
            self.broken.append(code)
        elif await bot.end(signal.SIGKILL) is not None:
            self.kills += 1
        await asyncio.sleep(self._dice.random() * DOWN)
        await bot.start()
