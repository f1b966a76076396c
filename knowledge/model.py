"""What is known, as frozen records. Holds facts and their sources; decides nothing and reads nothing."""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct, field

from knowledge.fields import Id, Span, TopicId, TrackId
from knowledge.language import Language
from knowledge.nlu.utterances import Utterance
from knowledge.source_map import SourceMap


class Source(Struct, frozen=True):
    """Where the article says it: a heading, and line numbers that count from 1."""

    section: str
    lines: tuple[int, ...]


class Claim(Struct, frozen=True):
    """A yes or a no before the answer to a question about `track` (None: about any) that has one of `words`."""

    says: str
    words: tuple[str, ...]
    track: TrackId | None = None


class Topic(Struct, frozen=True):
    """One thing that can be asked about. `answer` is Markdown, at most 600 characters; `see` are related topic ids.

    `claims` answer those questions about it that want a yes or a no.
    """

    id: Id
    title: str
    answer: str
    source: Source
    year: int | None = None
    see: tuple[TopicId, ...] = ()
    claims: tuple[Claim, ...] = ()
    subject: str = ""


class Subject(Struct, frozen=True):
    """A shelf of topics; `order` is its place in the list of subjects. What is `personal` depends on who asks."""

    id: Id
    title: str
    order: int
    personal: bool = False


class Side(Struct, frozen=True):
    """Something good or bad about a track, in one sentence, with the article's lines that it rests on."""

    text: str
    lines: tuple[int, ...]


class Track(Struct, frozen=True):
    """A career path. `topic` describes the kind of person it suits; `known_as` are other names people use for it.

    `field` is what one works in, a noun phrase; `advice` goes on after 'I would', a verb phrase.
    `best` is the best case for it, a clause that goes on after 'the best case for it is'; `day` is what it is like to
    live with it; `entry` is what the way in is like; `plain` says the work in everyday words, in the first person.
    """

    id: Id
    name: str
    short: str
    topic: TopicId
    known_as: tuple[str, ...] = ()
    field: str = ""
    advice: str = ""
    best: Side | None = None
    good: tuple[Side, ...] = ()
    bad: tuple[Side, ...] = ()
    day: Side | None = None
    entry: Side | None = None
    plain: Side | None = None


class Row(Struct, frozen=True):
    """One line of a comparison: what `cells` says of each track id, with the topic that explains it."""

    id: Id
    name: str
    topic: TopicId
    lines: tuple[int, ...]
    cells: dict[TrackId, str]


class Table(Struct, frozen=True):
    """A comparison of tracks, row by row; `topic` explains the whole of it."""

    id: Id
    title: str
    topic: TopicId
    rows: tuple[Row, ...]


class Region(Struct, frozen=True):
    """Where somebody is paid. `ranges` maps a track id to (low, high) in `currency` per `period`."""

    id: Id
    name: str
    topic: TopicId
    currency: str
    period: str
    lines: tuple[int, ...]
    ranges: dict[TrackId, Span]
    open_ended: bool = False
    known_as: tuple[str, ...] = ()

    @property
    def is_monthly(self) -> bool:
        """Whether the figures are of a month."""
        return self.period.endswith("month")

    def amount(self, money: int) -> str:
        """Money as it is written here: '₦700,000'."""
        return f"{self.currency}{money:,}"

    def range_of(self, track: str) -> str:
        """What a track pays: '$160,000–$240,000+', without the period."""
        low, high = self.ranges[track]
        return f"{self.amount(low)}–{self.amount(high)}{'+' if self.open_ended else ''}"


class Specialty(Struct, frozen=True):
    """What raises pay in a track. `percent` is (low, high), or None where the article names no figure.

    `known_as` are words that name it where pay is talked about.
    """

    id: Id
    name: str
    track: TrackId
    topic: TopicId
    lines: tuple[int, ...]
    percent: Span | None = None
    known_as: tuple[str, ...] = ()


class Pay(Struct, frozen=True):
    """Pay figures, all of one `year` and one `level` of experience."""

    year: int
    level: str
    regions: tuple[Region, ...]
    specialties: tuple[Specialty, ...]


class Because(Struct, frozen=True):
    """Why a step is there for somebody: a clause, for those whose answers are among `when` (question -> options)."""

    text: str
    when: dict[str, tuple[str, ...]] = {}


