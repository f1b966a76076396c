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
from typing import Any

from bot.console import plain
from bot.telegram.outgoing import grid_text
from dialogs.replies import Reply
from knowledge.strict_yaml import Document
from tests.people import Person

FOLDER = Path(__file__).parent / "conversations"

DO = {"you": Person.says, "tap": Person.taps, "press": Person.presses}


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
            for verb, words in acts(turn):
                DO[verb](person, words)
            _check(turn, person)
        except AssertionError as error:
            raise AssertionError(
                f"turn {i} {turn}: {error}\n--- the bot said:\n{person.text}\n{person.labels}"
            ) from error
        after(person)


def acts(turn: dict[str, Any]) -> list[tuple[str, str]]:
    """What a turn says its person does: one thing, or nothing in a first turn, which has only what the bot says."""
    return [(verb, str(turn[verb])) for verb in ("you", "tap", "press") if verb in turn]


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


def in_one(replies: tuple[Reply, ...]) -> str:
    """Replies as one Markdown text, whatever the messages that they come in."""
    return "\n\n".join(
        part for reply in replies for part in (reply.text, grid_text(reply.grid) if reply.grid else "") if part
    )


def read_aloud(markdown: str) -> str:
    """As somebody would read it from a phone."""
    return "\n".join(f"• {line[2:]}" if line.startswith("- ") else line for line in plain(markdown).split("\n"))
