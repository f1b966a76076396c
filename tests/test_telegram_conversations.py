"""Every transcript reads on Telegram as it does at the engine: the same words, the same buttons, in the same order."""

import itertools
import re

from bot.console import plain
from bot.telegram.outgoing import grid_text
from dialogs.replies import Reply
from tests.botapi import BotApi
from tests.people import Person
from tests.phones import Phone, running, warm
from tests.transcripts import FOLDER, act, read

BOLD = re.compile(r"\*\*(.+?)\*\*")
PATHS = sorted(FOLDER.glob("*.yaml"))


async def test_transcripts_read_the_same_on_telegram():
    """All people write side by side, each in their own chat; one turn of each, then the screens are compared."""
    async with BotApi.serving(rich=False) as api, running(api):
        scripts = [(path.stem, read(path)["turns"]) for path in PATHS]
        people = [(Person(warm()), Phone(api, name)) for name, _ in scripts]
        for _, phone in people:
            phone.says("/start")
        await api.settled(20, quiet=0)
        for turns in itertools.zip_longest(*(turns for _, turns in scripts)):
            for turn, (person, phone) in zip(turns, people, strict=True):
                act(turn or {}, person)
                act(turn or {}, phone)
            await api.settled(20, quiet=0)
            for turn, (name, _), (person, phone) in zip(turns, scripts, people, strict=True):
                markdown = in_one(person.turn.replies)
                assert (name, turn, phone.text) == (name, turn, read_aloud(markdown))
                assert (name, turn, phone.labels) == (name, turn, person.labels)
                assert (name, turn, phone.bold) == (name, turn, BOLD.findall(markdown))
        assert api.violations == []
        assert api.spinners() == []
        refused = {(error.method, error.description.partition(":")[2][:24]) for error in api.errors}
        assert {what for method, what in refused if method != "sendRichMessage"} <= {" message is not modified"}


def in_one(replies: tuple[Reply, ...]) -> str:
    """Replies as one Markdown text, whatever the messages that they come in."""
    return "\n\n".join(
        part for reply in replies for part in (reply.text, grid_text(reply.grid) if reply.grid else "") if part
    )


def read_aloud(markdown: str) -> str:
    """As somebody would read it from a phone."""
    return "\n".join(f"• {line[2:]}" if line.startswith("- ") else line for line in plain(markdown).split("\n"))
