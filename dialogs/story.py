"""A story: what somebody tells of themselves answers several questions at once, and counts once they say so."""

from collections.abc import Iterable
from math import inf

import msgspec

from dialogs.choices import NOTED_ALL, NOTED_NONE
from dialogs.guards import enough_answered
from dialogs.own_words import denied_parts, names, protest_in, repels
from dialogs.repair import gone, maybe, shortened
from dialogs.screens.find import answer_label
from dialogs.script import Script, fold
from dialogs.session import RESULT_WANTED, Note
from dialogs.states import READING, State, Trigger
from dialogs.turn_builder import TurnBuilder
from knowledge.reading import Act

WORDS = 12  # of a text that may be a story; a shorter one is an answer, a question or a command
FEW = 4  # of a short answer, which is meant for the question that is open
LONG = 16  # words of one of which a single answer is taken up; a shorter one must tell two things
MANY = 2  # guesses beside a new one that are shown to be confirmed, and no longer kept
MOST = 6  # that are shown to be confirmed; what else it tells is asked
SURE = 0.70  # from how sure an answer is taken from a sentence,
PLAIN = 0.85  # and from one that does not speak of the person: 'teacher, twelve years'
OTHER = 0.60  # from how sure what was taken for an answer is doubted for another question
QUOTE = 70  # characters of a quoted sentence
AMID = (State.QUESTION, State.SETTLED, State.NOTED)  # the questions
TOLD_IN = (*READING, State.QUESTION, State.SETTLED, State.NOTED)


def told(builder: TurnBuilder) -> TurnBuilder | None:
    """The screen of what was noted, if the text tells of enough questions that have no answer yet; else None."""
    if len(builder.text.split()) < WORDS or builder.state not in TOLD_IN:
        return None
    notes, asked = notes_in(builder), builder.session.focus[:1] if builder.state == State.QUESTION else ()
    least = 1 if len(builder.text.split()) >= LONG else 2
    if len(notes) < least or {note.question for note in notes} <= set(asked):
        return None
    return with_notes(builder, notes)


def with_notes(builder: TurnBuilder, notes: tuple[Note, ...]) -> TurnBuilder:
    """The screen of notes, with those that are still to be confirmed; a question is not left for a single one."""
    if builder.state == State.QUESTION and len(notes) == 1:
        return kept_in_mind(builder, notes[0])
    new = {note.question for note in notes}
    before = builder.session.noted if builder.state == State.NOTED else ()
    kept = tuple(note for note in before if note.question not in new)
    focus = builder.session.focus if builder.state == State.NOTED else ()
    return builder.change(misses=0, noted=(*kept, *notes)[-MOST:]).go(Trigger.TELL, *focus)


def confirmed_first(builder: TurnBuilder) -> TurnBuilder | None:
    """What was told and never confirmed, to be confirmed before a result that it would change; None where it cannot."""
    session, sheet = builder.session, builder.pack.script.questionnaire
    if builder.state == State.NOTED:
        again = RESULT_WANTED in session.focus or enough_answered(builder.pack, session)
        wanted = builder.change(focus=(RESULT_WANTED,))
        return left_out(wanted) if again else wanted.say("noted.first")
    guesses = {q: o for q, o in session.guesses.items() if q in sheet.questions and q not in session.answers}
    before, after = (sheet.advise(a, session.matters).track for a in (session.answers, {**session.answers, **guesses}))
    if before == after:
        return None
    notes = tuple(Note(question, option, "") for question, option in guesses.items())
    told = builder.change(misses=0, noted=notes[:MOST], guesses={})
    return told.say("noted.first").go(Trigger.TELL, RESULT_WANTED)


