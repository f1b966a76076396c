"""Corrections: somebody says that an answer which was recorded is another one, or was misread.

Nothing is recorded but what a text surely says; else the answer that it speaks of is asked again.
"""

import re

from dialogs.actions import change, perform
from dialogs.advice.model import Question
from dialogs.choices import Action, parse
from dialogs.guards import has_verdict
from dialogs.interpreter import answers_shown
from dialogs.own_words import LONGEST, protest_in, ruled_out
from dialogs.own_words import named as named_option
from dialogs.repair import note
from dialogs.script import fold
from dialogs.session import CHANGING, Session
from dialogs.states import WAITING, State, Trigger
from dialogs.turn_builder import TurnBuilder
from knowledge.reading import Act, Kind

ASKED_BACK = 2  # options that are asked back at most
TOLD = 32  # words of a correction
SURE = 0.8  # from how sure a corrected answer is read
NEAR = 2  # words behind one that asks for a change, among which is the name of what is changed
WORDS = 2  # of a clause of several that says which question it answers
LIKELY = 0.5  # and from how sure, where the text names its question
_NUMBER = re.compile(r"(?<!\w)([1-9])(?!\w)")


def correct(builder: TurnBuilder) -> TurnBuilder:
    """The answer just given becomes another one, if the text says which; else that question is asked again."""
    given = last_answered(builder.session)
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
    """The correction that a short text makes: 'wait, make that 2'; 'you misread me, I did study it'; 'no wait, …'.

    None for any other text.
    """
    given, script = last_answered(builder.session), builder.pack.script
    folded = fold(builder.text)
    if not given or "?" in builder.text or len(folded.split()) > TOLD or builder.state == State.NOTED:
        return None
    if told := _protested(builder) or _chosen(builder):
        return told
    match = script.correction.match(folded)
    takes_back = (
        match and builder.state == State.QUESTION and script.taking_back.fullmatch(folded[match.end() :].strip())
    )
    counted = match and len(folded.split()) <= LONGEST and _counted(builder, script.questionnaire.questions[given])
    if takes_back or counted or (script.correction.search(folded) and _answers_before(builder, given)):
        return correct(builder)
    return _named_before(builder, given)


def _named_before(builder: TurnBuilder, given: str) -> TurnBuilder | None:
    """The answer before becomes the option that a text names after a 'no': 'no, not the first! data one can trust'."""
    script, asked = builder.pack.script, builder.pack.script.questionnaire.questions[given]
    first, _, rest = re.sub(r"[.,;!]+", ".", builder.text).partition(".")
    if builder.state != State.QUESTION or script.commands.get(fold(first)) != "no" or not rest:
        return None
    out = ruled_out(script, asked, rest)
    option = named_option(asked, out.rest if out.options else rest)
    if not option or option in (builder.session.answers[given], *out.options) or named_option(_open(builder), rest):
        return None
    return perform(builder.change(misses=0), Action("reanswer", (given, option)))


def _open(builder: TurnBuilder) -> Question:
    return builder.pack.script.questionnaire.questions[builder.asked]


def doubled(builder: TurnBuilder) -> TurnBuilder | None:
    """What a text says to count double: 'let the maths count double'; None for other texts."""
    weighs = builder.pack.script.doubling.search(fold(builder.text)) and "?" not in builder.text
    if not weighs or builder.state in WAITING or not has_verdict(builder.pack, builder.session):
        return None
    spoken_of = (act.question for act in builder.listener.about(builder.text, _answered(builder)))
    question = _named_in(builder) or next(spoken_of, "")
    if question and question in builder.session.matters:
        return note(builder, "matters.marked", names=builder.pack.script.questionnaire.questions[question].name)
    if not question:
        return None
    return perform(builder.change(misses=0), Action("mark", (question,)))


def _named_in(builder: TurnBuilder) -> str:
    """The one answered question whose name stands in a text."""
    questions, text = builder.pack.script.questionnaire.questions, f" {fold(builder.text)} "
    names = [q for q in _answered(builder) if f" {fold(questions[q].name)} " in text]
    return names[0] if len(names) == 1 else ""


def change_named(builder: TurnBuilder) -> TurnBuilder | None:
    """The answer that a text asks to change: as it says, or asked again; None where it does not say which."""
    questions = (_named(builder),) if _named(builder) else _answered(builder)
    spoken_of = next((act.question for act in builder.listener.about(builder.text, questions)), "")
    if not spoken_of:
        return None
    act = _answer_to(builder, builder.text, (spoken_of,), SURE)
    if act:
        return perform(builder.change(misses=0), Action("reanswer", (spoken_of, act.label)))
    return change(builder.change(misses=0), spoken_of)


def kept_agreed(builder: TurnBuilder, word: str) -> TurnBuilder | None:
    """'Yes' or 'no' to what was kept in mind in the turn before: it counts, or is dropped; None where nothing was."""
    question, guesses = builder.was_kept, builder.session.guesses
    if question not in guesses or word not in ("yes", "no"):
        return None
    left = builder.change(misses=0, guesses={q: option for q, option in guesses.items() if q != question})
    if word == "yes":
        return perform(left, Action("reanswer", (question, guesses[question])))
    name = builder.pack.script.questionnaire.questions[question].name
    return note(left, "noted.dropped", name=name)


