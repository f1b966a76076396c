"""What a writer got wrong in the script, and what a programmer got wrong in the map: every problem, none raised."""

from collections.abc import Iterator

from dialogs.advice import Option, Question
from dialogs.choices import LIMIT, Action
from dialogs.machine import faults_of
from dialogs.replies import Reply
from dialogs.screens import SCREENS
from dialogs.screens.ask import answer_text
from dialogs.script import Pack
from dialogs.states import TABLE, State
from knowledge.problems import Problem, nearest

MESSAGE_LIMIT = 4096  # UTF-16 units; what one Telegram message holds
LABEL_LIMIT = 40  # characters; one button
QUESTION_LIMIT = 300


def check(pack: Pack) -> list[Problem]:
    """All problems of the script and of the map."""
    return [*_map(), *_questions(pack), *_sizes(pack)]


def _map() -> Iterator[Problem]:
    for fault in faults_of(TABLE, tuple(State)):
        yield Problem("states.py", 0, "TABLE", fault, "correct the table")
    for state in State:
        if state not in SCREENS:
            yield Problem("screens", 0, state, "the state has no screen", "write one and list it in SCREENS")


def _questions(pack: Pack) -> Iterator[Problem]:
    file, sheet, knowledge = "questions.yaml", pack.script.questionnaire, pack.knowledge
    if sheet.close_track not in knowledge.tracks:
        cause = f"there is no track '{sheet.close_track}'"
        yield Problem(file, 0, "advice, close_track", cause, nearest(sheet.close_track, knowledge.tracks))
    if not sheet.questions:
        yield Problem(file, 0, "questions", "there are none", "write some")
    for question in sheet.questions.values():
        entry = f"question {question.id}"
        if not 3 <= len(question.options) <= 5:
            yield Problem(file, 0, entry, f"it has {len(question.options)} options", "offer three to five")
        if len({option.id for option in question.options}) < len(question.options):
            yield Problem(file, 0, entry, "two options have the same id", "choose another id")
        if len(question.text) > QUESTION_LIMIT:
            yield Problem(file, 0, entry, f"the text has {len(question.text)} characters", f"use {QUESTION_LIMIT}")
        for option in question.options:
            yield from _option(pack, question, option)


def _option(pack: Pack, question: Question, option: Option) -> Iterator[Problem]:
    file, knowledge, place = "questions.yaml", pack.knowledge, f"question {question.id}, option {option.id}"
    if option.topic not in knowledge.topics:
        cause = f"there is no topic '{option.topic}'"
        yield Problem(file, 0, place, cause, nearest(option.topic, knowledge.topics))
    for track in option.points.keys() - knowledge.tracks.keys():
        yield Problem(file, 0, place, f"there is no track '{track}'", nearest(track, knowledge.tracks))
    if min(option.points.values(), default=0) < 0:
        yield Problem(file, 0, place, "points below zero", "give the other track more instead")
    if len(option.label) > LABEL_LIMIT:
        cause = f"the label has {len(option.label)} characters"
        yield Problem(file, 0, place, cause, f"a button holds {LABEL_LIMIT}: shorten it")
    pair = f"{question.id}={option.id}"
    if 2 * len(pair) + len("what_if::") > LIMIT:
        cure = f"keep both ids together under {(LIMIT - 9) // 2} characters"
        yield Problem(file, 0, place, f"'{pair}' is too long for a button", cure)
    if not Action("answer", (question.id, option.id)).id.isascii():
        yield Problem(file, 0, place, "the id is not ASCII", "use lower-case letters and digits")


def _sizes(pack: Pack) -> Iterator[Problem]:
    for topic in pack.knowledge.topics.values():
        yield from _size(f"{topic.subject}.yaml", f"topic {topic.id}", Reply(answer_text(pack, (topic.id,))))
    for key, phrase in pack.script.phrases.items():
        yield from _size("phrases.yaml", key, Reply(phrase))


def _size(file: str, entry: str, reply: Reply) -> Iterator[Problem]:
    units = len(reply.text.encode("utf-16-le")) // 2
    if units > MESSAGE_LIMIT:
        yield Problem(
            file, 0, entry, f"as a message it has {units} units", f"Telegram takes {MESSAGE_LIMIT}: shorten it"
        )
