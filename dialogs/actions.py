"""Handlers of choices: verb -> function (builder, arguments) -> builder. Fallbacks are in repair.py."""

from collections.abc import Callable

import msgspec

from dialogs.choices import NO_SPECIALTY, SEND, Action, words_for
from dialogs.guards import changing_a_result, enough_answered
from dialogs.repair import gone, none_of_these, note
from dialogs.replies import Reply
from dialogs.screens import SCREENS
from dialogs.screens.ask import answer_text
from dialogs.screens.find import answer_label
from dialogs.session import CHANGING, SEVERAL, SKIPPED, Session
from dialogs.states import VERDICT, WAITING, State, Trigger
from dialogs.story import ACTIONS as STORY_ACTIONS
from dialogs.story import confirmed_first, left_out, take_notes
from dialogs.turn_builder import TurnBuilder
from dialogs.verdict_actions import helped, keep, mark, say_changed, send

Act = Callable[..., TurnBuilder]


def perform(builder: TurnBuilder, action: Action) -> TurnBuilder:
    """Do what a button says, from wherever the person is; a button whose thing is gone gets a word and the screen."""
    try:
        words_for(builder.pack, action.id)
    except (KeyError, IndexError):
        return gone(builder)
    return ACTIONS[action.verb](builder, *action.args)


def _step(trigger: Trigger) -> Act:
    return lambda builder, *focus: builder.go(trigger, *focus)


def find(builder: TurnBuilder) -> TurnBuilder:
    """The next question, or the result; who is offered to stop and says so goes on."""
    if builder.state == State.SETTLED:
        return go_on(builder)
    if builder.state == State.NOTED and builder.session.noted:
        return take_notes(builder)  # who saw what was noted and goes on agrees to it
    moved = builder.go(Trigger.FIND_TRACK)
    if builder.session.answers or builder.state == State.QUESTION:
        return moved
    return moved.say("question.intro", total=len(builder.pack.script.questionnaire.questions))


def go_on(builder: TurnBuilder) -> TurnBuilder:
    """All questions, although nothing can change the track any more."""
    thorough = builder.session.thorough or enough_answered(builder.pack, builder.session)
    return builder.change(thorough=thorough).go(Trigger.ASK_ALL)


def result(builder: TurnBuilder) -> TurnBuilder:
    """The verdict; before it, what was told and never confirmed."""
    return confirmed_first(builder) or builder.go(Trigger.SHOW_RESULT)


def about(builder: TurnBuilder) -> TurnBuilder:
    """Who wrote it, how sure the figures are, what it does not weigh; where the bot waits for an answer, in place."""
    if builder.state in WAITING:
        return builder.add(Reply(SCREENS[State.ABOUT](builder.pack, builder.session)[-1].text))
    return builder.go(Trigger.SHOW_ABOUT)


def answer(builder: TurnBuilder, question: str, option: str) -> TurnBuilder:
    """Take an answer to the current question; for any other question, offer to change that one."""
    session, asked = builder.session, builder.pack.script.questionnaire.questions[question]
    if session.state == State.QUESTION and session.focus[0] == question:
        return _record(builder, question, option)
    after = answer_label(builder.pack, {question: option}, question)
    if session.answers.get(question) == option:
        return builder.say("repair.same_answer", label=after)
    yes = Action("reanswer", (question, option)).id
    if question not in session.answers:
        return builder.say("repair.old_open", yes, "continue", text=asked.text, after=after).stay()
    before = answer_label(builder.pack, session.answers, question)
    words = {"text": asked.text, "before": before, "after": after}
    return builder.say("repair.old_answer", yes, "continue", **words).stay()


