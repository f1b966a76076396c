"""An answer typed below a question, besides what the search makes of it: what it begins with, speaks against, or says
otherwise in one of its clauses.
"""

import msgspec

from dialogs.advice.model import Question
from dialogs.interpreter import answers_shown
from dialogs.mentions import mentions
from dialogs.own_words import RuledOut, led, led_by_label, repelled
from dialogs.script import fold
from dialogs.turn_builder import TurnBuilder
from knowledge.model import Find, Found, Outcome

LONG = 12  # words of a text whose clauses may say different things
RIVAL = 0.8  # from how sure a clause speaks against what its whole text answers


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


def otherwise(builder: TurnBuilder, asked: Question, option: str) -> str:
    """The option that a clause of a text surely names while the whole names another one; '' for none."""
    if len(builder.text.split()) < LONG:  # one clause says what the whole does
        return ""
    acts = builder.read_answers((asked.id,))
    return next((act.label for act in acts if act.cued and act.score >= RIVAL and act.label != option), "")


def said_again(builder: TurnBuilder, asked: Question, result: Found) -> Found:
    """What was not sure enough, as an answer where its likeliest option is one of those that were just asked back."""
    shown = [action.args[1] for action in answers_shown(builder.session)]
    back = len(shown) < len(asked.options) and result.outcome is Outcome.DECLINE and result.options[:1]
    if not back or result.options[0] not in shown:
        return result
    return msgspec.structs.replace(result, outcome=Outcome.REPLY, option=result.options[0])
