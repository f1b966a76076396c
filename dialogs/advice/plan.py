"""A plan for one person: what they have is left out, what they lack first comes first, each step has its reason."""

from collections.abc import Iterable, Mapping

from dialogs.advice.model import JOINT, Answers
from dialogs.advice.words import Words, capital, listed
from dialogs.script import Pack
from knowledge.model import Step


def plan(pack: Pack, answers: Answers, matters: Iterable[str] = (), knows: Iterable[str] = ()) -> str:
    """Markdown: tomorrow, this month, after that; for the track advised, or leant to, or else the close-call track.

    `knows` are words for what the person says they know.
    """
    words = Words(pack)
    advice = pack.script.questionnaire.advise(answers, matters)
    track = advice.track or advice.leaning or pack.script.questionnaire.close_track
    title = "plan.title" if advice.track else "plan.leaning" if advice.leaning else "plan.guess"
    heading = words.say(title, advice=words.advice(track))
    things, steps = steps_for(pack, answers, track, knows)
    have = words.say("plan.have", things=listed(things)) if things else ""
    first, later = steps[0], steps[1:]
    tomorrow = words.say("plan.tomorrow", start=first.start or first.text, title=_lower(first.title))
    month = words.say("plan.month", title=first.title, text=first.text, because=because(first, answers))
    after = [words.say("plan.later", title=step.title, because=because(step, answers)) for step in later]
    listing = "\n".join([words.say("plan.after"), *after]) if after else ""
    return "\n\n".join(filter(None, [heading, have, tomorrow, month, listing, words.say("plan.limits")]))


def steps_for(pack: Pack, answers: Answers, track: str, knows: Iterable[str] = ()) -> tuple[list[str], list[Step]]:
    """(what they have, the steps that are left, in order); at least the last step is left."""
    steps = pack.knowledge.plans[track]
    had = [step for step in steps[:-1] if fits(step.had, answers) or {*step.known_as} & {*knows}]
    things = [step.have or _lower(step.title) for step in had]
    return things, [step for step in steps if step not in had]


def fits(case: Mapping[str, tuple[str, ...]], answers: Answers) -> bool:
    """Whether any answer is one of those in the case."""
    return any(set(answers.get(question, "").split(JOINT)) & set(options) for question, options in case.items())


def because(step: Step, answers: Answers) -> str:
    """Why a step is there for this person, a clause; '' where the plan gives no reason."""
    fitting = (one.text for one in step.because if not one.when or fits(one.when, answers))
    return next(fitting, "")


def named_in(pack: Pack, text: str) -> tuple[str, ...]:
    """The words by which a folded text names what steps of plans teach."""
    words = {word for steps in pack.knowledge.plans.values() for step in steps for word in step.known_as}
    return tuple(sorted(word for word in words if f" {word} " in f" {text} "))


def first_step(pack: Pack, answers: Answers, track: str, knows: Iterable[str] = ()) -> str:
    """What to do tomorrow, a sentence."""
    first = steps_for(pack, answers, track, knows)[1][0]
    return capital(first.start or first.text)


def _lower(title: str) -> str:
    """A title inside a sentence: its first letter small, unless the word is a name or an acronym."""
    word = title.split(maxsplit=1)[0]
    return title if word[1:] != word[1:].lower() or word.isupper() else title[:1].lower() + title[1:]
