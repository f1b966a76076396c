"""Find my track: the questions, the offer to stop early, the result, what would change it, and the plan."""

from collections.abc import Mapping

from dialogs.advice import Advice, Flip, Questionnaire
from dialogs.choices import from_changes, to_changes
from dialogs.replies import Grid, Reply
from dialogs.screens.ask import line_list
from dialogs.script import Pack
from dialogs.session import CHANGING, SKIPPED, Session
from dialogs.turn_builder import buttons

FLIPS_SHOWN = 3


def question(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The question in focus, with how far we are."""
    script, asked = pack.script, pack.script.questionnaire.questions[session.focus[0]]
    choices = [f"answer:{asked.id}:{option.id}" for option in asked.options]
    if CHANGING in session.focus[1:]:
        label = answer_label(pack, session.answers, asked.id)
        text = script.phrase("question.changing", label=label, text=asked.text)
        return (Reply(text, buttons(pack, *choices, "back")),)
    total, n = len(script.questionnaire.questions), list(script.questionnaire.questions).index(asked.id) + 1
    bar = script.phrase("question.bar_done") * n + script.phrase("question.bar_open") * (total - n)
    text = script.phrase("question.ask", n=n, total=total, bar=bar, text=asked.text)
    return (Reply(text, buttons(pack, *choices, f"skip:{asked.id}", "back")),)


def settled(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """Nothing left can change the track: stop, or go on for the score's sake."""
    left = len(pack.script.questionnaire.questions.keys() - session.answers.keys())
    return (Reply(pack.script.phrase("settled.text", left=left), buttons(pack, "result", "go_on", "back")),)


def result(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The advice with every point behind it, what would change it, and each answer open to change."""
    script, sheet = pack.script, pack.script.questionnaire
    advice = sheet.advise(session.answers)
    open_left = sheet.next_question(session.answers) is not None
    change = [f"change:{question}" for question in sheet.questions if question in session.answers]
    if advice.track is None:
        topics = [f"topic:{track.topic}" for track in pack.knowledge.tracks.values()]
        ways = (["go_on"] if open_left else []) + change + topics + ["menu"]
        card = Reply(verdict(pack, advice), buttons(pack, *ways), reasons(pack, session.answers, advice))
        return (card,)
    flips = _telling(sheet, sheet.flips(session.answers))
    texts = (verdict(pack, advice), script.phrase("result.disclaimer"), script.phrase("result.answers"))
    card = Reply("\n\n".join(texts), (), reasons(pack, session.answers, advice))
    listed = "\n".join(
        script.phrase("result.flip", changes=_changes(pack, flip.changes), track=track_name(pack, flip.track))
        for flip in flips
    )
    heading = script.phrase("result.flips", flips=listed) if flips else script.phrase("result.no_flips")
    ways = [
        *(from_changes("what_if", flip.changes) for flip in flips),
        *change,
        *(["go_on"] if open_left else []),
        "plan",
        "menu",
    ]
    return (card, Reply(heading, buttons(pack, *ways)))


def _telling(sheet: Questionnaire, flips: tuple[Flip, ...]) -> list[Flip]:
    """The flips worth showing: answers that take a side before those that only avoid one."""
    evasive = [any(not any(sheet.vectors[q][o]) for q, o in flip.changes.items()) for flip in flips]
    found: dict[tuple[str, ...], Flip] = {}
    for _, flip in sorted(zip(evasive, flips, strict=True), key=lambda pair: pair[0]):
        found.setdefault(tuple(flip.changes), flip)  # one for each question or two
    return list(found.values())[:FLIPS_SHOWN]


def _changes(pack: Pack, changes: Mapping[str, str]) -> str:
    questions = pack.script.questionnaire.questions
    return ", ".join(
        pack.script.phrase("what_if.change", name=questions[q].name, label=answer_label(pack, changes, q))
        for q in changes
    )


def what_if(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The result as it would be with other answers; the real ones stay."""
    script, changes = pack.script, to_changes(session.focus)
    advice = script.questionnaire.advise({**session.answers, **changes})
    text = script.phrase(
        "what_if.text",
        changes=_changes(pack, changes),
        track=track_name(pack, advice.track),
        scores=scores_line(pack, advice),
    )
    return (Reply(text, buttons(pack, from_changes("keep", changes), "result", "back")),)


def plan(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The steps for the recommended track, or for the close-call track while there is none."""
    script, sheet = pack.script, pack.script.questionnaire
    found = sheet.advise(session.answers).track
    track = found or sheet.close_track
    steps = pack.knowledge.plans[track]
    parts = [] if found else [script.phrase("plan.guessed")]
    parts.append(script.phrase("plan.intro", track=track_name(pack, track)))
    parts += [script.phrase("plan.step", n=i, title=s.title, text=s.text) for i, s in enumerate(steps, 1)]
    lines = line_list(pack, (line for step in steps for line in step.lines))
    parts.append(script.phrase("plan.source", lines=lines))
    topics = dict.fromkeys(f"topic:{step.topic}" for step in steps)
    more = sheet.next_question(session.answers) is not None
    ways = (*topics, "find" if more and not found else "result", "back", "menu")
    return (Reply("\n\n".join(parts), buttons(pack, *ways)),)


def verdict(pack: Pack, advice: Advice) -> str:
    """The advice in words, its score with it."""
    scores = scores_line(pack, advice)
    if advice.track is None:
        return pack.script.phrase("result.unknown", scores=scores)
    said = "result.close" if advice.close_call else "result.try_first"
    track = track_name(pack, advice.track)
    return pack.script.phrase(said, track=track, scores=scores, margin=advice.margin)


def scores_line(pack: Pack, advice: Advice) -> str:
    """Each track's score."""
    tracks = pack.knowledge.tracks
    said = (
        pack.script.phrase("result.score", track=tracks[track].short, points=points)
        for track, points in advice.scores.items()
    )
    return " · ".join(said)


def reasons(pack: Pack, answers: Mapping[str, str], advice: Advice) -> Grid:
    """Every question with its answer and points, and the sum below."""
    script, tracks = pack.script, pack.knowledge.tracks
    points = {reason.question: reason.points for reason in advice.reasons}
    rows = [
        (
            f"{question.name}: {answer_label(pack, answers, question.id)}",
            *(str(points.get(question.id, {}).get(track, "")) for track in tracks),
        )
        for question in script.questionnaire.questions.values()
    ]
    rows.append((script.phrase("result.total"), *(str(advice.scores[track]) for track in tracks)))
    header = (script.phrase("result.your_answer"), *(track.short for track in tracks.values()))
    return Grid(header, tuple(rows))


def answer_label(pack: Pack, answers: Mapping[str, str], question_id: str) -> str:
    """The words of an answer, or that it was skipped or never asked."""
    if question_id not in answers:
        return pack.script.phrase("result.open")
    option = pack.script.questionnaire.questions[question_id].option(answers[question_id])
    return pack.script.phrase("result.skipped") if answers[question_id] == SKIPPED or not option else option.label


def track_name(pack: Pack, track: str | None) -> str:
    """A track's name, or that there is none yet."""
    return pack.knowledge.tracks[track].name if track else pack.script.phrase("result.nothing")
