"""What people say about a question besides an answer: what is meant, why, how many are left, that they cannot say, or
that the answer before was another one. Nothing is recorded but a correction that says which.
"""

import re
from collections.abc import Callable

from dialogs.actions import perform
from dialogs.advice.model import Question
from dialogs.choices import Action
from dialogs.mentions import Mentions, mentions
from dialogs.objections import names_another
from dialogs.own_words import LONGEST, ruled_out
from dialogs.repair import explained, maybe, not_placed, note
from dialogs.screens.find import answer_label
from dialogs.script import fold
from dialogs.session import CHANGING, SKIPPED, Session
from dialogs.states import State, Trigger
from dialogs.turn_builder import TurnBuilder
from knowledge.reading import Act

Talk = Callable[[TurnBuilder], TurnBuilder]
_TAKES_BACK = re.compile(r"(?:no )?(?:neither|none|not)(?: of)? (?:those|them|these|that|it|any)(?: one)?")
_TURN = re.compile(r"\b(?:but|though|mostly|more like)\b")
MOST = 5  # questions that are offered at once
TOLD = 32  # words of a correction
SURE = 0.8  # from how sure a corrected answer is read
FEW = 3  # words beside a label that leave no doubt
_NUMBER = re.compile(r"(?<!\w)([1-9])(?!\w)")


def purpose(builder: TurnBuilder) -> TurnBuilder:
    """Why a question is asked, and what becomes of the answer."""
    return builder.say("explain.purpose", more=_asked(builder).more)


def progress(builder: TurnBuilder) -> TurnBuilder:
    """How many questions are left at most."""
    open_ones = builder.pack.script.questionnaire.questions.keys() - builder.session.answers.keys()
    if builder.state == State.NOTED:
        return builder.say("noted.progress", left=len(open_ones - {note.question for note in builder.session.noted}))
    builder = perform(builder, Action("find")) if builder.state != State.QUESTION else builder
    left = len(open_ones)
    return builder.say("explain.progress" if left > 1 else "explain.last", left=left)


def early(builder: TurnBuilder) -> TurnBuilder:
    """Somebody argues with a verdict that there is not yet: what it takes."""
    return note(builder, "explain.early")


def recall(builder: TurnBuilder) -> TurnBuilder:
    """Which answer was noted last."""
    given = _last_answered(builder.session)
    if not given:
        return note(builder, "repair.nothing_to_change")
    name = builder.pack.script.questionnaire.questions[given].name
    label = answer_label(builder.pack, builder.session.answers, given)
    return note(builder, "question.recalled", name=name, label=label)


def skipped(builder: TurnBuilder) -> TurnBuilder:
    """The questions that were left out, to be asked again."""
    questions = builder.pack.script.questionnaire.questions
    left = [q for q in questions if builder.session.answers.get(q) == SKIPPED]
    if not left:
        return note(builder, "question.none_skipped")
    names = ", ".join(questions[q].name for q in left)
    return builder.say("question.left_out", *(f"change:{q}" for q in left[:MOST]), "continue", names=names).stay()


def dislike(builder: TurnBuilder) -> TurnBuilder:
    """Somebody does not like a question: what it is after, and that it may be skipped."""
    return builder.say("explain.dislike", more=_asked(builder).more)


def several(builder: TurnBuilder) -> TurnBuilder:
    """Whether more than one option may be named."""
    most = _asked(builder).most
    return builder.say("explain.several" if most > 1 else "explain.one", most=most)


def unsure(builder: TurnBuilder) -> TurnBuilder:
    """Somebody cannot say: the option that takes no side, if there is one, or to skip."""
    if builder.state != State.QUESTION:
        return not_placed(builder)
    asked = _asked(builder)
    neutral = [option for option in asked.options if not any(option.points.values())]
    ids = (f"answer:{asked.id}:{option.id}" for option in neutral[:1])
    return builder.say("explain.unsure", *ids, f"skip:{asked.id}", "repeat", text=asked.text).stay()


def correct(builder: TurnBuilder) -> TurnBuilder:
    """The answer just given becomes another one, if the text says which; else that question is asked again."""
    given = _last_answered(builder.session)
    if not given:
        return note(builder, "repair.nothing_to_change")
    asked = builder.pack.script.questionnaire.questions[given]
    option = _counted(builder, asked) or next((act.label for act in _corrected_to(builder, (given,))), "")
    if option and option != builder.session.answers[given]:
        return perform(builder, Action("reanswer", (given, option)))
    if builder.state != State.QUESTION:
        return perform(builder, Action("change"))
    return builder.go(Trigger.CHANGE_ANSWER, given, CHANGING)


def corrected(builder: TurnBuilder) -> TurnBuilder | None:
    """The correction that a short text makes: 'wait, make that 2'; 'actually no, neither of those'; 'no wait, …'.

    None for any other text.
    """
    given, script = _last_answered(builder.session), builder.pack.script
    folded = fold(builder.text)
    if not given or "?" in builder.text or len(folded.split()) > TOLD:
        return None
    if by_name := _by_name(builder, folded):
        return by_name
    match = script.correction.match(folded)
    takes_back = match and builder.state == State.QUESTION and _TAKES_BACK.fullmatch(folded[match.end() :].strip())
    counted = match and len(folded.split()) <= LONGEST and _counted(builder, script.questionnaire.questions[given])
    if takes_back or counted or (script.correction.search(folded) and _answers_before(builder, given)):
        return correct(builder)
    return None


