"""A reading -> answer, closest, offer, small talk or decline: a thin decision by thresholds over `knowledge.nlu`.

The thresholds are set by `make tune` on questions that nothing was fitted on, never on what they are judged on.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from knowledge.model import Find, Found, Knowledge, Match, Outcome
from knowledge.reading import Read, Reading

if TYPE_CHECKING:
    from knowledge.nlu.pipeline import NluPipeline


class Thresholds(Struct, frozen=True):
    """From how sure a reading decides; all are probabilities.

    A topic is stated from `inside` (that anything has an answer) and `topic` (its share among topics), or, where it has
    the share `sure`, from `inside_if_sure`: few words can name a topic well and say little else. It is given as the
    closest there is from `near` inside, and offered beside others below that share `offer`. Before all that, an option
    of the asked question is taken from `reply` and considered from `maybe`, a command taken from `steer`, small talk
    from `chat`.
    """

    inside: float = 0.66
    topic: float = 0.64
    sure: float = 0.93
    inside_if_sure: float = 0.45
    near: float = 0.16
    offer: float = 0.0
    reply: float = 0.50
    maybe: float = 0.25
    steer: float = 0.60
    chat: float = 0.50


THRESHOLDS = Thresholds()


def make_read(opened: Callable[[], "NluPipeline"]) -> Read:
    """The reading of messages; `opened` is called when the first one comes."""
    kept: list[NluPipeline] = []

    def read(text: str, earlier: tuple[str, ...], asked: str | None = None) -> Reading:
        if not kept:
            kept.append(opened())
        return kept[0](text, earlier, asked)

    return read


def make_find(knowledge: Knowledge, opened: Callable[[], "NluPipeline"], thresholds: Thresholds = THRESHOLDS) -> Find:
    """The search over this knowledge: `decide` over `make_read`."""
    read = make_read(opened)

    def find(text: str, earlier: tuple[str, ...], asked: str | None = None) -> Found:
        return decide(read(text, tuple(topic for topic in earlier if topic in knowledge.topics), asked), thresholds)

    return find


def decide(reading: Reading, thresholds: Thresholds = THRESHOLDS) -> Found:
    """What to do with a reading."""
    if reading.distress or reading.noise:
        return Found(Outcome.DECLINE, noise=reading.noise, outside=reading.outside)
    return _in_dialog(reading, thresholds) or _of_topics(reading, thresholds)


def _in_dialog(reading: Reading, thresholds: Thresholds) -> Found | None:
    """What is no question about a topic: an answer, a command, small talk, another language; None for the rest."""
    options, steer, chat = reading.options, reading.steer, reading.chat
    if options and options[0].score >= thresholds.reply:
        return Found(Outcome.REPLY, option=options[0].topic)
    if steer and steer.score >= thresholds.steer:
        return Found(Outcome.STEER, steer=steer.topic)
    if chat and chat.score >= thresholds.chat:
        return Found(Outcome.CHAT, chat=chat.topic)
    if reading.language:
        return Found(Outcome.DECLINE, outside="language")
    maybe = tuple(match.topic for match in options[:2] if match.score >= thresholds.maybe)
    return Found(Outcome.DECLINE, outside=reading.outside, options=maybe) if maybe else None


def _of_topics(reading: Reading, thresholds: Thresholds) -> Found:
    topics = reading.topics
    if not topics or reading.inside < thresholds.near:
        return Found(Outcome.DECLINE, topics, outside=reading.outside)
    first = topics[0]
    stated = reading.inside >= thresholds.inside and first.score >= thresholds.topic
    if stated or (reading.inside >= thresholds.inside_if_sure and first.score >= thresholds.sure):
        second = (Match(reading.pair, first.score),) if reading.pair else ()
        return Found(Outcome.ANSWER, (first, *second))
    if first.score < thresholds.offer:
        return Found(Outcome.CLARIFY, topics)
    return Found(Outcome.NEAR, topics, outside=reading.outside)
