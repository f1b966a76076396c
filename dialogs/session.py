"""What is kept of one person between turns: ids, and a text only while topics are offered for it.

Frozen; a turn makes a new one.
"""

import msgspec
from msgspec import Struct, field

VERSION = 1
BACK_STACK_LIMIT = 40
TOPICS_LIMIT = 3
SKIPPED = ""
SEVERAL = "several"  # the same, while several options are picked; the rest of the focus are those picked
RESULT_WANTED = "result"  # the focus of notes that are confirmed before a result is shown
CHANGING = "change"  # the second part of a question's focus while its answer is being changed


class BackStep(Struct, frozen=True):
    """A step back: the state and focus that were left, and the answers to restore (None: there was none)."""

    state: str
    focus: tuple[str, ...] = ()
    undo: dict[str, str | None] = {}


class Note(Struct, frozen=True):
    """What a message was taken to answer, in the person's own words, until they say that it is so."""

    question: str
    option: str
    quote: str


class Session(Struct, frozen=True):
    """One person's side of the conversation.

    `pack` is the fingerprint of the pack whose ids these are; `focus` is what the state is about (a question, a topic,
    a region …); `answers` maps a question id to an option id, or to SKIPPED; `back_stack` is the way taken, newest
    last; `topics` are the last ones talked about, newest last; `offered` are the choice ids shown last, in order;
    `misses` counts texts not understood in a row; `unsure` is the one text it may hold, until the next
    event: a question that was answered or offered topics for, in case that is met with 'no';
    `thorough` is set once the person wants all questions although the track is settled; `matters` are the questions
    whose answers count double; `helped` is whether the person said that the advice helped: 'yes', 'no' or nothing;
    `pay` are region, track and period of a thread about pay, or nothing; `noted` is what a story told, until it is
    confirmed or dropped; `guesses` maps questions to options that it told and nobody confirmed: they are asked, not
    counted; `kept` is the question of the one that was told last, until the next event, in case of a 'yes' or 'no';
    `knows` are words of a plan's steps that they say they know.
    """

    version: int = VERSION
    pack: str = ""
    state: str = "menu"
    focus: tuple[str, ...] = ()
    answers: dict[str, str] = {}
    back_stack: tuple[BackStep, ...] = field(default=(), name="trail")  # stored under its first name
    topics: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    misses: int = 0
    unsure: str = ""
    thorough: bool = False
    matters: tuple[str, ...] = ()
    helped: str = ""
    pay: tuple[str, ...] = ()
    noted: tuple[Note, ...] = ()
    guesses: dict[str, str] = {}
    kept: str = ""
    knows: tuple[str, ...] = ()


LOST = Session(state="lost")  # one that cannot be read; healing leads from it to solid ground


def to_json(session: Session) -> bytes:
    """A session as compact JSON."""
    return msgspec.json.encode(session)


def from_json(stored: bytes) -> Session:
    """A session from JSON; raises ValueError when it is none. Its ids may be of an older script: see `healing`."""
    try:
        return msgspec.json.decode(stored, type=Session)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
