"""Checks of the script and of the state table: yields every problem, raises none.

What can be shown is shown: every screen is rendered with everything that it can be about, and measured.
"""

from collections import Counter
from collections.abc import Iterator

from dialogs.advice import Option, Question
from dialogs.all_choices import all_choices
from dialogs.choices import ACTION_SPECS, words_for
from dialogs.machine import faults_of
from dialogs.render_all import render_all
from dialogs.replies import Reply
from dialogs.screens import SCREENS
from dialogs.script import Pack
from dialogs.states import TABLE, State
from knowledge.problems import Problem
from knowledge.proof import Claim

MESSAGE_LIMIT = 4096  # UTF-16 units; what one Telegram message holds
LABEL_LIMIT = 40  # characters; one button
QUESTION_LIMIT = 300


def check(pack: Pack, *, sound: bool = True) -> list[Problem]:
    """All problems of the script and of the map, by entry; of a pack that is not `sound`, what can be told."""
    return [*_map(), *_questions(pack), *_labels(pack), *_screens(pack, sound=sound)]


def claims(pack: Pack) -> Iterator[Claim]:
    """Every text of the questions, which rest on the topics that their options cite."""
    for question in pack.script.questionnaire.questions.values():
        topics = [topic for option in question.options if (topic := pack.knowledge.topics.get(option.topic))]
        lines = tuple(sorted({line for topic in topics for line in topic.source.lines}))
        for part, text in (("text", question.text), ("more", question.more), ("name", question.name)):
            yield Claim(f"question {question.id}, {part}", text, lines)
        for option in question.options:
            yield Claim(f"question {question.id}, option {option.id}, label", option.label, lines)


def _map() -> Iterator[Problem]:
    for fault in faults_of(TABLE, tuple(State)):
        yield Problem("states.py", 0, "TABLE", fault, "correct the table")
    for state in State:
        if state not in SCREENS:
            yield Problem("screens", 0, state, "the state has no screen", "write one and list it in SCREENS")


def _questions(pack: Pack) -> Iterator[Problem]:
    questions = pack.script.questionnaire.questions.values()
    if not questions:
        yield Problem("", 0, "questions", "there are none", "write some")
    for question in questions:
        yield from _question(question)
        for option in question.options:
            yield from _option(question, option)


def _question(question: Question) -> Iterator[Problem]:
    entry = f"question {question.id}"
    if not 3 <= len(question.options) <= 5:
        yield Problem("", 0, entry, f"it has {len(question.options)} options", "offer three to five")
    if len(question.text) > QUESTION_LIMIT:
        cause = f"the text has {len(question.text)} characters"
        yield Problem("", 0, f"{entry}, text", cause, f"use {QUESTION_LIMIT}")


def _option(question: Question, option: Option) -> Iterator[Problem]:
    if min(option.points.values(), default=0) < 0:
        entry = f"question {question.id}, option {option.id}, points"
        yield Problem("", 0, entry, "points below zero", "give the other track more instead")


def _labels(pack: Pack) -> Iterator[Problem]:
    """Every button that can be offered, by its label."""
    fixed = ((verb, verb) for verb, takes in ACTION_SPECS.items() if not takes.least)
    for entry, choice_id in (*fixed, *all_choices(pack)):
        try:
            label = words_for(pack, choice_id)[0]
        except (KeyError, IndexError):
            continue  # what it is about is broken, or its id is, and that has been said
        if len(label) > LABEL_LIMIT:
            cause = f"the button '{label}' has {len(label)} characters"
            yield Problem(
                "", 0, pack.source_map.entry_saying(label) or entry, cause, f"a button holds {LABEL_LIMIT}: shorten it"
            )


def _screens(pack: Pack, *, sound: bool) -> Iterator[Problem]:
    for where, reply in render_all(pack):
        if isinstance(reply, Reply):
            yield from _size(pack, where, reply)
            yield from _alike(pack, where, reply)
        elif sound:  # in a pack that is not, what is missing here has been said
            yield Problem("screens", 0, where, f"it cannot be shown ({reply!r})", "tell a developer")
    for key, phrase in pack.script.phrases.items():
        yield from _size(pack, key, Reply(phrase))


def _size(pack: Pack, where: str, reply: Reply) -> Iterator[Problem]:
    rows = (reply.grid.header, *reply.grid.rows) if reply.grid else ()
    text = "\n".join((reply.text, *(" | ".join(row) for row in rows)))
    units = len(text.encode("utf-16-le")) // 2
    if units > MESSAGE_LIMIT:
        cause = f"with it, the message '{where}' has {units} units"
        yield Problem("", 0, pack.source_map.entry_saying(text), cause, f"Telegram takes {MESSAGE_LIMIT}: shorten it")


def _alike(pack: Pack, where: str, reply: Reply) -> Iterator[Problem]:
    """A typed label presses the first button that says it; the second could not be had."""
    for label, n in Counter(choice.label for choice in reply.choices).items():
        if n > 1:
            cause = f"{n} buttons of '{where}' say '{label}'"
            yield Problem("", 0, pack.source_map.entry_saying(label), cause, "say what sets them apart")
