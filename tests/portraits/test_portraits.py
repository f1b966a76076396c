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


def test_all_people_are_portrayed_labelled_and_answered_for(tracks):
    people = {row["id"] for row in load("portraits")}
    assert len(people) == 40
    assert people == load("labels_b").keys() == tracks["a"].keys() == tracks["b"].keys()
    assert people > load("labels_a").keys()


def test_readers_come_to_the_same_track(tracks):
    assert sum(tracks["a"][person] == tracks["b"][person] for person in tracks["a"]) >= 39


def test_labellers_agree():
    labels = load("labels_b")
    assert all(labels[person] == label for person, label in load("labels_a").items())


@pytest.mark.parametrize(("reader", "least"), [("a", 35), ("b", 34)])
def test_people_get_the_track_that_they_were_labelled_with(tracks, reader: str, least: int):
    labels = load("labels_b")
    assert sum(tracks[reader][person] == label for person, label in labels.items()) >= least
    assert {label for person, label in labels.items() if tracks[reader][person] != label} == {"hybrid"}
