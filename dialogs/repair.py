"""Fallbacks for all states: texts that were not understood, declined or empty, and buttons that are gone."""

import re
from collections.abc import Sequence

import msgspec

from dialogs.advice.talk import Verdict
from dialogs.decline import decline_lines
from dialogs.guards import has_verdict
from dialogs.replies import Reply
from dialogs.screens import SCREENS
from dialogs.script import fold
from dialogs.states import WAITING, State
from dialogs.turn_builder import TurnBuilder, buttons
from knowledge.model import Found, Outcome

# Kinds of text outside the content that get words of their own: somebody in danger, and other languages.
SAID_PLAINLY = ("distress", "language")
# Kinds that ask what to learn: after a verdict, what comes first on its road is nearer than any topic.
LEARNING = ("course", "degree", "study-howto", "tool-howto")
QUOTE = 48  # characters of a text that are told back
TOLD = 6  # words of one that tells something
OF_WORDS = ("", "article", "general-tech", "tool-howto")  # kinds of text that may ask for the meaning of a word
WORD = 4  # words of a text that may ask for the meaning of one of them and say no more
# Screens too long to be repeated below a remark: there the remark carries their choices instead.
SAID = 0.1  # how near a sentence must be to a text to be told again for it, as a cosine
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
LONG = (
    State.RESULT,
    State.WHY,
    State.WHY_NOT,
    State.HOW_SURE,
    State.SUMMARY,
    State.ABOUT,
    State.WHAT_IF,
    State.PLAN,
    State.TOPIC,
    State.TABLE,
    State.ROW,
    State.PAY,
    State.MY_DATA,
)


def note(builder: TurnBuilder, phrase: str, **words: object) -> TurnBuilder:
    """A remark, then the way on: the state's screen, or below long ones only its choices."""
    return note_text(builder, builder.pack.script.phrase(phrase, **words))


def note_text(builder: TurnBuilder, text: str) -> TurnBuilder:
    """The same with a text that is made already."""
    if builder.state not in LONG:
        return builder.add(Reply(text))
    return builder.add(Reply(text, SCREENS[builder.state](builder.pack, builder.session)[-1].choices)).stay()


def unclear(builder: TurnBuilder, first: str = "", **words: object) -> TurnBuilder:
    """Say so, with the phrase `first`; the second time explain more; from the third on offer a way out."""
    misses = builder.session.misses + 1
    builder = builder.change(misses=misses)
    if misses == 1:
        return note(builder, first or _not_understood(builder), **words)
    if misses == 2:
        return note(builder, "repair.unclear_more", hint=_hint(builder))
    skip = (f"skip:{builder.session.focus[0]}",) if builder.state == State.QUESTION else ()
    return builder.say("repair.unclear_out", *skip, "back", "ask", "help", "menu").stay()


def shortened(text: str, most: int) -> str:
    """A text as it is quoted, at most so many characters, cut between words."""
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]} …"


def _not_understood(builder: TurnBuilder) -> str:
    """The phrase that says so, with what makes sense here: to newcomers how to begin, after a verdict how to argue."""
    if builder.state in (*WAITING, State.MENU):
        return "repair.unclear"
    if not any(builder.session.answers.values()):
        return "repair.unclear_new"
    return "repair.unclear_verdict" if has_verdict(builder.pack, builder.session) else "repair.unclear"


def not_placed(builder: TurnBuilder) -> TurnBuilder:
    """What asks nothing while an answer is waited for, and is none that can be told."""
    if builder.state != State.QUESTION:
        return unclear(builder)
    if len(builder.text.split()) < TOLD:
        return unclear(builder, "repair.not_placed")
    return unclear(builder, "repair.not_placed_told", quote=shortened(builder.text, QUOTE))


