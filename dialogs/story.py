"""A story: what somebody tells of themselves answers several questions at once, and counts once they say so."""

from collections.abc import Iterable
from math import inf

from dialogs.choices import NOTED_ALL, NOTED_NONE
from dialogs.own_words import repels
from dialogs.repair import gone, shortened
from dialogs.screens.find import answer_label
from dialogs.script import Script, fold
from dialogs.session import Note
from dialogs.states import READING, State, Trigger
from dialogs.turn_builder import TurnBuilder
from knowledge.reading import Act

WORDS = 12  # of a text that may be a story; a shorter one is an answer, a question or a command
LONG = 16  # words of one of which a single answer is taken up; a shorter one must tell two things
MOST = 6  # that are shown to be confirmed; what else it tells is asked
SURE = 0.70  # from how sure an answer is taken from a sentence,
PLAIN = 0.85  # and from one that does not speak of the person: 'teacher, twelve years'
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
    return builder.change(misses=0, noted=(*kept, *notes)[-MOST:]).go(Trigger.TELL)


def kept_in_mind(builder: TurnBuilder, note: Note) -> TurnBuilder:
    """What tells of one other question than the open one is the guess there, to be confirmed when it comes."""
    label = answer_label(builder.pack, {note.question: note.option}, note.question)
    name = builder.pack.script.questionnaire.questions[note.question].name
    guesses = {**builder.session.guesses, note.question: note.option}
    return builder.change(misses=0, guesses=guesses).say("noted.kept", name=name, label=label)


def notes_in(builder: TurnBuilder, least: float = SURE) -> tuple[Note, ...]:
    """What the text tells of open questions, the surest first; options that say nothing of the person are left out."""
    script = builder.pack.script
    open_ones = tuple(q for q in script.questionnaire.questions if not builder.session.answers.get(q))
    amid = builder.state in AMID  # there most that is said is meant as an answer
    acts = worth_noting(builder.read_answers(open_ones), script, least, plainly=PLAIN if amid else inf)
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
    return builder.change(noted=left).go(Trigger.DROP_NOTE)


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
    """What a short text says of one of the notes, 'the last one is wrong': that one is dropped; else None."""
    words, script = fold(builder.text).split(), builder.pack.script
    if builder.state != State.NOTED or len(words) > LONG or not script.dropping.search(" ".join(words)):
        return None
    places = [script.number_words[word] for word in words if script.number_words.get(word) and word != "one"]
    notes = builder.session.noted
    if len(places) != 1 or not -1 <= places[0] <= len(notes):
        return None
    note = notes[places[0] if places[0] < 0 else places[0] - 1]
    return drop_note(builder.change(misses=0), note.question)


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
