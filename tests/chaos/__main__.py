"""`make chaos`: everything, with figures; exits 1 when anything is lost, done twice, or not as in the quiet run."""

import asyncio
import itertools
import sys
import tempfile
from pathlib import Path

from tests.chaos.bots import WAYS
from tests.chaos.points import every_point
from tests.chaos.run import Size, chaotic, quiet
from tests.chaos.takeover import takeover
from tests.chaos.verdict import judge, report
from tests.postgres import Server, running

CROWD = Size(people=200, steps=15, most=400)
KILLS = 100  # at least, in all
SOON = 5.0  # seconds


async def crowds(folder: Path, server: Server) -> bool:
    """Every way of running the bot, one after the other."""
    calm = await quiet(CROWD, str(folder / "quiet.db"), folder / "quiet.log")
    print(f"quiet: {CROWD.people} people, updates {calm.updates}, turns {calm.turns}, {calm.seconds:.0f} s", flush=True)
    well, kills = calm.turns == calm.updates and not calm.errors, 0
    for number, way in enumerate(WAYS):
        store = await server.new() if way.postgres else str(folder / f"{number}.db")
        stormy = await chaotic(CROWD, way, store, folder / f"{number}.log", calm.marks)
        verdict = judge(calm, stormy)
        print(report(way.name, stormy, verdict), flush=True)
        well, kills = well and verdict.well, kills + stormy.kills
    print(f"kills in all: {kills}", flush=True)
    return well and kills >= KILLS


async def points(folder: Path, server: Server) -> bool:
    """Every point of a conversation, on both stores."""
    numbers = itertools.count()

    async def file() -> str:
        return str(folder / f"point{next(numbers)}.db")

    well = True
    for kind, new_store in (("SQLite", file), ("PostgreSQL", server.new)):
        deaths = await every_point(kind, new_store)
        print(f"crash points on {deaths.kind}: {deaths.count}, wrong {len(deaths.wrong)}", flush=True)
        for line in deaths.wrong[:10]:
            print(f"    {line}")
        well = well and not deaths.wrong
    return well


async def everything() -> bool:
    """Whether all is well."""
    with tempfile.TemporaryDirectory() as name, running(durable=False) as server:
        folder = Path(name)
        seconds = await takeover(await server.new(), folder / "takeover.log")
        print(f"another process took over a turn in the middle after {seconds:.1f} s", flush=True)
        results = [seconds < SOON, await points(folder, server), await crowds(folder, server)]
    return all(results)


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(everything()) else 1)
