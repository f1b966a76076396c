"""Personal data out of a text before it is kept: addresses, links, handles, long numbers, and names people give."""

import re

_MASKS = (
    (re.compile(r"\S+@\S+\.\S+"), "[address]"),
    (re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE), "[link]"),
    (re.compile(r"(?<!\w)@\w+"), "[name]"),
    (re.compile(r"\+?\d(?:[\s().-]?\d){6,}"), "[number]"),
    (re.compile(r"(?i:\b(?:my name is|i am|i'm|im|this is|call me))\s+([A-Z][\w'-]+(?:\s+[A-Z][\w'-]+)*)"), "[name]"),
)
LIMIT = 300  # characters kept


def masked(text: str) -> str:
    """The text, at most LIMIT characters of it, with personal data replaced by what it was."""
    for pattern, word in _MASKS:
        if pattern.groups:
            text = pattern.sub(lambda found, word=word: found.group().replace(found[1], word), text)  # type: ignore[misc]
        else:
            text = pattern.sub(word, text)
    return text[:LIMIT]
