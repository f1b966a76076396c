"""A question that leans on the one before, made whole: 'and for the other one?' -> the same topic of the other track.

Pure; the words it looks for are the content's `language`.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from knowledge.model import Knowledge
from knowledge.nlu.features import EntityMatcher

SHORT = 6  # words; so short a text may lean on another without saying so
LONG = 10  # words; a longer text stands alone


class Whole(NamedTuple):
    """`topic` if the text can only mean that one; else `text` is the question to look up.

    `near` is the topic that a leaning text goes on from: the one before, or its counterpart for the track it names.
    """

    text: str
    topic: str = ""
    near: str = ""


class ContextualRewriter:
    """Reads a text with the topic talked about before."""

    def __init__(self, knowledge: Knowledge, aliases: EntityMatcher) -> None:
        language = knowledge.language
        self._topics = knowledge.topics
        self._tracks = {track.id: track.name for track in knowledge.tracks.values()}
        self._regions = [
            (_words([region.name.lower(), *region.known_as]), region.topic) for region in knowledge.pay.regions
        ]
        self._aspects, self._pairs = language.aspects, language.pairs
        self._aliases = aliases
        self._short = {track: _words(names) for track, names in language.short.items()}
        self._other, self._reset, self._pronouns = map(_words, (language.other, language.reset, language.pronouns))
        self._lead = re.compile(rf"^(?:(?:{_any(language.lead)})(?:[\s,.:;-]+|$))+")
        tail = rf"(?:{_any(language.tail)}|[^a-z0-9])*"
        self._why = re.compile(rf"^(?:(?:{_any(language.lead)})[\s,]+)*(?:{_any(language.why)})(?:[^a-z0-9]{tail})?$")
        self._empty = {*language.empty, *language.pronouns}

    def whole(self, text: str, before: str, *, asked: bool = False) -> Whole:  # noqa: PLR0911 - one exit a kind
        """The normalised text as a question of its own, given the topic `before` it ('' for none).

        Where a question of ours waits (`asked`), a short text is likelier to be for that than to lean on the topic.
        """
        if not before:
            return Whole(text)
        if self._reset.search(text):
            return Whole(self._reset.sub(" ", text).strip(" .,:;-?") or text)
        base = self._lead.sub("", text + " ").strip(" ?!.")
        size, leads = len(text.split()), base != text.strip(" ?!.")
        if self._why.match(text):
            return Whole(text, before)
        track, rest = self._track_in(base, before)
        content = [word for word in re.findall(r"[a-z0-9+#']+", rest) if word not in self._empty]
        if size < LONG and track and not content:
            return Whole(text, self._counterpart(before, track))
        if region := self._region_in(base, before, size):
            return Whole(text, region)
        near = self._counterpart(before, track) if track else before
        aspect = next((begin for key, begin in self._aspects.items() if before.startswith(key)), "")
        if aspect and size <= SHORT and len(content) <= 2 and re.match(r"(in|for|as|at)\b", base):
            return Whole(f"{aspect} {base}", near=near)
        refers = self._pronouns.search(base)
        if size <= LONG and (leads or refers or (size <= 4 and not asked)):
            if asked and not refers:
                return Whole(base)  # likelier for the question than about the topic
            named = self._track_of(before)
            if named and not self._aliases.tracks_in(base) and len(content) <= 4:
                return Whole(f"{self._pronouns.sub(' ', base)} {self._tracks[named]}", near=near)
            return Whole(base, near=near)
        return Whole(text)

    def _track_in(self, base: str, before: str) -> tuple[str, str]:
        """The one track that a text names, the other one included, and the text without the name."""
        if self._other.search(base):
            others = [track for track in self._pairable() if track != self._track_of(before)]
            rest = self._aliases.without(self._other.sub(" ", base))
            return (others[0] if len(others) == 1 else "any"), rest
        named = self._aliases.tracks_in(base)
        if not named:
            named = [track for track, pattern in self._short.items() if pattern.search(base)]
        if len(named) != 1:
            return "", base
        rest = self._aliases.without(base)
        return named[0], self._short[named[0]].sub(" ", rest) if named[0] in self._short else rest

    def _pairable(self) -> list[str]:
        return list(self._short) or list(self._tracks)

    def _track_of(self, topic: str) -> str:
        return next((part for part in topic.split(".") if part in self._tracks), "")

    def _counterpart(self, before: str, track: str) -> str:
        """The same topic of another track; topics that speak of both stay themselves."""
        mine = self._track_of(before)
        if not mine or mine == track:
            return before
        parts = before.split(".")
        for end in range(len(parts), parts.index(mine), -1):
            other = ".".join(track if part == mine else part for part in parts[:end])
            if other in self._topics:
                return other
        return self._pairs.get(before, before)

    def _region_in(self, base: str, before: str, size: int) -> str:
        """The pay topic of a region named in a follow-up to any pay topic."""
        pay = {topic for _, topic in self._regions}
        if size > 7 or not any(before.split(".", maxsplit=1)[0] == topic.split(".")[0] for topic in pay):
            return ""
        return next((topic for pattern, topic in self._regions if pattern.search(base)), "")


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def _words(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'])(?:{_any(words)})(?![\w'])")
