"""How firm a verdict is, exactly: against one other answer, one counted double, and answers that fell by chance."""

from collections.abc import Iterable

from msgspec import Struct

from dialogs.advice.evidence import evidence, tips
from dialogs.advice.model import Answers, Flip
from dialogs.advice.scoring import Questionnaire
from dialogs.advice.tally import Tally
from dialogs.advice.words import Words
from dialogs.script import Pack

FELL_DIFFERENTLY = 0.2
CASES = 20  # 'in 13 of 20 cases': as fine as it is worth saying


class Firmness(Struct, frozen=True):
    """`one_answer`: no other single answer changes the track. `one_doubled`: nor does counting any one double.

    `tips` are single answers worth naming that lead to another track, `doubles` the questions whose answers, counted
    double alone, lead elsewhere, with the track. `again` is the share of cases in which the track comes out again if
    each answer, with a chance of one in five, had been another of its question's options, all as likely.
    """

    one_answer: bool
    one_doubled: bool
    tips: tuple[Flip, ...]
    doubles: dict[str, str | None]
    again: float


def firmness(sheet: Questionnaire, answers: Answers, matters: Iterable[str] = ()) -> Firmness:
    """How firm the advice on these answers is; of advice without a track, how firmly there is none."""
    marks = sheet.marks(answers, matters)
    now = sheet.advise(answers, marks).track
    flips = sheet.flips(answers, marks)
    single = tuple(flip for flip in flips if len(flip.changes) == 1)
    given = [question for question in sheet.questions if answers.get(question)]
    doubled = {question: sheet.advise(answers, (question,)).track for question in given}
    doubles = {question: track for question, track in doubled.items() if track != now}
    again = _again(sheet, answers, marks, now)
    return Firmness(not single, not doubles, tuple(tips(sheet, answers, single)), doubles, again)


def _again(sheet: Questionnaire, answers: Answers, marks: tuple[str, ...], now: str | None) -> float:
    """By convolution over the questions: every way in which answers could have fallen, with its probability."""
    chances: dict[Tally, float] = {sheet.counting.nothing: 1.0}
    ruled = [question for question in sheet.questions if question in sheet.counting.ruled]
    for question in ruled:
        chances = _added(sheet, chances, _fallen(sheet, question, answers.get(question, ""), marks))
    chances = _merged((sheet.counting.settled(tally), chance) for tally, chance in chances.items())
    for question in sheet.questions.keys() - set(ruled):
        chances = _added(sheet, chances, _fallen(sheet, question, answers.get(question, ""), marks))
    return sum(chance for tally, chance in chances.items() if sheet.verdict_on(tally) == now)


def _added(sheet: Questionnaire, chances: dict[Tally, float], more: dict[Tally, float]) -> dict[Tally, float]:
    least = sheet.terms.least
    return _merged(
        (sheet.counting.relative(before.plus(tally, most=least)), so_far * chance)
        for tally, chance in more.items()
        for before, so_far in chances.items()
    )


def _merged(pairs: Iterable[tuple[Tally, float]]) -> dict[Tally, float]:
    merged: dict[Tally, float] = {}
    for tally, chance in pairs:
        merged[tally] = merged.get(tally, 0.0) + chance
    return merged


def _fallen(sheet: Questionnaire, question: str, answer: str, marks: tuple[str, ...]) -> dict[Tally, float]:
    """The tallies that an answer may come to, with their probabilities; what has no answer stays as it is."""
    if answer not in sheet.vectors[question]:
        return {sheet.counting.one(question, ""): 1.0}
    others = [option.id for option in sheet.questions[question].options if option.id != answer]
    ways = [(answer, 1 - FELL_DIFFERENTLY), *((other, FELL_DIFFERENTLY / len(others)) for other in others)]
    return _merged((sheet.counting.one(question, way, marks), chance) for way, chance in ways)


def how_sure(pack: Pack, answers: Answers, matters: Iterable[str] = ()) -> str:
    """The same in words: one other answer, one counted double, and chance; never a figure about the person."""
    sheet, words = pack.script.questionnaire, Words(pack)
    marks = sheet.marks(answers, matters)
    advice = sheet.advise(answers, marks)
    if advice.too_little:
        n = len(evidence(sheet, advice))
        return words.say("how_sure.little", n=words.counted("how_sure.little", n)) if n else words.say("talk.nothing")
    firm = firmness(sheet, answers, marks)
    again = round(firm.again * CASES)
    close = advice.close_call or not advice.margin
    ahead = words.say("how_sure.level") if close else words.counted("how_sure.ahead", advice.margin)
    sentences = [
        ahead,
        _one_answer(words, firm),
        _doubled(words, answers, firm),
        words.say("how_sure.again_all") if again >= CASES else words.say("how_sure.again", n=again),
        words.say("how_sure.not_you"),
    ]
    return "\n\n".join(sentences)


def _one_answer(words: Words, firm: Firmness) -> str:
    if firm.one_answer:
        return words.say("how_sure.one_holds")
    if not firm.tips:
        return words.say("how_sure.one_open")
    changed = words.changed(firm.tips[0])
    return words.counted("how_sure.one_tips", len(firm.tips), **changed)


def _doubled(words: Words, answers: Answers, firm: Firmness) -> str:
    if firm.one_doubled:
        return words.say("how_sure.double_holds")
    question, track = next(iter(firm.doubles.items()))
    clause = words.clause(question, answers[question])
    if track is None:
        return words.say("how_sure.double_opens", clause=clause)
    return words.say("how_sure.double_tips", clause=clause, field=words.field(track))
