"""One turn: a session and an event in, the next session and the replies out. Total and pure; nothing else decides."""

import msgspec
from msgspec import Struct

from dialogs.actions import perform
from dialogs.choices import Action, parse
from dialogs.events import Chose, Event, Other, Said, Started
from dialogs.interpreter import global_command, interpret
from dialogs.machine import StateMachine
from dialogs.migration import migrate_session
from dialogs.repair import clarify, declined, gone, note, unclear
from dialogs.replies import Reply
from dialogs.screens import SCREENS
from dialogs.screens.menu import hello
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.states import State
from dialogs.turn_builder import TurnBuilder
from knowledge.model import Find, Found, Outcome


class Turn(Struct, frozen=True):
    """What one event led to.

    `forget` asks whoever keeps sessions to erase this person; `missed` is a text that found no answer, or empty;
    `shown` is the state whose screen is among the replies, empty if they only remark on something.
    """

    session: Session
    replies: tuple[Reply, ...]
    forget: bool = False
    missed: str = ""
    shown: str = ""


class Engine:
    """Takes turns with one content pack and one search; keeps nothing between them."""

    def __init__(self, pack: Pack, find: Find, machine: StateMachine | None = None) -> None:
        self.pack = pack
        self.find = find
        self._machine = machine or StateMachine()

    def take_turn(self, session: Session | None, event: Event) -> Turn:
        """The next session (None: a new person) and what to say; never raises on anything a person does."""
        scene, moved = TurnBuilder(self.pack, self._machine, session or Session(pack=self.pack.fingerprint)), False
        if session is not None:
            healed, moved = migrate_session(self.pack, session)
            scene = TurnBuilder(self.pack, self._machine, healed)
            if moved:
                scene = scene.say("repair.healed")
        scene = msgspec.structs.replace(scene.change(unsure=""), was_unsure=scene.session.unsure)
        if isinstance(event, Started):
            scene = self._start(scene, event, new=session is None)
        elif isinstance(event, Chose):
            scene = self._choose(scene.change(misses=0), event.choice_id)
        elif isinstance(event, Other):
            scene = note(scene, "repair.edited" if event.kind == "edit" else "repair.no_text")
        else:
            scene = self._hear(scene, event)
        return self._end(scene)

    def _start(self, scene: TurnBuilder, event: Started, *, new: bool) -> TurnBuilder:
        if event.link and parse(event.link):
            return self._choose(scene.add(hello(self.pack)) if new else scene, event.link)
        return scene.add(hello(self.pack)) if new else scene.say("menu.resumed")

    def _choose(self, scene: TurnBuilder, choice_id: str) -> TurnBuilder:
        action = parse(choice_id)
        return perform(scene, action) if action else gone(scene)

    def _hear(self, scene: TurnBuilder, event: Said) -> TurnBuilder:
        heard = interpret(self.pack, scene.session, event.text)
        if heard.cut:
            scene = scene.say("repair.long")
        if heard.action:
            return perform(scene.change(misses=0), heard.action)
        if heard.bad_number:
            total = len(self.pack.script.questionnaire.questions)
            return note(scene, "repair.no_such_question", n=heard.bad_number, total=total)
        if heard.lost:
            return unclear(scene)
        if not heard.text:
            return note(scene, "repair.empty" if not event.text.strip() else "repair.no_text")
        return self._answer(scene, self.find(heard.text, scene.session.topics, _asked(scene)), heard.text)

    def _answer(self, scene: TurnBuilder, found: Found, text: str) -> TurnBuilder:
        if found.outcome is Outcome.REPLY:
            return perform(scene.change(misses=0), Action("answer", (scene.session.focus[0], found.option)))
        if found.outcome is Outcome.STEER:
            action = global_command(self.pack, scene.session, found.steer, text)
            return perform(scene.change(misses=0), action) if action else unclear(scene)
        if found.outcome is Outcome.ANSWER:
            action = parse(":".join(("topic", *found.topics[:2])))
            return perform(scene.change(misses=0), action) if action else unclear(scene)
        if found.outcome is Outcome.CLARIFY:
            return clarify(scene.change(misses=0), found, text)
        if found.outcome is Outcome.CHAT:
            return note(scene.change(misses=0), f"chat.{found.chat}")
        return declined(scene, found, text)

    def _end(self, scene: TurnBuilder) -> Turn:
        if scene.show:
            scene = scene.add(*SCREENS[scene.state](self.pack, scene.session))
        offered = tuple(choice.id for reply in scene.replies for choice in reply.choices)
        shown = scene.state if scene.show else ""
        return Turn(scene.change(offered=offered).session, scene.replies, scene.forget, scene.missed, shown)


def _asked(scene: TurnBuilder) -> str:
    """The id of the question that waits for an answer, or '' where none does."""
    return scene.session.focus[0] if scene.state == State.QUESTION else ""
