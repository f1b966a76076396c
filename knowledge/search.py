"""A reading -> answer, closest, offer, small talk or decline: a thin decision by thresholds over `knowledge.nlu`.

The thresholds are set by `make tune` on questions that nothing was fitted on, never on what they are judged on.
"""

import functools
from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from knowledge.model import Find, Found, Knowledge, Match, Outcome
from knowledge.reading import BEGUN, NOTES, VERDICT, Act, Entities, Kind, Reading, Slots

if TYPE_CHECKING:
    from knowledge.nlu.pipeline import NluPipeline


class Thresholds(Struct, frozen=True):
    """From how sure a reading decides; all are probabilities.

    A topic is stated from `inside` (that anything has an answer) and `topic` (its share among topics), or, where it
    has the share `sure`, from `inside_if_sure`: few words can name a topic well and say little else. It is given as
    the closest there is from `near` inside, named beside a decline from its share `likely`, and offered beside
    others below that share `offer`. Before all that, an option of the asked question is taken from its share
    `reply` among the options, where any is meant from `answering` on (alone from `answering_asking` where the text
    begins or ends as a question does) and no command or small talk is likelier and above `said_to_us`; the likeliest
    two are considered from `maybe` on; a command is taken from `steer`, `steer_question` or `steer_verdict`, small
    talk from `chat`, below a question from `chat_question`. Another language, and a topic that is inside from
    `inside_sure`, go before a command below `steer_sure`, small talk from `chat_sure` before any command; from `early`
    one about a verdict where there is none.
    """

    inside: float = 0.55
    topic: float = 0.52
    sure: float = 0.93
    inside_if_sure: float = 0.45
    near: float = 0.05
    likely: float = 0.40
    offer: float = 0.0
    reply: float = 0.60
    answering: float = 0.25
    answering_asking: float = 0.90
    said_to_us: float = 0.50
    maybe: float = 0.05
    steer: float = 0.60
    steer_question: float = 0.30
    steer_verdict: float = 0.30
    steer_sure: float = 0.90
    early: float = 0.70
    inside_sure: float = 0.80
    chat: float = 0.45
    chat_question: float = 0.80
    chat_sure: float = 0.90

    def steer_in(self, asked: str, command: str, *, aimed: bool) -> float:
        """From how sure a command is taken, by what the text was read below: after a verdict most are about it but
        those that leave, below a question those that are aimed at one.
        """
        if asked == VERDICT:
            return self.steer if command in LEAVING else self.steer_verdict
        return self.steer_question if aimed and asked not in ("", BEGUN, NOTES) else self.steer


THRESHOLDS = Thresholds()
LEAVING = ("back", "cancel", "forget", "menu", "restart", "skip")  # commands that leave what is shown, or drop it
OBJECTING = ("objection",)  # commands that are no question
AIMED = 1.5  # how much a command weighs against small talk where it is one that makes sense only here
FELT = 0.85  # from how sure a sentence beside one that answers is heard as one that tells of a hardship
SURE = 0.9  # from which a sentence answers a question where another one tells of a hardship
GUESSES = (Outcome.NEAR, Outcome.CLARIFY, Outcome.DECLINE)  # outcomes that are no sure answer to anything
# Commands about a verdict that make no sense before there is one.
EARLY = ("convince", "disagree", "how_sure", "mattered", "other_road", "suppose", "why")
EARLY_SURELY = ("convince", "how_sure", "mattered", "other_road")  # of these, those that no command of a question means
MANY = 2  # sentences of a text of which one may be said to us
SAID = 0.85  # from how sure one of them is a command
POLITE = ("compliment", "goodbye", "thanks")  # small talk that stands beside what asks nothing
FEELINGS = "feelings"
HEEDED = (FEELINGS, "insult", "identity")  # small talk that is taken up, also where other sentences say more


def make_find(knowledge: Knowledge, opened: Callable[[], "NluPipeline"], thresholds: Thresholds = THRESHOLDS) -> Find:
    """The search over this knowledge; `opened` is called when the first text comes."""
    return Search(knowledge, opened, thresholds)


