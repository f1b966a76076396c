"""Grammar: how clauses, numbers and tracks of a pack are joined into sentences. Knows no career and no question."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from dialogs.advice.model import Flip
from dialogs.script import Pack
from knowledge.model import Track


class Words(Struct, frozen=True):
    """The words of one pack, for composing sentences."""

    pack: Pack

    def say(self, phrase: str, **words: object) -> str:
        """A phrase of verdict.yaml, filled in."""
        return self.pack.script.phrase(phrase, **words)

    def number(self, n: int) -> str:
        """A small number in words, a large one in figures."""
        names = self.pack.script.phrases["verdict.numbers"].split()
        return names[n] if 0 <= n < len(names) else str(n)

    def counted(self, phrase: str, n: int, **words: object) -> str:
        """The form of a phrase for one thing, or for many; {n} and {N} are the number in words."""
        number = self.number(n)
        form = f"{phrase}_one" if n == 1 else f"{phrase}_many"
        return self.say(form, n=number, N=capital(number), **words)

    def track(self, track: str | None) -> Track:
        """A track by its id; raises KeyError for none."""
        return self.pack.knowledge.tracks[track or ""]

    def field(self, track: str | None) -> str:
        """What one works in on a track."""
        return self.track(track).field or self.track(track).name

    def advice(self, track: str | None) -> str:
        """What goes on after 'I would'."""
        return self.track(track).advice or self.say("verdict.fallback_advice", name=self.track(track).name)

    def clause(self, question: str, answer: str, track: str | None = None) -> str:
        """What an answer says of the person; of several options, the first that gave a track its points."""
        asked = self.pack.script.questionnaire.questions[question]
        option, chosen = asked.option(answer), asked.chosen(answer)
        if option is None:
            return ""
        if track:
            chosen = tuple(o for o in chosen if o.points.get(track, 0) == option.points.get(track, 0))[:1]
        clauses = [o.you for o in chosen if o.you]
        return merged(clauses) or self.say("verdict.answered", label=option.label)

    def changed(self, flip: Flip) -> dict[str, str]:
        """The words for 'if {clauses}, I would say {field}': the changed answers, and the track they lead to."""
        first, *rest = (self.clause(question, answer) for question, answer in flip.changes.items())
        conditions = [
            self.say("verdict.if_said", clause=first),
            *(self.say("verdict.also_said", clause=c) for c in rest),
        ]
        return {"clauses": listed(conditions), "field": self.field(flip.track)}


def joined(clauses: Sequence[str]) -> str:
    """Whole clauses: 'a', 'a, and b', 'a, b, and c'."""
    return f"{', '.join(clauses[:-1])}, and {clauses[-1]}" if len(clauses) > 1 else "".join(clauses)


def listed(clauses: Sequence[str]) -> str:
    """Parts of a clause: 'a', 'a and b', 'a, b, and c'."""
    if len(clauses) < 3:
        return " and ".join(clauses)
    return f"{', '.join(clauses[:-1])}, and {clauses[-1]}"


def merged(clauses: Sequence[str]) -> str:
    """Clauses that begin alike as one: 'you come from a' and 'you come from b' -> 'you come from a and from b'."""
    if len(clauses) < 2:
        return "".join(clauses)
    words = [clause.split() for clause in clauses]
    shared = 0
    while all(len(w) > shared + 1 for w in words) and len({w[shared] for w in words}) == 1:
        shared += 1
    drop = max(shared - 1, 0) if shared > 1 else 0
    return listed([clauses[0], *(" ".join(w[drop:]) for w in words[1:])])


def capital(text: str) -> str:
    """With its first letter in upper case."""
    return text[:1].upper() + text[1:]


def length(text: str) -> int:
    """How many words a text has, as a reader counts them."""
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def paragraphs(*parts: Iterable[str]) -> str:
    """Sentences put to paragraphs; empty ones are left out."""
    return "\n\n".join(" ".join(filter(None, part)) for part in parts if any(part))
