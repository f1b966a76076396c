"""`python -m bench.turns STORE SEED AT_ONCE SECONDS`: durable turns in a process of its own, and what they took, as JSON."""

import asyncio
import itertools
import json
import os
import random
import sys
import time
from pathlib import Path

from bench.store import PEOPLE, turn_of
from bot.store.opening import open_store

PROCESSES = 10  # at most, of different seeds


async def main(where: str, seed: int, at_once: int, seconds: float) -> None:
    store, dice, turns = await open_store(where), random.Random(seed), itertools.count()
    turn, end = turn_of(store, f"{os.getpid()}-"), time.perf_counter() + seconds
    before = peak()

    async def talk(number: int) -> None:
        while time.perf_counter() < end:
            some = dice.randrange(PEOPLE // at_once // PROCESSES) * at_once + number
            await turn(f"telegram:{some * PROCESSES + seed}")  # a lane that is nobody else's
            next(turns)

    await asyncio.gather(*map(talk, range(at_once)))
    await store.close()
    print(json.dumps({"turns": next(turns), "cpu": time.process_time(), "peak": peak(), "grown": peak() - before}))


def peak() -> float:
    """The most memory so far, in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