def _protested(builder: TurnBuilder) -> TurnBuilder | None:
    """The correction that a protest makes: of the question that it names, or of the one that its words answer."""
    named = _named(builder)
    protest = protest_in(builder.pack.script, builder.text)
    if not (protest or named) or (named != builder.asked and _is_of_open(builder, named)):
        return None
    says, recorded = protest or (builder.text, "")
    if named and not protest:
        says = _behind_name(builder, named)
    open_one = (builder.asked,) if builder.asked else ()
    questions = (named,) if named else _answered(builder)
    act = _of_name(builder, named, says) or _answer_to(
        builder, says, (*open_one, *questions), LIKELY if named else SURE
    )
    if act and (named or not _of_any(act, says)):
        verb = "answer" if act.question == builder.asked else "reanswer"
        return perform(builder.change(misses=0), Action(verb, (act.question, act.label)))
    if not recorded and (act := _given_again(builder, says, questions)):
        return perform(builder.change(misses=0), Action("answer", (act.question, act.label)))
    spoken_of = named or next((a.question for a in builder.listener.about(f"{recorded} {says}", questions)), "")
    if spoken_of:
        return change(builder.change(misses=0), spoken_of)
    of_verdict = has_verdict(builder.pack, builder.session)  # it may be the verdict that is wrong
    return None if of_verdict else correct(builder)


def _chosen(builder: TurnBuilder) -> TurnBuilder | None:
    """The answer that a text gives below 'which answer shall we change?'."""
    offered = [action for choice_id in builder.session.offered if (action := parse(choice_id))]
    questions = tuple(action.args[0] for action in offered if action.verb == "change" and action.args)
    if not questions or len(questions) < len(offered) - 1:  # all but the way on
        return None
    protest = protest_in(builder.pack.script, builder.text)
    act = _answer_to(builder, protest.says if protest else builder.text, questions, SURE)
    if not act or _of_any(act, builder.text):
        return None
    return perform(builder.change(misses=0), Action("reanswer", (act.question, act.label)))


def last_answered(session: Session) -> str:
    """The question that was answered or skipped last, on the way really taken."""
    undone = (question for step in reversed(session.back_stack) for question in step.undo)
    return next((question for question in undone if question in session.answers), "")


def _answered(builder: TurnBuilder) -> tuple[str, ...]:
    questions = builder.pack.script.questionnaire.questions
    return tuple(q for q, option in builder.session.answers.items() if option and q in questions)


def _named(builder: TurnBuilder) -> str:
    """The one question that a text names and says to be wrong, to be changed, or to be answered so: 'you got the
    learning wrong, I said …', 'change the learning to …', 'learning: …', 'my learning is …'.
    """
    script, folded = builder.pack.script, fold(builder.text)
    names = {q: fold(question.name) for q, question in script.questionnaire.questions.items()}
    head = fold(builder.text.partition(":")[0]) if ":" in builder.text else ""
    stated, changes = script.stating.search(folded), script.changing.search(folded)
    subject = folded[: stated.start()].strip() if stated else ""
    for q, name in names.items():
        alone = " " not in name  # a word that stands for many things
        if head == name or subject == f"my {name}" or (subject == name and not alone):
            return q
    among = dict[str, str]()
    if script.dropping.search(folded):
        among = {q: names[q] for q in _answered(builder)}
    elif changes:
        behind = " ".join(folded[changes.end() :].split()[:NEAR]) if not changes.start() else ""
        among = {q: name for q, name in names.items() if " " in name or f" {name} " in f" {behind} "}
    named = [q for q, name in among.items() if re.search(rf"\b{re.escape(name)}\b", folded)]
    return named[0] if len(named) == 1 else ""


def _of_name(builder: TurnBuilder, question: str, text: str) -> Act | None:
    """The option of a named question that a text names by its label; not as given, and none where it denies one."""
    if not question or builder.pack.script.negation.search(fold(text)):
        return None
    option = named_option(builder.pack.script.questionnaire.questions[question], text)
    if not option or option == builder.session.answers.get(question):
        return None
    return Act(Kind.ANSWER, text, option, 1.0, question, cued=True)


def _is_of_open(builder: TurnBuilder, named: str) -> bool:
    """Whether a protest is about what was just asked back, or an answer: 'find what is wrong and fix it'."""
    if not builder.asked:
        return False
    asked_back = not named and len(answers_shown(builder.session)) <= ASKED_BACK
    return asked_back or _answer_to(builder, builder.text, (builder.asked,), SURE) is not None


def _behind_name(builder: TurnBuilder, question: str) -> str:
    """What a text says behind the name of a question: of 'change the pace to slow', 'to slow'."""
    name = fold(builder.pack.script.questionnaire.questions[question].name)
    return fold(builder.text).partition(name)[2].strip()


def _answer_to(builder: TurnBuilder, text: str, questions: tuple[str, ...], least: float) -> Act | None:
    """The surest answer of a text to one of these questions that is another one than was given; None for none."""
    if not text:
        return None
    acts = (a for a in builder.listener.answers(text, questions) if a.label != builder.session.answers.get(a.question))
    return max((act for act in acts if act.score >= least), key=lambda act: act.score, default=None)


def _of_any(act: Act, text: str) -> bool:
    """Whether an answer is one word of several, that may answer any question: 'both, …'."""
    return 0 < len(act.text.split()) < WORDS < len(text.split())


def _given_again(builder: TurnBuilder, text: str, questions: tuple[str, ...]) -> Act | None:
    """What a text surely answers as it was answered before, and does not deny."""
    if builder.pack.script.negation.search(fold(text)):
        return None
    acts = builder.listener.answers(text, questions)
    return next((a for a in acts if a.score >= SURE and a.label == builder.session.answers.get(a.question)), None)


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
