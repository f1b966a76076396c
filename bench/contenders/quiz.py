"""The persona questions, read from the script of Crossroads and nothing else of it."""

from collections import Counter
from pathlib import Path
from typing import Any

import yaml

SCRIPT = Path(__file__).parents[2] / "dialogs" / "script" / "questions.yaml"
QUESTIONS: list[dict[str, Any]] = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))["questions"]


def labels(number: int) -> list[str]:
    return [option["label"] for option in QUESTIONS[number]["options"]]


def told(number: int) -> str:
    return f"{number + 1} of {len(QUESTIONS)}\n\n{QUESTIONS[number]['text']}"


def result(answers: dict[str, str]) -> str:
    """The sum of the points, best first."""
    total: Counter[str] = Counter()
    for question in QUESTIONS:
        for option in question["options"]:
            if answers.get(question["id"]) == option["id"]:
                total.update(option["points"])
    return "A direction to try first: " + ", ".join(f"{track} {points}" for track, points in total.most_common())
