"""What a message was taken for: each sentence's dialogue act (ISO 24617-2), and the whole. Frozen records."""

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol, runtime_checkable

from msgspec import Struct

from knowledge.model import Match


class Kind(StrEnum):
    """What a sentence does (its dialogue act)."""

    ANSWER = "answer"
    ASK = "ask"
    STEER = "steer"
    CHAT = "chat"
    NONE = "none"


class Act(Struct, frozen=True):
    """What one sentence does, with `text` as it was written. `score` from 0 to 1 says how sure the label is.

    `label`: ANSWER an option's id, of the question `question`; ASK a topic's id, or '' where the content has no answer
    (`outside` then names the kind); STEER a command; CHAT the kind of small talk. `cued`: a word of it speaks for the
    answer, too.
    """

    kind: Kind
    text: str
    label: str = ""
    score: float = 0.0
    question: str = ""
    outside: str = ""
    cued: bool = False


class Entities(Struct, frozen=True):
    """What a text names, by id: tracks, other roles, pay regions, periods; of a move `to` and `origin`."""

    tracks: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    to: str = ""
    origin: str = ""


class Reading(Struct, frozen=True):
    """What a message was taken for, sentence by sentence, and as a whole.

    `topics` are the likeliest topics best first, `inside` how likely any of them has an answer; `options` those of the
    asked question, the likeliest first, which with 'none of them' sum to 1. `outside` is the likeliest kind without an
    answer. `language` is the code of a language other than English, '' for English; `distress` is somebody in danger;
    `noise` is no question at all; `asks` that it begins as a question does, `marked` that it ends in a question mark,
    `tells` that it speaks of the person and asks nothing, `personal` that it speaks of the person or to the bot; `says`
    is what the content says of the move that is named; `aimed` is that `steer` makes sense only here; `asked` is what
    it was read below: a question's id, VERDICT, BEGUN, NOTES, or nothing; `early` is a command about a verdict where
    there is none.
    """

    acts: tuple[Act, ...]
    topics: tuple[Match, ...] = ()
    inside: float = 0.0
    options: tuple[Match, ...] = ()
    steer: Match | None = None
    chat: Match | None = None
    outside: str = ""
    pair: str = ""
    says: str = ""
    entities: Entities = Entities()
    language: str = ""
    distress: bool = False
    noise: bool = False
    asks: bool = False
    tells: bool = False
    marked: bool = False
    personal: bool = False
    aimed: bool = False
    asked: str = ""
    early: Match | None = None


VERDICT = "(verdict)"  # what is asked after a verdict: nothing, but what can be said of one makes sense
NOTES = "(notes)"  # what is asked while notes are to be confirmed: whether they are right
BEGUN = "(begun)"  # what is asked where our questions were left half-way: nothing, but they can be spoken of
Read = Callable[[str, tuple[str, ...], str | None], Reading]
"""The search seam `model.Find`, a step before its decision: what each sentence of a text does."""


class Slots(Struct, frozen=True):
    """What a text names to be talked about next, by id; `rest` counts the words that name none of it.

    `other` is 'the other one', `both` that several are meant, `paid` that it speaks of pay, `compares` of more or less,
    `gap` how much that is, `level` somebody's experience, `converts` another currency, `total` a sum,
    `leads` that it goes on from what was said: 'and …'; `stage` is 0 for 'at first', -1 for 'later', None for neither.
    `other_year` is that it names a time which is not the content's, `others` that it speaks of somebody else.
    """

    regions: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    other: bool = False
    both: bool = False
    paid: bool = False
    compares: bool = False
    leads: bool = False
    stage: int | None = None
    gap: bool = False
    level: bool = False
    converts: bool = False
    total: bool = False
    rest: int = 0
    other_year: bool = False
    specialties: tuple[str, ...] = ()
    others: bool = False


@runtime_checkable
class Listener(Protocol):
    """What reads more out of a text than the search: answers to questions, and which of some sentences it is about."""

    def answers(self, text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:
        """The surest answer that a text holds to each of these questions, as far as it holds any."""

    def about(self, text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:
        """The questions that a text speaks of, the likeliest first, each with the option that it leans to."""

    def nearest(self, text: str, sentences: tuple[str, ...]) -> tuple[int, float]:
        """(the index of the sentence whose meaning is nearest, its cosine); (0, -1.0) for none."""

    def slots(self, text: str) -> Slots:
        """The regions, tracks and periods that a text names."""


class Deaf:
    """A listener that hears nothing."""

    def answers(self, text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:  # noqa: ARG002, D102
        return ()

    def about(self, text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:  # noqa: ARG002, D102
        return ()

    def nearest(self, text: str, sentences: tuple[str, ...]) -> tuple[int, float]:  # noqa: ARG002, D102
        return 0, -1.0

    def slots(self, text: str) -> Slots:  # noqa: D102
        return Slots(rest=len(text))
