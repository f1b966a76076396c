"""People side by side, each taking the next step once the reply to the last one is on their screen."""

import asyncio
import random
from collections.abc import Sequence

from tests.botapi import BotApi
from tests.chaos.phone import Phone
from tests.chaos.script import next_act

LIMIT = 60.0  # seconds for one reply, with every kill that comes in between
TWICE, TWICE_LATER = 0.25, 0.15  # of the updates
SETTLED = 90.0  # seconds


class Crowd:
    """`marks` holds, for each person and step, how many contents they have seen when it is answered."""

    def __init__(self, api: BotApi, people: int, steps: int, seed: int) -> None:
        self._api, self._steps, self._seed = api, steps, seed
        self.phones = [Phone(api.person(f"Ada {number}")) for number in range(people)]
        self.marks: list[list[int]] = [[] for _ in range(people)]
        self.updates = self.again = 0

    def _step(self, number: int, step: int) -> int | None:
        phone = self.phones[number]
        phone.look()
        self.updates += 1
        return phone.do(next_act(self._seed, number, step, phone.seen))

    async def quietly(self, settled) -> None:
        """All take a step, then all wait until it is dealt with: so the marks are made."""
        for step in range(self._steps):
            for number in range(len(self.phones)):
                self._step(number, step)
            await settled()
            for phone, marks in zip(self.phones, self.marks, strict=True):
                marks.append(phone.look())

    async def at_once(self, marks: Sequence[Sequence[int]]) -> int:
        """Each at their own pace, updates perhaps twice; how many waited for a reply in vain."""
        waited = await asyncio.gather(*(self._talk(number, marks[number]) for number in range(len(self.phones))))
        return waited.count(False)

    async def _talk(self, number: int, marks: Sequence[int]) -> bool:
        dice = random.Random(f"{self._seed}/again/{number}")
        later: int | None = None
        for step in range(self._steps):
            update = self._step(number, step)
            if later is not None:
                self._repeat(later)
                later = None
            luck = dice.random()
            if luck < TWICE:
                self._repeat(update)
            elif luck < TWICE + TWICE_LATER:
                later = update
            if not await self.phones[number].sees(marks[step], LIMIT):
                return False
        return True

    def _repeat(self, update: int | None) -> None:
        if update in self._api.updates.given:
            self._api.redeliver(update)
            self.again += 1
