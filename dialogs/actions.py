"""What each choice does: verb -> a function that takes the scene one turn further. Repair lives in repair.py."""

from collections.abc import Callable

import msgspec

from dialogs.choices import NO_SPECIALTY, Action, to_changes, words_for
from dialogs.repair import gone, none_of_these, note
from dialogs.replies import Reply
from dialogs.screens.ask import answer_text
from dialogs.screens.find import CHANGING, answer_label, track_name
from dialogs.session import SKIPPED, Session
from dialogs.states import WAITING, State, Trigger
from dialogs.turn_builder import TurnBuilder

Act = Callable[..., TurnBuilder]


def perform(scene: TurnBuilder, action: Action) -> TurnBuilder:
    """Do what a button says, from wherever the person is; a button whose thing is gone gets a word and the screen."""
    try:
        words_for(scene.pack, action.id)
    except (KeyError, IndexError):
        return gone(scene)
    return ACTIONS[action.verb](scene, *action.args)


def _step(trigger: Trigger) -> Act:
    return lambda scene, *focus: scene.go(trigger, *focus)


def find(scene: TurnBuilder) -> TurnBuilder:
    """Ask the next question; with all asked, or enough of them, show the result."""
    sheet, session = scene.pack.script.questionnaire, scene.session
    if scene.state == State.SETTLED:
        return go_on(scene)
    enough = session.answers and not session.thorough and sheet.decided(session.answers, skipped_count=True)
    asked = None if enough else sheet.next_question(session.answers)
    return scene.go(Trigger.ASK_QUESTION, asked.id) if asked else scene.go(Trigger.FINISH)


def go_on(scene: TurnBuilder) -> TurnBuilder:
    """All questions, although nothing can change the track any more."""
    sheet, session = scene.pack.script.questionnaire, scene.session
    thorough = session.thorough or sheet.decided(session.answers, skipped_count=True)
    return _onwards(scene.change(thorough=thorough), session.answers)


def _onwards(scene: TurnBuilder, answers: dict[str, str]) -> TurnBuilder:
    """With these answers: the next question, the offer to stop, or the result."""
    sheet = scene.pack.script.questionnaire
    asked = sheet.next_question(answers)
    if asked is None:
        return scene.go(Trigger.FINISH, answers=answers)
    if not scene.session.thorough and answers and sheet.decided(answers, skipped_count=True):
        return scene.go(Trigger.SETTLE, answers=answers)
    return scene.go(Trigger.ASK_QUESTION, asked.id, answers=answers)


def answer(scene: TurnBuilder, question: str, option: str) -> TurnBuilder:
    """Take an answer to the current question; for any other question, offer to change that one."""
    session, asked = scene.session, scene.pack.script.questionnaire.questions[question]
    if session.state == State.QUESTION and session.focus[0] == question:
        return _record(scene, question, option)
    after = answer_label(scene.pack, {question: option}, question)
    if session.answers.get(question) == option:
        return scene.say("repair.same_answer", label=after)
    yes = Action("reanswer", (question, option)).id
    if question not in session.answers:
        return scene.say("repair.old_open", yes, "continue", text=asked.text, after=after).stay()
    before = answer_label(scene.pack, session.answers, question)
    words = {"text": asked.text, "before": before, "after": after}
    return scene.say("repair.old_answer", yes, "continue", **words).stay()


def skip(scene: TurnBuilder, question: str = "") -> TurnBuilder:
    """Leave a question open, or the specialty; elsewhere there is nothing to skip."""
    session = scene.session
    if session.state == State.QUESTION and question in ("", session.focus[0]):
        if CHANGING in session.focus[1:]:
            return back(scene)
        return _record(scene, session.focus[0], SKIPPED)
    if question:
        return scene if session.answers.get(question) == SKIPPED else change(scene, question)
    if session.state == State.PAY_SPECIALTY:
        region, track_id = session.focus
        return specialty(scene, region, track_id, NO_SPECIALTY)
    if session.state == State.SETTLED:
        return scene.go(Trigger.FINISH)
    return note(scene, "repair.nothing_to_skip")


def _record(scene: TurnBuilder, question: str, option: str) -> TurnBuilder:
    """Note an answer to the question in focus and go on to wherever the person was heading."""
    session = scene.session
    answers = {**session.answers, question: option}
    if CHANGING in session.focus[1:] and _origin(session) not in (State.QUESTION, State.SETTLED):
        return _say_changed(scene.go(Trigger.FINISH, answers=answers), session, question)
    if option == SKIPPED:
        return _onwards(scene.say("question.skipped"), answers)
    return _onwards(scene.say("question.recorded", label=answer_label(scene.pack, answers, question)), answers)


def _origin(session: Session) -> str:
    """The state from which the person set out to change answers."""
    left = (place.state for place in reversed(session.back_stack) if CHANGING not in place.focus[1:])
    return next(left, State.MENU.value)


def _say_changed(scene: TurnBuilder, before: Session, *questions: str) -> TurnBuilder:
    """What changed answers did to the result."""
    sheet, pack = scene.pack.script.questionnaire, scene.pack
    old, new = sheet.advise(before.answers), sheet.advise(scene.session.answers)
    labels = {q: answer_label(pack, scene.session.answers, q) for q in questions}
    named = (pack.script.phrase("what_if.change", name=sheet.questions[q].name, label=labels[q]) for q in questions)
    words = {"changes": ", ".join(named), "after": track_name(pack, new.track)}
    if old.track != new.track:
        return scene.say("result.changed", **words, before=track_name(pack, old.track))
    if old.margin == new.margin:
        return scene.say("result.same", **words)
    return scene.say("result.unchanged", **words, margin_before=old.margin, margin_after=new.margin)


