"""Content packs from folders: the only place that reads the script's files. Raises ContentError with all problems."""

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dialogs.all_choices import faulty_choices, faulty_phrasings
from dialogs.script import Pack, make_pack
from knowledge.loader import load, read, read_documents, repeated_phrasings
from knowledge.model import Find, Knowledge
from knowledge.problems import ContentError, Problem
from knowledge.strict_yaml import Document

if TYPE_CHECKING:
    from knowledge.nlu.pipeline import NluPipeline

BAR = 40  # characters of the progress bar
PackCheck = Callable[[Pack], list[Problem]]
_log = logging.getLogger("crossroads")
QUESTIONS = "questions.yaml"
_SCRIPT = Path(__file__).parent.parent / "dialogs" / "script"


def load_pack(folder: Path | None = None) -> Pack:
    """The pack in a folder with `content`, `phrasings` and `script`; by default the one that comes along.

    Raises ContentError for whatever `check_pack` finds in a folder: what must not be used is not used.
    """
    if folder is None:  # it is checked where it is made
        pack, problems = read_pack()
    else:
        pack, all_problems = check_pack(folder, of_phrasings=(faulty_phrasings,))
        problems = [problem for problem in all_problems if not problem.warning]
    if problems:
        raise ContentError(problems)
    return pack


def read_pack(folder: Path | None = None) -> tuple[Pack, list[Problem]]:
    """The same, whatever is wrong with it: what is sound, and all problems but those of the phrasings."""
    knowledge, problems = read(folder / "content", folder / "phrasings") if folder else read()
    pack, more = make_pack(_script(folder), knowledge)
    return pack, [*problems, *more, *pack.source_map.located(faulty_choices(pack))]


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """Only what is known, for commands that talk to nobody."""
    return load_pack(folder).knowledge if folder else load()  # it is checked as a whole


def open_find(pack: Pack) -> Find:
    """The search over a pack; its files are read, and new content is fitted, when the first question comes."""
    from knowledge.search import make_find  # noqa: PLC0415

    return make_find(pack.knowledge, lambda: open_pipeline_of(pack))


def open_pipeline_of(pack: Pack) -> "NluPipeline":
    """The understanding of a pack, read now; numpy comes with it, so that no start waits for either."""
    import platformdirs  # noqa: PLC0415

    from bot.home import home_path  # noqa: PLC0415
    from knowledge.nlu.model_store import open_pipeline  # noqa: PLC0415

    cache = home_path(platformdirs.user_cache_path)
    return open_pipeline(pack.knowledge, cache, _log.warning, _show_progress)


def _show_progress(done: int, total: int) -> None:
    """A bar on stderr, where a person sees it: texts that are encoded, of those that are new."""
    if sys.stderr.isatty() and total > BAR:
        filled = BAR * done // total
        end = "\n" if done == total else ""
        print(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done} of {total} texts", end=end, file=sys.stderr, flush=True)


def check_pack(
    folder: Path | None = None, article: list[str] | None = None, of_phrasings: tuple[PackCheck, ...] = ()
) -> tuple[Pack, list[Problem]]:
    """What is sound of a pack, and every problem in it, of all its files at once; with its article, every proof too.

    `of_phrasings` are the checks of the phrasings; by default all, those that only warn and take seconds too.
    """
    from dialogs.check import check as check_dialogs  # noqa: PLC0415 - only this command needs the checks
    from dialogs.check import claims as script_claims  # noqa: PLC0415
    from knowledge.check import check as check_knowledge  # noqa: PLC0415
    from knowledge.nlu.phrasing_overlap import check_phrasings  # noqa: PLC0415
    from knowledge.proof import prove, uncited  # noqa: PLC0415

    pack, faults = read_pack(folder)
    knowledge, script = pack.knowledge, pack.script
    if not knowledge.source_map.documents:  # whatever the other files point at is missing for that
        return pack, [fault for fault in faults if fault.file == "content"]
    problems = [*check_knowledge(knowledge), *check_dialogs(pack, sound=not faults)]
    if article is not None:
        problems += prove(knowledge, article, script_claims(pack), script.phrases.values())
        if not faults:  # the lines that a broken topic cites are not known
            problems += uncited(knowledge, article)
    checks: list[PackCheck] = list(of_phrasings)
    if not checks:
        checks = [faulty_phrasings, lambda pack: repeated_phrasings(pack.knowledge.phrasing_sources())]
        if not any(fault.entry.startswith("language") for fault in faults):  # it says how phrasings are to be read
            checks.append(lambda pack: check_phrasings(pack.knowledge))
    asked = _of_phrasings(pack, *checks)
    return pack, sorted({*faults, *asked, *pack.source_map.located(problems)})


def _of_phrasings(pack: Pack, *checks: PackCheck) -> list[Problem]:
    """What checks find in the phrasings, or why these cannot be read."""
    try:
        return pack.knowledge.phrasing_sources().located(problem for check in checks for problem in check(pack))
    except ContentError as error:
        return list(error.problems)


def _script(folder: Path | None) -> list[Document]:
    """The script's files; those that a pack does not bring are the ones that come along."""
    documents = {document.file: document for document in read_documents(_SCRIPT)}
    if folder:
        documents.pop(f"script/{QUESTIONS}", None)  # they weigh the tracks of other content: each pack has its own
        documents |= {document.file: document for document in read_documents(folder / "script")}
    return list(documents.values())
