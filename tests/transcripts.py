"""Transcripts: conversations written for reading, played on the real engine.

title: what it shows
turns:
  - bot: [words that the greeting contains, in this order]
  - you: typed text          # or  tap: a button's label   or  press: the id of an old button
    bot: [words, in this order]
    buttons: [labels that are on offer, among others]
    not: [words that are not said]
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from knowledge.strict_yaml import Document
from tests.people import Person


class Acting(Protocol):
    """Whoever can do what transcripts say: at the engine, or with a phone."""

    def says(self, text: str) -> object: ...
    def taps(self, label: str) -> object: ...
    def presses(self, choice_id: str) -> object: ...


FOLDER = Path(__file__).parent / "conversations"


def read(path: Path) -> dict[str, Any]:
    document = Document(path.name, path.read_text(encoding="utf-8"))
    assert not document.problems, "\n".join(map(str, document.problems))
    turns = document.value["turns"]
    known = {"you", "tap", "press", "bot", "buttons", "not"}
    for i, turn in enumerate(turns, 1):
        assert turn.keys() <= known, f"{path.name}, turn {i}: unknown keys {turn.keys() - known}"
    return document.value


def play(transcript: dict[str, Any], person: Person, after: Callable[[Person], None] = lambda _: None) -> None:
    for i, turn in enumerate(transcript["turns"], 1):
        try:
            act(turn, person)
            _check(turn, person)
        except AssertionError as error:
            raise AssertionError(
                f"turn {i} {turn}: {error}\n--- the bot said:\n{person.text}\n{person.labels}"
            ) from error
        after(person)


def act(turn: dict[str, Any], person: Acting) -> None:
    """Do what a turn says its person does; a first turn has only what the bot says."""
    if "you" in turn:
        person.says(str(turn["you"]))
    elif "tap" in turn:
        person.taps(turn["tap"])
    elif "press" in turn:
        person.presses(turn["press"])


def _check(turn: dict[str, Any], person: Person) -> None:
    place = 0
    for words in turn.get("bot", []):
        found = person.text.find(str(words), place)
        assert found >= 0, f"'{words}' was not said" + (" in this order" if str(words) in person.text else "")
        place = found + len(str(words))
    for label in turn.get("buttons", []):
        assert str(label) in person.labels, f"there is no button '{label}'"
    for words in turn.get("not", []):
        assert str(words) not in person.text, f"'{words}' was said"