def reworded(builder: TurnBuilder) -> TurnBuilder:
    """What is meant instead of what was answered: of 'no, I meant …' the rest; the answer before was in vain."""
    language = builder.pack.knowledge.language
    words = fold(builder.text).split()
    while words and words[0] in language.lead:
        words = words[1:]
    match = builder.pack.script.correction.match(" ".join(words))
    rest = " ".join(words)[match.end() :].split() if match else []
    if not builder.was_unsure or len(rest) < 2:
        return builder
    return msgspec.structs.replace(builder.missing(builder.was_unsure), text=" ".join(rest))


def asks_for_more(builder: TurnBuilder) -> bool:
    """Whether a text only asks to go on about the topic that is shown, and for no figure: 'why?', 'an example?'."""
    language = builder.pack.knowledge.language
    words = [word for word in fold(builder.text).split() if word not in language.lead]
    return " ".join(words) in {fold(ask) for ask in language.further}


def said_before(builder: TurnBuilder, topic: str) -> TurnBuilder:
    """A text that goes on about the topic just told: the sentence of it that is nearest, and that there is no more."""
    answer = builder.pack.knowledge.topics[topic].answer
    lines = (part.strip("-* ") for part in _SENTENCE.split(answer))
    told = tuple(line for line in lines if len(line.split()) > WORD and not line.endswith(":"))  # those head a list
    place, near = builder.nearest(told)
    if near < SAID:
        return note(builder, "topic.no_more")
    return note(builder, "topic.said", sentence=told[place].replace("**", ""))


def _hint(builder: TurnBuilder) -> str:
    if builder.state == State.QUESTION:
        return builder.pack.script.questionnaire.questions[builder.session.focus[0]].more
    return builder.pack.script.phrase("repair.hint")


def declined(builder: TurnBuilder, found: Found, text: str) -> TurnBuilder:
    """The article has no answer, and what kind it lacks; with what it does have near it, in a line."""
    if found.outside == "language":
        return note(builder.change(misses=0), "outside.language")
    if found.outside in SAID_PLAINLY:
        return builder.change(misses=0).say(f"outside.{found.outside}", "continue").stay()
    if builder.state == State.QUESTION and found.options:
        return maybe(builder, found.options)
    waits = builder.state in (State.QUESTION, State.NOTED)
    of_words = found.outside in OF_WORDS and len(builder.text.split()) <= WORD
    if (found.asks or waits) and of_words and named_terms(builder):
        return explained(builder)
    missed = builder if found.noise else builder.missing(text)
    if waits and not found.noise and not found.asks:
        return not_placed(missed)
    return unclear(missed) if found.noise or builder.session.misses >= 2 else _lacking(missed, found)


def _lacking(builder: TurnBuilder, found: Found) -> TurnBuilder:
    """What kind of thing the article lacks, and what is near."""
    builder = builder.change(misses=builder.session.misses + 1)
    lines = decline_lines(builder.pack, found)
    if builder.state in WAITING or not found.matches:
        return note_text(builder, " ".join(lines))
    near = [f"topic:{topic}" for topic in found.topics[:2]]
    if found.outside in LEARNING and has_verdict(builder.pack, builder.session):
        verdict = Verdict(builder.pack, builder.session.answers, builder.session.matters, builder.session.knows)
        lines, near = [lines[0], verdict.first_step()], ["plan", *near[:1]]
    return builder.add(Reply("\n\n".join(lines), buttons(builder.pack, *near, "ask", "menu"))).stay()


def maybe(builder: TurnBuilder, likely: Sequence[str]) -> TurnBuilder:
    """An answer that is not sure enough is asked back: the likeliest options, and the question stays open."""
    asked = builder.pack.script.questionnaire.questions[builder.session.focus[0]]
    options = [option for option in map(asked.option, likely) if option]
    ids = (f"answer:{asked.id}:{option.id}" for option in options)
    names = builder.pack.script.label("or").join(f"_{option.label}_" for option in options)
    return builder.say("repair.maybe", *ids, f"skip:{asked.id}", "repeat", names=names, text=asked.text).stay()


