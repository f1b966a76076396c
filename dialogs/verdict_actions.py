"""Handlers of choices below a verdict: other answers, what counts double, something to send, and whether it helped."""

from dialogs.choices import to_changes
from dialogs.repair import note
from dialogs.screens.find import answer_label, track_name
from dialogs.session import Session
from dialogs.states import State, Trigger
from dialogs.turn_builder import TurnBuilder


def say_changed(builder: TurnBuilder, before: Session, *questions: str) -> TurnBuilder:
    """What changed answers did to the result."""
    sheet, pack = builder.pack.script.questionnaire, builder.pack
    old, new = (
        sheet.advise(before.answers, before.matters),
        sheet.advise(builder.session.answers, builder.session.matters),
    )
    labels = {q: answer_label(pack, builder.session.answers, q) for q in questions}
    named = (pack.script.phrase("what_if.change", name=sheet.questions[q].name, label=labels[q]) for q in questions)
    words = {"changes": ", ".join(named), "after": track_name(pack, new.track)}
    if old.track != new.track:
        return builder.say("result.changed", **words, before=track_name(pack, old.track))
    if old.margin == new.margin:
        return builder.say("result.same", **words)
    return builder.say("result.unchanged", **words, margin_before=old.margin, margin_after=new.margin)


def keep(builder: TurnBuilder, *changes: str) -> TurnBuilder:
    """Make the supposed answers the real ones."""
    before, new = builder.session, to_changes(changes)
    if all(before.answers.get(q) == o for q, o in new.items()):
        return builder.go(Trigger.KEEP_CHANGE)
    kept = builder.go(Trigger.KEEP_CHANGE, answers={**before.answers, **new})
    return say_changed(kept, before, *new)


def mark(builder: TurnBuilder, question: str) -> TurnBuilder:
    """Have an answer count double, or no longer."""
    session, most = builder.session, builder.pack.script.questionnaire.terms.double
    if not session.answers.get(question):
        return note(builder, "repair.nothing_to_change")
    marked = tuple(q for q in session.matters if q != question)
    if marked == session.matters:
        if len(marked) >= most:
            return note(builder, "matters.too_many", most=most)
        marked = (*marked, question)
    questions = builder.pack.script.questionnaire.questions
    names = ", ".join(questions[q].name for q in marked)
    after = builder.go(Trigger.MARK).change(matters=marked)
    return after.say("matters.marked", names=names) if marked else after.say("matters.none")


def send(builder: TurnBuilder) -> TurnBuilder:
    """Something to send: the channel's own way, where it has one; else the summary, to copy."""
    shown = builder.go(Trigger.SUMMARISE)
    return shown.say("summary.copy") if shown.state == State.SUMMARY else shown


def helped(builder: TurnBuilder, given: str) -> TurnBuilder:
    """Whether the advice helped; the last word counts."""
    return note(builder.change(helped=given), "helped.thanks" if given == "yes" else "helped.sorry")
