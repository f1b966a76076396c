"""Yes or no before an answer: what the content claims about the subject of a question that can be answered so. Pure."""

import re

from knowledge.model import Knowledge, Topic
from knowledge.nlu.entities import TrackMatcher, any_of, whole_words
from knowledge.nlu.sentences import normalise, sentences

SHORT = 5  # words of a question that leaves its verb out: 'harder than the other?'
_THAN = re.compile(r"\s(?:than|compared to|compared with)\s")
_NEGATED = re.compile(r"\b(?:not|never|without|less)\b")


class Leads:
    """Finds the claim that a question is about, and whose words it uses; made of the content's language."""

    def __init__(self, knowledge: Knowledge) -> None:
        language = knowledge.language
        self._tracks, self._pair = TrackMatcher(language), tuple(language.short)
        self._polar = re.compile(rf"(?:(?:{any_of(language.lead)})[\s,]+)*(?:{any_of(language.polar)})(?![\w'])")
        self._asks = re.compile(rf"(?:(?:{any_of(language.lead)})[\s,]+)*(?:{any_of(language.asks)})(?![\w'])")

    def __call__(self, topic: Topic, text: str, before: str) -> str:
        """The claim that answers yes or no, '' for none; `before` is the topic talked about before."""
        for sentence in map(normalise, sentences(text)):
            if self._asks_whether(sentence):
                subject = self._subject(sentence, before)
                for claim in topic.claims:
                    if claim.track in (None, subject) and whole_words(claim.words).search(sentence):
                        return claim.says
        return ""

    def _asks_whether(self, sentence: str) -> bool:
        if _NEGATED.search(sentence):
            return False
        short = sentence.endswith("?") and len(sentence.split()) <= SHORT and not self._asks.match(sentence)
        return short or bool(self._polar.match(sentence))

    def _subject(self, sentence: str, before: str) -> str:
        """The track of which something is asked: the one named first, or else the one talked about before."""
        head, *than = _THAN.split(sentence, maxsplit=1)
        if named := self._tracks.in_order(head):
            return named[0]
        talked = next((part for part in before.split(".") if part in self._pair), "")
        other = self._tracks.in_order(than[0]) if than else []
        if not talked and len(other) == 1:
            return next((track for track in self._pair if track != other[0]), "")
        return talked
