"""The script: every sentence, label and command the bot knows, as frozen records made from documents. Reads no file."""

import re
import zlib
from collections.abc import Iterable

from msgspec import Struct

from dialogs.advice.model import Question, Rule, Terms
from dialogs.advice.phrases import VERDICT_PHRASES
from dialogs.advice.scoring import Questionnaire
from dialogs.phrase_schema import COMMANDS, LABELS, NUMBERED, PHRASES, PICKED, check_commands, check_words
from dialogs.states import State
from knowledge.build import build
from knowledge.model import Knowledge
from knowledge.problems import Problem
from knowledge.source_map import SourceMap
from knowledge.strict_yaml import Document, unreadable

FILES = ("phrases.yaml", "labels.yaml", "commands.yaml", "questions.yaml", "verdict.yaml")


class Commands(Struct, frozen=True):
    """What people say to steer: `says` maps a command to whole messages; the rest are words for numbers."""

    says: dict[str, tuple[str, ...]]
    ordinals: tuple[str, ...]
    numbers: tuple[str, ...]
    last: tuple[str, ...]
    negates: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    negates_after: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    leans: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    repels: tuple[str, ...] = ()
    excepts: tuple[str, ...] = ()
    denies: tuple[str, ...] = ()
    protests: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    takes_back: tuple[str, ...] = ()
    turns: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    defines: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    doubles: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()
    supposes: tuple[str, ...] = ()
    states: tuple[str, ...] = ()


class QuestionFile(Struct, frozen=True):
    """The file of persona questions, and of the article's rules that count beside them; `terms` explain hard words."""

    advice: Terms
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...] = ()
    terms: dict[str, str] = {}


class Script(Struct, frozen=True):
    """All words of the bot, ready to be said. `commands` maps a folded message to a command.

    `numbered` and `picked` find the number in messages that change an answer or pick a choice by it; `terms` are hard
    words of the questions, in small letters, with what they mean. In a folded message, `negation` finds a word that
    negates what follows, `negation_after` one that negates what stands before it, `past` one that says that it is no
    longer so, `leaning` one that stands before a number that is meant, `dropping` one that says that something is
    wrong, `denial` one that denies something, `allowing` what only sounds as if it negated, `excepting` one that takes
    a part of it back, `repelling` one that says that something puts the person off (group 1 is set where that is
    denied), `correction` one that takes back the answer before, `taking_back` what then says that it was none,
    `protesting` that it was misread, `reporting` one that quotes what we recorded, and `turning` one behind which
    stands what is meant in the end, `changing` one that asks to change what it names, `doubling` one that has it count
    double, `knowing` one that says that somebody knows a thing, `supposing` one that begins a supposition, `stating`
    one that says what something is. `before` and `after` match what says no more around a choice; of `defining` words
    a question is made for what a word means.
    """

    phrases: dict[str, str]
    labels: dict[str, str]
    commands: dict[str, str]
    numbered: tuple[re.Pattern[str], ...]
    picked: tuple[re.Pattern[str], ...]
    number_words: dict[str, int]
    ordinals: tuple[str, ...]
    questionnaire: Questionnaire
    terms: dict[str, str]
    negation: re.Pattern[str]
    correction: re.Pattern[str]
    negation_after: re.Pattern[str]
    past: re.Pattern[str]
    leaning: re.Pattern[str]
    dropping: re.Pattern[str]
    allowing: re.Pattern[str]
    excepting: re.Pattern[str]
    repelling: re.Pattern[str]
    denial: re.Pattern[str]
    protesting: re.Pattern[str]
    reporting: re.Pattern[str]
    taking_back: re.Pattern[str]
    turning: re.Pattern[str]
    changing: re.Pattern[str]
    doubling: re.Pattern[str]
    knowing: re.Pattern[str]
    supposing: re.Pattern[str]
    stating: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    defining: frozenset[str]

    def phrase(self, phrase_id: str, **words: object) -> str:
        """A sentence with its words filled in."""
        return self.phrases[phrase_id].format(**words).strip()

    def label(self, label_id: str, **words: object) -> str:
        """The words of a button, filled in."""
        return self.labels[label_id].format(**words)


class Pack(Struct, frozen=True, eq=False):  # one is itself alone, so what is made of it can be kept
    """One content pack: what is known, how it is talked about, a fingerprint of all ids that a session may hold, and
    where all of it stands."""

    knowledge: Knowledge
    script: Script
    fingerprint: str
    source_map: SourceMap


_EDGES = re.compile(r"[^\w\s?{}]+", re.UNICODE)


def fold(text: str) -> str:
    """Text as it is compared: lower case, no punctuation, single spaces; a lone '?' stays."""
    folded = " ".join(_EDGES.sub(" ", text.replace("’", "'").replace("'", "").casefold()).split())
    return folded if folded == "?" else " ".join(folded.replace("?", " ").split())


def make_pack(documents: Iterable[Document], knowledge: Knowledge) -> tuple[Pack, list[Problem]]:
    """Knowledge and the script out of its documents, with all problems for which it must not be used."""
    files = tuple(documents)
    script, problems = make_script(files, knowledge)
    places = SourceMap([*knowledge.source_map.documents, *files])
    pack = Pack(knowledge, script, _fingerprint(knowledge, script), places)
    return pack, [*problems, *SourceMap(files).faults(places)]


def _fingerprint(knowledge: Knowledge, script: Script) -> str:
    pay = knowledge.pay
    ids = (
        [f"{q.id}={o.id}" for q in script.questionnaire.questions.values() for o in q.options],
        [*knowledge.topics, *knowledge.subjects, *knowledge.tracks, *knowledge.tables],
        [row.id for table in knowledge.tables.values() for row in table.rows],
        [f"{region.id}:{','.join(region.ranges)}" for region in pay.regions],
        [f"{special.id}:{special.track}" for special in pay.specialties],
        [str(state) for state in State],
    )
    return f"{zlib.crc32(repr(ids).encode()):08x}"


