"""Getting a conversation back on its feet, once for all states: what was not understood, pressed too late, or empty."""

from dialogs.replies import Reply
from dialogs.screens import SCREENS
from dialogs.states import WAITING, State
from dialogs.turn_builder import TurnBuilder
from knowledge.model import Found

# Screens too long to be repeated below a remark: there the remark carries their choices instead.
LONG = (
    State.RESULT,
    State.WHAT_IF,
    State.PLAN,
    State.TOPIC,
    State.TABLE,
    State.ROW,
    State.PAY,
    State.MY_DATA,
)


def note(scene: TurnBuilder, phrase: str, **words: object) -> TurnBuilder:
    """A remark, then the way on: the state's screen, or below long ones only its choices."""
    if scene.state not in LONG:
        return scene.say(phrase, **words)
    choices = SCREENS[scene.state](scene.pack, scene.session)[-1].choices
    return scene.add(Reply(scene.pack.script.phrase(phrase, **words), choices)).stay()


def unclear(scene: TurnBuilder) -> TurnBuilder:
    """Say so; the second time explain more; from the third on offer a way out."""
    misses = scene.session.misses + 1
    scene = scene.change(misses=misses)
    if misses == 1:
        return note(scene, "repair.unclear")
    if misses == 2:
        return note(scene, "repair.unclear_more", hint=_hint(scene))
    skip = (f"skip:{scene.session.focus[0]}",) if scene.state == State.QUESTION else ()
    return scene.say("repair.unclear_out", *skip, "back", "ask", "help", "menu").stay()


def _hint(scene: TurnBuilder) -> str:
    if scene.state == State.QUESTION:
        return scene.pack.script.questionnaire.questions[scene.session.focus[0]].more
    return scene.pack.script.phrase("repair.hint")


def declined(scene: TurnBuilder, found: Found, text: str) -> TurnBuilder:
    """The article has no answer; what it does have near it is offered unless the bot waits for one itself."""
    missed = scene if found.noise else scene.missing(text)
    if found.noise or scene.session.misses >= 2:
        return unclear(missed)
    missed = missed.change(misses=scene.session.misses + 1)
    if scene.state in WAITING:
        return missed.say("repair.declined")
    if not found.matches:
        return note(missed, "repair.declined")
    near = (f"topic:{topic}" for topic in found.topics[:2])
    return missed.say("repair.declined_near", *near, "ask", "menu").stay()


def clarify(scene: TurnBuilder, found: Found, text: str) -> TurnBuilder:
    """Offer the likely topics by name."""
    near = (f"topic:{topic}" for topic in found.topics[:3])
    return scene.change(unsure=text).say("repair.clarify", *near, "none").stay()


def none_of_these(scene: TurnBuilder) -> TurnBuilder:
    """None of the offered topics was meant: the question counts as one without an answer."""
    return note(scene.missing(scene.was_unsure), "repair.none")


def gone(scene: TurnBuilder) -> TurnBuilder:
    """A button for something that is no more, or never was."""
    return note(scene, "repair.gone")
