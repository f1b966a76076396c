"""YAML -> Knowledge. The only reader of the content files; raises ContentError with all problems at once."""

import functools
import hashlib
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from knowledge.build import build, unique
from knowledge.model import Article, Knowledge, Language, Pay, Step, Subject, Table, Topic, Track
from knowledge.problems import ContentError, Problem
from knowledge.strict_yaml import Document

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
    plans: dict[str, tuple[Step, ...]] | None = None
    pay: Pay | None = None
    language: Language | None = None


def read_documents(folder: Path) -> list[Document]:
    """Each YAML file of a folder, by name; a missing folder or unreadable file is a document with a problem."""
    names = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    documents = []
    for name in names:
        try:
            documents.append(Document(name.name, name.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            document = Document(name.name, "unreadable: true")
            document.value = None
            document.problems.append(Problem(name.name, 0, "", f"cannot be read ({error})", "save it as UTF-8 text"))
            documents.append(document)
    return documents


def load(folder: Path = CONTENT, phrasings: Path = PHRASINGS) -> Knowledge:
    """The knowledge in a folder of YAML files. Phrasings are read when they are first asked for."""
    problems: list[Problem] = []
    files = [(document, build(ContentFile, document, problems)) for document in read_documents(folder)]
    if not files:
        problems.append(Problem(str(folder.name), 0, "", "no .yaml file here", "name the folder of a content pack"))
    knowledge = _merge([(d, f) for d, f in files if f is not None], problems, phrasings)
    if problems or knowledge is None:
        raise ContentError(problems)
    return knowledge


def _merge(files: list[tuple[Document, ContentFile]], problems: list[Problem], phrasings: Path) -> Knowledge | None:
    topics: list[tuple[str, Topic]] = []
    subjects: list[tuple[str, Subject]] = []
    for document, file in files:
        if file.topics and file.subject is None:
            cause = "topics without a subject"
            problems.append(Problem(document.file, 1, "topics", cause, "add 'subject: {id, title, order}'"))
        if file.subject:
            subjects.append((document.file, file.subject))
            topics += [(document.file, _with_subject(topic, file.subject.id)) for topic in file.topics]
    subjects.sort(key=lambda pair: pair[1].order)
    rank = {subject.id: i for i, (_, subject) in enumerate(subjects)}
    topics.sort(key=lambda pair: rank[pair[1].subject])
    article = _only("article", [(d.file, f.article) for d, f in files if f.article], problems)
    pay = _only("pay", [(d.file, f.pay) for d, f in files if f.pay], problems)
    plans = _only("plans", [(d.file, f.plans) for d, f in files if f.plans], problems)
    language = _only("language", [(d.file, f.language) for d, f in files if f.language], problems)
    if article is None or pay is None or plans is None or language is None:
        return None
    return Knowledge(
        article=article,
        subjects=unique("subject", subjects, problems),
        topics=unique("topic", topics, problems),
        tracks=unique("track", [(d.file, t) for d, f in files for t in f.tracks], problems),
        tables=unique("table", [(d.file, t) for d, f in files for t in f.tables], problems),
        plans=plans,
        pay=pay,
        language=language,
        phrasings=functools.cache(lambda: load_phrasings(phrasings)),
        phrasings_mark=functools.cache(lambda: mark_of(phrasings)),
    )


def load_phrasings(folder: Path) -> dict[str, tuple[str, ...]]:
    """The ways in which people ask, by topic id; raises ContentError."""
    problems: list[Problem] = []
    found: dict[str, tuple[str, ...]] = {}
    for document in read_documents(folder):
        for topic, asked in (build(dict[str, tuple[str, ...]], document, problems) or {}).items():
            if topic in found:
                line = document.line((topic,))
                problems.append(Problem(document.file, line, topic, "stands in two files", "keep one"))
            found[topic] = asked
    if problems:
        raise ContentError(problems)
    return found


def mark_of(folder: Path) -> str:
    """A fingerprint of the phrasings as they lie there, without parsing them."""
    digest = hashlib.sha256()
    for name in sorted(folder.glob("*.yaml")):
        digest.update(name.name.encode())
        digest.update(name.read_bytes())
    return digest.hexdigest()


def _only(what: str, entries: list[tuple[str, T]], problems: list[Problem]) -> T | None:
    if not entries:
        problems.append(Problem("content", 0, what, f"no file has '{what}'", f"add it to one: '{what}: …'"))
        return None
    for file, _ in entries[1:]:
        problems.append(Problem(file, 0, what, f"'{what}' stands in {entries[0][0]} too", "keep one"))
    return entries[0][1]


def _with_subject(topic: Topic, subject: str) -> Topic:
    return Topic(topic.id, topic.title, topic.answer.strip(), topic.source, topic.year, topic.see, subject)
