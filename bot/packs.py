"""Content packs from folders: the only place that reads the script's files. Raises ContentError with all problems."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from dialogs.script import Pack, make_pack
from knowledge.loader import load, read_documents
from knowledge.model import Find, Knowledge
from knowledge.problems import ContentError, Problem
from knowledge.strict_yaml import Document

if TYPE_CHECKING:
    from knowledge.understanding.understanding import Understanding

_log = logging.getLogger("crossroads")
_SCRIPT = Path(__file__).parent.parent / "dialogs" / "script"


def load_pack(folder: Path | None = None) -> Pack:
    """The pack in a folder with `content`, `phrasings` and `script`; by default the one that comes along."""
    knowledge = load_knowledge(folder)
    return make_pack(_script(folder), knowledge)


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """Only what is known, for commands that talk to nobody."""
    if folder is None:
        return load()
    return load(folder / "content", folder / "phrasings")


def open_find(pack: Pack) -> Find:
    """The search over a pack; its files are read, and new content is learnt, when the first question comes."""
    from knowledge.search import make_find  # noqa: PLC0415

    return make_find(pack.knowledge, lambda: open_understanding_of(pack))


def open_understanding_of(pack: Pack) -> "Understanding":
    """The understanding of a pack, read now; numpy comes with it, so that no start waits for either."""
    import platformdirs  # noqa: PLC0415

    from knowledge.understanding.files import open_understanding  # noqa: PLC0415

    cache = platformdirs.user_cache_path("crossroads", appauthor=False)
    return open_understanding(pack.knowledge, cache, _log.warning)


def check_pack(folder: Path | None = None) -> tuple[Pack | None, list[Problem]]:
    """The pack if it can be loaded at all, and every problem in it, of all its files at once."""
    from dialogs.check import check as check_dialogs  # noqa: PLC0415 - only this command needs the checks
    from knowledge.check import check as check_knowledge  # noqa: PLC0415
    from knowledge.understanding.nearness import check_phrasings  # noqa: PLC0415

    try:
        knowledge = load_knowledge(folder)
    except ContentError as error:
        return None, [*error.problems, *_script_problems(folder)]
    problems = []
    try:
        knowledge.phrasings()
        problems += check_knowledge(knowledge)
        problems += check_phrasings(knowledge)
    except ContentError as error:
        problems += error.problems
    try:
        pack = make_pack(_script(folder), knowledge)
    except ContentError as error:
        return None, sorted([*problems, *error.problems])
    return pack, sorted([*problems, *check_dialogs(pack)])


def _script(folder: Path | None) -> list[Document]:
    """The script's files; those that a pack does not bring are the ones that come along."""
    found = {document.file: document for document in read_documents(_SCRIPT)}
    if folder:
        found |= {document.file: document for document in read_documents(folder / "script")}
    return list(found.values())


def _script_problems(folder: Path | None) -> list[Problem]:
    """What can be said of the script's files while the knowledge cannot be loaded."""
    return [problem for document in _script(folder) for problem in document.problems]
