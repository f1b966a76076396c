"""Which arrows of the map the recorded conversations really take; `python -m tests.walks` draws the map in README.md."""

import re
from collections import Counter
from pathlib import Path

from bot.packs import open_find
from dialogs.engine import Engine
from dialogs.mermaid import Step, mermaid
from dialogs.script import Pack
from tests.people import Person, RecordingMachine
from tests.phones import warm
from tests.transcripts import FOLDER, play, read

README = Path(__file__).parent.parent / "README.md"
_MAP = re.compile(r"(?<=```mermaid\n)stateDiagram-v2\n.*?(?=\n```)", re.DOTALL)


def walked(pack: Pack) -> Counter[Step]:
    """How often all transcripts together take each step."""
    machine = RecordingMachine()
    engine = Engine(pack, open_find(pack), machine)
    for path in sorted(FOLDER.glob("*.yaml")):
        play(read(path), Person(engine))
    return machine.walked


def map_in_readme() -> str:
    """The map as README.md has it."""
    found = _MAP.search(README.read_text(encoding="utf-8"))
    assert found, "README.md has no map"
    return found.group()


def main() -> None:
    text = mermaid(walked(warm(None).pack))
    README.write_text(_MAP.sub(lambda _: text, README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
