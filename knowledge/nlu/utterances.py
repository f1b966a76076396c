"""Texts in people's own words with several accepted labels each, read from JSON lines beside the phrasings.

A line: {"q": text, "topics": [ids, best first], "outside": kind or "", "context": [earlier texts, oldest first]}; or
for a sentence of a story {"q": text, "says": [the answers in it, as QUESTION.OPTION]}; or for what steers the dialog
{"q": text, "steers": the command as in `steer.COMMAND`, "" for none}; or for small talk
{"q": text, "chat": its kind as in `chat.KIND`}.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from knowledge.nlu.labels import CHAT, NO_ANSWER, OUTSIDE, SAY, STEER
from knowledge.problems import ContentError, Problem


class Utterance(Struct, frozen=True):
    """One text; `topics` is empty exactly where `outside` names why there is no answer."""

    q: str
    topics: tuple[str, ...] = ()
    outside: str = ""
    context: tuple[str, ...] = ()
    says: tuple[str, ...] | None = None
    steers: str | None = None
    chat: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The accepted labels, the best first: of a story's sentence what it answers, or NO_ANSWER; a command; talk."""
        if self.chat:
            return (CHAT + self.chat,)
        if self.steers is not None:
            return (STEER + self.steers,)
        if self.says is not None:
            return tuple(SAY + answer for answer in self.says) or (NO_ANSWER,)
        return self.topics or (OUTSIDE + (self.outside or "off-topic"),)


def parse_utterances(file: str, text: str) -> Iterator[Utterance]:
    """The lines of a file; raises ContentError with the line that cannot be read."""
    for n, line in enumerate(text.splitlines(), 1):
        try:
            yield msgspec.json.decode(line, type=Utterance)
        except msgspec.MsgspecError as error:
            cure = 'write {"q": "…", "topics": […], "outside": ""}'
            raise ContentError([Problem(file, n, "", str(error), cure)]) from error


def with_context(utterance: Utterance) -> str:
    """The text as it is encoded: behind the text before it, if it is a follow-up."""
    return f"{utterance.context[-1]} | {utterance.q}" if utterance.context else utterance.q
