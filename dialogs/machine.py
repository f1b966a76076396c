"""Runs the transition table on one shared `transitions.Machine`; the only importer of that library.

One machine serves all conversations: a step runs on a throw-away cursor, so nothing is kept of anybody. Apart from undo
and session migration, this is the only code that gives a session another state.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable

import msgspec
from transitions import Machine, MachineError

from dialogs.guards import GUARDS
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.states import TABLE, State, Transition, Trigger

# The library logs each step at INFO; a turn is logged once, by the package that runs it.
logging.getLogger("transitions").setLevel(logging.WARNING)


class TableError(Exception):
    """The table has no such step, or the table itself is wrong: a programmer's mistake, never a user's."""


class _Cursor:
    """The model of one step: where it starts and ends."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class StateMachine:
    """Steps through a table; raises TableError when built on one with unknown or doubled parts."""

    def __init__(self, table: Iterable[Transition] = TABLE, states: Iterable[str] = tuple(State)) -> None:
        rows, names = tuple(table), tuple(map(str, states))  # plain text: the library treats enum members differently
        if faults := faults_of(rows, names):
            raise TableError("; ".join(faults))
        self._hub = names[0]
        self._sources: dict[str, set[str]] = defaultdict(set)
        self._machine = Machine(model=None, states=list(names), initial=None, auto_transitions=False)
        for row in rows:
            self._sources[row.trigger].update(map(str, row.sources))
            target = None if row.target is None else str(row.target)
            for source in map(str, row.sources):
                self._machine.add_transition(
                    str(row.trigger), source, target, GUARDS.get(row.when), GUARDS.get(row.unless)
                )

    def step(self, pack: Pack, session: Session, trigger: Trigger) -> Session:
        """The session in the state that `trigger` leads to; guards see the session as given.

        Where the table has no row for the trigger, it is a jump: from the first state, the menu. Raises TableError
        where that has none either.
        """
        source = str(session.state) if session.state in self._sources[trigger] else self._hub
        cursor = _Cursor(source)
        try:
            taken = self._machine.events[trigger].trigger(cursor, pack, session)
        except (KeyError, MachineError) as error:
            raise TableError(f"no row leads from '{source}' by '{trigger}'; add one to states.TABLE") from error
        if not taken:
            raise TableError(f"no guard of '{trigger}' from '{source}' holds; add a row without a guard")
        self.record(session.state, source, trigger, cursor.state)
        return msgspec.structs.replace(session, state=cursor.state)

    def record(self, left: str, source: str, trigger: Trigger, target: str) -> None:
        """Called with every step taken: the state left, the row's source (the menu in a jump), trigger and target."""


def faults_of(table: tuple[Transition, ...], states: tuple[str, ...]) -> list[str]:
    """What is wrong with a table: unknown states or guards, rows never reached, unreachable states, dead ends."""
    known, faults = set(states), []
    closed: set[tuple[str, str]] = set()  # triggers from sources whose row without a guard has come
    for row in table:
        if row.target is not None and row.target not in known:
            faults.append(f"'{row.trigger}' leads to nowhere: there is no state '{row.target}'")
        faults += [
            f"'{row.trigger}' has an unknown guard '{name}'; write it in guards.py"
            for name in (row.when, row.unless)
            if name and name not in GUARDS
        ]
        for source in row.sources:
            if source not in known:
                faults.append(f"'{row.trigger}' starts nowhere: there is no state '{source}'")
            if (row.trigger, source) in closed:
                faults.append(f"'{row.trigger}' leads from '{source}' twice: a row without a guard stands above")
            if not row.when and not row.unless:
                closed.add((row.trigger, source))
    for trigger, source in {(row.trigger, source) for row in table for source in row.sources} - closed:
        faults.append(f"'{trigger}' from '{source}' has only rows with guards; end with one that has none")
    return [*sorted(faults), *_unreachable(table, states)]


def _unreachable(table: tuple[Transition, ...], states: tuple[str, ...]) -> list[str]:
    """States that no row leads to, or out of."""
    edge: set[str] = set(states[:1])
    reached = set(edge)
    while edge:
        edge = {str(row.target) for row in table if edge.intersection(row.sources)} & set(states) - reached
        reached |= edge
    exits = {source for row in table for source in row.sources if row.target not in (None, source)}
    faults = [f"the state '{state}' cannot be reached" for state in states if state not in reached]
    return faults + [f"the state '{state}' is a dead end" for state in states if state not in exits]
