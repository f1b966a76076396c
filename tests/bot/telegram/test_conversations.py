"""Every transcript reads on Telegram as it does at the engine: the same words, the same buttons, in the same order."""

import itertools
import re

from tests.botapi import BotApi
from tests.people import Person
from tests.phones import Phone, running, warm
from tests.transcripts import DO, FOLDER, acts, in_one, read, read_aloud

BOLD = re.compile(r"\*\*(.+?)\*\*")
PATHS = sorted(FOLDER.glob("*.yaml"))


async def test_transcripts_read_the_same_on_telegram():
    """All people write side by side, each in their own chat; one turn of each, then the screens are compared."""
    async with BotApi.serving(rich=False) as api, running(api, engine=warm(None)):
        scripts = [(path.stem, read(path)["turns"]) for path in PATHS]
        people = [(Person(warm(None)), Phone(api, name)) for name, _ in scripts]
        for _, phone in people:
            phone.act("you", "/start")
        await api.settled(20, quiet=0)
        for turns in itertools.zip_longest(*(turns for _, turns in scripts)):
            for turn, (person, phone) in zip(turns, people, strict=True):
                for verb, words in acts(turn or {}):
                    DO[verb](person, words)
                    phone.act(verb, words)
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