class Step(Struct, frozen=True):
    """One step of a plan, with the topic and the article's lines that it rests on.

    `start` is what to do tomorrow to begin it. Somebody with one of the answers in `had` (question -> options) is past
    it, and has `have`; so is who says that they know what is `known_as` one of these words. `because` says why it is
    there: the first whose `when` fits; one without `when` fits everybody.
    """

    title: str
    text: str
    topic: TopicId
    lines: tuple[int, ...]
    start: str = ""
    had: dict[str, tuple[str, ...]] = {}
    have: str = ""
    known_as: tuple[str, ...] = ()
    because: tuple[Because, ...] = ()


class Article(Struct, frozen=True):
    """What all of it is drawn from."""

    title: str
    publisher: str
    year: int


class Knowledge(Struct, frozen=True):
    """All of it, by id. Topics and subjects stand in the order shown; `source_map` gives the file and line of each."""

    article: Article
    subjects: dict[str, Subject]
    topics: dict[str, Topic]
    tracks: dict[str, Track]
    tables: dict[str, Table]
    plans: dict[TrackId, tuple[Step, ...]]
    pay: Pay
    language: Language
    phrasings: Callable[[], dict[str, tuple[str, ...]]] = dict
    phrasings_mark: Callable[[], str] = str
    phrasing_sources: Callable[[], SourceMap] = SourceMap
    utterances: Callable[[], tuple[Utterance, ...]] = tuple
    source_map: SourceMap = field(default_factory=SourceMap)

    def of_subject(self, subject: str) -> tuple[Topic, ...]:
        """The topics of one subject, in the order of its file."""
        return tuple(topic for topic in self.topics.values() if topic.subject == subject)

    def row(self, row_id: str) -> Row | None:
        """A row of any table by its id."""
        return next((row for table in self.tables.values() for row in table.rows if row.id == row_id), None)

    def region(self, region_id: str) -> Region | None:
        """A pay region by its id."""
        return next((region for region in self.pay.regions if region.id == region_id), None)

    def specialty(self, specialty_id: str) -> Specialty | None:
        """A paid specialty by its id."""
        return next((specialty for specialty in self.pay.specialties if specialty.id == specialty_id), None)


class Outcome(StrEnum):
    """What a search made of a text; NEAR states the closest there is, and says that it is no more than that."""

    ANSWER = "answer"
    NEAR = "near"
    CLARIFY = "clarify"
    CHAT = "chat"
    DECLINE = "decline"
    REPLY = "reply"
    STEER = "steer"


class Match(Struct, frozen=True):
    """A topic that a text may mean; a higher score is likelier, 1.0 is certain."""

    topic: str
    score: float


class Found(Struct, frozen=True):
    """What a search found. `matches`: ANSWER states all of them, best first; NEAR the first, as the closest there is;
    CLARIFY offers them; DECLINE is near them.

    `chat` names the kind of small talk for CHAT, `option` the answer to what was asked for REPLY, `steer` the command
    for STEER (both only where something can be replied to or steered); `noise` is a DECLINE of what is no question.
    `outside` is a DECLINE's kind, 'distress' and 'language' among them. `options` are answers to what is asked that may
    be meant where none is sure, the likeliest first; `aside` is a topic that a REPLY asks about besides;
    `roles` are other jobs that a text names, of which nothing is known; `asks` that it asks something, `tells` that it
    speaks of the person and asks nothing, `named` that it names a job, a region or a period, `personal` that it
    speaks of the person or to the bot. `lead` comes before an ANSWER or what is NEAR. `felt` is the kind of small talk
    of one sentence among others, of the kinds that nobody passes by.
    """

    outcome: Outcome
    matches: tuple[Match, ...] = ()
    chat: str = ""
    option: str = ""
    steer: str = ""
    noise: bool = False
    outside: str = ""
    options: tuple[str, ...] = ()
    aside: str = ""
    roles: tuple[str, ...] = ()
    asks: bool = False
    tells: bool = False
    named: bool = False
    personal: bool = False
    lead: str = ""
    felt: str = ""

    @property
    def topics(self) -> tuple[str, ...]:
        """The ids of the matches, best first."""
        return tuple(match.topic for match in self.matches)


Find = Callable[[str, tuple[str, ...], str | None], Found]
"""The search seam: (a text, the topic ids talked about before, oldest first, what is asked) -> what it means. Total.

What is asked: a question's id, '' in a dialog that asks nothing just now, None outside of any dialog.
"""
