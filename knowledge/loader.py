"""YAML -> Knowledge. The only reader of the content files; raises ContentError with all problems at once."""

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from knowledge.build import build
from knowledge.fields import TrackId
from knowledge.language import Language
from knowledge.model import Article, Knowledge, Pay, Step, Subject, Table, Topic, Track
from knowledge.nlu.utterances import Utterance, parse_utterances
from knowledge.problems import ContentError, Problem
from knowledge.source_map import SourceMap
from knowledge.strict_yaml import Document, unreadable

CONTENT = Path(__file__).parent / "content"
PHRASINGS = Path(__file__).parent / "phrasings"
T = TypeVar("T")


class ContentFile(Struct, frozen=True):
    """What a content file may hold; each part is optional, a `subject` comes with its `topics`."""

    article: Article | None = None
    subject: Subject | None = None
    topics: tuple[Topic, ...] = ()
    tracks: tuple[Track, ...] = ()
    tables: tuple[Table, ...] = ()
    plans: dict[TrackId, tuple[Step, ...]] | None = None
    pay: Pay | None = None
    language: Language | None = None


def read_documents(folder: Path) -> list[Document]:
    """Each YAML file of a folder, as 'folder/name'; a file that cannot be read is a document with a problem."""
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    documents = []
    for path in paths:
        name = f"{folder.name}/{path.name}"
        try:
            documents.append(Document(name, path.read_text(encoding="utf-8-sig")))
        except (OSError, UnicodeDecodeError) as error:
            problem = Problem(name, 0, "", f"cannot be read ({error})", "save it as UTF-8 text")
            rest = error.object.decode("utf-8", "replace") if isinstance(error, UnicodeDecodeError) else ""
            documents.append(unreadable(name, rest, problem))
    return documents


def load(folder: Path = CONTENT, phrasings: Path = PHRASINGS) -> Knowledge:
    """The knowledge in a folder of YAML files. Phrasings are read when they are first asked for."""
    knowledge, problems = read(folder, phrasings)
    if problems:
        raise ContentError(problems)
    return knowledge


def read(folder: Path = CONTENT, phrasings: Path = PHRASINGS) -> tuple[Knowledge, list[Problem]]:
    """The same, whatever is wrong with it: what is sound, and all problems for which it must not be used."""
    problems: list[Problem] = []
    documents = read_documents(folder)
    files = [(document, build(ContentFile, document, problems) or ContentFile()) for document in documents]
    if not files:
        problems.append(Problem(folder.name, 0, "", "no .yaml file here", "name the folder of a content pack"))
        return _merge([], SourceMap(), [], phrasings), problems
    places = SourceMap(documents)
    knowledge = _merge(files, places, problems, phrasings)
    problems += [*places.faults(places), *places.located(_gaps(knowledge))]
    return knowledge, problems


def _merge(
    files: list[tuple[Document, ContentFile]], places: SourceMap, problems: list[Problem], phrasings: Path
) -> Knowledge:
    """All files as one; what is missing is a problem, and an empty one stands in for it."""
    subjects = sorted((file.subject for _, file in files if file.subject), key=lambda subject: subject.order)
    rank = {subject.id: i for i, subject in enumerate(subjects)}
    topics = [_with_subject(topic, file.subject) for _, file in files for topic in file.topics]
    topics.sort(key=lambda topic: rank.get(topic.subject, len(rank)))
    for document, _ in files:
        problems += _shelf(document)
    asked = functools.cache(lambda: load_phrasings(phrasings))
    return Knowledge(
        article=_only("article", [(d, f.article) for d, f in files], places, problems) or Article("", "", 0),
        subjects={subject.id: subject for subject in subjects},
        topics={topic.id: topic for topic in topics},
        tracks={track.id: track for _, file in files for track in file.tracks},
        tables={table.id: table for _, file in files for table in file.tables},
        plans=_only("plans", [(d, f.plans) for d, f in files], places, problems) or {},
        pay=_only("pay", [(d, f.pay) for d, f in files], places, problems) or Pay(0, "", (), ()),
        language=_only("language", [(d, f.language) for d, f in files], places, problems) or Language({}, {}, ()),
        phrasings=lambda: asked()[0],
        phrasings_mark=functools.cache(lambda: mark_of(phrasings)),
        phrasing_sources=lambda: asked()[1],
        utterances=functools.cache(lambda: load_utterances(phrasings)),
        source_map=places,
    )


