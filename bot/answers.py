"""Answers out of a JSON file: {question id: option id, or a list of them}, and "matters": what counts double."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from dialogs.advice.model import JOINT, Question
from dialogs.script import Pack
from knowledge.problems import nearest

MATTERS = "matters"


class InputError(Exception):
    """Input that cannot be used: what, where and the cure in one line."""


def read_text(file: Path) -> str:
    """UTF-8, with or without a byte order mark; '-' is standard input. Raises InputError, OSError."""
    raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


class Profile(NamedTuple):
    """What somebody answered, and which of it counts double."""

    answers: dict[str, str]
    matters: tuple[str, ...] = ()


def read_answers(pack: Pack, file: Path) -> Profile:
    """{question id: option id, or a list of them}, and "matters": question ids; raises InputError for anything else."""
    try:
        written = json.loads(read_text(file))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{file}: {error}; write a JSON object {{question id: option id}}") from error
    if not isinstance(written, dict):
        raise InputError(f"{file}: a JSON object {{question id: option id}} expected")
    questions = pack.script.questionnaire.questions
    matters = written.pop(MATTERS, []) if MATTERS not in questions else []
    answers = {}
    for question, given in written.items():
        if question not in questions:
            raise InputError(f"{file}: there is no question '{question}'; {nearest(question, questions)}")
        answers[question] = _answer(file, questions[question], given)
    return Profile(answers, _matters(pack, file, answers, matters))


def _answer(file: Path, question: Question, given: object) -> str:
    """One answer out of an option id, several joined by '+', or a list of option ids."""
    listed = given if isinstance(given, list) else str(given).split(JOINT)
    known = [option.id for option in question.options]
    for option in listed:
        if option not in known:
            raise InputError(f"{file}: '{question.id}' has no option '{option}'; {nearest(str(option), known)}")
    answer = question.answer(listed)
    if question.option(answer) is None:
        raise InputError(f"{file}: '{question.id}' takes 1 to {question.most} options, not {len(listed)}")
    return answer


def _matters(pack: Pack, file: Path, answers: Mapping[str, str], given: object) -> tuple[str, ...]:
    most = pack.script.questionnaire.terms.double
    if not isinstance(given, list) or not all(isinstance(question, str) for question in given) or len(given) > most:
        raise InputError(f"{file}: '{MATTERS}' is a list of at most {most} question ids")
    for question in given:
        if question not in answers:
            raise InputError(
                f"{file}: '{MATTERS}' names '{question}', which has no answer; {nearest(question, answers)}"
            )
    return tuple(given)
