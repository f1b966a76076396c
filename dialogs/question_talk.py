"""What people say about a question besides an answer: what is meant, why, how many are left, that they cannot say; and
answers that name an option by its label. That an answer was another one is for `corrections`.
"""

import re
from collections.abc import Callable

from dialogs.actions import perform
from dialogs.advice.model import Question
from dialogs.choices import Action
from dialogs.corrections import correct, last_answered
from dialogs.mentions import Mentions, mentions
from dialogs.objections import names_another
from dialogs.own_words import ruled_out
from dialogs.repair import explained, maybe, not_placed, note
from dialogs.screens.find import answer_label
from dialogs.script import fold
from dialogs.session import SKIPPED
from dialogs.states import State
from dialogs.turn_builder import TurnBuilder

Talk = Callable[[TurnBuilder], TurnBuilder]
MOST = 5  # questions that are offered at once
FEW = 3  # words beside a label that leave no doubt


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
    given = last_answered(builder.session)
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
    if _asks(builder) and named.live and not builder.text.casefold().startswith(_label(asked, named.live[0])):
        return maybe(builder, named.live[:2])  # 'if i say "in the end", does it mean …'
    if _asks(builder) or named.out or (len(named.live) == 1 and ruled_out(script, asked, builder.text).options):
        return None
    return _of_labels(builder, named)


def _of_labels(builder: TurnBuilder, named: Mentions) -> TurnBuilder | None:
    """The one label that a text with several of them ends up with, 'A or B, but more B'; else two are asked back."""
    asked, script = _asked(builder), builder.pack.script
    negated = script.negation.search(" ".join(named.words))
    *before, end = script.turning.split(builder.text.casefold())
    last = mentions(script, asked, end).live if before and not negated else ()
    if len(named.live) > 1 and len(last) == 1:
        return perform(builder.change(misses=0), Action("answer", (asked.id, last[0])))
    if len(named.live) > 1 or (named.live and (negated or len(named.words) > FEW)):
        return maybe(builder, named.live[:2])
    return None


def _label(asked: Question, option_id: str) -> str:
    """The first words of an option's label, in small letters."""
    option = asked.option(option_id)
    return option.label.casefold().split(":")[0].split(",")[0] if option else ""


def _asks(builder: TurnBuilder) -> bool:
    """Whether a clause of a text asks something, by its mark or its first word."""
    asks = {ask.split()[0] for ask in builder.pack.knowledge.language.asks}
    clauses = [fold(clause).split() for clause in re.split(r"[.,;!]", builder.text)]
    return "?" in builder.text or any(words[0] in asks for words in clauses if words)


def _asked(builder: TurnBuilder) -> Question:
    return builder.pack.script.questionnaire.questions[builder.asked]


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
