"""The transition table as a Mermaid state diagram, with guards and how often recorded conversations took each arrow."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from dialogs.states import ANYWHERE, READING, TABLE, WAITING, State, Transition, Trigger

Step = tuple[State, Trigger, State]  # source, trigger, target
_GROUPS = {ANYWHERE: "anywhere", READING: "reading", WAITING: "waiting"}


def mermaid(walked: Mapping[Step, int] | None = None) -> str:
    """The table; with `walked` (steps and how often each was taken), each arrow says its number, 0 included."""
    arrows = [*_arrows(walked)]
    lines = [f"[*] --> {next(iter(State))}", *arrows]
    lines += [f"note right of anywhere: every state; {Trigger.OPEN_MENU}, then a row from {State.MENU}, is a jump"]
    lines += [f"note right of {_GROUPS[group]}: {', '.join(group)}" for group in (READING, WAITING)]
    return "\n".join(["stateDiagram-v2", *(f"    {line}" for line in lines)])


def _arrows(walked: Mapping[Step, int] | None) -> Iterator[str]:
    """One line for each pair of states: every trigger between them, with the guards of all its rows."""
    guards: dict[tuple[str, str, Trigger], list[str]] = defaultdict(list)
    taken: dict[tuple[str, str, Trigger], int] = defaultdict(int)
    for row in TABLE:
        group = _GROUPS.get(row.sources)
        for source in row.sources:
            arrow = (group or str(source), str(row.target or group or source), row.trigger)
            if (guard := _guard(row)) not in guards[arrow]:
                guards[arrow].append(guard)
                fresh = len(guards[arrow]) == 1
            taken[arrow] += (walked or {}).get((source, row.trigger, row.target or source), 0) if fresh else 0
    labels: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (start, target, trigger), texts in guards.items():
        text = f"{trigger} [{' or '.join(texts)}]" if all(texts) else trigger.value
        labels[start, target].append(text if walked is None else f"{text} ×{taken[start, target, trigger]}")
    yield from (f"{start} --> {target}: {' / '.join(texts)}" for (start, target), texts in labels.items())


def _guard(row: Transition) -> str:
    return (row.when or (f"not {row.unless}" if row.unless else "")).replace("_", " ")
