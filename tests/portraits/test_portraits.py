"""What blind readers answer for portrayed people leads where blind labellers, from the article alone, would send them."""

from pathlib import Path

import pytest
import yaml

from bot.packs import load_pack

HERE = Path(__file__).parent


def load(name: str):
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tracks() -> dict[str, dict[str, str | None]]:
    """The track of each person, by reader."""
    sheet = load_pack().script.questionnaire

    def track(given: dict[str, str | list[str]]) -> str | None:
        answers = {q: sheet.questions[q].answer(o if isinstance(o, list) else [o]) for q, o in given.items()}
        advice = sheet.advise(answers)
        return advice.track or advice.leaning

    return {reader: {person: track(given) for person, given in load(f"answers_{reader}").items()} for reader in "ab"}


@pytest.fixture(scope="module")
def agreed() -> dict[str, str]:
    """The label of each person of whom both labellers say the same."""
    other = load("labels_b")
    return {person: label for person, label in load("labels_a").items() if other[person] == label}


def test_all_people_are_portrayed_labelled_and_answered_for(tracks):
    people = {row["id"] for row in load("portraits")}
    assert len(people) == 40
    assert people == load("labels_a").keys() == load("labels_b").keys() == tracks["a"].keys() == tracks["b"].keys()


def test_readers_come_to_the_same_track(tracks):
    assert sum(tracks["a"][person] == tracks["b"][person] for person in tracks["a"]) >= 39


@pytest.mark.parametrize(("reader", "least"), [("a", 38), ("b", 38)])
def test_people_get_the_track_that_they_were_labelled_with(tracks, agreed, reader: str, least: int):
    assert len(agreed) == 40
    assert sum(tracks[reader][person] == label for person, label in agreed.items()) >= least
    assert {label for person, label in agreed.items() if tracks[reader][person] != label} == {"hybrid"}
