"""Why, and why not: the sum in sentences and as a table, and what stands between a person and another track."""

from collections.abc import Iterable

from dialogs.advice.evidence import evidence, tips
from dialogs.advice.model import Advice, Answers, Reason
from dialogs.advice.paths import ways_to
from dialogs.advice.words import Words, joined, paragraphs
from dialogs.replies import Grid
from dialogs.script import Pack

MOST_CLAUSES, MOST_RULES = 3, 2


def why(pack: Pack, answers: Answers, matters: Iterable[str] = ()) -> str:
    """The sum in sentences: the first two tracks, what gave most, what the article adds."""
    sheet, words = pack.script.questionnaire, Words(pack)
    advice = sheet.advise(answers, matters)
    track = advice.track or advice.leaning or max(advice.scores, key=advice.scores.__getitem__)
    if not any(advice.scores.values()):
        return words.say("why.none")
    second = max((t for t in advice.scores if t != track), key=advice.scores.__getitem__)
    total = words.say(
        "why.sum",
        points=_points(words, advice.scores[track]),
        field=words.field(track),
        second_points=advice.scores[second],
        second=words.field(second),
    )
    close = (
        [words.say("why.close", field=words.field(track))]
        if advice.track and advice.scores[second] >= advice.scores[track]
        else []
    )
    side = words.track(track).best
    best = [words.say("why.best", field=words.field(track), best=side.text)] if side and advice.track else []
    return paragraphs([total, _heaviest(words, advice, track)], [*_rules(words, advice, track), *close, *best])


def _points(words: Words, n: int) -> str:
    return words.say("why.point") if n == 1 else words.say("why.points", n=n)


def _heaviest(words: Words, advice: Advice, track: str) -> str:
    counted = [r for r in advice.reasons if not r.rule and r.points.get(track)]
    sides = {one.question for one in evidence(words.pack.script.questionnaire, advice) if one.track == track}
    given = sorted([r for r in counted if r.question in sides] or counted, key=lambda r: -r.points[track])
    clauses = [
        words.say("why.clause", clause=words.clause(r.question, r.option, track), n=r.points[track])
        for r in given[:MOST_CLAUSES]
    ]
    return words.say("why.heaviest", clauses=joined(clauses)) if clauses else ""


def _told_by_rules(words: Words, advice: Advice, track: str, other: str = "") -> list[str]:
    """What the article says of such people that gives a track points, and more than `other`."""
    sheet = words.pack.script.questionnaire
    rules = [r for r in advice.reasons if r.rule in sheet.rules and r.points.get(track, 0) > r.points.get(other, 0)]
    return [words.say("why.clause", clause=sheet.rules[r.rule].you, n=r.points[track]) for r in rules]


def _rules(words: Words, advice: Advice, track: str) -> list[str]:
    sheet = words.pack.script.questionnaire
    rules = _told_by_rules(words, advice, track)
    sentences = [words.counted("why.rules", len(rules), clauses=joined(rules))] if rules else []
    joins = sheet.terms.joins
    joint = [r.points[track] for r in advice.reasons if joins and r.rule == joins.id and r.points.get(track)]
    return [*sentences, *(words.say("why.joint", field=words.field(track), n=n) for n in joint)]


def points_table(pack: Pack, answers: Answers, matters: Iterable[str] = ()) -> Grid:
    """Every answer and rule with its points by track, and the sum below."""
    sheet, words, tracks = pack.script.questionnaire, Words(pack), pack.knowledge.tracks
    advice = sheet.advise(answers, matters)
    rows = [
        (_row_name(words, reason), *(str(reason.points.get(track, "")) for track in tracks))
        for reason in advice.reasons
    ]
    rows.append((pack.script.phrase("result.total"), *(str(advice.scores[track]) for track in tracks)))
    return Grid((pack.script.phrase("result.your_answer"), *(track.short for track in tracks.values())), tuple(rows))


def _row_name(words: Words, reason: Reason) -> str:
    sheet = words.pack.script.questionnaire
    if reason.rule:
        joins = sheet.terms.joins
        name = sheet.rules[reason.rule].name if reason.rule in sheet.rules else joins.name if joins else reason.rule
        return words.say("why.by_rule", name=name)
    question = sheet.questions[reason.question]
    option = question.option(reason.option)
    label = f"{question.name}: {option.label if option else reason.option}"
    return words.say("why.doubled", label=label) if reason.doubled else label


def why_not(pack: Pack, answers: Answers, track: str, matters: Iterable[str] = ()) -> str:
    """Which answers cost a track the advice, the points it lacks, the smallest way there, and its best case."""
    sheet, words = pack.script.questionnaire, Words(pack)
    marks = sheet.marks(answers, matters)
    advice = sheet.advise(answers, marks)
    if advice.track == track:
        return words.say("why_not.chosen", advice=words.advice(track))
    rival = advice.track or max((t for t in advice.scores if t != track), key=advice.scores.__getitem__)
    return paragraphs(
        [_costs(words, answers, marks, track, rival), _gap(words, advice, track, rival)],
        [_way(words, answers, marks, track)],
        [_best(words, track, marks)],
    )


def _costs(words: Words, answers: Answers, marks: tuple[str, ...], track: str, rival: str) -> str:
    """The answers that moved the gap to the other track most, each reckoned by leaving it out.

    What speaks for the track itself costs it nothing: where it brings what the article says of people like this one,
    and that speaks for the other track more, that is told.
    """
    sheet = words.pack.script.questionnaire
    advice = sheet.advise(answers, marks)
    own = {one.question for one in evidence(sheet, advice) if one.track == track}

    def gap(given: Answers) -> int:
        scores = sheet.advise(given, marks).scores
        return scores[rival] - scores[track]

    now = gap(answers)
    without = {q: now - gap({**answers, q: ""}) for q in sheet.questions if answers.get(q)}
    field = words.field(track)
    brought = any(without[q] > 0 for q in without if q in own)
    if brought and (rules := _told_by_rules(words, advice, rival, track)):
        return words.say("why_not.rules", field=field, clauses=joined(rules[:MOST_RULES]))
    costly = sorted((q for q in without if without[q] > 0 and q not in own), key=lambda q: -without[q])
    clauses = [
        words.say("why_not.costs", clause=words.clause(q, answers[q], rival), points=_points(words, without[q]))
        for q in costly[:2]
    ]
    if not clauses:
        return words.say("why_not.none", field=field)
    return words.say("why_not.few", field=field, clauses=joined(clauses))


def _gap(words: Words, advice: Advice, track: str, rival: str) -> str:
    lacks = advice.scores[rival] - advice.scores[track]
    if lacks > 0:
        return words.say("why_not.lacks", points=_points(words, lacks))
    return words.say("why_not.level") if lacks == 0 else words.say("why_not.ahead")


def _way(words: Words, answers: Answers, marks: tuple[str, ...], track: str) -> str:
    sheet = words.pack.script.questionnaire
    ways = ways_to(sheet, answers, marks, track)
    named = tips(sheet, answers, ways) or list(ways)
    if not named:
        return words.say("why_not.far")
    phrase = "why_not.way_one" if len(named[0].changes) == 1 else "why_not.way_two"
    return words.say(phrase, **words.changed(named[0]))


def _best(words: Words, track: str, marks: tuple[str, ...]) -> str:
    best = words.track(track).best
    if best is None:
        return ""
    free = len(marks) < words.pack.script.questionnaire.terms.double
    return words.say("why_not.best" if free else "why_not.best_unmarked", best=best.text)
