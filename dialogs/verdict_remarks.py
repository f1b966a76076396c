"""What remarks on a verdict are made of: the verdict, its phrases, and the ways on below, as ids of choices."""

from dialogs.advice.talk import Verdict
from dialogs.repair import note_text
from dialogs.replies import Reply
from dialogs.session import SKIPPED
from dialogs.states import WAITING
from dialogs.turn_builder import TurnBuilder, buttons


def verdict_of(builder: TurnBuilder) -> Verdict:
    """What the person's answers lead to."""
    session = builder.session
    return Verdict(builder.pack, session.answers, session.matters, session.knows)


def phrase(builder: TurnBuilder, phrase: str, **words: object) -> str:
    """A sentence of the script."""
    return builder.pack.script.phrase(phrase, **words)


def remark(builder: TurnBuilder, text: str, *choice_ids: str) -> TurnBuilder:
    """A reply with its own ways on, instead of the screen; before it where something is asked or nothing known."""
    if builder.state in WAITING or not any(builder.session.answers.values()):
        return note_text(builder, text)
    return builder.add(Reply(text, buttons(builder.pack, *choice_ids))).stay()


def ways_to_change(verdict: Verdict) -> list[str]:
    """To change the two answers that weighed most."""
    return [f"change:{one.question}" for one in verdict.weighed()[:2]]


def ways_to_sides(verdict: Verdict) -> list[str]:
    """To what is good and bad about the track, if it is known."""
    return [f"sides:{verdict.track}"] if verdict.track and verdict.words.track(verdict.track).good else []


def ways_to_open(builder: TurnBuilder) -> list[str]:
    """To the questions that are open, or where none is, to two of those that were skipped."""
    skipped = [f"change:{question}" for question, answer in builder.session.answers.items() if answer == SKIPPED]
    return ways_on(builder) or skipped[:2]


def ways_on(builder: TurnBuilder) -> list[str]:
    """To the questions that are open."""
    sheet = builder.pack.script.questionnaire
    return ["go_on"] if sheet.next_question(builder.session.answers) is not None else []


def ways_to_others(builder: TurnBuilder, verdict: Verdict) -> list[str]:
    """The tracks to ask 'why not' of."""
    sheet = builder.pack.script.questionnaire
    return [f"why_not:{track}" for track in sheet.tracks if track not in (verdict.track, sheet.close_track)][:1]