def kept_in_mind(builder: TurnBuilder, note: Note) -> TurnBuilder:
    """What tells of one other question than the open one is the guess there, to be confirmed when it comes; several are
    shown to be confirmed at once.
    """
    guesses = {**builder.session.guesses, note.question: note.option}
    waiting = tuple(Note(q, o, "") for q, o in guesses.items() if q != note.question and q in _open(builder))
    if len(waiting) >= MANY:
        told = builder.change(misses=0, noted=(*waiting, note)[-MOST:], guesses={})
        return told.go(Trigger.TELL)
    label = answer_label(builder.pack, {note.question: note.option}, note.question)
    name = builder.pack.script.questionnaire.questions[note.question].name
    return builder.change(misses=0, guesses=guesses, kept=note.question).say("noted.kept", name=name, label=label)


def told_elsewhere(builder: TurnBuilder, option: str) -> TurnBuilder | None:
    """What to do with a text below a question of which no sentence surely answers that question, and one answers
    another open one: sure of that it is kept in mind, else the `option` that it was taken for is asked back.
    """
    if len(builder.text.split()) < FEW:
        return None
    acts = builder.read_answers(_open(builder))
    if any(act.question == builder.asked for act in acts):
        return None
    others = worth_noting((msgspec.structs.replace(act, cued=True) for act in acts), builder.pack.script, OTHER)
    if not others:
        return None
    first = next(act for act in acts if act.question == others[0].question)
    if first.cued and first.score >= PLAIN:
        return kept_in_mind(builder, Note(first.question, first.label, quoted(first.text)))
    return maybe(builder, (option,))


def _open(builder: TurnBuilder) -> tuple[str, ...]:
    """The questions without an answer; those that were skipped are open."""
    return tuple(q for q in builder.pack.script.questionnaire.questions if not builder.session.answers.get(q))


def notes_in(builder: TurnBuilder, least: float = SURE) -> tuple[Note, ...]:
    """What the text tells of open questions, the surest first; options that say nothing of the person are left out."""
    script = builder.pack.script
    amid = builder.state in AMID  # there most that is said is meant as an answer
    acts = worth_noting(builder.read_answers(_open(builder)), script, least, plainly=PLAIN if amid else inf)
    asked = builder.session.focus[0] if builder.state == State.QUESTION else ""
    taken = {act.text for act in acts if act.question == asked}  # what answers the open question answers no other one
    acts = [act for act in acts if act.question == asked or act.text not in taken]
    return tuple(Note(act.question, act.label, quoted(act.text)) for act in acts[:MOST])


def worth_noting(acts: Iterable[Act], script: Script, least: float = SURE, plainly: float = inf) -> list[Act]:
    """Of the answers read in a text those to be shown, the surest first; an option must say something of the person.

    `plainly`: from how sure one is taken without a telling word. What a sentence says that it puts them off is none,
    and a sentence answers one question only, the one that it answers most surely.
    """
    sure = (act for act in acts if act.score >= (least if act.cued else plainly))
    telling = sorted((act for act in sure if _says_something(script, act)), key=lambda act: act.score)
    return sorted({act.text: act for act in telling}.values(), key=lambda act: -act.score)


def take_notes(builder: TurnBuilder) -> TurnBuilder:
    """All that was noted becomes answers; the table says where that leads."""
    noted = builder.session.noted
    if builder.state != State.NOTED:
        return gone(builder)
    answers = {**builder.session.answers, **{note.question: note.option for note in noted}}
    taken = builder.go(Trigger.TAKE_NOTES, answers=answers).change(noted=())
    if len(noted) > 1:
        return taken.say("noted.taken", n=len(noted))
    return taken.say("question.recorded", label=answer_label(builder.pack, answers, noted[0].question))


def drop_note(builder: TurnBuilder, question: str = "") -> TurnBuilder:
    """One of the notes is wrong, or all of them; nothing of it counts."""
    if builder.state != State.NOTED:
        return gone(builder)
    left = tuple(note for note in builder.session.noted if question and note.question != question)
    return builder.change(noted=left).go(Trigger.DROP_NOTE, *(builder.session.focus if left else ()))


def _says_something(script: Script, act: Act) -> bool:
    option = script.questionnaire.questions[act.question].option(act.label)
    return option is not None and bool(option.you) and (option.averse or not repels(script, act.text))


