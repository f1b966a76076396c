"""Fault injection: errors, delays and broken answers, once, a number of times, or at random (seeded)."""

import random
from collections import Counter
from dataclasses import dataclass, field

KINDS = frozenset({"flood", "status", "hang", "drop_before", "drop_after", "slow", "garbage"})


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong.

    `flood` is a 429, `status` an error of the server (with `html`, a page instead of JSON), `hang` never answers,
    `drop_before` and `drop_after` cut the connection before or after the request was carried out, `slow` waits
    `seconds` first, `garbage` carries it out and answers with bytes that are no JSON. `chat` limits it to one chat;
    `says` is the description of a `status`.
    """

    kind: str
    method: str | None = None
    times: int | None = 1
    chance: float = 1.0
    seed: int = 0
    status: int = 502
    html: bool = False
    retry_after: int = 1
    seconds: float = 0.2
    spare: tuple[str, ...] = ()
    chat: int | None = None
    says: str = ""
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}; there are {', '.join(sorted(KINDS))}")
        self.dice = random.Random(self.seed)

    def strikes(self, method: str, chat: int | None = None) -> bool:
        """Whether it hits this request; counts down if so."""
        if self.times == 0 or method in self.spare or self.method not in {None, method}:
            return False
        if self.chat not in {None, chat}:
            return False
        if self.chance < 1 and self.dice.random() >= self.chance:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """All faults in force, the first that strikes wins, and a count of those that did."""

    def __init__(self) -> None:
        self.active: list[Fault] = []
        self.fired: Counter[str] = Counter()

    def add(self, kind: str, method: str | None = None, **details: object) -> Fault:
        """Put a fault in force: `times=None` for ever, `method=None` for all but those in `spare`."""
        fault = Fault(kind, method, **details)  # type: ignore[arg-type]
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        """From now on nothing goes wrong."""
        self.active.clear()

    def strike(self, method: str, chat: int | None = None) -> Fault | None:
        """The fault that hits this request, if any."""
        for fault in self.active:
            if fault.strikes(method, chat):
                self.fired[fault.kind] += 1
                return fault
        return None
