"""Telegram: the persona questions on Crossroads and on others, the same people tapping against the same stand-in.

Crossroads writes every update, turn and message to disk; the others keep all in memory and lose it with the process.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.contenders.quiz import QUESTIONS
from bot.packs import load_pack
from dialogs.engine import Engine
from dialogs.events import Chose
from dialogs.states import State
from knowledge.model import Found, Outcome
from tests.botapi.remote import ROOT, Remote, process

ROUNDS = 3
SIDE_BY_SIDE = 200  # people
SECONDS = 3.0  # a measurement
LATENCIES = (0, 50)  # milliseconds
POLL_INTERVAL = 0.004  # seconds between two looks at the phones
TEXTS = 5  # of one chat, sent at once
CHATS = 20  # that do so
WAITING = 30_000
AT_MOST = 60.0  # seconds to look on while they are answered
OURS = "Crossroads"
PACK = load_pack()
OUR_QUESTIONS = [q for i in PACK.script.questionnaire.questions for q in QUESTIONS if q["id"] == i]  # as we ask
MODULES = {"python-telegram-bot": "bench.contenders.ptb", "aiogram-dialog": "bench.contenders.dialogs"}


@dataclass
class Figures:
    """Of one contender, a list entry a round."""

    rate: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))  # updates/s by latency
    cpu: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))  # ms a turn, by latency
    memory: list[float] = field(default_factory=list)  # MB, the highest
    astray: int = 0
    asked: int = 0


def undecided(people: int = 4) -> list[dict[str, int]]:
    """For so many kinds of people the place of the option each takes, by question: none of them is settled early."""
    engine = Engine(PACK, lambda *_: Found(Outcome.DECLINE))
    dice, kinds = random.Random(1), []
    while len(kinds) < people:
        picks = {question["id"]: dice.randrange(len(question["options"])) for question in OUR_QUESTIONS}
        session = engine.take_turn(None, Chose("find")).session
        for question in OUR_QUESTIONS:
            if session.state != State.QUESTION:
                break
            option = question["options"][picks[question["id"]]]["id"]
            session = engine.take_turn(session, Chose(f"answer:{question['id']}:{option}")).session
        else:
            kinds.append(picks)
    return kinds


KINDS = undecided()


def measure() -> Iterator[str]:
    found = {name: Figures() for name in (OURS, *MODULES)}
    with process("--no-history") as remote, tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            names = list(found)
            for name in names[number % 3 :] + names[: number % 3]:
                one_round(remote, name, Path(folder) / f"{number}.db", found[name])
        yield from told(found)
        yield from flood(remote, Path(folder))


def told(found: dict[str, Figures]) -> Iterator[str]:
    """A line a contender and latency, as it is and as a ratio to ours."""
    ours = found[OURS]
    yield "--- the persona questions on Telegram, medians; in brackets: Crossroads in proportion to it"
    for latency in LATENCIES:
        for name, one in found.items():
            rate, cpu = middle(one.rate[latency]), middle(one.cpu[latency])
            yield (
                f"{name:20}{latency:>3} ms away{rate:>7.0f} updates/s ({middle(ours.rate[latency]) / rate:.2f})"
                f"{cpu:>7.2f} ms CPU a turn ({middle(ours.cpu[latency]) / cpu:.2f})"
            )
    for name, one in found.items():
        peak = middle(one.memory)
        yield (
            f"{name:20}{peak:>5.0f} MB at most ({middle(ours.memory) / peak:.2f})"
            f"{one.astray:>5} of {one.asked} answers out of order or missing"
        )


def middle(values: list[float]) -> float:
    return statistics.median(values)


def one_round(remote: Remote, name: str, store: Path, figures: Figures) -> None:
    with running(remote, name, store) as bot:
        asked = OUR_QUESTIONS if name == OURS else QUESTIONS
        walk(remote, asked, 20, 1.0)
        for latency in LATENCIES:
            remote.do("set", latency_ms=latency)
            before = cpu_of(bot)
            answered, took = walk(remote, asked, SIDE_BY_SIDE, SECONDS)
            figures.rate[latency].append(max(answered, 1) / took)
            figures.cpu[latency].append((cpu_of(bot) - before) * 1000 / max(answered, 1))
            if latency == 0:
                figures.memory.append(peak_of(bot))
                remote.do("settled", timeout=60, quiet=0.3)
    remote.do("set", latency_ms=LATENCIES[-1])
    drop(remote)
    with running(remote, name, store.with_suffix(".order.db")):
        figures.astray += astray(remote, asked)
        figures.asked += CHATS * TEXTS
    remote.do("set", latency_ms=0)
    drop(remote)


@contextmanager
def running(remote: Remote, name: str, store: Path, up: bool = True) -> "Iterator[subprocess.Popen[bytes]]":
    """A contender as a process of its own, killed at the end; `up`: it has answered somebody."""
    own = ["bot", "telegram", "--api", remote.origin, "--store", str(store), "--rate", "1000000"]
    command = [sys.executable, "-m", *(own if name == OURS else [MODULES[name], remote.origin])]
    env = {**os.environ, "CROSSROADS_TOKEN": remote.token}
    with (
        open(store.with_suffix(".log"), "ab") as log,  # noqa: PTH123 - not a second name for the same
        subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log) as bot,
    ):
        try:
            if up:
                first = remote.do("people")
                say(remote, first, "/start find")
                wait(lambda: any(phone["chat_id"] in first for phone in remote.do("answered")), 60)
            yield bot
        finally:
            bot.kill()


def walk(remote: Remote, asked: list[dict[str, Any]], most: int, seconds: float) -> tuple[int, float]:
    """People answer by taps until the time is up, a new one for each who is through; updates answered, seconds."""
    remote.do("answered")
    steps: dict[int, int] = {}
    began = time.perf_counter()
    enter(remote, steps, 20)
    answered = 0
    while (took := time.perf_counter() - began) < seconds:
        taps, new = [], 0
        for phone in remote.do("answered"):
            person = phone["chat_id"]
            if person not in steps:
                continue
            step = next((i for i, question in enumerate(asked) if question["text"] in phone["text"]), len(asked))
            if step == steps[person]:
                continue  # the next question is still to come
            answered += 1
            if step == len(asked):
                del steps[person]
                continue
            steps[person] = step
            data = phone["choices"][KINDS[person % len(KINDS)][asked[step]["id"]]]
            taps.append({"do": "tap_data", "person": person, "message_id": phone["message_id"], "data": data})
        if taps:
            remote.do("act", acts=taps)
        new = min(most - len(steps), max(len(taps), 1))
        if new:
            enter(remote, steps, new)
        time.sleep(POLL_INTERVAL)
    return answered, took


def enter(remote: Remote, steps: dict[int, int], count: int) -> None:
    ids = remote.do("people", count=count)
    steps.update(dict.fromkeys(ids, -1))
    say(remote, ids, "/start find")


def say(remote: Remote, people: list[int], *texts: str) -> None:
    remote.do("act", acts=[{"do": "say", "person": person, "text": text} for person in people for text in texts])


def wait(condition: Callable[[], object], seconds: float) -> None:
    """Until it holds, or the time is up: then RuntimeError."""
    end = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > end:
            raise RuntimeError(f"nothing within {seconds} s")
        time.sleep(0.05)


def astray(remote: Remote, questions: list[dict[str, Any]]) -> int:
    """How many of the answers to texts that people sent all at once came out of order or not at all.

    The texts answer the first of these questions, which are in the order in which this bot asks them.
    """
    people = remote.do("people", count=CHATS)
    say(remote, people, "/start find")
    remote.do("settled", timeout=60, quiet=1.0)
    say(remote, people, *answers(questions[:TEXTS]))
    remote.do("settled", timeout=60, quiet=1.0)
    lost = 0
    for person in people:
        texts = [shown["text"] for shown in remote.do("screen", chat_id=person) if shown["is_bot"]]
        shown = [n for text in texts for n in range(1, TEXTS + 1) if questions[n]["text"] in text]
        lost += TEXTS - rising(shown)
    return lost


def answers(questions: list[dict[str, Any]]) -> list[str]:
    """An option's label to each, by turns the first and the second, so that nothing is decided before the end."""
    return [question["options"][number % 2]["label"] for number, question in enumerate(questions)]