def named_terms(builder: TurnBuilder) -> list[str]:
    """The hard words of the questions that a text names, without those that are part of another one."""
    named = [term for term in builder.pack.script.terms if _holds(builder.text, term)]
    return [term for term in named if not any(term != other and term in other for other in named)]


def explained_word(builder: TurnBuilder, found: Found) -> TurnBuilder | None:
    """What a hard word means, if a text asks that and nothing else: 'what is a pipeline?'."""
    if found.outcome not in (Outcome.ANSWER, Outcome.NEAR, Outcome.DECLINE, Outcome.STEER):
        return None
    terms, words = named_terms(builder), fold(builder.text).split()
    of_terms = {word for term in terms for word in fold(term).split()}
    other = {word for word in words if word not in of_terms and word.removesuffix("s") not in of_terms}
    asks = bool(terms) and "?" in builder.text and other <= builder.pack.script.defining
    return explained(builder) if asks else None


def explained(builder: TurnBuilder) -> TurnBuilder:
    """What hard words mean, those that the text names or those of the question; then the question in other words."""
    terms, named = builder.pack.script.terms, named_terms(builder)
    if not builder.asked or (named and builder.state == State.NOTED):
        return note(builder.change(misses=0), "explain.words", terms=_meanings(builder, named))
    asked = builder.pack.script.questionnaire.questions[builder.asked]
    text = " ".join((asked.text, *(option.label for option in asked.options)))
    hard = named or [term for term in terms if _holds(text, term)]
    builder = builder.change(misses=0)
    return builder.say("explain.named" if named else "explain.text", more=asked.more, terms=_meanings(builder, hard))


def _meanings(builder: TurnBuilder, terms: Sequence[str]) -> str:
    script = builder.pack.script
    return "\n".join(script.phrase("explain.term", term=term, meaning=script.terms[term]) for term in terms[:3])


def _holds(text: str, term: str) -> bool:
    """Whether a text has a term in it, in the singular or the plural."""
    return bool(re.search(rf"\b{re.escape(term)}s?\b", text, re.IGNORECASE))


def not_these(builder: TurnBuilder, options: Sequence[str]) -> TurnBuilder:
    """Options were ruled out: the question again with the others, and nothing is recorded."""
    asked = builder.pack.script.questionnaire.questions[builder.session.focus[0]]
    left = (f"answer:{asked.id}:{option.id}" for option in asked.options if option.id not in options)
    names = builder.pack.script.label("or").join(f"_{o.label}_" for o in asked.options if o.id in options)
    return builder.say("repair.not_these", *left, f"skip:{asked.id}", "back", names=names, text=asked.text).stay()


def clarify(builder: TurnBuilder, found: Found, text: str) -> TurnBuilder:
    """Offer the likely topics by name."""
    near = (f"topic:{topic}" for topic in found.topics[:3])
    return builder.change(unsure=text, misses=0).say("repair.clarify", *near, "none").stay()


def none_of_these(builder: TurnBuilder) -> TurnBuilder:
    """None of the offered topics was meant: the question counts as one without an answer."""
    return note(builder.missing(builder.was_unsure), "repair.none")


def agreed(builder: TurnBuilder, word: str) -> TurnBuilder:
    """'Yes' or 'no' where neither was asked for; 'no' to what was answered makes it a question without an answer."""
    if builder.state == State.QUESTION and word in ("yes", "no"):
        return unclear(builder, "repair.which")
    if builder.state in WAITING or word not in ("yes", "no"):
        return unclear(builder)
    builder = builder.change(misses=0)
    if word == "no" and builder.was_unsure:
        return note(builder.missing(builder.was_unsure), "repair.misread")
    return note(builder, f"repair.{word}")


def gone(builder: TurnBuilder) -> TurnBuilder:
    """A button for something that is no more, or never was."""
    return note(builder, "repair.gone")
