"""An answer typed below a question, besides what the search makes of it: what it begins with, speaks against, or says
otherwise in one of its clauses.
"""

import re

import msgspec

from dialogs.advice.model import Question
from dialogs.interpreter import answers_shown
from dialogs.mentions import mentions
from dialogs.own_words import RuledOut, led, led_by_label, repelled, ruled_out, without_tag
from dialogs.script import fold
from dialogs.turn_builder import TurnBuilder
from knowledge.model import Find, Found, Outcome

FEW = 2  # words behind a 'no' that say more
ASKED_BACK = 2  # options that are asked back at most
LONG = 12  # words of a text whose clauses may say different things
CONTRADICTS = 0.8  # from how sure a clause speaks against what its whole text answers


def denied(builder: TurnBuilder, asked: Question, shown: list[str]) -> RuledOut:
    """The options that a text rules out, and what it says besides: of 'no, …' the rest, of which the options are out
    that were just asked back.
    """
    text, out = without_tag(builder.pack.script, builder.text), list[str]()
    first, _, rest = re.sub(r"[.,;!]+", ".", text).partition(".")
    says, script = fold(first), builder.pack.script
    if text.rstrip().endswith("?") and says.partition(" ")[0] in builder.pack.knowledge.language.why:
        return RuledOut((), text)  # 'why not models?' rules nothing out
    if (script.commands.get(says) == "no" or script.taking_back.fullmatch(says)) and len(rest.split()) >= FEW:
        text, out = rest.strip(), shown if len(shown) <= ASKED_BACK else []
    ruled = ruled_out(script, asked, text, shown)
    options = tuple(dict.fromkeys((*out, *ruled.options)))
    return RuledOut(options, ruled.rest if ruled.options else text)


def begins_with(builder: TurnBuilder, asked: Question, shown: list[str]) -> tuple[str, str] | None:
    """(the option that a text begins with, by its number or label, what it says besides); None for other texts."""
    script, text = builder.pack.script, builder.text
    place, rest = led(script, text)
    if 0 < place <= len(shown):
        return shown[place - 1], rest
    option, rest = led_by_label(asked, text)
    named = mentions(script, asked, text)
    negated = script.negation.match(fold(rest)) or script.negation_after.match(fold(rest))
    others = named.out or named.live not in ((), (option,))
    return (option, rest) if option and not negated and not others else None


def against(find: Find, builder: TurnBuilder, asked: Question, out: RuledOut, option: str) -> tuple[str, ...]:
    """The options that a text speaks against which was taken for one of them; none where it does not."""
    if option in out.options:
        return out.options
    clauses = repelled(builder.pack.script, builder.text)
    read = (asked.option(find(clause, (), asked.id).option) for clause in clauses)
    options = tuple(option.id for option in read if option and not option.averse)
    return options if option in options else ()


def unsure_of(builder: TurnBuilder, asked: Question, result: Found) -> tuple[str, ...]:
    """The options to ask back of an answer that is not beyond doubt, none for most: where a clause surely names another
    one than the whole, or the text asks something and none of its clauses answers.
    """
    asks = "?" in builder.text and not result.aside
    if not asks and len(builder.text.split()) < LONG:  # one clause says what the whole does
        return ()
    acts = builder.read_answers((asked.id,))
    if asks and not acts:
        return (result.option,)
    sure = (act.label for act in acts if act.cued and act.score >= CONTRADICTS and act.label != result.option)
    return next(((other, result.option) for other in sure), ())


def said_again(builder: TurnBuilder, asked: Question, result: Found) -> Found:
    """What was not sure enough, as an answer where its likeliest option is one of those that were just asked back."""
    shown = [action.args[1] for action in answers_shown(builder.session)]
    back = len(shown) < len(asked.options) and result.outcome is Outcome.DECLINE and result.options[:1]
    if not back or result.options[0] not in shown:
        return result
    return msgspec.structs.replace(result, outcome=Outcome.REPLY, option=result.options[0])
