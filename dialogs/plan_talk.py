"""What people say of their plan: that they know a part of it already."""

import re

from dialogs.actions import perform
from dialogs.advice.plan import named_in
from dialogs.choices import Action
from dialogs.guards import has_verdict
from dialogs.script import fold
from dialogs.states import WAITING, State
from dialogs.turn_builder import TurnBuilder

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
TOLD = 20  # words of a text that says so


def known(builder: TurnBuilder) -> TurnBuilder | None:
    """The plan without what a short text says to be known: 'i have used sql for years'; None for other texts."""
    session, script = builder.session, builder.pack.script
    told_of = builder.state == State.PLAN or (builder.state not in WAITING and has_verdict(builder.pack, session))
    if not told_of or len(builder.text.split()) > TOLD:
        return None
    told = [fold(part) for part in _SENTENCE.split(builder.text) if not part.rstrip().endswith("?")]
    knowing = (part for part in told if script.knowing.search(part) and not script.denial.search(part))
    words = [word for part in knowing for word in named_in(builder.pack, part)]
    if not words:
        return None
    new = builder.change(misses=0, knows=tuple(dict.fromkeys((*session.knows, *words))))
    return perform(new.say("plan.known"), Action("plan"))
