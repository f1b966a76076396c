"""The verdict in words, to this person: the road, what of their answers speaks for it and against it, how firm it is.

Composed from the clauses of answers and rules and the grammar of verdict.yaml; facts about a career stand in neither.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from dialogs.advice.evidence import Evidence, evidence, tips, undoes
from dialogs.advice.model import JOINT, Advice, Answers, Case, Flip
from dialogs.advice.words import Words, joined, length, paragraphs
from dialogs.script import Pack

MOST_WORDS = 110


class Detail(Struct, frozen=True):
    """How much of it is told: clauses for and against, and whether a tip of two, the article's rule, an offer are."""

    for_it: int
    against: int
    pair: bool = False
    rule: bool = False
    mark: bool = False
    more: int = 2  # where a single answer beyond these is told as well: everywhere, or only in the last list
    lead: int = 2  # why it is not firm: in full, or only the lead
    turn: bool = True  # why a road that joins two sides wins with fewer answers than one of them


DETAILS = (  # the first that fits
    Detail(3, 2, pair=True, rule=True, mark=True),
    Detail(3, 2, rule=True, mark=True),
    Detail(3, 1, rule=True, mark=True),
    Detail(3, 1, rule=True, mark=True, more=1),
    Detail(3, 1, rule=True, mark=True, more=0),
    Detail(2, 1, rule=True, mark=True),
    Detail(2, 1, rule=True),
    Detail(2, 1, rule=True, mark=True, more=1),
    Detail(2, 1, rule=True, more=1),
    Detail(2, 1, rule=True, mark=True, more=0),
    Detail(2, 1, rule=True, more=0),
    Detail(2, 1, rule=True, more=0, lead=1),
    Detail(2, 1, rule=True, more=0, lead=0),
    Detail(2, 1, more=1, lead=1),
    Detail(2, 1, more=0, lead=0),
    Detail(1, 1, rule=True, lead=1),
    Detail(1, 1, rule=True, more=0, lead=0),
    Detail(1, 1, more=0, lead=0),
    Detail(1, 1, more=0, lead=0, turn=False),
)


TIPS = {1: "verdict.tip_one", 2: "verdict.tip_few", 3: "verdict.tip_few"}  # by how many questions could tip it


def verdict(pack: Pack, answers: Answers, matters: Iterable[str] = ()) -> str:
    """At most 110 words of Markdown in short paragraphs: the advice on these answers."""
    teller = _Teller(pack, answers, tuple(matters))
    told = (teller.told(detail) for detail in DETAILS)
    return next((text for text in told if length(text) <= MOST_WORDS), teller.told(DETAILS[-1]))


def headline(pack: Pack, answers: Answers, matters: Iterable[str] = ()) -> str:
    """The first sentence of the verdict."""
    return verdict(pack, answers, matters).split("\n\n")[0]