def skip(builder: TurnBuilder, question: str = "") -> TurnBuilder:
    """Leave a question open, or the specialty; elsewhere there is nothing to skip."""
    session = builder.session
    if session.state == State.QUESTION and question in ("", session.focus[0]):
        if CHANGING in session.focus[1:]:
            return back(builder)
        return _record(builder, session.focus[0], SKIPPED)
    if question:
        return builder if session.answers.get(question) == SKIPPED else change(builder, question)
    if session.state == State.PAY_SPECIALTY:
        region, track_id = session.focus
        return specialty(builder, region, track_id, NO_SPECIALTY)
    left = {
        State.SETTLED: lambda: builder.go(Trigger.SHOW_RESULT),
        State.NOTED: lambda: left_out(builder),
    }.get(builder.state)
    return left() if left else note(builder, "repair.nothing_to_skip")


def _record(builder: TurnBuilder, question: str, option: str) -> TurnBuilder:
    """Note an answer to the question in focus; the table says where it leads."""
    before = builder.session
    answers = {**before.answers, question: option}
    after = builder.go(Trigger.ANSWER, answers=answers)
    if changing_a_result(builder.pack, before):
        return say_changed(after, before, question)
    if option == SKIPPED:
        return after.say("question.skipped")
    return after.say("question.recorded", label=answer_label(builder.pack, answers, question))


def reanswer(builder: TurnBuilder, question: str, option: str) -> TurnBuilder:
    """Change an answer without leaving the place; the current question, if it was that one, is done with."""
    before = builder.session
    if before.state == State.QUESTION and before.focus[0] == question:
        return _record(builder, question, option)
    changed = builder.note_answers({**before.answers, question: option})
    if before.state in (*VERDICT, State.PLAN, State.WHAT_IF):
        return say_changed(changed.go(Trigger.KEEP_CHANGE), before, question)
    if before.state == State.SETTLED:
        return builder.go(Trigger.ANSWER, answers={**before.answers, question: option})
    label = answer_label(builder.pack, changed.session.answers, question)
    return note(changed, "question.recorded", label=label)


def change(builder: TurnBuilder, question: str = "") -> TurnBuilder:
    """Ask an earlier question again; without one, ask which."""
    answers = builder.session.answers
    if not question:
        if not answers:
            return note(builder, "repair.nothing_to_change")
        ids = [f"change:{q}" for q in builder.pack.script.questionnaire.questions if q in answers]
        return builder.say("repair.change_which", *ids, "continue").stay()
    if builder.session.focus[:1] == (question,) and builder.state == State.QUESTION:
        return builder
    return builder.go(Trigger.CHANGE_ANSWER, question, *([CHANGING] if question in answers else []))


def several(builder: TurnBuilder, question: str) -> TurnBuilder:
    """Begin to pick several options of the question in focus."""
    session = builder.session
    if session.state != State.QUESTION or session.focus[0] != question:
        return change(builder, question)
    return builder.change(focus=(question, SEVERAL))


def pick(builder: TurnBuilder, question: str, option: str) -> TurnBuilder:
    """One more option; with as many as may be named, that is the answer."""
    session, asked = builder.session, builder.pack.script.questionnaire.questions[question]
    if session.state != State.QUESTION or session.focus[:2] != (question, SEVERAL):
        return answer(builder, question, option)
    picked = tuple(dict.fromkeys((*session.focus[2:], option)))
    if len(picked) >= asked.most:
        return _record(builder, question, asked.answer(picked))
    return builder.change(focus=(question, SEVERAL, *picked))


def topic(builder: TurnBuilder, *topics: str) -> TurnBuilder:
    """Answer a topic, or several as one; where the bot waits for an answer, in place, and then it asks again."""
    talked = builder.talked_about(topics)
    if builder.state in WAITING:
        return talked.stay_for(Trigger.OPEN_TOPIC).add(Reply(answer_text(builder.pack, topics)))
    return talked.go(Trigger.OPEN_TOPIC, *topics)


def track(builder: TurnBuilder, region: str, track_id: str) -> TurnBuilder:
    """A region and a track; the specialty next."""
    return builder.go(Trigger.PICK_TRACK, region, track_id)


def specialty(builder: TurnBuilder, region: str, track_id: str, special: str) -> TurnBuilder:
    """All there is to say of pay."""
    return builder.go(Trigger.PICK_SPECIALTY, region, track_id, "" if special == NO_SPECIALTY else special)


