"""Find my track: the questions, the offer to stop early, a supposition, and the plan. The verdict is in verdict.py."""

from collections.abc import Mapping

from dialogs.advice import plan as plan_text
from dialogs.advice.model import Advice, Question
from dialogs.advice.verdict import headline
from dialogs.choices import NOTED_ALL, NOTED_NONE, from_changes, to_changes
from dialogs.replies import Choice, Reply
from dialogs.script import Pack
from dialogs.session import CHANGING, SEVERAL, SKIPPED, Session
from dialogs.turn_builder import buttons


def question(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The question in focus, with how far we are."""
    script, asked = pack.script, pack.script.questionnaire.questions[session.focus[0]]
    choices = [f"answer:{asked.id}:{option.id}" for option in asked.options]
    if SEVERAL in session.focus[1:]:
        return (_several(pack, session, asked),)
    if CHANGING in session.focus[1:]:
        label = answer_label(pack, session.answers, asked.id)
        text = script.phrase("question.changing", label=label, text=asked.text)
        return (Reply(text, buttons(pack, *choices, "unchanged")),)
    total, n = len(script.questionnaire.questions), list(script.questionnaire.questions).index(asked.id) + 1
    bar = script.phrase("question.bar_done") * n + script.phrase("question.bar_open") * (total - n)
    text = script.phrase("question.ask", n=n, total=total, bar=bar, text=asked.text)
    if guess := asked.option(session.guesses.get(asked.id, "")):
        text += "\n\n" + script.phrase("question.guess", label=guess.label)
    several = [f"several:{asked.id}"] if asked.most > 1 else []
    return (Reply(text, buttons(pack, *choices, *several, f"skip:{asked.id}", "back")),)


def _several(pack: Pack, session: Session, asked: Question) -> Reply:
    """A question of which several options are being picked: those left, and that this is all."""
    picked = session.focus[2:]
    names = " + ".join(option.label for option in asked.options if option.id in picked)
    text = pack.script.phrase("question.several", picked=f"_{names}_" if picked else asked.text)
    left = [f"pick:{asked.id}:{option.id}" for option in asked.options if option.id not in picked]
    done = (Choice(f"answer:{asked.id}:{asked.answer(picked)}", pack.script.label("done")),) if picked else ()
    return Reply(text, (*buttons(pack, *left), *done, *buttons(pack, "back")))


def noted(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """What a story told, in the person's own words, to be confirmed at once or one by one."""
    questions, script = pack.script.questionnaire.questions, pack.script
    lines = "\n".join(
        script.phrase(
            "noted.line" if note.quote else "noted.line_plain",
            **({"quote": note.quote} if note.quote else {}),
            name=questions[note.question].name,
            label=answer_label(pack, {note.question: note.option}, note.question),
        )
        for note in session.noted
    )
    return (Reply(script.phrase("noted.text", lines=lines), _of_notes(pack, session)),)


def noted_again(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The same in short, below something else that was said: what still waits to be confirmed."""
    labels = (answer_label(pack, {note.question: note.option}, note.question) for note in session.noted)
    return (Reply(pack.script.phrase("noted.again", labels="; ".join(labels)), _of_notes(pack, session)),)


def _of_notes(pack: Pack, session: Session) -> tuple[Choice, ...]:
    wrong = [f"unnote:{note.question}" for note in session.noted] if len(session.noted) > 1 else []
    return buttons(pack, NOTED_ALL, *wrong, NOTED_NONE)


def settled(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """Nothing left can change the track: stop, or go on for the score's sake."""
    left = len(pack.script.questionnaire.questions.keys() - session.answers.keys())
    advice = headline(pack, session.answers, session.matters)
    text = pack.script.phrase("settled.last" if left == 1 else "settled.text", left=left, advice=advice)
    return (Reply(text, buttons(pack, "result", "go_on", "back")),)


def what_if(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The result as it would be with other answers; the real ones stay."""
    script, changes = pack.script, to_changes(session.focus)
    advice = script.questionnaire.advise({**session.answers, **changes}, session.matters)
    text = script.phrase(
        "what_if.text",
        changes=changes_text(pack, changes),
        track=track_name(pack, advice.track),
        scores=scores_line(pack, advice),
    )
    return (Reply(text, buttons(pack, from_changes("keep", changes), "result", "back")),)


def plan(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """Their plan: what to do tomorrow, this month and after that, each step with its reason."""
    more_left = pack.script.questionnaire.next_question(session.answers) is not None
    known = pack.script.questionnaire.advise(session.answers, session.matters).track
    ways = ("find" if more_left and not known else "result", "back", "menu")
    return (Reply(plan_text.plan(pack, session.answers, session.matters, session.knows), buttons(pack, *ways)),)


def scores_line(pack: Pack, advice: Advice) -> str:
    """Each track's score."""
    tracks = pack.knowledge.tracks
    scores = (
        pack.script.phrase("result.score", track=tracks[track].short, points=points)
        for track, points in advice.scores.items()
    )
    return " · ".join(scores)


def changes_text(pack: Pack, changes: Mapping[str, str]) -> str:
    """Changed answers by the names of their questions."""
    questions = pack.script.questionnaire.questions
    return ", ".join(
        pack.script.phrase("what_if.change", name=questions[q].name, label=answer_label(pack, changes, q))
        for q in changes
    )


def answer_label(pack: Pack, answers: Mapping[str, str], question_id: str) -> str:
    """The words of an answer, or that it was skipped or never asked."""
    if question_id not in answers:
        return pack.script.phrase("result.open")
    option = pack.script.questionnaire.questions[question_id].option(answers[question_id])
    return pack.script.phrase("result.skipped") if answers[question_id] == SKIPPED or not option else option.label


def track_name(pack: Pack, track: str | None) -> str:
    """A track's name, or that there is none yet."""
    return pack.knowledge.tracks[track].name if track else pack.script.phrase("result.nothing")
