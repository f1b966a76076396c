"""The transition table on one shared `transitions.Machine`; the only importer of that library.

One machine serves all conversations: a step runs on a throw-away cursor, so nothing is kept of anybody.
"""

import logging
from collections.abc import Iterable

from transitions import Machine, MachineError

from dialogs.states import TABLE, State, Transition, Trigger

# The library logs each step at INFO; a turn is logged once, by the room that runs it.
logging.getLogger("transitions").setLevel(logging.WARNING)


class MapError(Exception):
    """The table has no such step, or the table itself is wrong: a programmer's mistake, never a user's."""


class _Cursor:
    """Where one step starts and ends."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class StateMachine:
    """Steps through a table; raises MapError when built on one with unknown or doubled parts."""

    def __init__(self, table: Iterable[Transition] = TABLE, states: Iterable[str] = tuple(State)) -> None:
        rows, names = tuple(table), tuple(states)
        if faults := faults_of(rows, names):
            raise MapError("; ".join(faults))
        self._machine = Machine(model=None, states=list(names), initial=None, auto_transitions=False)
        for row in rows:
            self._machine.add_transition(row.trigger, list(row.sources), row.target)

    def step(self, state: State, trigger: Trigger) -> State:
        """The state that `trigger` leads to; raises MapError where the table has no row for it."""
        cursor = _Cursor(state)
        try:
            self._machine.events[trigger].trigger(cursor)
        except (KeyError, MachineError) as error:
            raise MapError(f"no row leads from '{state}' by '{trigger}'; add one to states.TABLE") from error
        return State(cursor.state)


def faults_of(table: tuple[Transition, ...], states: tuple[str, ...]) -> list[str]:
    """What is wrong with a table: unknown states, doubled rows, unreachable states, dead ends."""
    known, faults = set(states), []
    seen: set[tuple[str, str]] = set()
    for row in table:
        if row.target not in known:
            faults.append(f"'{row.trigger}' leads to nowhere: there is no state '{row.target}'")
        for source in row.sources:
            if source not in known:
                faults.append(f"'{row.trigger}' starts nowhere: there is no state '{source}'")
            if (row.trigger, source) in seen:
                faults.append(f"'{row.trigger}' leads from '{source}' twice")
            seen.add((row.trigger, source))
    edge: set[str] = set(states[:1])
    reached = set(edge)
    while edge:
        edge = {str(row.target) for row in table if edge.intersection(row.sources)} & known - reached
        reached |= edge
    faults += [f"the state '{state}' cannot be reached" for state in states if state not in reached]
    exits = {source for row in table for source in row.sources if row.target != source}
    faults += [f"the state '{state}' is a dead end" for state in states if state not in exits]
    return faults
