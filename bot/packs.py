"""Content packs from folders: the only place that reads the script's files. Raises ContentError with all problems."""

from pathlib import Path

from dialogs.script import Pack, make_script
from knowledge import loader
from knowledge.model import Knowledge
from knowledge.problems import ContentError, Problem
from knowledge.strict_yaml import Document

_SCRIPT = Path(__file__).parent.parent / "dialogs" / "script"


def load_pack(folder: Path | None = None) -> Pack:
    """The pack in a folder with `content`, `phrasings` and `script`; by default the one that comes along."""
    knowledge = load_knowledge(folder)
    return Pack(knowledge, make_script(_script(folder), knowledge))


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """Only what is known, for commands that talk to nobody."""
    if folder is None:
        return loader.load()
    return loader.load(folder / "content", folder / "phrasings")


def check_pack(folder: Path | None = None) -> tuple[Pack | None, list[Problem]]:
    """The pack if it can be loaded at all, and every problem in it, of all its files at once."""
    from dialogs import check as dialogs_check  # noqa: PLC0415 - only this command needs the checks
    from knowledge import check as knowledge_check  # noqa: PLC0415

    try:
        knowledge = load_knowledge(folder)
    except ContentError as error:
        return None, [*error.problems, *_script_problems(folder)]
    problems = []
    try:
        knowledge.phrasings()
        problems += knowledge_check.check(knowledge)
    except ContentError as error:
        problems += error.problems
    try:
        pack = Pack(knowledge, make_script(_script(folder), knowledge))
    except ContentError as error:
        return None, sorted([*problems, *error.problems])
    return pack, sorted([*problems, *dialogs_check.check(pack)])


def _script(folder: Path | None) -> list[Document]:
    """The script's files; those that a pack does not bring are the ones that come along."""
    found = {document.file: document for document in loader.read_documents(_SCRIPT)}
    if folder:
        found |= {document.file: document for document in loader.read_documents(folder / "script")}
    return list(found.values())


def _script_problems(folder: Path | None) -> list[Problem]:
    """What can be said of the script's files while the knowledge cannot be loaded."""
    return [problem for document in _script(folder) for problem in document.problems]