class _Teller:
    """One person's answers on their way to sentences."""

    def __init__(self, pack: Pack, answers: Answers, matters: tuple[str, ...]) -> None:
        self.words, self.sheet, self.answers = Words(pack), pack.script.questionnaire, answers
        self.advice: Advice = self.sheet.advise(answers, matters)
        self.flips = self.sheet.flips(answers, matters)
        self.evidence = evidence(self.sheet, self.advice)
        self.rule, question, options = self._ruling()
        self.key = ""
        for i, one in enumerate(self.evidence):
            if one.question == question and (about := self._about(one, options)):
                self.key, self.evidence[i] = question, replace(one, answer=about)

    def _ruling(self) -> tuple[str, str, tuple[str, ...]]:
        """What the article says of such people, if it speaks for the verdict; the question and options it is about."""
        track, joins = self.advice.track or "", self.sheet.terms.joins
        counted = {reason.rule for reason in self.advice.reasons}
        rules = [rule for rule in self.sheet.rules.values() if rule.id in counted and track in rule.points]
        fitting = [rule for rule in rules if rule.points[track] == max(rule.points.values())]
        if fitting:
            rule = max(fitting, key=lambda rule: rule.points[track])
            about = next(case for case in rule.cases if self._holds(case))
            return rule.you, *next(iter(about.items()), ("", ()))
        return (joins.you if joins and joins.track == track and joins.id in counted else ""), "", ()

    def _about(self, one: Evidence, options: Iterable[str]) -> str:
        """Of an answer that names several options, those that the rule is about and that speak for the same track."""
        chosen = self.sheet.questions[one.question].chosen(one.answer)
        return JOINT.join(option.id for option in chosen if option.id in options and option.points.get(one.track))

    def _holds(self, case: Case) -> bool:
        given = {reason.question: reason.option.split(JOINT) for reason in self.advice.reasons}
        return all(set(given.get(question, ())) & set(options) for question, options in case.items())

    def told(self, detail: Detail) -> str:
        if self.advice.too_little:
            return self._little(detail)
        heading = "verdict.tie" if self.advice.track is None else "verdict.close" if self._close else "verdict.clear"
        advice = self.words.advice(self.advice.track) if self.advice.track else ""
        return paragraphs(
            [self.words.say(heading, **({"advice": advice} if advice else {}))],
            self._for(detail),
            self._against(detail),
            self._firm(detail),
        )

    @property
    def _close(self) -> bool:
        return self.advice.close_call

    def _of(self, *tracks: str | None) -> list[Evidence]:
        return [one for one in self.evidence if one.track in tracks]

    def _shown(self, found: Sequence[Evidence], most: int, detail: Detail, *, last: bool) -> list[Evidence]:
        """The first few answers, among them, at the end, the one that the article's rule is about."""
        if len(found) == most + 1 and detail.more > (not last):
            most += 1
        keys = [one for one in found if one.question == self.key and detail.rule]
        return [*[one for one in found if one not in keys][: most - len(keys)], *keys]

    def _counted(
        self, phrase: str, found: Sequence[Evidence], most: int, detail: Detail, *, last: bool = False, **words: str
    ) -> list[str]:
        """How many answers there are, and the first few of them; nothing where there are none."""
        if not found:
            return []
        shown = self._shown(found, most, detail, last=last)
        clauses = joined([self._clause(one) for one in shown])
        return [self.words.counted(phrase, len(found), picked=self._picked(shown, found), clauses=clauses, **words)]

    def _picked(self, shown: Sequence[Evidence], found: Sequence[Evidence]) -> str:
        """What stands before the clauses: which of the answers found they are, the strongest or some."""
        rest = [one.strength for one in found if one not in shown]
        if not rest:
            return self.words.say("verdict.whole")
        first = min(one.strength for one in shown) > max(rest)
        return self.words.counted("verdict.above_all" if first else "verdict.among", len(shown))

    def _clause(self, one: Evidence) -> str:
        clause = self.words.clause(one.question, one.answer, one.track)
        return self.words.say("verdict.doubled", clause=clause) if one.doubled else clause

    def _joined(self) -> bool:
        """Whether the verdict is the road that joins two sides, or none."""
        joins = self.sheet.terms.joins
        return bool(joins) and self.advice.track in (joins.track if joins else None, None)

    def _for(self, detail: Detail) -> list[str]:
        direct = self._of(self.advice.track)
        whole = len(direct) == len(self.evidence)
        phrase = (
            "verdict.for" if not whole or len(direct) == 1 else "verdict.both" if len(direct) == 2 else "verdict.all"
        )
        said = self._counted(phrase, direct, detail.for_it, detail)
        rule = [self.words.say("verdict.rule", clause=self.rule)] if self.rule and detail.rule else []
        sides = self._sides(detail, after=bool(direct)) if self._joined() else []
        if detail.turn and not rule and self._in_turn():
            sides = [*sides, self.words.say("verdict.in_turn")]
        return [*said, *rule, *sides] if self.key in [one.question for one in direct] else [*said, *sides, *rule]

    def _in_turn(self) -> bool:
        """Whether the road that joins both sides has fewer answers of its own than one of them."""
        track = self.advice.track
        if not self._joined() or track is None:
            return False
        sides = [len(self._of(other)) for other in self.sheet.tracks if other != track]
        return min(sides) > 0 and max(sides) > len(self._of(track))

    def _sides(self, detail: Detail, *, after: bool) -> list[str]:
        """The answers for each side that the road joins; the one nearest to what the article says comes last."""
        sides = {track: side for track in self.sheet.tracks if track != self.advice.track and (side := self._of(track))}
        if len(sides) == 2 and not after and detail.for_it > 1 and (told := self._wish_and_facts(sides, detail)):
            return told
        order = sorted(sides, key=lambda track: (self._nearness(track, sides[track]), -len(sides[track])))
        most = max(detail.for_it - 1 - after, 1) if len(sides) > 1 else max(detail.for_it - after, 1)
        sentences: list[str] = []
        for track in order:
            phrase = "verdict.side" if after or sentences else "verdict.first_side"
            field, last = self.words.field(track), track == order[-1]
            sentences += self._counted(phrase, sides[track], most, detail, last=last, field=field)
        return sentences

    def _nearness(self, track: str, side: Sequence[Evidence]) -> int:
        """How near a side is to what the article says: 2 if it is about an answer there, 1 if the road begins there."""
        joins = self.sheet.terms.joins
        begins = bool(joins and self.rule and track == joins.of[0])
        return 2 if self.key in [one.question for one in side] else int(begins)

    def _wish_and_facts(self, sides: dict[str, list[Evidence]], detail: Detail) -> list[str]:
        """Where one side is what the person wants and the other where they stand, said so."""
        facts = {track: [o for o in side if self.sheet.questions[o.question].given] for track, side in sides.items()}
        wishes = {track: [o for o in side if o not in facts[track]] for track, side in sides.items()}
        wanted, brought = sorted(sides, key=lambda track: len(facts[track]) - len(wishes[track]))
        if len(wishes[wanted]) < 2 or len(wishes[wanted]) <= len(wishes[brought]) or len(facts[brought]) < 2:
            return []
        sentences: list[str] = []
        for phrase, track, named in (
            ("verdict.drawn", wanted, wishes[wanted]),
            ("verdict.stand", brought, facts[brought]),
        ):
            shown = self._shown(named, 2, detail, last=False)
            clauses = joined([self._clause(one) for one in shown])
            rest = len(sides[track]) - len(shown)
            sentences.append(self.words.say(phrase, field=self.words.field(track), clauses=clauses))
            sentences += [self.words.counted("verdict.others", rest)] if rest else []
        return sentences

    def _against(self, detail: Detail) -> list[str]:
        """What speaks for another track; apart from it, what speaks for the one that joins both."""
        if self._joined():
            return []
        joins = self.sheet.terms.joins
        between = self._of(joins.track) if joins else []
        against = [one for one in self.evidence if one.track != self.advice.track and one not in between]
        outnumbered = len(against) >= len(self._of(self.advice.track))
        lighter = against and outnumbered and not self._close and not self.advice.tie and detail.rule
        return [
            *self._counted("verdict.against", against, detail.against, detail, last=True),
            *([self.words.say("verdict.lighter")] if lighter else []),
            *self._counted("verdict.between", between, 1, detail),
        ]

    def _firm(self, detail: Detail) -> list[str]:
        named = tips(self.sheet, self.answers, self.flips)
        single = [flip for flip in self.flips if len(flip.changes) == 1]
        undecided = self._close or self.advice.tie
        mark = [self.words.say("verdict.mark")] if detail.mark and undecided else []
        if not single:
            pair = [self._tip("verdict.firm_pair", named[0])] if named and detail.pair else []
            return [self.words.say("verdict.firm"), *pair]
        if not named:
            return [self.words.say("verdict.holds"), *mark]
        if undecided:
            return [self._tip("verdict.tip_close" if self._close else "verdict.tip_tie", named[0]), *mark]
        if undoes(self.sheet, self.answers, named[0]):
            return [self.words.say("verdict.past", field=self.words.field(named[0].track))]
        if phrase := TIPS.get(len(named)):
            return [self._tip(phrase, named[0])]
        many = len(self._of(self.advice.track)) * 2 > len(self.evidence)
        phrase = "verdict.lead" if detail.lead > 1 else "verdict.lead_only"
        lead = self.words.counted(phrase, self.advice.margin) if many and detail.lead else ""
        return [self.words.say("verdict.open", lead=lead), self._tip("verdict.tip_many", named[0])]

    def _tip(self, phrase: str, flip: Flip) -> str:
        return self.words.say(phrase, **self.words.changed(flip))

    def _little(self, detail: Detail) -> str:
        n, leaning = len(self.evidence), self.advice.leaning
        if not n:
            lean = [self.words.say("verdict.lean_none")]
        elif leaning is None or len({one.track for one in self.evidence}) > 1:
            clauses = joined([self._clause(one) for one in self.evidence[: detail.for_it]])
            lean = [self.words.counted("verdict.lean_flat", n, clauses=clauses)]
        else:
            field = self.words.field(leaning)
            lean = self._counted("verdict.lean", self.evidence, detail.for_it, detail, field=field)
        missing = self.sheet.terms.least - n
        return paragraphs([self.words.say("verdict.little")], lean, [self.words.counted("verdict.ask_on", missing)])
