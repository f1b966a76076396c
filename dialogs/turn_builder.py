"""The immutable builder of a turn: the session as changed so far, and the replies gathered so far."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from dialogs.choices import choice
from dialogs.machine import StateMachine
from dialogs.replies import Choice, Reply
from dialogs.script import Pack
from dialogs.session import BACK_STACK_LIMIT, TOPICS_LIMIT, BackStep, Session
from dialogs.states import State, Trigger
from knowledge.reading import Act, Deaf, Listener

DEAF = Deaf()


class TurnBuilder(Struct, frozen=True):
    """`show` says whether the state's own screen follows the replies; `missed` is a text left without an answer.

    `was_unsure` is the text that the turn before answered or offered topics for, `was_kept` the question that it kept a
    guess of; `text` is the one being answered.
    """

    pack: Pack
    machine: StateMachine
    session: Session
    replies: tuple[Reply, ...] = ()
    show: bool = True
    forget: bool = False
    missed: str = ""
    was_unsure: str = ""
    was_kept: str = ""
    text: str = ""
    listener: Listener = DEAF

    @property
    def state(self) -> State:
        """Where the dialog is."""
        return State(self.session.state)

    @property
    def asked(self) -> str:
        """The question that waits for an answer: in focus, or where notes of a story came in between; '' for none."""
        if self.state == State.QUESTION:
            return self.session.focus[0]
        step = self.session.back_stack[-1] if self.session.back_stack and self.state == State.NOTED else None
        asked = step.focus[0] if step and step.state == State.QUESTION else ""
        return "" if any(note.question == asked for note in self.session.noted) else asked

    def say(self, phrase: str, *choice_ids: str, **words: object) -> "TurnBuilder":
        """One more reply before the screen."""
        choices = tuple(choice(self.pack, choice_id) for choice_id in choice_ids)
        return self.add(Reply(self.pack.script.phrase(phrase, **words), choices))

    def add(self, *replies: Reply) -> "TurnBuilder":
        """More replies, ready made."""
        return msgspec.structs.replace(self, replies=(*self.replies, *replies))

    def stay(self) -> "TurnBuilder":
        """No screen after the replies: they ask something themselves."""
        return msgspec.structs.replace(self, show=False)

    def change(self, **fields: object) -> "TurnBuilder":
        """The same builder with other fields in its session."""
        return msgspec.structs.replace(self, session=msgspec.structs.replace(self.session, **fields))

    def go(self, trigger: Trigger, *focus: str, answers: dict[str, str] | None = None) -> "TurnBuilder":
        """Take a step of the table, with these answers; the state left and answers overwritten go on the back stack.

        Without `focus`, a step that leads to a question is about the next one.
        """
        old = self.session
        wanted = old if answers is None else msgspec.structs.replace(old, answers=answers)
        new = self.machine.step(self.pack, wanted, trigger)
        if not focus and new.state == State.QUESTION and trigger != Trigger.OPEN_MENU:
            asked = self.pack.script.questionnaire.next_question(new.answers)
            focus = (asked.id,) if asked else ()
        if answers is None and (new.state, focus) == (old.state, old.focus):
            return self
        moved = msgspec.structs.replace(new, focus=focus, back_stack=_pushed(old, new.answers))
        if old.state == State.NOTED != moved.state:  # what was not confirmed is asked when its question comes
            left = {note.question: note.option for note in old.noted if note.question not in moved.answers}
            moved = msgspec.structs.replace(moved, noted=(), guesses={**moved.guesses, **left})
        return msgspec.structs.replace(self, session=moved)

    def stay_for(self, trigger: Trigger) -> "TurnBuilder":
        """A step that the table says leads nowhere else: what was asked is answered where the person is."""
        return msgspec.structs.replace(self, session=self.machine.step(self.pack, self.session, trigger))

    def undo(self) -> "TurnBuilder":
        """One step along the way really taken, with the answers of before; the table has no part in it.

        Notes are kept only until they are answers or dropped: from there it leads to where they were told.
        """
        session = self.session
        step = session.back_stack[-1] if session.back_stack else BackStep(State.MENU)
        answers = {q: o for q, o in {**session.answers, **step.undo}.items() if o is not None}
        thorough = session.thorough and step.state != State.SETTLED
        left = session.back_stack[:-1]
        before = self.change(state=step.state, focus=step.focus, answers=answers, back_stack=left, thorough=thorough)
        if step.state != State.NOTED or session.noted:
            return before
        guesses = {q: session.answers[q] for q, o in step.undo.items() if o is None and session.answers.get(q)}
        return before.change(guesses={**session.guesses, **guesses}).undo()

    def note_answers(self, answers: dict[str, str]) -> "TurnBuilder":
        """Change answers without leaving the place; `back` undoes it."""
        return self.change(answers=answers, back_stack=_pushed(self.session, answers))

    def missing(self, text: str) -> "TurnBuilder":
        """Report a text that found no answer; nothing of it stays in the session."""
        return msgspec.structs.replace(self, missed=text)

    def read_answers(self, questions: tuple[str, ...]) -> tuple[Act, ...]:
        """What the text answers of these questions."""
        return self.listener.answers(self.text, questions)

    def nearest(self, sentences: tuple[str, ...]) -> tuple[int, float]:
        """(the index of the sentence that the text is about most, how near it is, at most 1)."""
        return self.listener.nearest(self.text, sentences)

    def talked_about(self, topics: Iterable[str]) -> "TurnBuilder":
        """Remember topics, so that a follow-up can be understood."""
        new = tuple(topics)
        kept = tuple(t for t in self.session.topics if t not in new)
        return self.change(topics=(*kept, *new)[-TOPICS_LIMIT:])


def _pushed(old: Session, answers: dict[str, str]) -> tuple[BackStep, ...]:
    """The back stack with the step that leads back to `old`, and to the answers that `answers` overwrites."""
    changed = (q for q in {**old.answers, **answers} if answers.get(q) != old.answers.get(q))
    step = BackStep(old.state, old.focus, {q: old.answers.get(q) for q in changed})
    return (*old.back_stack, step)[-BACK_STACK_LIMIT:]


def buttons(pack: Pack, *choice_ids: str) -> tuple[Choice, ...]:
    """Choices for ids of our own making, in order, each once."""
    return tuple(choice(pack, choice_id) for choice_id in dict.fromkeys(choice_ids))
