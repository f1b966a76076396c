"""Questions, answers and advice as frozen records.

An answer is an option id, or several joined by '+' in the order of the question where it lets people name more than one
('analyst+software'); '' is a skipped question. `Answers` maps question ids to answers.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from msgspec import Struct

from knowledge.fields import Id, TopicId, TrackId
from knowledge.fields import Rule as FieldRule

JOINT = "+"
Answers = Mapping[str, str]
Case = dict[str, tuple[str, ...]]


class Option(Struct, frozen=True):
    """One answer: its points by track id, the topic that backs them, and other words in which people say it.

    `you` is what the answer says of the person: a clause in the second person, present tense, no full stop. An option
    without points may do without. `averse` marks one that is chosen by whom the subject of the question puts off,
    `lasting` what somebody has been or done, which no later day undoes.
    """

    id: Id
    label: str
    points: dict[TrackId, int]
    topic: TopicId
    words: tuple[str, ...] = ()
    you: str = ""
    averse: bool = False
    lasting: bool = False


class Question(Struct, frozen=True):
    """One persona question; `more` explains it when somebody is unsure.

    `most` options may be named at once. `given` marks facts, which nobody changes by deciding to.
    """

    id: Id
    name: str
    text: str
    more: str
    options: Annotated[tuple[Option, ...], FieldRule(len, "leaves nothing to choose", "offer three to five options")]
    most: int = 1
    given: bool = False

    def option(self, answer: str) -> Option | None:
        """The option of that id; of several joined ids, one option that stands for all of them."""
        if JOINT not in answer:  # nearly all are: a turn asks for each option some times
            return next((option for option in self.options if option.id == answer), None)
        chosen = self.chosen(answer)
        if not chosen:
            return None
        tracks = dict.fromkeys(track for option in chosen for track in option.points)
        points = {track: max(option.points.get(track, 0) for option in chosen) for track in tracks}
        label = " + ".join(option.label for option in chosen)
        return Option(answer, label, points, chosen[0].topic, (), " and ".join(o.you for o in chosen if o.you))

    def chosen(self, answer: str) -> tuple[Option, ...]:
        """The options that an answer names, in the question's order; none if it is not an answer to this question."""
        ids = answer.split(JOINT)
        chosen = tuple(option for option in self.options if option.id in ids)
        return chosen if len(chosen) == len(ids) <= max(self.most, 1) and answer == self.answer(ids) else ()

    def answer(self, option_ids: Iterable[str]) -> str:
        """These option ids as one answer, in the question's order; '' for none."""
        wanted = set(option_ids)
        return JOINT.join(option.id for option in self.options if option.id in wanted)

    def answers(self) -> Iterator[str]:
        """Every answer there is, those that name fewer options first."""
        for size in range(1, max(self.most, 1) + 1):
            for options in itertools.combinations(self.options, size):
                yield JOINT.join(option.id for option in options)


class Rule(Struct, frozen=True):
    """What the article says of a kind of person: points that count once if any of the `cases` holds.

    A case maps question ids to option ids, and holds when each of these questions has one of them as its answer. A rule
    does not count while any question under `unless` has one of the options there. `you` is a clause, as of an option.
    """

    id: Id
    name: str
    cases: tuple[Case, ...]
    points: dict[TrackId, int]
    topic: TopicId
    you: str
    unless: Case = {}


class Joins(Struct, frozen=True):
    """Points of the tracks `of` count for `track` too, as far as all of them have points: for those who like both."""

    id: Id
    name: str
    track: TrackId
    of: tuple[TrackId, ...]
    you: str
    topic: TopicId


class Terms(Struct, frozen=True):
    """How points become advice.

    A lead of less than `close` points is a close call and goes to `close_track`. With fewer than `least` answers that
    take a side there is no verdict. `double` answers may count double.
    """

    close: int
    close_track: TrackId
    least: int = 0
    double: int = 2
    joins: Joins | None = None


class Reason(Struct, frozen=True):
    """What one answer added to each track, doubled where it counts double; or what a `rule` (its id) added."""

    question: str
    option: str
    points: dict[str, int]
    rule: str = ""
    doubled: bool = False


class Advice(Struct, frozen=True):
    """`track` is None when nothing tells the tracks apart, or when it is `too_little` to go by: then `leaning` is set.

    `margin` is the first score less the second. Reasons sum to scores. `sides` counts the answers that take a side.
    """

    track: str | None
    scores: dict[str, int]
    margin: int
    close_call: bool
    reasons: tuple[Reason, ...]
    too_little: bool = False
    leaning: str | None = None
    sides: int = 0
    matters: tuple[str, ...] = ()

    @property
    def tie(self) -> bool:
        """Whether enough was said, and nothing tells the tracks apart."""
        return self.track is None and not self.too_little


class Flip(Struct, frozen=True):
    """Answers to change, by question id, and the track that would then come out."""

    changes: dict[str, str]
    track: str | None
