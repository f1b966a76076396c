"""How people speak of the content: the words of `content/language.yaml`, as frozen records."""

from msgspec import Struct

from knowledge.fields import TopicId, TrackId


class Move(Struct, frozen=True):
    """A change of role, by track or other role; `topics` say something about it, `not_topics` only seem to.

    Without an `origin` it is the move from anywhere but another track. `says` comes first where no topic is about it.
    """

    to: str
    origin: str = ""
    topics: tuple[TopicId, ...] = ()
    not_topics: tuple[TopicId, ...] = ()
    says: str = ""


class Language(Struct, frozen=True):
    """How people speak: names of the tracks by track id, and words that make a question lean on an earlier one.

    `names` need one of `people` behind them; `alone` do not; `short` name a track only in a follow-up. `pairs` maps a
    topic to its counterpart. `roles` and `periods` map an id to its names; `into` and `origin` are words before where a
    move goes and comes from. `languages` maps a language's code to its little words, `scripts` the first word of its
    letters' Unicode names to a code. `distress` are words of somebody in danger, unless within `figurative` ones.
    `asks` begin a question, `polar` one that wants a yes or a no, `wonders` make one of a statement, `suppose` a
    supposition, `as_if` maps its verbs to those of a statement; `own` are words for oneself, `others` for somebody
    else, `yours` for the bot; `further` ask to go on
    about a topic; `feelings` are words for what one feels. Of pay, `paid` are words for being paid, `compares` for more
    or less of it, `gaps` for how much that is, `levels` for somebody's experience, `converts` for another currency,
    `totals` for a sum. `first` and `later` are stages of a road. `other_years` are regular expressions of a time that
    is not the content's: no figure of it holds then. `near` maps a kind of question without an
    answer to the topics nearest to its subject.
    """

    names: dict[TrackId, tuple[str, ...]]
    alone: dict[TrackId, tuple[str, ...]]
    people: tuple[str, ...]
    short: dict[TrackId, tuple[str, ...]] = {}
    other: tuple[str, ...] = ()
    both: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    reset: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    pairs: dict[TopicId, TopicId] = {}
    roles: dict[str, tuple[str, ...]] = {}
    periods: dict[str, tuple[str, ...]] = {}
    into: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    languages: dict[str, tuple[str, ...]] = {}
    scripts: dict[str, str] = {}
    distress: tuple[str, ...] = ()
    figurative: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    polar: tuple[str, ...] = ()
    wonders: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    yours: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    near: dict[str, tuple[TopicId, ...]] = {}
    paid: tuple[str, ...] = ()
    compares: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    converts: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    suppose: tuple[str, ...] = ()
    as_if: dict[str, str] = {}
    first: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    other_years: tuple[str, ...] = ()
