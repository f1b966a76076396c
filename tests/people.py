"""Somebody to talk to the engine: types, taps and presses, and carries the session through JSON at every turn."""

from collections import Counter

from dialogs.engine import Engine, Turn
from dialogs.events import Chose, Event, Said, Started
from dialogs.machine import StateMachine
from dialogs.mermaid import Step
from dialogs.session import Session, from_json, to_json
from dialogs.states import State, Trigger


class Person:
    def __init__(self, engine: Engine, *, start: bool = True) -> None:
        self.engine = engine
        self.session: Session | None = None
        self.turn: Turn
        if start:
            self.does(Started())

    def does(self, event: Event) -> Turn:
        before = from_json(to_json(self.session)) if self.session else None
        self.turn = self.engine.take_turn(before, event)
        self.session = None if self.turn.forget else from_json(to_json(self.turn.session))
        assert self.session in (None, self.turn.session)
        return self.turn

    def says(self, text: str) -> Turn:
        return self.does(Said(text))

    def presses(self, choice_id: str) -> Turn:
        return self.does(Chose(choice_id))

    def taps(self, label: str) -> Turn:
        found = [choice.id for choice in self.choices if choice.label == label]
        assert found, f"no button '{label}'; there are: {self.labels}"
        return self.presses(found[0])

    @property
    def choices(self):
        return [choice for reply in self.turn.replies for choice in reply.choices]

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.choices]

    @property
    def text(self) -> str:
        parts = []
        for reply in self.turn.replies:
            parts.append(reply.text)
            if reply.grid:
                parts += [" | ".join(row) for row in (reply.grid.header, *reply.grid.rows)]
        return "\n".join(parts)


class RecordingMachine(StateMachine):
    """The real machine, counting each step taken: (the row's source, trigger, target)."""

    def __init__(self) -> None:
        super().__init__()
        self.walked: Counter[Step] = Counter()

    def record(self, left: str, source: str, trigger: Trigger, target: str) -> None:
        if source != left:  # a jump, by way of the menu
            self.walked[State(left), Trigger.OPEN_MENU, State(source)] += 1
        self.walked[State(source), trigger, State(target)] += 1