def _by_name(builder: TurnBuilder, folded: str) -> TurnBuilder | None:
    """The correction of a question that a text names and says to be wrong: 'you got the learning wrong, I said …'."""
    script, answers = builder.pack.script, builder.session.answers
    if not script.dropping.search(folded) or builder.state == State.NOTED:
        return None
    questions = script.questionnaire.questions
    named = [q for q in answers if q in questions and re.search(rf"\b{re.escape(fold(questions[q].name))}\b", folded)]
    if len(named) != 1:
        return None
    acts = [act for act in builder.read_answers(tuple(named)) if act.score >= SURE and act.label != answers[named[0]]]
    return perform(builder, Action("reanswer", (named[0], acts[0].label)) if acts else Action("change", (named[0],)))


def _corrected_to(builder: TurnBuilder, questions: tuple[str, ...]) -> tuple[Act, ...]:
    """What a text answers of these questions without the words that correct."""
    folded = fold(builder.text)
    ends = [match.end() for match in builder.pack.script.correction.finditer(folded)]
    rest = next((rest for end in reversed(ends) if (rest := folded[end:].strip())), builder.text)
    return builder.listener.answers(rest, questions)


def _answers_before(builder: TurnBuilder, given: str) -> bool:
    """Whether a text surely gives the question before another answer, and surer than one to the open question."""
    if builder.state != State.QUESTION:
        return False
    acts = [
        act
        for act in _corrected_to(builder, (given, builder.asked))
        if act.label != builder.session.answers.get(act.question)
    ]
    before = max((act.score for act in acts if act.question == given), default=0)
    return before >= SURE and before > max((act.score for act in acts if act.question != given), default=0)


def by_label(builder: TurnBuilder) -> TurnBuilder | None:
    """An answer that names options by their labels: the one that is not ruled out or over; two are asked back.

    None where the words beside a label may mean more, as a question does.
    """
    if builder.state != State.QUESTION:
        return None
    asked, script = _asked(builder), builder.pack.script
    named = mentions(script, asked, builder.text)
    corrects = script.correction.search(fold(builder.text))
    if not named.live and corrects and (other := names_another(builder)):  # of a question before this one
        return perform(builder.change(misses=0), Action("reanswer", (other.question, other.label)))
    if len(named.live) == 1 and (named.out or named.past):
        return perform(builder.change(misses=0), Action("answer", (asked.id, named.live[0])))
    if _asks(builder) or named.out or (len(named.live) == 1 and ruled_out(script, asked, builder.text).options):
        return None
    return _of_labels(builder, named)


def _of_labels(builder: TurnBuilder, named: Mentions) -> TurnBuilder | None:
    """The one label that a text with several of them ends up with, 'A or B, but more B'; else two are asked back."""
    asked, script = _asked(builder), builder.pack.script
    negated = script.negation.search(" ".join(named.words))
    *before, end = _TURN.split(builder.text.casefold())
    last = mentions(script, asked, end).live if before and not negated else ()
    if len(named.live) > 1 and len(last) == 1:
        return perform(builder.change(misses=0), Action("answer", (asked.id, last[0])))
    if len(named.live) > 1 or (named.live and (negated or len(named.words) > FEW)):
        return maybe(builder, named.live[:2])
    return None


def _asks(builder: TurnBuilder) -> bool:
    """Whether a clause of a text asks something, by its mark or its first word."""
    asks = {ask.split()[0] for ask in builder.pack.knowledge.language.asks}
    clauses = [fold(clause).split() for clause in re.split(r"[.,;!]", builder.text)]
    return "?" in builder.text or any(words[0] in asks for words in clauses if words)


def _asked(builder: TurnBuilder) -> Question:
    return builder.pack.script.questionnaire.questions[builder.asked]


def _last_answered(session: Session) -> str:
    """The question that was answered or skipped last, on the way really taken."""
    undone = (question for step in reversed(session.back_stack) for question in step.undo)
    return next((question for question in undone if question in session.answers), "")


def _counted(builder: TurnBuilder, asked: Question) -> str:
    """The option that a text counts out: '2', 'the second'."""
    words = builder.pack.script.number_words
    digits = [int(match[1]) for match in _NUMBER.finditer(builder.text)]
    named = [
        words[word]
        for word in re.findall(r"[a-z]+", builder.text.casefold())
        if words.get(word, -1) > 0 and word != "one"
    ]
    place = next(iter((*digits, *named)), 0)
    return asked.options[place - 1].id if 0 < place <= len(asked.options) else ""


OF_QUESTION: dict[str, Talk] = {
    "explain": explained,
    "purpose": purpose,
    "dislike": dislike,
    "several": several,
    "unsure": unsure,
}
OF_BEGUN: dict[str, Talk] = {
    "progress": progress,
    "correct": correct,
}  # beside those, and where questions were left
OF_ANSWERS: dict[str, Talk] = {"recall": recall, "skipped": skipped}  # at any time
