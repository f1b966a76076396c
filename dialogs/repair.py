"""Getting a conversation back on its feet, once for all states: what was not understood, pressed too late, or empty."""

from dialogs.replies import Reply
from dialogs.screens import SCREENS
from dialogs.states import WAITING, State
from dialogs.turn_builder import TurnBuilder
from knowledge.model import Found

# Kinds of text outside the content that get words of their own: somebody in danger, and other languages.
SAID_PLAINLY = ("distress", "language")
# Screens too long to be repeated below a remark: there the remark carries their choices instead.
LONG = (
    State.RESULT,
    State.WHY,
    State.WHY_NOT,
    State.HOW_SURE,
    State.SUMMARY,
    State.ABOUT,
    State.WHAT_IF,
    State.PLAN,
    State.TOPIC,
    State.TABLE,
    State.ROW,
    State.PAY,
    State.MY_DATA,
)


def note(builder: TurnBuilder, phrase: str, **words: object) -> TurnBuilder:
    """A remark, then the way on: the state's screen, or below long ones only its choices."""
    if builder.state not in LONG:
        return builder.say(phrase, **words)
    choices = SCREENS[builder.state](builder.pack, builder.session)[-1].choices
    return builder.add(Reply(builder.pack.script.phrase(phrase, **words), choices)).stay()


def unclear(builder: TurnBuilder) -> TurnBuilder:
    """Say so; the second time explain more; from the third on offer a way out."""
    misses = builder.session.misses + 1
    builder = builder.change(misses=misses)
    if misses == 1:
        return note(builder, "repair.unclear")
    if misses == 2:
        return note(builder, "repair.unclear_more", hint=_hint(builder))
    skip = (f"skip:{builder.session.focus[0]}",) if builder.state == State.QUESTION else ()
    return builder.say("repair.unclear_out", *skip, "back", "ask", "help", "menu").stay()


def _hint(builder: TurnBuilder) -> str:
    if builder.state == State.QUESTION:
        return builder.pack.script.questionnaire.questions[builder.session.focus[0]].more
    return builder.pack.script.phrase("repair.hint")


def declined(builder: TurnBuilder, found: Found, text: str) -> TurnBuilder:
    """The article has no answer; what it does have near it is offered unless the bot waits for one itself."""
    if found.outside in SAID_PLAINLY:
        return builder.change(misses=0).say(f"outside.{found.outside}", "continue").stay()
    if found.options and builder.state == State.QUESTION:
        return _maybe(builder, found)
    missed = builder if found.noise else builder.missing(text)
    if found.noise or builder.session.misses >= 2:
        return unclear(missed)
    missed = missed.change(misses=builder.session.misses + 1)
    if builder.state in WAITING:
        return missed.say("repair.declined")
    if not found.matches:
        return note(missed, "repair.declined")
    near = (f"topic:{topic}" for topic in found.topics[:2])
    return missed.say("repair.declined_near", *near, "ask", "menu").stay()


def _maybe(builder: TurnBuilder, found: Found) -> TurnBuilder:
    """An answer that is not sure enough is asked back: the likeliest options, and the question stays open."""
    asked = builder.pack.script.questionnaire.questions[builder.session.focus[0]]
    options = [option for option in map(asked.option, found.options) if option]
    ids = (f"answer:{asked.id}:{option.id}" for option in options)
    names = builder.pack.script.label("or").join(f"_{option.label}_" for option in options)
    return builder.say("repair.maybe", *ids, f"skip:{asked.id}", "repeat", names=names, text=asked.text).stay()


def clarify(builder: TurnBuilder, found: Found, text: str) -> TurnBuilder:
    """Offer the likely topics by name."""
    near = (f"topic:{topic}" for topic in found.topics[:3])
    return builder.change(unsure=text, misses=0).say("repair.clarify", *near, "none").stay()


def none_of_these(builder: TurnBuilder) -> TurnBuilder:
    """None of the offered topics was meant: the question counts as one without an answer."""
    return note(builder.missing(builder.was_unsure), "repair.none")


def gone(builder: TurnBuilder) -> TurnBuilder:
    """A button for something that is no more, or never was."""
    return note(builder, "repair.gone")
