"""How a text was understood, line by line, for `why` and `read`. Text in, text out."""

from bot.answers import InputError
from bot.packs import open_pipeline_of
from bot.queries import Answerer, to_json
from dialogs.script import Pack
from knowledge.problems import nearest
from knowledge.search import THRESHOLDS, decide


def explain(pack: Pack, question: str, earlier: tuple[str, ...]) -> str:
    """How the answer to a question is found, line by line."""
    understanding = open_pipeline_of(pack)
    talked = Answerer(pack).talked(earlier)
    reading = understanding(question, talked)
    decision = decide(reading, THRESHOLDS)
    lines = [f"tracks:    {', '.join(reading.entities.tracks) or 'none'}"]
    if talked:
        lines += [f"after:     {talked[-1]}", f"completed: {understanding.completed(question, talked[-1])}"]
    lines += [f"  {match.score:6.1%}  {match.topic}" for match in reading.topics]
    lines.append(f"in scope:  {reading.inside:.1%}; if not: {reading.outside}")
    lines.append(
        f"thresholds: answer from {THRESHOLDS.inside:.0%} in scope and {THRESHOLDS.topic:.0%} for a topic; the closest "
        f"from {THRESHOLDS.near:.0%} in scope; else decline"
    )
    lines.append(f"outcome:   {decision.outcome} {' '.join(decision.topics) or decision.chat or decision.outside}")
    return "\n".join(lines)


def reading_of(pack: Pack, text: str, asked: str | None, earlier: tuple[str, ...], *, as_json: bool) -> str:
    """What each sentence of a text does, and the whole; raises InputError where `asked` is no question."""
    questions = pack.script.questionnaire.questions
    if asked and asked not in questions:
        raise InputError(f"there is no question '{asked}'; {nearest(asked, questions)}")
    reading = open_pipeline_of(pack)(text, Answerer(pack).talked(earlier), asked)
    if as_json:
        return to_json(reading)
    lines = [f"{act.kind:7} {act.score:4.0%}  {act.label or act.outside or '-':24} {act.text}" for act in reading.acts]
    lines.append(f"in scope {reading.inside:.0%}: {', '.join(f'{m.topic} {m.score:.0%}' for m in reading.topics)}")
    if reading.options:
        lines.append(f"options: {', '.join(f'{m.topic} {m.score:.0%}' for m in reading.options)}")
    marks = {"distress": reading.distress, "noise": reading.noise, f"language {reading.language}": reading.language}
    lines += [mark for mark, holds in marks.items() if holds]
    return "\n".join(lines)
