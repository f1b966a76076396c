"""Suppositions as statements: 'what if i were new to it' -> 'i am new to it'."""

import re

from knowledge.language import Language
from knowledge.nlu.entities import any_of


class Suppositions:
    """The words that make a supposition of a statement, and its verbs as a statement has them."""

    def __init__(self, language: Language) -> None:
        self._verbs = language.as_if
        verbs = "|".join(re.escape(verb).replace("nt", "n'?t") for verb in self._verbs) or "(?!)"
        self._as_if = re.compile(rf"\b(?:{verbs})\b")
        self._lead = re.compile(rf"^(?:(?:{any_of(language.suppose)})[\s,:]+)+")

    def stated(self, text: str) -> str:
        """A normalised supposition as the statement that it supposes; any other text as it is."""
        stated = self._lead.sub("", text)
        if stated in ("", text):
            return text
        return self._as_if.sub(lambda verb: self._verbs[verb[0].replace("'", "")], stated)
