"""Every transcript reads as written, and together they pass through the whole of the map and the content."""

import pytest

from bot.packs import open_find
from dialogs.engine import Engine
from dialogs.states import TABLE, State
from tests.people import Person, RecordingMachine
from tests.transcripts import FOLDER, play, read

PATHS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_transcript_reads_as_written(path, shipped):
    play(read(path), Person(shipped))


def test_transcripts_are_at_least_fifteen():
    assert len(PATHS) >= 15


def test_transcripts_pass_through_everything(shipped):
    pack, machine = shipped.pack, RecordingMachine()
    engine = Engine(pack, open_find(pack), machine)
    states, questions, topics = set(), set(), set()

    def note(person: Person) -> None:
        session = person.turn.session
        states.add(session.state)
        questions.update([session.focus[0]] if session.state == State.QUESTION else [])
        topics.update(session.topics)

    for path in PATHS:
        play(read(path), Person(engine), note)
    walked = {(trigger, target) for _, trigger, target in machine.walked}
    walked |= {(trigger, None) for source, trigger, target in machine.walked if source == target}
    missing = {
        "states": set(State) - states,
        "transitions": {(row.trigger, row.target) for row in TABLE} - walked,
        "questions": pack.script.questionnaire.questions.keys() - questions,
        "topics": pack.knowledge.topics.keys() - topics,
    }
    assert not any(missing.values()), "\n".join(f"{what}: {sorted(left)}" for what, left in missing.items() if left)
