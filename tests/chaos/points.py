"""One death at every single write and request of a short conversation, each on a fresh store, one by one."""

import asyncio
import contextlib
import multiprocessing
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from multiprocessing.process import BaseProcess
from typing import NamedTuple

from tests.botapi import BotApi
from tests.chaos.phone import Phone
from tests.chaos.run import Outcome, Person, opened, settled
from tests.chaos.script import Act
from tests.chaos.verdict import judge
from tests.chaos.victim import Point, live

ACTS = (
    Act("say", "/start"),
    Act("tap", "find", 0),
    Act("say", "the first one"),
    Act("sticker"),
    Act("old", "help", 0),
    Act("say", "/forget"),
    Act("tap", "forget_yes"),
    Act("say", "/pay"),
)
MOST = 99  # points of a kind; a conversation has fewer
ENDS = (0, -signal.SIGKILL, -signal.SIGTERM)  # the last when it was told to end before it listened
LIMIT = 20.0  # seconds for a reply
NewStore = Callable[[], Awaitable[str]]  # a new, empty store
_spawning = multiprocessing.get_context("forkserver")
_spawning.set_forkserver_preload(["tests.chaos.victim"])


class Conversation(NamedTuple):
    """What a conversation led to, and whether the bot died in it."""

    outcome: Outcome
    died: bool


class Deaths(NamedTuple):
    """How many there were, and what can be told of them."""

    kind: str
    count: int
    wrong: list[str]


@contextlib.asynccontextmanager
async def _alive(api: BotApi, where: str, point: Point) -> AsyncIterator[list[BaseProcess]]:
    """A victim, and once it is dead another one that is not doomed; all of them so far."""
    lives: list[BaseProcess] = []

    def begin(point: Point) -> None:
        lives.append(_spawning.Process(target=live, args=(api.origin, where, point)))
        lives[-1].start()

    async def watch() -> None:
        while lives[0].exitcode is None:
            await asyncio.sleep(0.005)
        begin(Point())

    begin(point)
    watching = asyncio.create_task(watch())
    try:
        yield lives
    finally:
        watching.cancel()
        if lives[-1].exitcode is None:
            lives[-1].terminate()
        await asyncio.to_thread(lives[-1].join, 15)
        if lives[-1].exitcode is None:
            lives[-1].kill()


async def converse(where: str, point: Point, marks: list[int]) -> Conversation:
    """The conversation, in which the bot dies at a point; without marks it is the quiet one, and makes them."""
    in_vain = 0
    async with BotApi.serving() as api, opened(where) as store:
        phone, made = Phone(api.person()), list(marks)
        async with _alive(api, where, point) as lives:
            for step, act in enumerate(ACTS):
                phone.look()
                phone.do(act)
                if not marks:
                    await settled(api, store, LIMIT)
                    made.append(phone.look())
                elif not await phone.sees(marks[step], LIMIT):
                    in_vain = 1
                    break
            with contextlib.suppress(TimeoutError):
                await settled(api, store, LIMIT)
        phone.look()
        about = await store.export(f"telegram:{phone.person.id}:{phone.person.id}")
        person = Person(phone.seen, phone.counts, (about["session"], about["unanswered"]))
        turns = sum(row["turns"] for row in await store.turns())
        left, spinners = await store.queue_depth(), len(api.spinners())
        ends = [f"ended with {one.exitcode}" for one in lives if one.exitcode not in ENDS]
        died = lives[0].exitcode == -signal.SIGKILL
        violations = [str(one) for one in api.violations]
        return Conversation(Outcome([person], [made], turns, left, spinners, violations, ends, in_vain), died)


async def every_point(kind: str, new_store: NewStore, each: int = 1) -> Deaths:
    """One death at each point (or at every `each`-th), the kinds of points side by side."""
    quiet = (await converse(await new_store(), Point(), [])).outcome
    wrong: list[str] = []

    async def chain(at: str, what: str) -> int:
        for count, number in enumerate(range(1, MOST, each)):
            point = Point(at, what, number)
            talk = await converse(await new_store(), point, quiet.marks[0])
            if not talk.died:
                return count
            verdict = judge(quiet, talk.outcome)
            if not verdict.well:
                wrong.append(f"{' '.join(map(str, point))}: {verdict}")
        raise AssertionError(f"more than {MOST} points {at} {what}")

    counts = await asyncio.gather(*(chain(at, what) for at in ("before", "after") for what in ("store", "api")))
    return Deaths(kind, sum(counts), wrong)
