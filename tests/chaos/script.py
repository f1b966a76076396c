"""What a person does next: a function of the person's number, the step, and what they have seen. No clock, no luck."""

import random
from collections.abc import Sequence
from typing import NamedTuple


class Content(NamedTuple):
    """What a message said once: its text, and its buttons as (label, data)."""

    text: str
    buttons: tuple[tuple[str, str], ...]


class Act(NamedTuple):
    """`old`: a button of the `number`-th content that was seen, whatever became of it. The others explain themselves."""

    do: str  # say, tap, old, edit, sticker
    text: str = ""
    number: int = -1


QUESTIONS = (
    "what do data engineers earn in nigeria",
    "is data engineering easier for beginners",
    "which role is more future proof",
    "what tools does a machine learning engineer use",
    "can i switch from data engineer to ml engineer",
    "do you like cheese",
    "hello there",
)
COMMANDS = ("back", "back", "skip", "skip", "help", "repeat", "change my answer to question 2", "change question 1")
RARE = ("/start", "/plan", "/compare", "/pay", "cancel", "restart", "/forget", "both", "the second one", "🤔")
TEXTS = {"command": COMMANDS, "rare": RARE}
WEIGHTS = {"tap": 52, "label": 10, "old": 10, "question": 8, "command": 10, "sticker": 4, "edit": 3, "rare": 3}


def opening(number: int) -> tuple[Act, ...]:
    """Most people begin with the questions."""
    return (Act("say", "/start"), *((Act("say", "/find"),) if number % 4 else ()))


def next_act(seed: int, number: int, step: int, seen: Sequence[Content]) -> Act:
    """Step 0 is a person's first."""
    first = opening(number)
    if step < len(first):
        return first[step]
    dice = random.Random(f"{seed}/{number}/{step}")
    buttons = seen[-1].buttons if seen else ()
    pressable = [index for index, content in enumerate(seen) if content.buttons]
    do = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    if do == "tap" and buttons:
        return Act("tap", dice.choice(buttons)[1], len(seen) - 1)
    if do == "label" and buttons:
        return Act("say", dice.choice(buttons)[0])
    if do == "old" and pressable:
        index = dice.choice(pressable)
        return Act("old", dice.choice(seen[index].buttons)[1], index)
    if do in {"sticker", "edit"}:
        return Act(do, dice.choice(QUESTIONS))
    return Act("say", dice.choice(TEXTS.get(do, QUESTIONS)))
