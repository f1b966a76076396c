"""Statements: what people say of themselves unasked. No topic answers them, so none is guessed."""

from dialogs.actions import perform
from dialogs.choices import Action
from dialogs.objections import beyond, names_another, objection, quoted_option, suppose, told_again
from dialogs.repair import SAID_PLAINLY, maybe, not_placed, note
from dialogs.script import fold
from dialogs.session import Note
from dialogs.states import WAITING, State
from dialogs.story import AMID, PLAIN, SURE, TOLD_IN, WORDS, notes_in, with_notes
from dialogs.talk import asked_in
from dialogs.turn_builder import TurnBuilder
from knowledge.model import Found, Outcome
from knowledge.reading import BEGUN, VERDICT

# Kinds of text that speak of the person more than of the article.
ABOUT_THEM = ("", "article", "feel", "general-tech", "off-topic", "personal")
ANSWERED = ("replace",)  # kinds without an answer that are worth their own words, whoever says so
MEANT = 0.4  # from how sure a text may be meant for the open question, so that nothing else is made of it
FELT = ("feelings",)  # small talk that an answer is taken for
GUESSES = (Outcome.ANSWER, Outcome.NEAR, Outcome.CLARIFY, Outcome.DECLINE)  # of what a statement is about


def heard(builder: TurnBuilder, found: Found) -> TurnBuilder | None:
    """What to say to a text that speaks of the person and asks nothing; None where the search is to answer it.

    What it tells of open questions is noted, beside the topic if there is a sure one. Of the rest, after a verdict it
    is an objection; elsewhere our questions get at what can be weighed. Below a question it is noted only where it
    tells of others.
    """
    asked = asked_in(builder)
    if asked == VERDICT and (said := _of_verdict(builder, found)):
        return said
    if builder.state == State.QUESTION and found.chat in FELT:
        return _told_again(builder)
    guessed = found.outcome in GUESSES and not found.noise and found.outside not in (*SAID_PLAINLY, *ANSWERED)
    if not guessed or not (found.tells or (builder.state in AMID and not found.asks)):
        return None
    least = SURE if found.tells and asked != VERDICT else PLAIN  # after a verdict most is about that
    notes = notes_in(builder, least) if builder.state in TOLD_IN else ()
    if builder.state == State.QUESTION:
        return _below_question(builder, found, notes)
    answered = found.outcome is Outcome.ANSWER and found.named
    if notes:
        noted = with_notes(builder, notes)
        return perform(noted, Action("topic", found.topics[:1])) if answered else noted
    of_another_role = bool(found.roles) and len(builder.text.split()) < WORDS
    return None if answered or of_another_role else _not_weighed(builder.missing(builder.text), found)


def _below_question(builder: TurnBuilder, found: Found, notes: tuple[Note, ...]) -> TurnBuilder | None:
    """What tells of other questions is noted; what may be meant for the open one is asked back."""
    asked = builder.session.focus[0]
    rivals = [act.label for act in builder.read_answers((asked,)) if act.score >= MEANT]
    if rivals and not (found.options or found.asks):
        return maybe(builder, rivals[:1])
    others = bool(notes) and all(note.question != asked for note in notes)
    if others and not rivals:
        return with_notes(builder, notes)
    return None if notes or rivals or found.options or found.asks else _told_again(builder)


def _told_again(builder: TurnBuilder) -> TurnBuilder | None:
    """What a text says that surely answers a question which was answered: as then, or otherwise."""
    act = told_again(builder)
    return perform(builder.change(misses=0), Action("answer", (act.question, act.label))) if act else None


def _of_verdict(builder: TurnBuilder, found: Found) -> TurnBuilder | None:
    """What to say to a text that names another answer than was given, or asks about the person; None for others."""
    if found.steer != "suppose" and begins_supposing(builder) and quoted_option(builder):
        return suppose(builder)
    if found.steer not in ("suppose", "change") and (names_another(builder) or _claims(builder, found)):
        return objection(builder)
    return beyond(builder) if _of_them(found) else None


def begins_supposing(builder: TurnBuilder) -> bool:
    """Whether a text begins as a supposition does: 'what if'."""
    return builder.pack.script.supposing.match(fold(builder.text)) is not None


def _claims(builder: TurnBuilder, found: Found) -> bool:
    """Whether a text that nothing surely answers tells again, or otherwise, of what was answered."""
    felt = found.outcome is Outcome.CHAT and found.chat in FELT
    if found.asks or "?" in builder.text:
        return False
    return (felt or found.outcome in (Outcome.NEAR, Outcome.DECLINE)) and told_again(builder) is not None


def _of_them(found: Found) -> bool:
    """Whether a text asks something about the person that no topic surely answers."""
    if found.tells or not found.personal or found.noise:
        return False
    near = found.outcome is Outcome.NEAR and not found.named
    return near or (found.outcome is Outcome.DECLINE and found.outside in ABOUT_THEM and not found.roles)


def _not_weighed(builder: TurnBuilder, found: Found) -> TurnBuilder:
    """That it cannot be weighed as it stands, and the way on."""
    if builder.state == State.NOTED:
        return not_placed(builder)
    builder, asked = builder.change(misses=0), asked_in(builder)
    if asked == VERDICT:
        return objection(builder)
    if builder.state in WAITING:
        return note(builder, "heard.here")
    if asked == BEGUN:
        return perform(builder.say("heard.next"), Action("find"))
    return builder.say("heard.begin", "find", *(f"topic:{topic}" for topic in found.topics[:1]), "menu").stay()
