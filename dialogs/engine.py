"""The dialog manager: (session, event) -> next session and replies. Pure, and total: it raises on no input."""

import msgspec
from msgspec import Struct

from dialogs.actions import perform
from dialogs.advice.model import Question
from dialogs.choices import Action, parse
from dialogs.corrections import change_named, corrected, doubled, kept_agreed
from dialogs.decline import decline_lines
from dialogs.events import Chose, Event, Other, Said, Started
from dialogs.interpreter import answers_shown, global_command, interpret
from dialogs.machine import StateMachine
from dialogs.migration import migrate_session
from dialogs.own_words import RuledOut, against_counted, named, negated_parts
from dialogs.pay_thread import answered as answered_slots
from dialogs.pay_thread import begun as begun_thread
from dialogs.pay_thread import figures, is_pay, raised
from dialogs.plan_talk import known
from dialogs.question_talk import OF_QUESTION, by_label
from dialogs.repair import (
    agreed,
    asks_for_more,
    clarify,
    declined,
    explained,
    explained_word,
    gone,
    maybe,
    named_terms,
    not_placed,
    not_these,
    note,
    reworded,
    said_before,
    unclear,
)
from dialogs.replies import Reply
from dialogs.screens import AGAIN, SCREENS
from dialogs.screens.menu import hello
from dialogs.script import Pack
from dialogs.session import Note, Session
from dialogs.statements import heard as heard_statement
from dialogs.states import WAITING, State
from dialogs.story import left_out, quoted, told_elsewhere, with_notes, wrong_note
from dialogs.story import told as told_story
from dialogs.talk import asked_in, small_talk, talk_of
from dialogs.turn_builder import DEAF, TurnBuilder
from dialogs.typed_answers import against, begins_with, denied, said_again, unsure_of
from dialogs.verdict_remarks import verdict_of
from knowledge.model import Find, Found, Match, Outcome
from knowledge.reading import VERDICT, Listener

