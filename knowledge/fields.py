"""What a field may hold beyond its type, written beside it: an id, the id of something else, a range. Pure.

`build` reads these notes; so a fault is found where it stands, and what is noted here is checked at every load.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple


class Ref(NamedTuple):
    """The value is the id of an entry of this kind, which some file of the pack has to bring."""

    kind: str


class Rule(NamedTuple):
    """The value has to hold; `cause` and `cure` are the halves of a problem, the value stands before them."""

    holds: Callable[[Any], object]
    cause: str
    cure: str


_ID = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
Id = Annotated[
    str, Rule(_ID.fullmatch, "is no id", "use lower-case letters and digits, joined by single '.', '-' or '_'")
]
TopicId = Annotated[str, Ref("topic")]
TrackId = Annotated[str, Ref("track")]
Span = Annotated[
    tuple[int, ...], Rule(lambda span: len(span) == 2 and span[0] <= span[1], "is no range", "write [low, high]")
]
