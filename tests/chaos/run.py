"""One run: a way of running the bot, a crowd, kills or none; and all that can be told of it afterwards."""

import asyncio
import contextlib
import math
import time
from pathlib import Path
from typing import Any, NamedTuple

from bot.cli.common import opened
from bot.store.model import Store
from tests.botapi import BotApi
from tests.chaos.bots import Way, running
from tests.chaos.crowd import SETTLED, Crowd
from tests.chaos.killer import Killer
from tests.chaos.script import Content

SEED = 5


class Person(NamedTuple):
    """What one of them saw, how often in a row, and what is kept of them."""

    seen: list[Content]
    counts: list[int]
    kept: Any


class Outcome(NamedTuple):
    """What a run led to; `left` lies in the inbox and the outbox, `errors` are lines of the bots' logs."""

    people: list[Person]
    marks: list[list[int]]
    turns: int
    left: tuple[int, int]
    spinners: int
    violations: list[str]
    errors: list[str]
    in_vain: int = 0
    kills: int = 0
    updates: int = 0
    again: int = 0
    seconds: float = 0.0


class Size(NamedTuple):
    """How many people take how many steps; at most so many requests lie between two kills."""

    people: int
    steps: int
    most: int


async def quiet(size: Size, store: str, log: Path) -> Outcome:
    """Nobody is killed and nothing comes twice."""
    began = time.monotonic()
    async with BotApi.serving() as api, opened(store) as kept:
        api.query_seconds = math.inf  # a spinner counts as lost only if nobody ever ends it
        crowd = Crowd(api, size.people, size.steps, SEED)
        async with running(Way("quiet"), api, store, log):
            await crowd.quietly(lambda: settled(api, kept))
        return await _outcome(api, crowd, kept, log, crowd.marks, seconds=time.monotonic() - began)


async def chaotic(size: Size, way: Way, store: str, log: Path, marks: list[list[int]]) -> Outcome:
    """Bots are killed until everybody has said all they had to say."""
    began = time.monotonic()
    async with BotApi.serving() as api, opened(store) as kept:
        api.query_seconds = math.inf  # a spinner counts as lost only if nobody ever ends it
        crowd = Crowd(api, size.people, size.steps, SEED)
        async with running(way, api, store, log) as bots:
            killer = Killer(api, bots, f"{SEED}/{way.name}", size.most)
            killing = asyncio.create_task(killer.run())
            try:
                in_vain = await crowd.at_once(marks)
            finally:
                killing.cancel()
                await asyncio.gather(killing, return_exceptions=True)
            with contextlib.suppress(TimeoutError):  # what is left is counted
                await settled(api, kept)
        figures = {"in_vain": in_vain, "kills": killer.kills, "seconds": time.monotonic() - began}
        outcome = await _outcome(api, crowd, kept, log, marks, **figures)
        return outcome._replace(errors=[*outcome.errors, *(f"ended by itself with {code}" for code in killer.broken)])


async def settled(api: BotApi, store: Store, seconds: float = SETTLED) -> None:
    """Everything delivered, answered and sent; TimeoutError when that takes too long."""
    async with asyncio.timeout(seconds):
        while not api.idle(0.05) or any(await store.queue_depth()):
            await asyncio.sleep(0.02)


async def _outcome(
    api: BotApi, crowd: Crowd, store: Store, log: Path, marks: list[list[int]], **figures: Any
) -> Outcome:
    people = []
    for phone in crowd.phones:
        phone.look()
        person = phone.person.id
        about = await store.export(f"telegram:{person}:{person}")
        people.append(Person(phone.seen, phone.counts, (about["session"], about["unanswered"])))
    turns = sum(row["turns"] for row in await store.turns())
    errors = [line for line in log.read_text().splitlines() if " WARNING " not in line]
    return Outcome(
        people,
        marks,
        turns,
        await store.queue_depth(),
        len(api.spinners()),
        [str(one) for one in api.violations],
        errors,
        updates=crowd.updates,
        again=crowd.again,
        **figures,
    )
