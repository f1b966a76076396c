"""Chaos in small, on every change; `make chaos` is the whole of it."""

import itertools
from pathlib import Path

import pytest

from tests.chaos.bots import WAYS, Way
from tests.chaos.points import every_point
from tests.chaos.run import Outcome, Size, chaotic, quiet
from tests.chaos.script import Content, next_act
from tests.chaos.takeover import takeover
from tests.chaos.verdict import judge, report
from tests.postgres import Server, postgres

__all__ = ["postgres"]  # a fixture
FEW = Size(people=10, steps=6, most=140)
POLLING, _, THREE, _ = WAYS


@pytest.fixture(scope="module")
def memo() -> dict[str, Outcome]:
    return {}


async def calm(folder: Path, memo: dict[str, Outcome]) -> Outcome:
    if "calm" not in memo:
        memo["calm"] = await quiet(FEW, str(folder / "quiet.db"), folder / "quiet.log")
        assert memo["calm"].turns == memo["calm"].updates == FEW.people * FEW.steps
    return memo["calm"]


@pytest.mark.parametrize("way", [POLLING, THREE], ids=lambda way: way.name)
async def test_kills_lose_nothing_and_double_nothing(way: Way, tmp_path: Path, postgres: Server, memo):
    wanted = await calm(tmp_path, memo)
    store = await postgres.new() if way.postgres else str(tmp_path / "chaos.db")
    outcome = await chaotic(FEW, way, store, tmp_path / "chaos.log", wanted.marks)
    verdict = judge(wanted, outcome)
    assert verdict.well, report(way.name, outcome, verdict)
    assert outcome.kills > 0


async def test_a_death_at_any_write_or_request_changes_nothing(tmp_path: Path):
    numbers = itertools.count()

    async def new_store() -> str:
        return str(tmp_path / f"{next(numbers)}.db")

    deaths = await every_point("SQLite", new_store, each=9)
    assert deaths.wrong == []
    assert deaths.count > 8


async def test_another_process_takes_over_within_five_seconds(tmp_path: Path, postgres: Server):
    assert 0 < await takeover(await postgres.new(), tmp_path / "log") < 5


def test_a_script_depends_on_nothing_but_its_person_and_what_they_saw():
    seen = [Content("Hello", (("Yes", "yes"), ("No", "no")))]
    first = [next_act(5, number, step, seen) for number in range(50) for step in range(20)]
    assert first == [next_act(5, number, step, seen) for number in range(50) for step in range(20)]
    assert {act.do for act in first} == {"say", "tap", "old", "edit", "sticker"}


def test_what_is_lost_or_done_twice_is_found(memo):
    if "calm" not in memo:
        pytest.skip("there was no quiet run")
    wanted = memo["calm"]
    person = wanted.people[0]
    less = person._replace(seen=person.seen[:-1], counts=person.counts[:-1])
    again = person._replace(counts=[count + 1 for count in person.counts])
    assert judge(wanted, wanted).well
    assert judge(wanted, wanted._replace(people=[less, *wanted.people[1:]])).lost == 1
    assert judge(wanted, wanted._replace(turns=wanted.turns + 1)).doubled == 1
    assert judge(wanted, wanted._replace(people=[again, *wanted.people[1:]])).resent == len(person.seen)
    assert len(judge(wanted, wanted._replace(people=[person._replace(kept=None), *wanted.people[1:]])).differ) == 1
