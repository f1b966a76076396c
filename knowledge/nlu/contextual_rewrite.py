"""A question that leans on the one before, made whole: 'and for the other one?' -> the same topic of the other track.

Pure; the words it looks for are the content's `language`.
"""

import re
from typing import NamedTuple

from knowledge.model import Knowledge
from knowledge.nlu.entities import TrackMatcher, any_of, whole_words

SHORT = 4  # words; so short a text may lean on another without saying so
LEFT = 3  # words that are left of a text that changes the subject, to be what it asks
LONG = 10  # words; a longer text stands alone


class Rewrite(NamedTuple):
    """`topic` if the text can only mean that one; else `text` is the question to look up.

    `leans` says that the text goes on from the topic before.
    """

    text: str
    topic: str = ""
    leans: bool = False


class ContextualRewriter:
    """Reads a text with the topic talked about before."""

    def __init__(self, knowledge: Knowledge, tracks: TrackMatcher) -> None:
        language = knowledge.language
        self._topics = knowledge.topics
        self._tracks = {track.id: track.name for track in knowledge.tracks.values()}
        self._regions = [
            (whole_words([region.name.lower(), *region.known_as]), region.topic) for region in knowledge.pay.regions
        ]
        self._pairs = language.pairs
        self._matcher = tracks
        self._short = {track: whole_words(names) for track, names in language.short.items()}
        self._other, self._reset, self._pronouns = map(whole_words, (language.other, language.reset, language.pronouns))
        self._lead = re.compile(rf"^(?:(?:{any_of(language.lead)})(?:[\s,.:;-]+|$))+")
        tail = rf"(?:{any_of(language.tail)}|[^a-z0-9])*"
        why = rf"^(?:(?:{any_of(language.lead)})[\s,]+)*(?:{any_of(language.why)})(?:[^a-z0-9]{tail})?$"
        self._why = re.compile(why)
        self._empty = {*language.empty, *language.pronouns}
        self._ways_back = {  # the first topic about a move from one track to another -> the move back, as a question
            move.topics[0]: f"moving from {self._tracks[move.to]} to {self._tracks[move.origin]}"
            for move in language.moves
            if move.topics and move.origin in self._tracks
        }

    def __call__(self, text: str, before: str, *, asked: bool = False) -> Rewrite:  # noqa: PLR0911 - one exit a kind
        """The normalised text as a question of its own, given the topic `before` it ('' for none).

        Where a question of ours waits (`asked`), a short text is likelier to be for that than to lean on the topic.
        """
        if not before:
            return Rewrite(text)
        if self._reset.search(text):
            rest = self._reset.sub(" ", text).strip(" .,:;-?!")
            return Rewrite(rest if len(rest.split()) >= LEFT else text)  # 'thanks a lot' is no question about 'a lot'
        base = self._lead.sub("", text + " ").strip(" ?!.")
        size, leads = len(text.split()), base != text.strip(" ?!.")
        if self._why.match(text):
            return Rewrite(text, before, leans=True)
        if before in self._ways_back and self._other.search(base) and size < LONG:
            return Rewrite(self._ways_back[before], leans=True)
        track, rest = self._track_in(base, before)
        content = [word for word in re.findall(r"[a-z0-9+#']+", rest) if word not in self._empty]
        if track and not content and size < (LONG if leads or self._other.search(base) else SHORT + 2):
            return Rewrite(text, self._counterpart(before, track), leans=True)
        if region := self._region_in(base, before, size):
            return Rewrite(text, region, leans=True)
        refers = self._pronouns.search(base)
        if not base:
            return Rewrite(text)
        if size <= LONG and (leads or refers or (size <= SHORT and not asked)):
            if asked and not refers:
                return Rewrite(base)  # likelier for the question than about the topic
            named = self._track_of(before) if content else ""
            if named in self._pairable() and not self._matcher.tracks_in(base) and len(content) <= 4:
                return Rewrite(f"{self._pronouns.sub(' ', base)} {self._tracks[named]}", leans=True)
            return Rewrite(base, leans=True)
        return Rewrite(text)

    def _track_in(self, base: str, before: str) -> tuple[str, str]:
        """The one track that a text names, the other one included, and the text without the name."""
        if self._other.search(base):
            others = [track for track in self._pairable() if track != self._track_of(before)]
            rest = self._matcher.without(self._other.sub(" ", base))
            return (others[0] if len(others) == 1 else "any"), rest
        named = self._matcher.tracks_in(base)
        if not named:
            named = [track for track, pattern in self._short.items() if pattern.search(base)]
        if len(named) != 1:
            return "", base
        rest = self._matcher.without(base)
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
        if before in self._pairs:
            return self._pairs[before]
        parts = before.split(".")
        for end in range(len(parts), parts.index(mine), -1):
            other = ".".join(track if part == mine else part for part in parts[:end])
            if other in self._topics:
                return other
        return before

    def _region_in(self, base: str, before: str, size: int) -> str:
        """The pay topic of a region named in a follow-up to any pay topic."""
        pay = {topic for _, topic in self._regions}
        if size > 7 or not any(before.split(".", maxsplit=1)[0] == topic.split(".")[0] for topic in pay):
            return ""
        return next((topic for pattern, topic in self._regions if pattern.search(base)), "")