def reanswer(scene: TurnBuilder, question: str, option: str) -> TurnBuilder:
    """Change an answer without leaving the place; the current question, if it was that one, is done with."""
    before = scene.session
    if before.state == State.QUESTION and before.focus[0] == question:
        return _record(scene, question, option)
    changed = scene.note_answers({**before.answers, question: option})
    if before.state in (State.RESULT, State.PLAN, State.WHAT_IF):
        return _say_changed(changed.go(Trigger.FINISH), before, question)
    if before.state == State.SETTLED:
        return _onwards(scene, {**before.answers, question: option})
    label = answer_label(scene.pack, changed.session.answers, question)
    return note(changed, "question.recorded", label=label)


def change(scene: TurnBuilder, question: str = "") -> TurnBuilder:
    """Ask an earlier question again; without one, ask which."""
    answers = scene.session.answers
    if not question:
        if not answers:
            return note(scene, "repair.nothing_to_change")
        ids = [f"change:{q}" for q in scene.pack.script.questionnaire.questions if q in answers]
        return scene.say("repair.change_which", *ids, "continue").stay()
    if scene.session.focus[:1] == (question,) and scene.state == State.QUESTION:
        return scene
    return scene.go(Trigger.ASK_QUESTION, question, *([CHANGING] if question in answers else []))


def keep(scene: TurnBuilder, *changes: str) -> TurnBuilder:
    """Make the supposed answers the real ones."""
    before, new = scene.session, to_changes(changes)
    if all(before.answers.get(q) == o for q, o in new.items()):
        return scene.go(Trigger.FINISH)
    kept = scene.go(Trigger.FINISH, answers={**before.answers, **new})
    return _say_changed(kept, before, *new)


def topic(scene: TurnBuilder, *topics: str) -> TurnBuilder:
    """Answer a topic, or several as one; where the bot waits for an answer, in place, and then it asks again."""
    talked = scene.talked_about(topics)
    if scene.state in WAITING:
        return talked.add(Reply(answer_text(scene.pack, topics)))
    return talked.go(Trigger.OPEN_TOPIC, *topics)


def track(scene: TurnBuilder, region: str, track_id: str) -> TurnBuilder:
    """A region and a track; the specialty next."""
    return scene.go(Trigger.PICK_SPECIALTY, region, track_id)


def specialty(scene: TurnBuilder, region: str, track_id: str, special: str) -> TurnBuilder:
    """All there is to say of pay."""
    return scene.go(Trigger.SHOW_PAY, region, track_id, "" if special == NO_SPECIALTY else special)


def back(scene: TurnBuilder) -> TurnBuilder:
    """One step along the way really taken; what was answered on it is undone."""
    session = scene.session
    if not session.back_stack:
        return note(scene, "repair.back_end")
    place = session.back_stack[-1]
    answers = {q: o for q, o in {**session.answers, **place.undo}.items() if o is not None}
    questions = scene.pack.script.questionnaire.questions
    undone = ", ".join(questions[q].name for q in place.undo if session.answers.get(q) != place.undo[q])
    said = scene.say("repair.undone", names=undone) if undone else scene.say("repair.back")
    return said.change(
        thorough=session.thorough and place.state != State.SETTLED,
        state=place.state,
        focus=place.focus,
        answers=answers,
        back_stack=session.back_stack[:-1],
    )


def cancel(scene: TurnBuilder) -> TurnBuilder:
    """Leave whatever is going on; answers stay."""
    return scene.say("repair.cancelled").go(Trigger.MENU)


def restart(scene: TurnBuilder) -> TurnBuilder:
    """Forget the answers and begin again; one step back still undoes it."""
    return scene.say("repair.restarted").go(Trigger.MENU, answers={}).change(thorough=False, topics=())


def forget_yes(scene: TurnBuilder) -> TurnBuilder:
    """Erase everything, if that is what was asked; an old button asks first."""
    if scene.state != State.FORGET:
        return scene.go(Trigger.CONFIRM_FORGET)
    fresh = msgspec.structs.replace(scene, session=Session(pack=scene.pack.fingerprint), forget=True)
    return fresh.say("forget.done")


def forget_no(scene: TurnBuilder) -> TurnBuilder:
    """Back to where the question came from."""
    return back(scene) if scene.state == State.FORGET else scene


def same(scene: TurnBuilder) -> TurnBuilder:
    """The same screen again."""
    return scene


ACTIONS: dict[str, Act] = {
    "menu": _step(Trigger.MENU),
    "find": find,
    "go_on": go_on,
    "answer": answer,
    "reanswer": reanswer,
    "skip": skip,
    "change": change,
    "result": _step(Trigger.FINISH),
    "what_if": _step(Trigger.TRY_CHANGE),
    "keep": keep,
    "plan": _step(Trigger.SHOW_PLAN),
    "ask": _step(Trigger.OPEN_SUBJECTS),
    "subject": _step(Trigger.OPEN_SUBJECT),
    "topic": topic,
    "compare": _step(Trigger.OPEN_TABLES),
    "table": _step(Trigger.OPEN_TABLE),
    "row": _step(Trigger.OPEN_ROW),
    "pay": _step(Trigger.PICK_REGION),
    "region": _step(Trigger.PICK_TRACK),
    "track": track,
    "specialty": specialty,
    "back": back,
    "cancel": cancel,
    "restart": restart,
    "repeat": same,
    "continue": same,
    "help": lambda scene: note(scene, "repair.help"),
    "none": none_of_these,
    "my_data": _step(Trigger.SHOW_DATA),
    "forget": _step(Trigger.CONFIRM_FORGET),
    "forget_yes": forget_yes,
    "forget_no": forget_no,
}