class Search:
    """The search seam over a pipeline that is opened when the first text comes; it is a `reading.Listener` too."""

    def __init__(self, knowledge: Knowledge, opened: Callable[[], "NluPipeline"], thresholds: Thresholds) -> None:
        self._knowledge, self._thresholds = knowledge, thresholds
        self._pipeline = functools.cache(opened)

    def __call__(self, text: str, earlier: tuple[str, ...], asked: str | None = None) -> Found:
        """See `model.Find`."""
        known = tuple(topic for topic in earlier if topic in self._knowledge.topics)
        reading = self._pipeline()(text, known, asked)
        found = self._near(reading, decide(reading, self._thresholds))
        if reading.says and found.outcome in (Outcome.ANSWER, Outcome.NEAR):
            return msgspec.structs.replace(found, outcome=Outcome.NEAR, lead=reading.says)
        if found.outcome is not Outcome.ANSWER:
            return found
        lead = self._pipeline().lead(found.topics[0], text, next(iter(reversed(known)), ""))
        return msgspec.structs.replace(found, lead=lead)

    def _near(self, reading: Reading, found: Found) -> Found:
        """What is declined, with the topic nearest to its subject: the content's for its kind, else a likely one."""
        if found.outcome is not Outcome.DECLINE or found.options:
            return found
        topics = self._knowledge.language.near.get("other-role" if found.roles else found.outside, ())
        tracks = self._knowledge.tracks.keys()
        own = [topic for topic in topics if tracks & set(topic.split(".")) & set(reading.entities.tracks)]
        near = own[:1] if len(own) == 1 else [topic for topic in topics if not tracks & set(topic.split("."))][:1]
        matches = tuple(Match(topic, reading.inside) for topic in near)
        likely = tuple(match for match in found.matches if match.score >= self._thresholds.likely)
        return msgspec.structs.replace(found, matches=matches or likely)

    def answers(self, text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:
        """See `reading.Listener`."""
        return self._pipeline().answers(text, questions)

    def about(self, text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:
        """See `reading.Listener`."""
        return self._pipeline().about(text, questions)

    def nearest(self, text: str, sentences: tuple[str, ...]) -> tuple[int, float]:
        """See `reading.Listener`."""
        return self._pipeline().nearest(text, sentences)

    def slots(self, text: str) -> Slots:
        """See `reading.Listener`."""
        return self._pipeline().slots(text)


def decide(reading: Reading, thresholds: Thresholds = THRESHOLDS) -> Found:
    """What to do with a reading."""
    commanded = reading.steer is not None and reading.steer.score >= thresholds.steer
    if reading.distress or (reading.noise and not commanded):
        return Found(Outcome.DECLINE, noise=reading.noise, outside=reading.outside)
    found = _in_dialog(reading, thresholds) or _of_topics(reading, thresholds)
    unsure = found.outcome in GUESSES or found.chat in POLITE
    if unsure and (said := _in_a_sentence(reading, thresholds)):
        found = said
    if _is_early(reading, found, thresholds):
        found = Found(Outcome.STEER, steer="early")
    heeded = (
        act for act in reading.acts if act.label in HEEDED and act.score >= _heeded_from(reading, act, thresholds)
    )
    felt = next((act.label for act in heeded), "")
    sure = any(act.kind is Kind.ANSWER and act.score >= SURE for act in reading.acts)
    guessed = found.outcome is Outcome.REPLY and not sure
    if felt and not found.roles and (guessed or found.outcome in GUESSES):
        found = Found(Outcome.CHAT, chat=felt)
    says = {"asks": _asks(reading), "tells": reading.tells, "personal": reading.personal, "felt": felt}
    return msgspec.structs.replace(found, **says, named=reading.entities != Entities())


def _heeded_from(reading: Reading, act: Act, thresholds: Thresholds) -> float:
    """From how sure one sentence's small talk is taken up, beside what the others do."""
    if act.kind is not Kind.CHAT:
        return inf
    if any(one.kind is Kind.ANSWER for one in reading.acts):
        return FELT
    complains = act.label != FEELINGS and any(one.kind is Kind.ASK for one in reading.acts)
    return thresholds.chat_question if reading.options or complains else 0.0


def _in_a_sentence(reading: Reading, thresholds: Thresholds) -> Found | None:
    """What one of several sentences surely says to us, where the whole was taken for nothing sure."""
    if len(reading.acts) < MANY:
        return None
    steers = [act for act in reading.acts if act.kind is Kind.STEER and act.score >= SAID and act.label not in LEAVING]
    if steers:
        return Found(Outcome.STEER, steer=max(steers, key=lambda act: act.score).label)
    topics = [act for act in reading.acts if act.kind is Kind.ASK and act.label and act.score >= thresholds.inside_sure]
    if topics and reading.entities.roles:  # named beside what is asked
        return Found(Outcome.ANSWER, (Match(topics[0].label, topics[0].score),))
    polite = [act for act in reading.acts if act.kind is Kind.CHAT and act.score >= SURE and act.label in POLITE]
    asks = any(act.kind is Kind.ASK for act in reading.acts)
    return Found(Outcome.CHAT, chat=polite[0].label) if polite and not asks else None


def _is_early(reading: Reading, found: Found, thresholds: Thresholds) -> bool:
    """Whether a text argues with a verdict that there is not yet, where it was taken for something less sure."""
    early = reading.early
    if not early or early.topic not in EARLY or early.score < thresholds.early:
        return False
    if found.outcome is Outcome.CHAT and reading.chat:
        return reading.chat.score < early.score
    if found.outcome is Outcome.STEER:  # 'why?' is about the question there
        return early.topic in EARLY_SURELY
    asks = reading.asks or reading.marked  # 'what if I had …' answers nothing
    return found.outcome in GUESSES or (found.outcome is Outcome.REPLY and asks)


def _in_dialog(reading: Reading, thresholds: Thresholds) -> Found | None:
    """What is no question about a topic: an answer, a command, small talk, another language; None for the rest."""
    options, steer, chat = reading.options, reading.steer, reading.chat
    if options and (answer := _reply(reading, thresholds)):
        return answer
    waits = bool(options) and not _asks(reading)  # below a question most is meant for it
    is_chat = chat is not None and chat.score >= (thresholds.chat_question if waits else thresholds.chat)
    objects = steer is not None and steer.topic in OBJECTING and (reading.asks or reading.marked)
    if (
        steer
        and steer.score >= thresholds.steer_in(reading.asked, steer.topic, aimed=reading.aimed)
        and not (objects and steer.score < thresholds.steer)  # who asks objects to nothing
        and not (
            is_chat
            and chat
            and (
                chat.score > steer.score * (AIMED if reading.aimed else 1) < thresholds.steer
                or chat.score >= thresholds.chat_sure
            )
        )
        and (steer.score >= thresholds.steer_sure or not (reading.language or _sure_topic(reading, thresholds)))
    ):
        return Found(Outcome.STEER, steer=steer.topic)
    if is_chat and chat:
        return Found(Outcome.CHAT, chat=chat.topic)
    if reading.language:
        return Found(Outcome.DECLINE, outside="language")
    if waits:  # it is meant for the question, however little it fits
        considered = options[:2] if _answering(reading) >= thresholds.maybe else ()
        if considered or reading.tells or not _sure_topic(reading, thresholds):
            return Found(Outcome.DECLINE, outside=reading.outside, options=tuple(match.topic for match in considered))
    return None


def _asks(reading: Reading) -> bool:
    """Whether a text asks something, as a whole or with one of its sentences."""
    return reading.asks or any(act.kind is Kind.ASK for act in reading.acts)


def _sure_topic(reading: Reading, thresholds: Thresholds) -> bool:
    """Whether a topic is asked about beyond doubt."""
    first = next(iter(reading.topics), None)
    return first is not None and first.score >= thresholds.topic and reading.inside >= thresholds.inside_sure


def _answering(reading: Reading) -> float:
    """How likely it is that any option is meant."""
    return sum(match.score for match in reading.options)


def _reply(reading: Reading, thresholds: Thresholds) -> Found | None:
    """An answer to what is asked: of the whole, or of one of several sentences while another asks something."""
    answers = [act for act in reading.acts if act.kind is Kind.ANSWER]
    asides = [act for act in reading.acts if act.kind is Kind.ASK and act.label and act.score >= thresholds.near]
    if answers and asides:
        return Found(Outcome.REPLY, option=max(answers, key=lambda act: act.score).label, aside=asides[0].label)
    first, answering = reading.options[0], _answering(reading)
    said_to_us = max((match.score for match in (reading.steer, reading.chat) if match), default=0.0)
    if said_to_us > max(answering, thresholds.said_to_us):
        return None
    if reading.asks or reading.marked:
        meant = first.score >= thresholds.answering_asking
    else:
        meant = answering >= thresholds.answering and first.score >= thresholds.reply * answering
    return Found(Outcome.REPLY, option=first.topic) if meant else None


def _of_topics(reading: Reading, thresholds: Thresholds) -> Found:
    topics = reading.topics
    if not topics or reading.inside < thresholds.near:
        return Found(Outcome.DECLINE, topics, outside=reading.outside, roles=reading.entities.roles)
    first = topics[0]
    stated = reading.inside >= thresholds.inside and first.score >= thresholds.topic
    stated = stated or (reading.inside >= thresholds.inside_if_sure and first.score >= thresholds.sure)
    if stated:
        second = (Match(reading.pair, first.score),) if reading.pair else ()
        return Found(Outcome.ANSWER, (first, *second))
    if reading.entities.roles and not reading.entities.tracks:
        return Found(Outcome.DECLINE, topics, outside=reading.outside, roles=reading.entities.roles)
    if first.score < thresholds.offer:
        return Found(Outcome.CLARIFY, topics)
    return Found(Outcome.NEAR, topics, outside=reading.outside)
