"""The script: every sentence, label and command the bot knows, as frozen records made from documents. Reads no file."""

import re
import string
from collections.abc import Iterable, Mapping

from msgspec import Struct

from dialogs.advice import Question, Questionnaire
from knowledge.build import build
from knowledge.model import Knowledge
from knowledge.problems import ContentError, Problem, nearest
from knowledge.strict_yaml import Document

# Each phrase of the script with the words that may be filled into it.
PHRASES = {
    "menu.hello": "tracks article publisher year",
    **dict.fromkeys(("menu.again", "menu.resumed", "menu.finished"), ""),
    "question.ask": "n total bar text",
    "question.changing": "label text",
    "question.recorded": "label",
    **dict.fromkeys(("question.skipped", "question.bar_done", "question.bar_open"), ""),
    "settled.text": "left",
    "result.try_first": "track scores margin",
    "result.close": "track scores margin",
    "result.unknown": "scores",
    "result.score": "track points",
    **dict.fromkeys(("result.answers", "result.flips", "result.no_flips", "result.disclaimer"), ""),
    **dict.fromkeys(("result.your_answer", "result.total", "result.skipped", "result.open", "result.nothing"), ""),
    "result.changed": "name label before after",
    "result.unchanged": "name label after margin_before margin_after",
    "what_if.text": "changes track scores",
    "what_if.change": "name label",
    "plan.intro": "track",
    "plan.step": "n title text",
    "plan.source": "lines",
    "plan.guessed": "",
    "ask.text": "",
    "subject.text": "title",
    "topic.text": "title answer section lines year",
    "topic.year": "year",
    "compare.text": "",
    "table.text": "title",
    "table.factor": "",
    "row.text": "name",
    "row.more": "lines",
    "pay_region.text": "",
    "pay_track.text": "region",
    "pay_specialty.text": "track region",
    "pay.plain": "track region range period level year",
    "pay.sum": "track region specialty range period premium low_base low_factor low high_base high_factor high open",
    "pay.estimate": "level year",
    "pay.no_figure": "track region specialty range period level year",
    "pay.source": "lines",
    "my_data.text": "facts",
    "my_data.nothing": "",
    "my_data.answers": "answers",
    "my_data.topics": "topics",
    "my_data.trail": "n",
    "forget.text": "",
    "forget.done": "",
    "console.bye": "",
    "console.kept": "",
    "repair.unclear_more": "hint",
    "repair.old_answer": "text before after",
    "repair.old_open": "text after",
    "repair.same_answer": "label",
    "repair.no_such_question": "n total",
    **{
        f"repair.{name}": ""
        for name in [
            "unclear",
            "unclear_out",
            "hint",
            "declined",
            "declined_near",
            "clarify",
            "none",
            "empty",
            "no_text",
            "long",
            "back_end",
            "back",
            "help",
            "nothing_to_skip",
            "cancelled",
            "restarted",
            "gone",
            "healed",
            "change_which",
            "nothing_to_change",
        ]
    },
    **{
        f"chat.{kind}": ""
        for kind in (
            [
                "greeting",
                "thanks",
                "goodbye",
                "identity",
                "ability",
                "compliment",
                "insult",
                "joke",
                "mood",
                "ack",
                "feelings",
            ]  # of knowledge
        )
    },
}
# Each label of the script, likewise.
LABELS = {
    **dict.fromkeys(
        [
            "menu",
            "find",
            "go_on",
            "result",
            "plan",
            "ask",
            "compare",
            "pay",
            "back",
            "skip",
            "skip_specialty",
            "help",
            "repeat",
            "cancel",
            "restart",
            "my_data",
            "forget",
            "forget_yes",
            "forget_no",
            "change_yes",
            "change_no",
            "keep",
            "keep_two",
            "none",
            "continue",
            "what_if_join",
        ],
        "",
    ),
    "change": "name",
    "what_if": "changes",
    "what_if_change": "name label",
    "table": "title",
    "row": "name",
    "track": "name",
}
COMMANDS = [
    "menu",
    "find",
    "result",
    "plan",
    "ask",
    "compare",
    "pay",
    "back",
    "skip",
    "cancel",
    "restart",
    "repeat",
    "help",
    "my_data",
    "forget",
    "change",
    "yes",
    "no",
]
NUMBERED = "change {n}"


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
    """All words of the bot, ready to be said. `commands` maps a folded message to a command."""

    phrases: dict[str, str]
    labels: dict[str, str]
    commands: dict[str, str]
    numbered: tuple[re.Pattern[str], ...]
    number_words: dict[str, int]
    questionnaire: Questionnaire

    def phrase(self, phrase_id: str, **words: object) -> str:
        """A sentence with its words filled in."""
        return self.phrases[phrase_id].format(**words).strip()

    def label(self, label_id: str, **words: object) -> str:
        """The words of a button, filled in."""
        return self.labels[label_id].format(**words)


