"""The script: every sentence, label and command the bot knows, as frozen records made from documents. Reads no file."""

import re
import zlib
from collections.abc import Iterable

from msgspec import Struct

from dialogs.advice import Question, Questionnaire
from dialogs.wording import COMMANDS, LABELS, NUMBERED, PHRASES, PICKED, check_commands, check_words
from knowledge.build import build, unique
from knowledge.model import Knowledge
from knowledge.problems import ContentError, Problem
from knowledge.strict_yaml import Document


class Commands(Struct, frozen=True):
    """What people say to steer: `says` maps a command to whole messages; the rest are words for numbers."""

    says: dict[str, tuple[str, ...]]
    ordinals: tuple[str, ...]
    numbers: tuple[str, ...]
    last: tuple[str, ...]


class AdviceRules(Struct, frozen=True):
    """When a lead is too small to be one, and the track that a close call leads to."""

    close: int
    close_track: str


class QuestionFile(Struct, frozen=True):
    """The file of persona questions."""

    advice: AdviceRules
    questions: tuple[Question, ...]


class Script(Struct, frozen=True):
    """All words of the bot, ready to be said. `commands` maps a folded message to a command.

    `numbered` and `picked` find the number in messages that change an answer or pick a choice by it.
    """

    phrases: dict[str, str]
    labels: dict[str, str]
    commands: dict[str, str]
    numbered: tuple[re.Pattern[str], ...]
    picked: tuple[re.Pattern[str], ...]
    number_words: dict[str, int]
    questionnaire: Questionnaire

    def phrase(self, phrase_id: str, **words: object) -> str:
        """A sentence with its words filled in."""
        return self.phrases[phrase_id].format(**words).strip()

    def label(self, label_id: str, **words: object) -> str:
        """The words of a button, filled in."""
        return self.labels[label_id].format(**words)


class Pack(Struct, frozen=True):
    """One content pack: what is known, how it is talked about, and a fingerprint of all the ids in it."""

    knowledge: Knowledge
    script: Script
    fingerprint: str


_EDGES = re.compile(r"[^\w\s?{}]+", re.UNICODE)


def fold(text: str) -> str:
    """Text as it is compared: lower case, no punctuation, single spaces; a lone '?' stays."""
    folded = " ".join(_EDGES.sub(" ", text.replace("’", "'").replace("'", "").casefold()).split())
    return folded if folded == "?" else " ".join(folded.replace("?", " ").split())


def make_pack(documents: Iterable[Document], knowledge: Knowledge) -> Pack:
    """Knowledge and the script out of its documents; raises ContentError with all problems."""
    script = make_script(documents, knowledge)
    pay = knowledge.pay
    ids = (
        [f"{q.id}={o.id}" for q in script.questionnaire.questions.values() for o in q.options],
        [*knowledge.topics, *knowledge.subjects, *knowledge.tracks, *knowledge.tables],
        [row.id for table in knowledge.tables.values() for row in table.rows],
        [f"{region.id}:{','.join(region.ranges)}" for region in pay.regions],
        [f"{special.id}:{special.track}" for special in pay.specialties],
    )
    return Pack(knowledge, script, f"{zlib.crc32(repr(ids).encode()):08x}")


def make_script(documents: Iterable[Document], knowledge: Knowledge) -> Script:
    """The script out of its documents, by file name; raises ContentError with all problems."""
    problems: list[Problem] = []
    by_name = {document.file: document for document in documents}
    for name in ("phrases.yaml", "labels.yaml", "commands.yaml", "questions.yaml"):
        if name not in by_name:
            problems.append(Problem(name, 0, "", "the file is missing", "add it to the script folder"))
    if problems:
        raise ContentError(problems)
    nested = build(dict[str, dict[str, str]], by_name["phrases.yaml"], problems) or {}
    phrases = {f"{screen}.{name}": text for screen, lines in nested.items() for name, text in lines.items()}
    labels = build(dict[str, str], by_name["labels.yaml"], problems) or {}
    commands = build(Commands, by_name["commands.yaml"], problems)
    asked = build(QuestionFile, by_name["questions.yaml"], problems)
    unique("question", (("questions.yaml", q) for q in asked.questions) if asked else (), problems)
    check_words("phrases.yaml", phrases, PHRASES, problems)
    check_words("labels.yaml", labels, LABELS, problems)
    if commands:
        check_commands(commands.says, fold, problems)
    if problems or commands is None or asked is None:
        raise ContentError(problems)
    return Script(
        phrases=phrases,
        labels=labels,
        commands={fold(labels[command]): command for command in COMMANDS if command in labels}
        | {
            fold(said): command
            for command, says in commands.says.items()
            if command not in (NUMBERED, PICKED)
            for said in says
        },
        numbered=_numbered(commands, NUMBERED),
        picked=_numbered(commands, PICKED),
        number_words={
            **{word: i + 1 for i, word in enumerate(commands.ordinals)},
            **{word: i + 1 for i, word in enumerate(commands.numbers)},
            **dict.fromkeys(commands.last, -1),
        },
        questionnaire=Questionnaire(knowledge.tracks, asked.questions, asked.advice.close, asked.advice.close_track),
    )


def _numbered(commands: Commands, command: str) -> tuple[re.Pattern[str], ...]:
    words = "|".join(map(re.escape, (*commands.ordinals, *commands.numbers, *commands.last)))
    number = rf"(?:no |number )?(\\d{{1,3}}|{words})(?:st|nd|rd|th)?"
    says = commands.says.get(command, ())
    return tuple(re.compile(re.escape(fold(s)).replace(r"\{n\}", number.replace("\\\\", "\\"))) for s in says)