# What a text says by its words, before the search reads it: the first that makes something of it.
BY_WORDS = (known, doubled, wrong_note, corrected, by_label, told_story)
FELT = ("feelings",)  # small talk that is met first where something else is answered


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
        self._listener = find if isinstance(find, Listener) else DEAF  # a test may bring a bare function

    def take_turn(self, session: Session | None, event: Event) -> Turn:
        """The next session (None: a new person) and what to say; never raises on anything a person does."""
        builder, moved = TurnBuilder(self.pack, self._machine, session or Session(pack=self.pack.fingerprint)), False
        if session is not None:
            healed, moved = migrate_session(self.pack, session)
            builder = TurnBuilder(self.pack, self._machine, healed)
            if moved:
                builder = builder.say("repair.healed")
        text = event.text if isinstance(event, Said) else ""
        builder = msgspec.structs.replace(
            builder.change(unsure="", kept=""),
            was_unsure=builder.session.unsure,
            was_kept=builder.session.kept,
            text=text,
            listener=self._listener,
        )
        if isinstance(event, Started):
            builder = self._start(builder, event, new=session is None)
        elif isinstance(event, Chose):
            builder = self._choose(builder.change(misses=0), event.choice_id)
        elif isinstance(event, Other):
            builder = note(builder, "repair.edited" if event.kind == "edit" else "repair.no_text")
        else:
            builder = self._hear(builder, event)
        return self._end(builder, session)

    def _start(self, builder: TurnBuilder, event: Started, *, new: bool) -> TurnBuilder:
        if event.link and parse(event.link):
            return self._choose(builder.add(hello(self.pack)) if new else builder, event.link)
        return builder.add(hello(self.pack)) if new else builder.say("menu.resumed")

    def _choose(self, builder: TurnBuilder, choice_id: str) -> TurnBuilder:
        action = parse(choice_id)
        return perform(builder, action) if action else gone(builder)

    def _hear(self, builder: TurnBuilder, event: Said) -> TurnBuilder:
        heard = interpret(self.pack, builder.session, event.text)
        if heard.cut:
            builder = builder.say("repair.long")
        if heard.action:
            builder = builder.change(misses=0)
            talk = talk_of(builder, heard.action.verb)
            builder = talk(builder) if talk else perform(builder, heard.action)
            return self._asked_besides(builder, heard.rest) if heard.rest else builder
        if heard.bad_number:
            total = len(self.pack.script.questionnaire.questions)
            return note(builder, "repair.no_such_question", n=heard.bad_number, total=total)
        if heard.lost:
            return kept_agreed(builder, heard.lost) or agreed(builder, heard.lost)
        if not heard.text:
            return note(builder, "repair.empty" if not event.text.strip() else "repair.no_text")
        builder = reworded(msgspec.structs.replace(builder, text=heard.text))
        return next((told for read in BY_WORDS if (told := read(builder))), None) or self._search(builder, builder.text)

    def _asked_besides(self, builder: TurnBuilder, rest: str) -> TurnBuilder:
        """What the rest of a message asks that began with a choice; it answers nothing that is asked only now."""
        builder = msgspec.structs.replace(builder, text=rest)
        found = self.find(rest, builder.session.topics, asked_in(builder))
        asks = (found.asks or "?" in rest) and found.outcome in (
            Outcome.ANSWER,
            Outcome.NEAR,
            Outcome.STEER,
            Outcome.DECLINE,
        )
        return self._answer(builder, found, rest) if asks and not found.options else builder

    def _search(self, builder: TurnBuilder, text: str) -> TurnBuilder:
        """What the search makes of a text; below a question without the options that it rules out."""
        out, asked = RuledOut((), text), None
        if builder.state == State.QUESTION:
            asked = self.pack.script.questionnaire.questions[builder.session.focus[0]]
            shown = [action.args[1] for action in answers_shown(builder.session)]
            out = denied(builder, asked, shown)
            if told := self._by_words(builder, asked, out, shown):
                return told
        if told := raised(builder) or answered_slots(builder):
            return told
        result = self.find(out.rest, builder.session.topics, asked_in(builder))
        result = said_again(builder, asked, result) if asked else result
        if asked and result.outcome is Outcome.REPLY and (told := self._doubted(builder, asked, out, result)):
            return told
        if asked and out.options and result.outcome is not Outcome.REPLY:
            return not_these(builder.change(misses=0), out.options)
        if asked and len(result.options) > 1 and result.outcome is Outcome.DECLINE:
            negated = {self.find(part, (), asked.id).option for part in negated_parts(self.pack.script, text)}
            left = tuple(match for match in result.options if match not in negated)
            result = msgspec.structs.replace(result, options=left or result.options)
        told = explained_word(builder, result) or heard_statement(builder, result)
        told = told or self._answer(builder, result, text)
        if builder.state == told.state == State.NOTED and told.session.misses > 1:
            return left_out(told if result.asks else builder)
        return told

    def _doubted(self, builder: TurnBuilder, asked: Question, out: RuledOut, result: Found) -> TurnBuilder | None:
        """What an answer is met with that a text speaks against, contradicts in a clause, or gives another."""
        if options := against(self.find, builder, asked, out, result.option):
            return not_these(builder.change(misses=0), options)
        if back := unsure_of(builder, asked, result):
            return maybe(builder, back)
        return told_elsewhere(builder, result.option)

    def _by_words(self, builder: TurnBuilder, asked: Question, out: RuledOut, shown: list[str]) -> TurnBuilder | None:
        """What a text below a question says by its words alone; None for most."""
        if out.options and len(out.rest.split()) < 2:
            return not_these(builder.change(misses=0), out.options)
        if out.options and (option := named(asked, out.rest)) not in ("", *out.options):
            return perform(builder.change(misses=0), Action("answer", (asked.id, option)))
        if place := against_counted(self.pack.script, builder.text, len(shown)):
            return not_these(builder.change(misses=0), shown[place - 1 : place])
        begun = begins_with(builder, asked, shown)
        return self._with_aside(builder, *begun) if begun else None

    def _with_aside(self, builder: TurnBuilder, option: str, rest: str) -> TurnBuilder:
        """An option that was picked, and what the rest of the message asks."""
        asks = self.find(rest, builder.session.topics, "")
        sure = asks.outcome is Outcome.ANSWER or (asks.outcome is Outcome.NEAR and asks.asks)
        topics = asks.topics if sure else ()
        if asks.steer == "my_data":
            builder = builder.say("my_data.short")
        elif not topics and asks.asks and asks.outcome is Outcome.DECLINE:
            builder = builder.add(Reply(" ".join(decline_lines(self.pack, asks))))
        return self._reply(builder, Found(Outcome.REPLY, option=option, aside=next(iter(topics), "")), rest)

    def _answer(self, builder: TurnBuilder, found: Found, text: str) -> TurnBuilder:
        if found.felt in FELT and found.outcome in (Outcome.ANSWER, Outcome.NEAR, Outcome.DECLINE, Outcome.REPLY):
            builder = builder.say("heard.felt")
        if found.outcome is Outcome.REPLY:
            return self._reply(builder, found, text)
        if found.outcome is Outcome.STEER:
            return self._steer(builder, found, text)
        if found.outcome in (Outcome.ANSWER, Outcome.NEAR):
            return self._topic(builder, found, text)
        if found.outcome is Outcome.CLARIFY:
            return clarify(builder.change(misses=0), found, text)
        if found.outcome is Outcome.CHAT:
            return small_talk(builder.change(misses=0), found.chat)
        if any(is_pay(self.pack, topic) for topic in found.topics[:1]):
            builder = begun_thread(builder, found.topics[0])  # 'and for the other one?' goes on from what is near
        return declined(builder, found, text)

    def _reply(self, builder: TurnBuilder, found: Found, text: str) -> TurnBuilder:
        """An answer, and what is asked besides in the same message; while notes wait, one more note."""
        if found.aside:
            builder = perform(builder, Action("topic", (found.aside,)))
        if builder.state == State.NOTED:
            return with_notes(builder, (Note(builder.asked, found.option, quoted(text)),))
        return perform(builder.change(misses=0), Action("answer", (builder.asked, found.option)))

    def _steer(self, builder: TurnBuilder, found: Found, text: str) -> TurnBuilder:
        command = found.steer
        if command in OF_QUESTION and (found.asks or command == "explain") and named_terms(builder):
            return explained(builder)
        if talk := talk_of(builder, command):
            return talk(builder.change(misses=0))
        if command == "my_data" and builder.state in WAITING:
            return builder.say("my_data.short")
        if command == "summary" and builder.asked == "" and asked_in(builder) == VERDICT:
            builder = builder.say("summary.pass_on")
        if command == "find" and not builder.asked and self._listener.slots(text).others:
            builder = builder.say("question.others")
        if command == "change" and (named := change_named(builder)):
            return named
        action = global_command(self.pack, builder.session, command, text)
        return perform(builder.change(misses=0), action) if action else unclear(builder)

    def _topic(self, builder: TurnBuilder, found: Found, text: str) -> TurnBuilder:
        """The topics found; or the closest one, said to be no more than that.

        Where an answer is waited for, a text that asks nothing is more likely one that was not understood.
        """
        found = self._for_their_track(builder, found, text)
        builder = begun_thread(builder, found.topics[0])
        if told := figures(builder, found.topics[0]):
            return told
        if builder.session.focus[:1] == found.topics[:1] and asks_for_more(builder):
            return note(builder.change(misses=0).missing(text), "topic.no_more")
        if found.outcome is Outcome.NEAR and builder.session.topics[-1:] == found.topics[:1]:
            return said_before(builder.change(misses=0).missing(text), found.topics[0])
        year = self.pack.knowledge.topics[found.topics[0]].year
        if year and self._listener.slots(text).other_year:
            found = msgspec.structs.replace(found, outcome=Outcome.ANSWER, lead="")
            builder = builder.say("topic.only_year", year=year)
        if found.outcome is Outcome.ANSWER:
            builder = builder.add(Reply(found.lead)) if found.lead else builder
            return perform(builder.change(misses=0, unsure=text), Action("topic", found.topics[:2]))
        if builder.state in WAITING and not found.asks:
            return not_placed(builder.missing(text))
        said = builder.change(misses=0).missing(text)
        said = said.add(Reply(found.lead)) if found.lead else said.say("repair.closest")
        return perform(said, Action("topic", found.topics[:1]))

    def _for_their_track(self, builder: TurnBuilder, found: Found, text: str) -> Found:
        """After a verdict a topic of another track becomes the same one of theirs, unless that one is talked about."""
        verdict = verdict_of(builder).track if asked_in(builder) == VERDICT else ""
        first, *more = found.matches
        track, before = (self._track_of(topic) for topic in (first.topic, *builder.session.topics[-1:], "")[:2])
        theirs = ".".join(verdict if part == track else part for part in first.topic.split("."))
        if (
            not track
            or track == before
            or theirs not in self.pack.knowledge.topics
            or self._listener.slots(text).tracks
        ):
            return found
        return msgspec.structs.replace(found, matches=(Match(theirs, first.score), *more))

    def _track_of(self, topic: str) -> str:
        return next((part for part in topic.split(".") if part in self.pack.knowledge.tracks), "")

    def _end(self, builder: TurnBuilder, before: Session | None) -> Turn:
        if builder.show:
            again = (
                before and builder.replies and (before.state, before.noted) == (builder.state, builder.session.noted)
            )
            screen = AGAIN.get(builder.state) if again else None
            builder = builder.add(*(screen or SCREENS[builder.state])(self.pack, builder.session))
        offered = tuple(choice.id for reply in builder.replies for choice in reply.choices)
        shown = builder.state if builder.show else ""
        return Turn(builder.change(offered=offered).session, builder.replies, builder.forget, builder.missed, shown)