def back(builder: TurnBuilder) -> TurnBuilder:
    """One step along the way really taken; what was answered on it is undone."""
    session = builder.session
    if not session.back_stack:
        return note(builder, "repair.back_end")
    undo = session.back_stack[-1].undo
    questions = builder.pack.script.questionnaire.questions
    changed = [q for q in undo if session.answers.get(q) != undo[q]]
    restored = [questions[q].name for q in changed if q not in session.answers]
    undone = [questions[q].name for q in changed if q in session.answers]
    before = builder.say("repair.back")
    if undone:
        before = builder.say("repair.undone", names=", ".join(undone))
    if restored:
        before = before.say("repair.restored", names=", ".join(restored))
    return before.undo()


def cancel(builder: TurnBuilder) -> TurnBuilder:
    """Leave whatever is going on; answers stay."""
    return builder.say("repair.cancelled").go(Trigger.OPEN_MENU)


def restart(builder: TurnBuilder) -> TurnBuilder:
    """Forget the answers and begin again; one step back still undoes it."""
    fresh = builder.say("repair.restarted").go(Trigger.OPEN_MENU, answers={})
    return fresh.change(thorough=False, topics=(), matters=(), guesses={}, knows=())


def forget_yes(builder: TurnBuilder) -> TurnBuilder:
    """Erase everything, if that is what was asked; an old button asks first."""
    if builder.state != State.FORGET:
        return builder.go(Trigger.ASK_FORGET)
    fresh = msgspec.structs.replace(builder, session=Session(pack=builder.pack.fingerprint), forget=True)
    return fresh.say("forget.done")


def forget_no(builder: TurnBuilder) -> TurnBuilder:
    """Back to where the question came from."""
    return back(builder) if builder.state == State.FORGET else builder


def show_help(builder: TurnBuilder) -> TurnBuilder:
    """What one can say, and the same screen again."""
    return note(builder.stay_for(Trigger.SHOW_HELP), "repair.help")


def same(builder: TurnBuilder) -> TurnBuilder:
    """The same screen again."""
    return builder


ACTIONS: dict[str, Act] = {
    **STORY_ACTIONS,
    "menu": _step(Trigger.OPEN_MENU),
    "find": find,
    "go_on": go_on,
    "answer": answer,
    "reanswer": reanswer,
    "skip": skip,
    "change": change,
    "result": result,
    "what_if": _step(Trigger.SUPPOSE),
    "keep": keep,
    "why": _step(Trigger.EXPLAIN),
    "why_not": _step(Trigger.EXPLAIN_OTHER),
    "how_sure": _step(Trigger.SHOW_FIRMNESS),
    "more": _step(Trigger.SHOW_MORE),
    "matters": _step(Trigger.WEIGH),
    "mark": mark,
    "several": several,
    "pick": pick,
    "points": _step(Trigger.SHOW_POINTS),
    "summary": _step(Trigger.SUMMARISE),
    SEND: send,
    "card": _step(Trigger.DRAW_CARD),
    "about": about,
    "helped": helped,
    "plan": _step(Trigger.SHOW_PLAN),
    "ask": _step(Trigger.OPEN_SUBJECTS),
    "subject": _step(Trigger.OPEN_SUBJECT),
    "topic": topic,
    "compare": _step(Trigger.OPEN_TABLES),
    "table": _step(Trigger.OPEN_TABLE),
    "row": _step(Trigger.OPEN_ROW),
    "sides": _step(Trigger.SHOW_SIDES),
    "pay": _step(Trigger.ESTIMATE_PAY),
    "region": _step(Trigger.PICK_REGION),
    "track": track,
    "specialty": specialty,
    "back": back,
    "unchanged": back,
    "cancel": cancel,
    "restart": restart,
    "repeat": same,
    "continue": same,
    "help": show_help,
    "none": none_of_these,
    "my_data": _step(Trigger.SHOW_DATA),
    "forget": _step(Trigger.ASK_FORGET),
    "forget_yes": forget_yes,
    "forget_no": forget_no,
}
