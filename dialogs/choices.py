"""Choice ids, the callback data of buttons: `verb:arg:arg`, ASCII, at most 64 bytes, valid in chats of any age."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from dialogs.replies import Choice
from dialogs.script import Pack

LIMIT = 64  # bytes; what a Telegram button carries
_ID = re.compile(r"[a-z_]+(:[a-z0-9._=+-]+)*")


class Action(NamedTuple):
    """A parsed choice id."""

    verb: str
    args: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The choice id again."""
        return ":".join((self.verb, *self.args))


Words = Callable[[Pack, tuple[str, ...]], tuple[str, ...]]


@functools.lru_cache(maxsize=4096)
def parse(choice_id: str) -> Action | None:
    """The action a choice id names; None for anything that never was one."""
    if len(choice_id) > LIMIT or not _ID.fullmatch(choice_id):
        return None
    verb, *args = choice_id.split(":")
    if verb not in ACTION_SPECS or not ACTION_SPECS[verb].least <= len(args) <= ACTION_SPECS[verb].most:
        return None
    return Action(verb, tuple(args))


@functools.lru_cache(maxsize=4096)
def choice(pack: Pack, choice_id: str) -> Choice:
    """The button for an id of our own making; raises KeyError for an id whose thing is gone."""
    return Choice(choice_id, words_for(pack, choice_id)[0])


def words_for(pack: Pack, choice_id: str) -> tuple[str, ...]:
    """What a button says, then the other words in which people mean it; raises KeyError when its thing is gone."""
    action = parse(choice_id)
    if action is None:
        raise KeyError(choice_id)
    return ACTION_SPECS[action.verb].words(pack, action.args)


def to_changes(args: Iterable[str]) -> dict[str, str]:
    """('math=love', …) -> {question id: option id}."""
    return {question: option for question, _, option in (arg.partition("=") for arg in args)}


def from_changes(verb: str, changes: Mapping[str, str]) -> str:
    """{question id: option id} -> 'verb:math=love:…'."""
    return Action(verb, tuple(f"{q}={o}" for q, o in changes.items())).id


class ActionSpec(NamedTuple):
    """How a verb is worded, and how many arguments it takes at least and at most."""

    words: Words
    least: int = 0
    most: int = 0


def _fixed(label: str) -> Words:
    return lambda pack, _: (pack.script.label(label),)


def _if_known(label: str, known: Words) -> Words:
    """A fixed label for what must exist to be pressed."""

    def words(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
        if args:
            known(pack, args)
        return (pack.script.label(label),)

    return words


def _option(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    option = pack.script.questionnaire.questions[args[0]].option(args[1])
    if option is None:
        raise KeyError(args[1])
    return (option.label, *option.words, option.label.partition(":")[0])


def _change(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    if not args:
        return (pack.script.label("change_any"),)
    name = pack.script.questionnaire.questions[args[0]].name
    return (pack.script.label("change", name=name), name)


def _what_if(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    changes = to_changes(args)
    for pair in changes.items():
        _option(pack, pair)
    names = (pack.script.questionnaire.questions[question].name for question in changes)
    return (pack.script.label("what_if", names=pack.script.label("what_if_join").join(names)),)


def _keep(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    _what_if(pack, args)
    return (pack.script.label("keep" if len(args) == 1 else "keep_two"), pack.script.label("keep_it"))


def _why_not(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    track = pack.knowledge.tracks[args[0]]
    return (pack.script.label("why_not", track=track.short), pack.script.label("why_not", track=track.name))


def _mark(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    name = pack.script.questionnaire.questions[args[0]].name
    return (name[:1].upper() + name[1:], name)


def _unnote(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    name = pack.script.questionnaire.questions[args[0]].name
    return (pack.script.label("unnote", name=name),)


def _pick(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    return (pack.script.label("pick", label=_option(pack, args)[0]), *_option(pack, args))


def _sides(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    track = pack.knowledge.tracks[args[0]]
    return (pack.script.label("sides", track=track.short), pack.script.label("sides", track=track.name))


def _helped(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    return (pack.script.label("helped_yes" if args[0] == "yes" else "helped_no"),)


def _subject(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    return (pack.knowledge.subjects[args[0]].title,)


def _topic(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    return (pack.knowledge.topics[args[0]].title,)


def _table(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    title = pack.knowledge.tables[args[0]].title
    return (pack.script.label("table", title=title), title)


def _row(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    row = pack.knowledge.row(args[0])
    if row is None:
        raise KeyError(args[0])
    return (pack.script.label("row", name=row.name),)


def _region(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    region = pack.knowledge.region(args[0])
    if region is None:
        raise KeyError(args[0])
    return (region.name, *region.known_as)


def _track(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    region = pack.knowledge.region(args[0])
    if region is None or args[1] not in region.ranges:
        raise KeyError(args[1])
    track = pack.knowledge.tracks[args[1]]
    name = pack.script.label("track", name=track.name)
    return (name[:1].upper() + name[1:], track.short, *track.known_as)


def _specialty(pack: Pack, args: tuple[str, ...]) -> tuple[str, ...]:
    _track(pack, args[:2])
    if args[2] == NO_SPECIALTY:
        return (pack.script.label("skip_specialty"), pack.script.label("none"))
    specialty = pack.knowledge.specialty(args[2])
    if specialty is None or specialty.track != args[1]:
        raise KeyError(args[2])
    return (specialty.name,)


NO_SPECIALTY = "none"
NOTED_ALL, NOTED_NONE = "noted_all", "noted_none"
SEND = "send"  # a channel may have its own button for it
_PLAIN = (
    "menu find go_on result plan ask compare pay back help repeat cancel restart my_data forget forget_yes "
    "none continue why how_sure more matters points summary send card about noted_all noted_none"
)
ACTION_SPECS: dict[str, ActionSpec] = {
    **{name: ActionSpec(_fixed(name)) for name in _PLAIN.split()},
    "forget_no": ActionSpec(lambda pack, _: (pack.script.label("forget_no"), pack.script.label("keep_it"))),
    "unchanged": ActionSpec(
        lambda pack, _: (pack.script.label("unchanged"), pack.script.label("keep_it"), pack.script.label("keep_short"))
    ),
    "skip": ActionSpec(_if_known("skip", _change), 0, 1),
    "answer": ActionSpec(_option, 2, 2),
    "reanswer": ActionSpec(_if_known("change_yes", _option), 2, 2),
    "change": ActionSpec(_change, 0, 1),
    "what_if": ActionSpec(_what_if, 1, 2),
    "keep": ActionSpec(_keep, 1, 2),
    "why_not": ActionSpec(_why_not, 1, 1),
    "mark": ActionSpec(_mark, 1, 1),
    "unnote": ActionSpec(_unnote, 1, 1),
    "several": ActionSpec(_if_known("several", _change), 1, 1),
    "pick": ActionSpec(_pick, 2, 2),
    "helped": ActionSpec(_helped, 1, 1),
    "sides": ActionSpec(_sides, 1, 1),
    "subject": ActionSpec(_subject, 1, 1),
    "topic": ActionSpec(_topic, 1, 2),
    "table": ActionSpec(_table, 1, 1),
    "row": ActionSpec(_row, 1, 1),
    "region": ActionSpec(_region, 1, 1),
    "track": ActionSpec(_track, 2, 2),
    "specialty": ActionSpec(_specialty, 3, 3),
}
