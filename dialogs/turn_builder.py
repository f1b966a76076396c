"""One turn in the making: a session on its way to the next, and the replies gathered so far. Frozen at every step."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from dialogs.choices import choice
from dialogs.machine import StateMachine
from dialogs.replies import Choice, Reply
from dialogs.script import Pack
from dialogs.session import BACK_STACK_LIMIT, TOPICS_LIMIT, BackStep, Session
from dialogs.states import State, Trigger


class TurnBuilder(Struct, frozen=True):
    """`show` says whether the state's own screen follows the replies; `missed` is a text left without an answer.

    `was_unsure` is the text for which the turn before offered topics.
    """

    pack: Pack
    machine: StateMachine
    session: Session
    replies: tuple[Reply, ...] = ()
    show: bool = True
    forget: bool = False
    missed: str = ""
    was_unsure: str = ""

    @property
    def state(self) -> State:
        """Where the dialog is."""
        return State(self.session.state)

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
        """The same scene with other fields in its session."""
        return msgspec.structs.replace(self, session=msgspec.structs.replace(self.session, **fields))

    def go(self, trigger: Trigger, *focus: str, answers: dict[str, str] | None = None) -> "TurnBuilder":
        """Take a step of the map; the place left, and what `answers` overwrites, go on the back_stack."""
        old = self.session
        state = self.machine.step(State(old.state), trigger)
        if answers is None:
            if (state, focus) == (old.state, old.focus):
                return self
            answers = old.answers
        undo = {q: old.answers.get(q) for q in {*answers, *old.answers} if answers.get(q) != old.answers.get(q)}
        back_stack = (*old.back_stack, BackStep(old.state, old.focus, undo))[-BACK_STACK_LIMIT:]
        return self.change(state=state.value, focus=focus, answers=answers, back_stack=back_stack)

    def note_answers(self, answers: dict[str, str]) -> "TurnBuilder":
        """Change answers without leaving the place; `back` undoes it."""
        old = self.session
        undo = {q: old.answers.get(q) for q in answers if answers[q] != old.answers.get(q)}
        back_stack = (*old.back_stack, BackStep(old.state, old.focus, undo))[-BACK_STACK_LIMIT:]
        return self.change(answers=answers, back_stack=back_stack)

    def missing(self, text: str) -> "TurnBuilder":
        """Report a text that found no answer; nothing of it stays in the session."""
        return msgspec.structs.replace(self, missed=text)

    def talked_about(self, topics: Iterable[str]) -> "TurnBuilder":
        """Remember topics, so that a follow-up can be understood."""
        new = tuple(topics)
        kept = tuple(t for t in self.session.topics if t not in new)
        return self.change(topics=(*kept, *new)[-TOPICS_LIMIT:])


def buttons(pack: Pack, *choice_ids: str) -> tuple[Choice, ...]:
    """Choices for ids of our own making, in order, each once."""
    return tuple(choice(pack, choice_id) for choice_id in dict.fromkeys(choice_ids))
