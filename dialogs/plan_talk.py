"""What people say of their plan: that they know a part of it already."""

from dialogs.actions import perform
from dialogs.advice.plan import named_in
from dialogs.choices import Action
from dialogs.guards import has_verdict
from dialogs.script import fold
from dialogs.states import WAITING
from dialogs.turn_builder import TurnBuilder

TOLD = 12  # words of a text that says so


def known(builder: TurnBuilder) -> TurnBuilder | None:
    """The plan without what a short text says to be known: 'i have used sql for years'; None for other texts."""
    folded, session = fold(builder.text), builder.session
    if builder.state in WAITING or not has_verdict(builder.pack, session) or "?" in builder.text:
        return None
    script, words = builder.pack.script, named_in(builder.pack, folded)
    if not words or len(folded.split()) > TOLD or not script.knowing.search(folded) or script.denial.search(folded):
        return None
    new = builder.change(misses=0, knows=tuple(dict.fromkeys((*session.knows, *words))))
    return perform(new.say("plan.known"), Action("plan"))