def _shelf(document: Document) -> Iterator[Problem]:
    """A subject and its topics come in one file."""
    written = document.value if isinstance(document.value, dict) else {}
    if "topics" in written and "subject" not in written:
        cure = "add 'subject: {id, title, order}'"
        yield Problem(document.file, document.line(("topics",)), "topics", "topics without a subject", cure)
    if "subject" in written and not written.get("topics") and "topics" not in document.unparsed:
        path = ("subject",)
        yield Problem(document.file, document.line(path), document.entry(path), "it has no topics", "add one")


def _gaps(knowledge: Knowledge) -> Iterator[Problem]:
    """What no conversation can do without."""
    places = knowledge.source_map
    if len(places.ids("track")) < 2 and not places.unparsed("tracks"):
        yield Problem("", 0, "tracks", "there is nothing to choose between", "write at least two")
    for track in knowledge.tracks:
        if not knowledge.plans.get(track) and not places.unparsed("plans"):
            yield Problem("", 0, f"plans, {track}", "the track has no plan", "add its steps")
    for track in knowledge.language.names.keys() - knowledge.language.alone.keys():
        cause, cure = f"the key '{track}' is missing, which stands under 'names'", f"add '{track}: […]'"
        yield Problem("", 0, "language, alone", cause, cure)


def load_phrasings(folder: Path) -> tuple[dict[str, tuple[str, ...]], SourceMap]:
    """The ways in which people ask, by topic id, and where they stand; raises ContentError."""
    problems: list[Problem] = []
    phrasings: dict[str, tuple[str, ...]] = {}
    documents = read_documents(folder)
    for document in documents:
        for topic, asked in (build(dict[str, tuple[str, ...]], document, problems) or {}).items():
            if topic in phrasings:
                line = document.line((topic,))
                problems.append(Problem(document.file, line, topic, "stands in two files", "keep one"))
            phrasings[topic] = asked
    if problems:
        raise ContentError(problems)
    return phrasings, SourceMap(documents)


def repeated_phrasings(sources: SourceMap) -> list[Problem]:
    """Warnings: phrasings that are given twice, whatever their case, to labels that compete.

    Answers compete with the other answers to their question only, so two questions may have one in common.
    """
    first: dict[tuple[str, str], str] = {}
    problems = []
    for document in sources.documents:
        for path, text in document.leaves():
            topic = str(path[0])
            question = topic.rpartition(".")[0] if topic.startswith("say.") else ""
            key = question, " ".join(str(text).casefold().split())
            if key in first:
                cause = f"'{text}' is given twice; it stands in {first[key]} too"
                problems.append(Problem(document.file, document.line(path), topic, cause, "keep one", warning=True))
            first.setdefault(key, f"{document.file}:{document.line(path)}, {topic}")
    return problems


def load_utterances(folder: Path) -> tuple[Utterance, ...]:
    """What people asked in their own words, from the folder's *.jsonl; raises ContentError."""
    files = ((f"{folder.name}/{path.name}", path) for path in sorted(folder.glob("*.jsonl")))
    return tuple(row for name, path in files for row in parse_utterances(name, path.read_text(encoding="utf-8")))


def mark_of(folder: Path) -> str:
    """A fingerprint of the phrasings as they lie there, without parsing them."""
    digest = hashlib.sha256()
    for name in sorted((*folder.glob("*.yaml"), *folder.glob("*.jsonl"))):
        digest.update(name.name.encode())
        digest.update(name.read_bytes())
    return digest.hexdigest()


def _only(what: str, entries: list[tuple[Document, T | None]], places: SourceMap, problems: list[Problem]) -> T | None:
    written = [(document, entry) for document, entry in entries if (what,) in document.lines]
    if not written and not places.has(what):
        problems.append(Problem("content", 0, what, f"no file has '{what}'", f"add it to one: '{what}: …'"))
    for document, _ in written[1:]:
        cause = f"'{what}' stands in {written[0][0].file} too"
        problems.append(Problem(document.file, document.line((what,)), what, cause, "keep one"))
    return next((entry for _, entry in written if entry is not None), None)


def _with_subject(topic: Topic, subject: Subject | None) -> Topic:
    shelf = subject.id if subject else ""
    return Topic(topic.id, topic.title, topic.answer.strip(), topic.source, topic.year, topic.see, topic.claims, shelf)