class Pack(Struct, frozen=True):
    """One content pack: what is known, and how it is talked about."""

    knowledge: Knowledge
    script: Script


_EDGES = re.compile(r"[^\w\s?{}]+", re.UNICODE)


def fold(text: str) -> str:
    """Text as it is compared: lower case, no punctuation, single spaces; a lone '?' stays."""
    folded = " ".join(_EDGES.sub(" ", text.replace("’", "'").replace("'", "").casefold()).split())
    return folded if folded == "?" else " ".join(folded.replace("?", " ").split())


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
    _check_words("phrases.yaml", phrases, PHRASES, problems)
    _check_words("labels.yaml", labels, LABELS, problems)
    if commands:
        _check_commands(commands, problems)
    if problems or commands is None or asked is None:
        raise ContentError(problems)
    return Script(
        phrases=phrases,
        labels=labels,
        commands={
            fold(said): command for command, says in commands.says.items() if command != NUMBERED for said in says
        },
        numbered=_numbered(commands),
        number_words={
            **{word: i + 1 for i, word in enumerate(commands.ordinals)},
            **{word: i + 1 for i, word in enumerate(commands.numbers)},
            **dict.fromkeys(commands.last, -1),
        },
        questionnaire=Questionnaire(knowledge.tracks, asked.questions, asked.advice.close, asked.advice.close_track),
    )


def _check_words(file: str, found: Mapping[str, str], wanted: Mapping[str, str], problems: list[Problem]) -> None:
    for key in found.keys() - wanted.keys():
        problems.append(Problem(file, 0, key, "nothing says this", nearest(key, wanted)))
    for key in wanted.keys() - found.keys():
        problems.append(Problem(file, 0, key, "is missing: a screen needs it", f"add '{key.split('.')[-1]}: …'"))
    for key in found.keys() & wanted.keys():
        allowed = set(wanted[key].split())
        try:
            used = {name for _, name, _, _ in string.Formatter().parse(found[key]) if name is not None}
        except ValueError as error:
            problems.append(Problem(file, 0, key, f"braces do not match ({error})", "write {word}, or {{ for {"))
            continue
        for name in used - allowed:
            cause = f"'{{{name}}}' cannot be filled in here"
            problems.append(Problem(file, 0, key, cause, nearest(name, allowed)))


def _check_commands(commands: Commands, problems: list[Problem]) -> None:
    known, said_by = {*COMMANDS, NUMBERED}, dict[str, str]()
    for key in commands.says.keys() - known:
        problems.append(Problem("commands.yaml", 0, key, "no such command", nearest(key, known)))
    for key in known - commands.says.keys():
        problems.append(Problem("commands.yaml", 0, key, "nobody can say it", f"add '{key}: […]'"))
    for command, says in commands.says.items():
        for said in says:
            other = said_by.setdefault(fold(said), command)
            if other != command:
                cause = f"'{said}' stands under '{other}' too"
                problems.append(Problem("commands.yaml", 0, command, cause, "keep it under one of them"))


def _numbered(commands: Commands) -> tuple[re.Pattern[str], ...]:
    words = "|".join(map(re.escape, (*commands.ordinals, *commands.numbers, *commands.last)))
    number = rf"(?:no |number )?(\\d{{1,3}}|{words})(?:st|nd|rd|th)?"
    says = commands.says.get(NUMBERED, ())
    return tuple(re.compile(re.escape(fold(s)).replace(r"\{n\}", number.replace("\\\\", "\\"))) for s in says)
