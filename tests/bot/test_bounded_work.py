"""A text costs time in proportion to its length: no pattern that meets a person's words grows faster, on the worst of
the texts that a seeded fuzzer puts together from the pattern's own letters.

Time is the CPU's, of this thread, the least of some rounds: what else the machine does is not in it. Four times the
text is four times the work, or sixteen times where the work grows as its square; the bound lies between the two.
"""

import importlib
import pkgutil
import random
import re
import time
from collections.abc import Iterator

import pytest

from bot import console, logs, masking
from bot.telegram import markdown
from dialogs import choices, corrections, decline, interpreter, own_words, question_talk, repair, script, talk
from dialogs.interpreter import TEXT_LIMIT, clean
from dialogs.script import fold
from knowledge import nlu
from knowledge.nlu.contextual_rewrite import ContextualRewriter
from knowledge.nlu.entities import EntityMatcher
from knowledge.nlu.sentences import normalise
from tests.people import Person

MODULES = (
    *(
        console,
        logs,
        masking,
        markdown,
        choices,
        corrections,
        decline,
        interpreter,
        own_words,
        question_talk,
        repair,
        script,
        talk,
    ),
    *(importlib.import_module(f"knowledge.nlu.{module.name}") for module in pkgutil.iter_modules(nlu.__path__)),
)
SHORT = 500  # letters; more than is ever read of a text
CANDIDATES = 300  # texts tried for each pattern; 20,000 were, once
WHOLE = ("script.", "dialogs.choices.")  # these are held against whole texts only
NOISE = 0.006  # seconds that are nothing, whatever the growth
FASTER = 8.0  # times the work for four times the text
LOOKS = 5  # before a growth is believed
ALPHABET = [
    *" aAzZ019@._-,'/:;?!$+#",
    "ab",
    "a b",
    "é",
    "㌖",
    "\u200b",
    "\u2028",
    "́",
    "I am ",
    "www.",
    "https://",
    "[name]",
]


def patterns_of(value: object, name: str, depth: int = 3) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        yield name, value
    elif depth and isinstance(value, dict):
        for key, child in value.items():
            yield from patterns_of(child, f"{name}.{key}", depth - 1)
    elif depth and isinstance(value, list | tuple):
        for n, child in enumerate(value):
            yield from patterns_of(child, f"{name}.{n}", depth - 1)


def all_patterns(pack) -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for module in MODULES:
        found |= patterns_of(vars(module), module.__name__)
    found |= patterns_of({name: getattr(pack.script, name) for name in pack.script.__struct_fields__}, "script")
    entities = EntityMatcher(pack.knowledge)
    for part in (entities, entities.tracks, ContextualRewriter(pack.knowledge, entities.tracks)):
        found |= patterns_of(vars(part), type(part).__name__)
    return found


def candidates(pattern: re.Pattern[str], seed: str, count: int) -> Iterator[tuple[str, str, str]]:
    """(beginning, what is repeated, end)."""
    dice = random.Random(seed)
    own = re.findall(r"[^\W_]+|[^\w\s]", pattern.pattern)
    for _ in range(count):
        pieces = [dice.choice(own if own and dice.random() < 0.5 else ALPHABET) for _ in range(dice.randint(1, 4))]
        unit = dice.choice(("", " ")).join(pieces)
        yield dice.choice((*ALPHABET, "")), unit, dice.choice((*ALPHABET, "", "~"))


