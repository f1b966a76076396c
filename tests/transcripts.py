"""Transcripts: conversations to read, played on the real engine; `make transcripts` records what the bot says anew.

title: what it shows
turns:
  - bot: the greeting, in full   # recorded
    buttons: [labels on offer]   # recorded
  - you: typed text              # or  tap: a button's label   or  press: the id of an old button
    bot: …
    buttons: …

A writer writes the title and what the person does; the rest is recorded, and read as a diff.
"""

import difflib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from bot.console import plain
from bot.telegram.outgoing import grid_text
from dialogs.engine import Engine
from dialogs.replies import Reply
from knowledge.strict_yaml import Document
from tests.people import Person

FOLDER = Path(__file__).parent / "conversations"
DO = {"you": Person.says, "tap": Person.taps, "press": Person.presses}


class TranscriptError(AssertionError):
    """A conversation goes otherwise than it was recorded: the turn, and what differs."""


def read(path: Path) -> dict[str, Any]:
    document = Document(path.name, path.read_text(encoding="utf-8"))
    assert not document.problems, "\n".join(map(str, document.problems))
    for i, turn in enumerate(document.value["turns"], 1):
        unknown = turn.keys() - {*DO, "bot", "buttons"}
        assert not unknown, f"{path.name}, turn {i}: unknown keys {unknown}"
    return document.value


def play(transcript: dict[str, Any], person: Person, after: Callable[[Person], None] = lambda _: None) -> None:
    """Raises TranscriptError at the first turn that is not as recorded."""
    for i, turn in enumerate(transcript["turns"], 1):
        _act(turn, person, i)
        recorded, now = _lines(turn), _lines(_recorded(person))
        if recorded != now:
            change = "\n".join(difflib.unified_diff(recorded, now, "recorded", "now", lineterm="", n=1))
            raise TranscriptError(f"turn {i} {dict(acts(turn))}: run `make transcripts` if this is meant\n{change}")
        after(person)


def record(path: Path, engine: Engine) -> None:
    """Write anew what the bot says to what the person does."""
    transcript, person, turns = read(path), Person(engine), []
    for i, turn in enumerate(transcript["turns"], 1):
        _act(turn, person, i)
        turns.append({**dict(acts(turn)), **_recorded(person)})
    text = yaml.dump({"title": transcript["title"], "turns": turns}, Dumper=_Dumper, **_STYLE)
    path.write_text(text, encoding="utf-8")


def _act(turn: dict[str, Any], person: Person, number: int) -> None:
    for verb, words in acts(turn):
        try:
            DO[verb](person, words)
        except AssertionError as error:
            raise TranscriptError(f"turn {number} {verb}: {words}: {error}") from error


def acts(turn: dict[str, Any]) -> list[tuple[str, str]]:
    """What a turn says its person does: one thing, or nothing in a first turn, which has only what the bot says."""
    return [(verb, str(turn[verb])) for verb in DO if verb in turn]


def _recorded(person: Person) -> dict[str, Any]:
    return {"bot": in_one(person.turn.replies), "buttons": person.labels}


def _lines(turn: dict[str, Any]) -> list[str]:
    return [*str(turn.get("bot", "")).strip().splitlines(), *(f"[{label}]" for label in turn.get("buttons", []))]


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, buttons in one line."""

    def represent_text(self, text: str) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)

    def represent_labels(self, labels: list[Any]) -> yaml.Node:
        flow = all(isinstance(label, str) for label in labels)
        return self.represent_sequence("tag:yaml.org,2002:seq", labels, flow_style=flow)


_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_representer(list, _Dumper.represent_labels)
_STYLE: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": 118}


def in_one(replies: tuple[Reply, ...]) -> str:
    """Replies as one Markdown text, whatever the messages that they come in."""
    return "\n\n".join(
        part for reply in replies for part in (reply.text, grid_text(reply.grid) if reply.grid else "") if part
    )


def read_aloud(markdown: str) -> str:
    """As somebody would read it from a phone."""
    return "\n".join(f"• {line[2:]}" if line.startswith("- ") else line for line in plain(markdown).split("\n"))


def main() -> None:
    """Record all transcripts, or those whose files are named."""
    from tests.phones import warm

    for path in map(Path, sys.argv[1:]) if sys.argv[1:] else sorted(FOLDER.glob("*.yaml")):
        try:
            record(path, warm(None))
        except TranscriptError as error:
            sys.exit(f"{path.name}: {error}")


if __name__ == "__main__":
    main()