def rising(numbers: list[int]) -> int:
    """The length of the longest rising run that is left when others are struck out."""
    best: dict[int, int] = {}
    for number in numbers:
        best[number] = 1 + max((length for before, length in best.items() if before < number), default=0)
    return max(best.values(), default=0)


def flood(remote: Remote, folder: Path) -> Iterator[str]:
    """What many updates that waited while the bot was away cost in memory."""
    texts = ["/start find", *answers(OUR_QUESTIONS), "/help"]
    with running(remote, OURS, folder / "idle.db") as bot:
        say(remote, remote.do("people", count=5), *texts)
        remote.do("settled", timeout=60, quiet=1.0)
        idle = peak_of(bot)
    drop(remote)
    for _ in range(WAITING // 1000):
        say(remote, remote.do("people", count=1000 // len(texts)), *texts)
    before = remote.do("stats")["requests"]["sendMessage"]
    with running(remote, OURS, folder / "flood.db", up=False) as bot:
        began = time.perf_counter()
        wait(lambda: remote.do("stats")["pending"] == 0, 120)
        on_disk = time.perf_counter() - began
        answered = enough(remote, before + WAITING, AT_MOST)
        took, peak = time.perf_counter() - began, peak_of(bot)
    drop(remote)
    yield (
        f"{WAITING} waiting updates: {peak - idle:+.0f} MB over {idle:.0f} MB with a few (at most +30); "
        f"all on disk after {on_disk:.0f} s, {answered - before} answered after {took:.0f} s"
    )


def enough(remote: Remote, wanted: int, seconds: float) -> int:
    """How many messages the bot has sent in all: once there are as many as wanted, or when the time is up."""
    end = time.perf_counter() + seconds
    while (sent := remote.do("stats")["requests"]["sendMessage"]) < wanted and time.perf_counter() < end:
        time.sleep(0.5)
    return sent


def drop(remote: Remote) -> None:
    """Forget what waits for a bot that is gone."""
    remote.connection.request("POST", f"/bot{remote.token}/deleteWebhook?drop_pending_updates=true")
    remote.connection.getresponse().read()


def cpu_of(bot: "subprocess.Popen[bytes]") -> float:
    """Seconds of CPU so far."""
    fields = Path(f"/proc/{bot.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_of(bot: "subprocess.Popen[bytes]") -> float:
    """The most memory so far, in MB."""
    lines = Path(f"/proc/{bot.pid}/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024