def make_script(documents: Iterable[Document], knowledge: Knowledge) -> tuple[Script, list[Problem]]:
    """The script out of its documents, by file name, with its problems; what is missing is left empty."""
    problems: list[Problem] = []
    by_name = {document.file.rpartition("/")[2]: document for document in documents}
    phrase_file, label_file, command_file, question_file, verdict_file = (
        by_name.get(name) or _absent(name) for name in FILES
    )
    phrases, verdict_phrases = (_phrases(file, problems) for file in (phrase_file, verdict_file))
    labels = build(dict[str, str], label_file, problems) or {}
    commands = build(Commands, command_file, problems) or Commands({}, (), (), ())
    asked = build(QuestionFile, question_file, problems) or QuestionFile(Terms(1, ""), ())
    places = SourceMap(by_name.values())
    if phrase_file.value is not None:
        problems += places.located(check_words(phrase_file.file, phrases, PHRASES, places.has))
    if verdict_file.value is not None:
        problems += places.located(check_words(verdict_file.file, verdict_phrases, VERDICT_PHRASES, places.has))
    if label_file.value is not None:
        problems += places.located(check_words(label_file.file, labels, LABELS, places.has))
    if command_file.value is not None:
        problems += places.located(check_commands(command_file.file, commands.says, fold, places.has))
    questions = [question for question in asked.questions if question.options]  # none is left where all are broken
    sheet = Questionnaire(knowledge.tracks, questions, asked.advice, asked.rules)
    terms = {term.casefold(): meaning for term, meaning in asked.terms.items()}
    return _script({**verdict_phrases, **phrases}, labels, commands, sheet, terms), problems


def _phrases(file: Document, problems: list[Problem]) -> dict[str, str]:
    """The sentences of a file, as 'screen.name'."""
    nested = build(dict[str, dict[str, str]], file, problems) or {}
    return {f"{screen}.{name}": text for screen, lines in nested.items() for name, text in lines.items()}


def _absent(name: str) -> Document:
    return unreadable(name, "", Problem(f"script/{name}", 0, "", "the file is missing", "add it to the pack"))


def _script(
    phrases: dict[str, str], labels: dict[str, str], commands: Commands, sheet: Questionnaire, terms: dict[str, str]
) -> Script:
    says = {
        fold(message): command
        for command, messages in commands.says.items()
        if command not in (NUMBERED, PICKED)
        for message in messages
    }
    return Script(
        phrases=phrases,
        labels=labels,
        commands={fold(labels[command]): command for command in COMMANDS if command in labels} | says,
        numbered=_numbered(commands, NUMBERED),
        picked=_numbered(commands, PICKED),
        number_words={
            **{word: i + 1 for i, word in enumerate(commands.ordinals)},
            **{word: i + 1 for i, word in enumerate(commands.numbers)},
            **dict.fromkeys(commands.last, -1),
        },
        ordinals=tuple(commands.ordinals),
        questionnaire=sheet,
        terms=terms,
        negation=_any_word(commands.negates),
        correction=_any_word(commands.corrects),
        negation_after=_any_word(commands.negates_after),
        past=_any_word(commands.past),
        leaning=_any_word(commands.leans),
        dropping=_any_word(commands.drops),
        allowing=_any_word(commands.allows),
        excepting=_any_word(commands.excepts),
        repelling=_repelling(commands),
        denial=_any_word(commands.denies),
        protesting=_any_word(commands.protests),
        reporting=_any_word(commands.reports),
        taking_back=_any_word(commands.takes_back),
        turning=_any_word(commands.turns),
        changing=_any_word(commands.changes),
        doubling=_any_word(commands.doubles),
        knowing=_any_word(commands.knows),
        supposing=_any_word(commands.supposes),
        stating=_any_word(commands.states),
        before=re.compile(rf"(?:(?:{_any_of(commands.before)}) )+"),
        after=re.compile(rf" (?:{_any_of(commands.after)})$"),
        defining=frozenset(map(fold, commands.defines)),
    )


def _any_word(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any_of(words)})\b")


def _any_of(words: Iterable[str]) -> str:
    """A pattern of these words, the longest first; of none, one that matches nothing."""
    longest_first = sorted(map(fold, words), key=len, reverse=True)
    return "|".join(map(re.escape, longest_first)) or "(?!)"


def _repelling(commands: Commands) -> re.Pattern[str]:
    """Finds what repels, with 'bore me' also 'bores me'; group 1 is what denies it."""
    phrases = (fold(words).partition(" ") for words in commands.repels)
    repels = "|".join(re.escape(first) + "s?" + re.escape(more + rest) for first, more, rest in phrases) or "(?!)"
    return re.compile(rf"(\b(?:{_any_of(commands.denies)}) (?:\w+ )?)?\b(?:{repels})\b")


def _numbered(commands: Commands, command: str) -> tuple[re.Pattern[str], ...]:
    """One pattern for each way to go on after the number, with all ways to begin: the number is dear to compile."""
    words = "|".join(map(re.escape, (*commands.ordinals, *commands.numbers, *commands.last)))
    number = rf"(?:no |number )?(\d{{1,3}}|{words})(?:st|nd|rd|th)?"
    begins: dict[str, list[str]] = {}
    for message in commands.says.get(command, ()):
        before, _, after = fold(message).partition("{n}")
        begins.setdefault(after, []).append(re.escape(before))
    return tuple(re.compile(f"(?:{'|'.join(before)}){number}{re.escape(after)}") for after, before in begins.items())
