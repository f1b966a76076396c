"""What a turn costs: the persona questions, beside one bare trigger of the machine."""

import statistics
import time
from collections.abc import Iterator

from transitions import Machine

from bot.packs import load_pack
from dialogs.engine import Engine
from dialogs.events import Chose
from dialogs.states import State
from knowledge.model import Found, Outcome

ROUNDS = 400


def measure() -> Iterator[str]:
    engine = Engine(load_pack(), lambda *_: Found(Outcome.DECLINE))
    bare = bare_trigger()
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
            triggers.append(timed(lambda: bare.trigger(Cursor()))[0])
    cost, step = statistics.median(turns) * 1e6, statistics.median(triggers) * 1e6
    yield f"turn in the questions: {cost:.0f} µs, {cost / step:.1f} times a bare trigger ({step:.1f} µs)"


class Cursor:
    state = "here"


def bare_trigger():
    """One unguarded row of the library, as a yardstick."""
    machine = Machine(model=None, states=["here", "there"], initial=None, auto_transitions=False)
    machine.add_transition("go", "here", "there")
    return machine.events["go"]


def timed(call):
    started = time.perf_counter()
    found = call()
    return time.perf_counter() - started, found