def text_of(parts: tuple[str, str, str], length: int) -> str:
    before, unit, after = parts
    return before + unit * (length // len(unit)) + after


def seconds(work, text: str, rounds: int = 3) -> float:
    best = float("inf")
    for _ in range(rounds):
        began = time.thread_time()
        work(text)
        best = min(best, time.thread_time() - began)
    return best


def growth(work, text_of_length) -> tuple[float, float]:
    """(how many times the work grows with four times the text, seconds for the longer one); the least of some looks."""
    short = long = float("inf")
    for _ in range(LOOKS):
        short = min(short, seconds(work, text_of_length(1)))
        long = min(long, seconds(work, text_of_length(4)))
        if long < max(NOISE, FASTER * short):
            break
    return long / short, long


def is_faster(times: float, took: float) -> bool:
    return took > NOISE and times > FASTER


def worst(work, pattern: re.Pattern[str], name: str, count: int = CANDIDATES) -> list[tuple[str, str, str]]:
    return sorted(candidates(pattern, name, count), key=lambda parts: -seconds(work, text_of(parts, SHORT), 1))[:2]


def too_fast(name: str, pattern: re.Pattern[str], count: int = CANDIDATES) -> list[str]:
    """What of a pattern's uses grows faster than the text."""
    found = []
    uses = (pattern.fullmatch,) if name.startswith(WHOLE) else (lambda text: pattern.sub("", text), pattern.match)
    if name == "EntityMatcher._asks":  # held against the beginning of a sentence only
        uses = (pattern.match,)
    for use in uses:
        for parts in worst(use, pattern, name, count):
            times, took = growth(use, lambda n, parts=parts: text_of(parts, 4 * SHORT * n))
            if is_faster(times, took):
                found.append(f"{name}: {times:.1f} times for {parts!r} ({took * 1000:.0f} ms)")
    return found


def test_no_pattern_grows_faster_than_the_text(pack):
    patterns = all_patterns(pack)
    assert len(patterns) > 30
    assert {"bot.masking._WORD", "dialogs.interpreter._CONTROLS", "ContextualRewriter._lead"} <= patterns.keys()
    assert [line for name, pattern in patterns.items() for line in too_fast(name, pattern)] == []


@pytest.mark.parametrize("bad", [r"\S+@\S", r" +!"])
def test_a_pattern_that_grows_faster_is_noticed(bad):
    assert too_fast("bad", re.compile(bad))


@pytest.mark.parametrize(
    "attack",
    [
        "bitcoin price today " + "㌖@" * 190,
        "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 400,
        "@." * 200,
        "+1 " * 133,
        "I am " + "Aa " * 130,
        "www." * 100,
        "1-" * 200,
        "a'" * 200,
    ],
)
def test_hostile_text_is_masked_in_a_moment(pack, attack):
    known = masking.vocabulary(pack)
    assert len(clean(attack[:TEXT_LIMIT])[:TEXT_LIMIT]) <= TEXT_LIMIT
    assert seconds(lambda text: masking.masked(text, known), attack) < 0.01
    for work in (lambda text: masking.masked(text, known), clean, fold, normalise):
        assert not is_faster(*growth(work, lambda n: attack * 4 * n)), work


def test_a_text_is_cut_after_its_letters_were_unified(engine):
    person = Person(engine)
    turn = person.says("bitcoin price today " + "㌖@" * 190)
    assert len(turn.missed) <= TEXT_LIMIT


HONEST = "I worked as an analyst for six years and I liked the statistics more than the plumbing. "
MASHED = " ".join("".join(random.Random(n).choices("bcdfghjklmnpqrstvwxz", k=6)) for n in range(600))
TIMES = 2.5  # of an honest text's time; mashed keys are more pieces than words of the same length are


def turn_seconds(engine, text: str, *before: str) -> float:
    """The CPU's time of all threads: a story is read by two."""
    best = float("inf")
    for _ in range(3):
        person = Person(engine)
        for said in before:
            person.says(said)
        began = time.process_time()
        person.says(text)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("before", [(), ("find",)])
@pytest.mark.parametrize("unit", ["a. ", "a\n", "why? ", "é; ", "and I ", "I'm i've ", "1 ", "x, why ", MASHED])
def test_no_text_takes_many_times_the_time_of_an_honest_one(engine, unit, before):
    """Thousands of sentences of a letter, or of words that are none, kept everybody waiting for seconds."""
    honest = turn_seconds(engine, (HONEST * 50)[:TEXT_LIMIT], *before)
    assert turn_seconds(engine, (unit * TEXT_LIMIT)[:TEXT_LIMIT], *before) < TIMES * honest
