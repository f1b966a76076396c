"""What a text names: tracks, other roles, regions, periods, where a move comes from and goes, and in which language.

Pure; every word it looks for is the content's `language`.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from knowledge.language import Language, Move
from knowledge.model import Knowledge
from knowledge.nlu.sentences import sentences
from knowledge.reading import Entities, Slots

LEAST = 2  # little words of a language that make it one, unless the text is shorter
SHARE = 0.3  # of the words of a text
_WORD = re.compile(r"[^\W\d_]+")


class TrackMatcher:
    """The many names of the tracks, found in a normalised text: 'the ml guys' names the track of 'ml'."""

    def __init__(self, language: Language) -> None:
        people = any_of(language.people)
        self._both = whole_words(language.both)
        self._patterns = {
            track: re.compile(
                rf"\b(?:{any_of(names)})[ -]+(?:{people})\b(?:'s)?|\b(?:{any_of(language.alone[track])})\b(?:'s)?"
            )
            for track, names in language.names.items()
        }

    def of_both(self, text: str) -> bool:
        """Whether a text speaks of several tracks at once, by name or in so many words."""
        return len(self.tracks_in(text)) > 1 or bool(self._both.search(text))

    def marked(self, text: str) -> str:
        """The text with a mark, '§track', before each name."""
        for track, pattern in self._patterns.items():
            text = pattern.sub(lambda match, track=track: f" §{track} {match.group()} ", text)  # type: ignore[misc]
        return text

    def tracks_in(self, text: str) -> list[str]:
        """The tracks that a text names."""
        return [track for track, pattern in self._patterns.items() if pattern.search(text)]

    def in_order(self, text: str) -> list[str]:
        """The tracks that a text names, the one first that it names first."""
        places = {track: match.start() for track, pattern in self._patterns.items() if (match := pattern.search(text))}
        return sorted(places, key=lambda track: places[track])

    def without(self, text: str) -> str:
        """The text without those names."""
        for pattern in self._patterns.values():
            text = pattern.sub(" ", text)
        return text


class EntityMatcher:
    """Everything that the content has names for."""

    def __init__(self, knowledge: Knowledge) -> None:
        language = knowledge.language
        self.tracks = TrackMatcher(language)
        self._roles = {role: whole_words(names) for role, names in language.roles.items()}
        self._regions = {r.id: whole_words([r.name.lower(), *r.known_as]) for r in knowledge.pay.regions}
        self._specialties = {s.id: whole_words([s.name.lower(), *s.known_as]) for s in knowledge.pay.specialties}
        self._other_years = [re.compile(pattern) for pattern in language.other_years]
        self._periods = {period: whole_words(names) for period, names in language.periods.items()}
        article = r"(?:\s+(?:a|an|the|my|be|being|as|current|junior|senior)\b)*"
        self._into = re.compile(
            rf"\b(?:{any_of(language.into)}){article}\s+((?:\S+\s*){{1,4}})|(?:->|→)\s*((?:\S+\s*){{1,4}})"
        )
        self._origin = re.compile(rf"(?<!\w)(?:{any_of(language.origin)}){article}\s+((?:\S+\s*){{1,4}})")
        self._arrow = re.compile(r"(?<!\S)((?:\S{1,40}\s+){1,4})(?:->|→|to)\s")
        self._language = language
        self._asks = re.compile(rf"(?:(?:{any_of(language.lead)})[\s,]+)*(?:{any_of(language.asks)})(?![\w'])")
        self._own, self._wonders = whole_words(language.own), whole_words(language.wonders)
        self._yours, self._others = whole_words(language.yours), whole_words(language.others)
        self._short = {track: whole_words(names) for track, names in language.short.items()}
        self._other = whole_words(language.other)
        self._little = whole_words([*language.lead, *language.tail, *language.both, *language.paid])
        self._first, self._later = whole_words(language.first), whole_words(language.later)
        self._paid, self._leads = whole_words(language.paid), whole_words(language.lead)
        self._compares = whole_words(language.compares)
        self._of_pay = [whole_words(w) for w in (language.gaps, language.levels, language.converts, language.totals)]
        self._empty = {*language.empty, *language.pronouns}
        self._distress = [re.compile(pattern) for pattern in language.distress]
        self._figurative = [re.compile(pattern) for pattern in language.figurative]
        self._languages = {code: frozenset(words) for code, words in language.languages.items()}

    def __call__(self, text: str) -> Entities:
        """The entities of a normalised text."""
        matches = [(match.start(), self._role_at_start(match[1] or match[2])) for match in self._into.finditer(text)]
        begin, to = next(((begin, role) for begin, role in reversed(matches) if role), (0, ""))
        origins = [*self._origin.findall(text), *(self._arrow.findall(f"{text} ") if to else ()), text[:begin]]
        named = [role for words in origins for role in self._roles_in(words)]
        origin = next((role for role in named if role != to), "") if to else ""
        return Entities(
            tuple(self.tracks.tracks_in(text)),
            tuple(role for role, pattern in self._roles.items() if pattern.search(text)),
            tuple(region for region, pattern in self._regions.items() if pattern.search(text)),
            tuple(period for period, pattern in self._periods.items() if pattern.search(text)),
            to,
            origin,
        )

    def slots(self, text: str) -> Slots:
        """The regions, tracks and periods that a normalised text names, and how many words name none of them."""
        rest, named = text, dict[str, list[str]]()
        for pattern in self._other_years:
            rest = pattern.sub(" ", rest)
        kinds = {"regions": self._regions, "periods": self._periods, "specialties": self._specialties}
        for kind, patterns in kinds.items():
            named[kind] = [name for name, pattern in patterns.items() if pattern.search(rest)]
            for pattern in patterns.values():
                rest = pattern.sub(" ", rest)
        other, both = bool(self._other.search(rest)), self.tracks.of_both(rest)
        rest = self._other.sub(" ", rest)
        tracks = self.tracks.tracks_in(rest)
        rest = self.tracks.without(rest)
        tracks += [track for track, pattern in self._short.items() if track not in tracks and pattern.search(rest)]
        stage = 0 if self._first.search(rest) else -1 if self._later.search(rest) else None
        gap, level, converts, total = (bool(pattern.search(text)) for pattern in self._of_pay)
        for pattern in (*self._of_pay, *self._short.values(), self._little, self._first, self._later):
            rest = pattern.sub(" ", rest)
        words = [word for word in _WORD.findall(rest) if word not in self._empty]
        speaks = (bool(self._paid.search(text)), bool(self._compares.search(text)), bool(self._leads.match(text)))
        names = (tuple(named["regions"]), tuple(tracks), tuple(named["periods"]))
        other_year = any(pattern.search(text) for pattern in self._other_years)
        of_pay_alone = speaks[0] or speaks[1] or not self.begins_asking(text)  # 'what is Spark?' is another matter
        specialties = tuple(named["specialties"]) if of_pay_alone else ()
        others = bool(self._others.search(text))
        pay = (gap, level, converts, total)
        return Slots(*names, other, both, *speaks, stage, *pay, len(words), other_year, specialties, others)

    def move(self, entities: Entities) -> Move | None:
        """What is known of the move that a text names: of this one, or of one to a track from anywhere else."""
        moves = {(move.to, move.origin): move for move in self._language.moves}
        exact = moves.get((entities.to, entities.origin)) if entities.origin else None
        return exact or (moves.get((entities.to, "")) if entities.tracks == (entities.to,) else None)

    def begins_asking(self, text: str) -> bool:
        """Whether a normalised text begins as questions do."""
        return bool(self._asks.match(text))

    def asks(self, sentence: str) -> bool:
        """Whether a normalised sentence asks something: by its mark, or by how it begins."""
        return "?" in sentence or bool(self._asks.match(sentence))

    def tells(self, text: str) -> bool:
        """Whether a normalised text speaks of the person and asks nothing."""
        asks = "?" in text or self._wonders.search(text) or any(map(self.asks, sentences(text)))
        return not asks and bool(self._own.search(text))

    def personal(self, text: str) -> bool:
        """Whether a normalised text speaks of the person, or to the bot."""
        return bool(self._own.search(text) or self._yours.search(text))

    def may_answer(self, text: str) -> bool:
        """Whether a normalised sentence may tell of the person: it asks nothing, and is not of others only."""
        of_others = self._others.search(text) and not self._own.search(self._others.sub(" ", text))
        return not of_others and not self.asks(text)

    def distress(self, text: str) -> bool:
        """Whether a normalised text has words of somebody in danger, and not only in a figure of speech."""
        for pattern in self._figurative:
            text = pattern.sub(" ", text)
        return any(pattern.search(text) for pattern in self._distress)

    def language(self, text: str) -> str:
        """The code of the language of a normalised text, '' for English or what cannot be told."""
        letters = Counter(unicodedata.name(c, "").split(" ", 1)[0].split("-")[0] for c in text if c.isalpha())
        script, count = letters.most_common(1)[0] if letters else ("", 0)
        if count > sum(letters.values()) / 2 and (code := self._language.scripts.get(script)):
            return code
        words = _WORD.findall(text)
        scores = {code: sum(word in little for word in words) for code, little in self._languages.items()}
        code = max(scores, key=lambda code: scores[code], default="")
        return code if code and scores[code] >= LEAST and scores[code] >= SHARE * len(words) else ""

    def _role_at_start(self, text: str) -> str:
        return next(iter(self._roles_in(text)), "")

    def _roles_in(self, text: str) -> list[str]:
        """Tracks and other roles in the order in which a text names them."""
        marks = [(match.start(), match[1]) for match in re.finditer(r"§(\w+)", self.tracks.marked(text))]
        roles = [(match.start(), role) for role, pattern in self._roles.items() if (match := pattern.search(text))]
        return [role for _, role in sorted([*marks, *roles])]


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first; for none, one that matches nothing."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or r"(?!)"


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """A compiled pattern for any of these words, standing alone."""
    return re.compile(rf"(?<![\w'])(?:{any_of(words)})(?![\w'])")
