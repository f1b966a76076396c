"""A message -> its sentences, as they are read: cleaned, in lower case, at most LIMIT characters in all. Pure."""

import re
import unicodedata

LIMIT = 4000  # characters read of a message; from a longer one the beginning and the end
HEAD = 1000  # of these from its beginning: people ask at the end
MOST = 150  # sentences read of a message; of more, too, the beginning and the end: each costs its time
PIECE = 400  # characters of a sentence; what has no full stop for longer is cut between words
_REPEAT = re.compile(r"(.)\1{2,}")
_ASKS = r"(?:what|how|which|why|who|when|where|is|are|do|does|can|could|will|would)\b"
_BREAK = re.compile(
    rf"(?<=[.!?…])[\"')\]]*\s+|[\r\n]\s*|;\s+|,\s+(?=(?:(?:but|and|though|so)\s+)?{_ASKS})", re.IGNORECASE
)
_AND_I = re.compile(
    r"(?<![,\s])[,\s]{1,3}(?:and|but|so|though|yet)\s{1,3}(?=(?:i|i['’]\w+|im|ive|my|now)\b)", re.IGNORECASE
)
THINGS = 3  # that make a list
_COMMA = re.compile(r",\s{1,3}")
_LETTER = re.compile(r"\w")


def normalise(text: str) -> str:
    """Lower case, one space, plain apostrophes, no letter more than twice in a row; at most LIMIT characters."""
    plain = unicodedata.normalize("NFKC", shortened(text))[:LIMIT].lower().replace("’", "'")
    return " ".join(_REPEAT.sub(r"\1\1", plain).split())


def shortened(text: str) -> str:
    """A text that is too long without its middle."""
    return text if len(text) <= LIMIT else f"{text[:HEAD]}\n{text[HEAD - LIMIT + 1 :]}"


def sentences(text: str) -> list[str]:
    """The sentences of a text as they were written, in order; a text without a letter or digit has none."""
    parts = _BREAK.split(shortened(text))
    return _ends([piece for part in parts for piece in _pieces(part.strip()) if _LETTER.search(piece)])


def clauses(text: str) -> list[str]:
    """The sentences of a text, cut also where one goes on with another thing about whoever speaks: '… and I'm …'.

    One that lists THINGS or more with commas is followed by each of them.
    """
    parts = [part for sentence in sentences(text) for part in _AND_I.split(sentence) if _LETTER.search(part)]
    return _ends([piece for part in parts for piece in (part, *_listed(part))])


def _listed(sentence: str) -> list[str]:
    """The things of more than one word that a sentence lists; none of fewer than THINGS."""
    things = [thing for thing in _COMMA.split(sentence) if " " in thing.strip()]
    return things if len(things) >= THINGS else []


def _ends(parts: list[str]) -> list[str]:
    """Of too many parts the first and the last, in the measure in which letters are kept."""
    first = MOST * HEAD // LIMIT
    return parts if len(parts) <= MOST else [*parts[:first], *parts[first - MOST :]]


def _pieces(sentence: str) -> list[str]:
    """A sentence, or pieces of one that is too long."""
    pieces = []
    while len(sentence) > PIECE:
        end = sentence.rfind(" ", PIECE // 2, PIECE)
        end = end if end > 0 else PIECE
        pieces.append(sentence[:end])
        sentence = sentence[end:].strip()
    return [*pieces, sentence] if sentence else pieces
