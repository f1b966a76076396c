"""A search that hears what a test tells it to, for dialogs on the tiny pack."""

from knowledge.model import Found, Outcome
from knowledge.reading import Act, Kind, Slots


class Hears:
    """Finds `found` in every text, reads `answers` (question, option, score, quote) and `slots`, and is `near` a side."""

    def __init__(self, found: Found | None = None, *, near: float = 0.0, slots: Slots | None = None) -> None:
        self.found = found or Found(Outcome.DECLINE)
        self.near, self.named = near, slots or Slots(rest=9)
        self.said: list[tuple[str, str, float, str]] = []
        self.asked: list[tuple[str, str | None]] = []

    def __call__(self, text: str, _earlier: tuple[str, ...], asked: str | None) -> Found:
        self.asked.append((text, asked))
        return self.found

    def answers(self, _text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:
        return tuple(
            Act(Kind.ANSWER, quote, o, score, q, cued=True) for q, o, score, quote in self.said if q in questions
        )

    def about(self, text: str, questions: tuple[str, ...]) -> tuple[Act, ...]:
        return tuple(sorted(self.answers(text, questions), key=lambda act: -act.score))

    def nearest(self, _text: str, sentences: tuple[str, ...]) -> tuple[int, float]:
        return (0, self.near) if sentences else (0, -1.0)

    def slots(self, _text: str) -> Slots:
        return self.named


def steer(command: str) -> Found:
    return Found(Outcome.STEER, steer=command)
