"""What a turn costs: the persona questions, beside one bare trigger of the machine."""

import statistics
import time
from collections.abc import Iterator

from bot.packs import load_pack
from dialogs.engine import Engine
from dialogs.events import Chose
from dialogs.machine import StateMachine
from dialogs.states import State, Trigger
from knowledge.model import Found, Outcome

ROUNDS = 400


def measure() -> Iterator[str]:
    engine = Engine(load_pack(), lambda *_: Found(Outcome.DECLINE))
    machine = StateMachine()
    session = engine.take_turn(None, Chose("find")).session
    questions = engine.pack.script.questionnaire.questions
    turns: list[float] = []
    triggers: list[float] = []
    for i in range(ROUNDS):
        walk = session
        while walk.state == State.QUESTION:
            options = questions[walk.focus[0]].options
            event = Chose(f"answer:{walk.focus[0]}:{options[i % len(options)].id}")
            took, turn = timed(lambda walk=walk, event=event: engine.take_turn(walk, event))
            walk = turn.session
            if walk.state == State.QUESTION:
                turns.append(took)
            triggers.append(timed(lambda: machine.step(State.QUESTION, Trigger.ASK_QUESTION))[0])
    cost, bare = statistics.median(turns) * 1e6, statistics.median(triggers) * 1e6
    yield f"turn in the questions: {cost:.0f} µs, {cost / bare:.1f} times a bare trigger ({bare:.1f} µs)"


def timed(call):
    started = time.perf_counter()
    found = call()
    return time.perf_counter() - started, found