def left_out(builder: TurnBuilder) -> TurnBuilder:
    """Somebody talks of other things and confirms nothing: we go on, and ask when those questions come up.

    What was said to that already in this turn stays.
    """
    guesses = {**builder.session.guesses, **{note.question: note.option for note in builder.session.noted}}
    return drop_note(builder.change(misses=0, guesses=guesses).missing(builder.text)).say("noted.left_out")


def wrong_note(builder: TurnBuilder) -> TurnBuilder | None:
    """What a short text says of one of the notes, 'the last one is wrong', 'I am no software person': that one is
    dropped, or what it says instead is noted; None where it says no such thing.
    """
    folded, script = fold(builder.text), builder.pack.script
    if builder.state != State.NOTED or "?" in builder.text or len(folded.split()) > LONG:
        return None
    protest, corrects = protest_in(script, builder.text), script.correction.search(folded)
    note = _counted_note(builder) if script.dropping.search(folded) else None
    note = note or (None if corrects else _denied_note(builder))  # 'no wait, …' denies nothing
    if not (note or protest or corrects):
        return None
    says = protest.says if protest else builder.text[corrects.end() :] if corrects and not note else builder.text
    acts = builder.listener.answers(
        says, (note.question,) if note else tuple(n.question for n in builder.session.noted)
    )
    other = next((a for a in worth_noting(acts, script) if not _is_noted(builder, a)), None)
    if other:
        return with_notes(builder, (Note(other.question, other.label, quoted(says)),))
    about = builder.listener.about(says, tuple(n.question for n in builder.session.noted)) if protest else ()
    question = note.question if note else next((act.question for act in about), "")
    if not question:
        return which_wrong(builder) if protest else None
    name = script.questionnaire.questions[question].name
    return drop_note(builder.change(misses=0), question).say("noted.dropped", name=name)


def _is_noted(builder: TurnBuilder, act: Act) -> bool:
    return any((note.question, note.option) == (act.question, act.label) for note in builder.session.noted)


def _counted_note(builder: TurnBuilder) -> Note | None:
    """The note that a text counts out: 'the second one'."""
    numbers, notes = builder.pack.script.number_words, builder.session.noted
    places = [numbers[word] for word in fold(builder.text).split() if numbers.get(word) and word != "one"]
    if len(places) != 1 or not -1 <= places[0] <= len(notes):
        return None
    return notes[places[0] if places[0] < 0 else places[0] - 1]


def _denied_note(builder: TurnBuilder) -> Note | None:
    """The one note that a text denies: it names its question, or its option behind a word that denies."""
    script, notes = builder.pack.script, {note.question: note for note in builder.session.noted}
    questions, text = script.questionnaire.questions, f" {fold(builder.text)} "
    if script.dropping.search(text) or script.denial.search(text):
        named = [note for q, note in notes.items() if f" {fold(questions[q].name)} " in text]
        if len(named) == 1:
            return named[0]
    denied = []
    for part in denied_parts(script, builder.text):
        acts = builder.listener.answers(part, tuple(notes))
        denied += [notes[act.question] for act in acts if act.label == notes[act.question].option]
        options = ((note, questions[q].option(note.option)) for q, note in notes.items())
        denied += [note for note, option in options if option and names(option, part)]
    return denied[0] if len({note.question for note in denied}) == 1 else None


def which_wrong(builder: TurnBuilder) -> TurnBuilder:
    """Somebody does not agree with the notes: which are wrong."""
    return builder.change(misses=0).say("noted.which")


def how_noted(builder: TurnBuilder) -> TurnBuilder:
    """How sure the notes are, and why they are there: they are guessed from words, so they are asked."""
    return builder.change(misses=0).say("noted.how")


def quoted(text: str) -> str:
    """A sentence as it is shown in a note, at most QUOTE characters."""
    return shortened(text, QUOTE)


ACTIONS = {NOTED_ALL: take_notes, NOTED_NONE: drop_note, "unnote": drop_note}
