"""The verdict in words, to this person: the road, what of their answers speaks for it and against it, how firm it is.

Composed from the clauses of answers and rules and the grammar of verdict.yaml; facts about a career stand in neither.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from dialogs.advice.evidence import Evidence, evidence, tips
from dialogs.advice.model import Advice, Answers, Flip
from dialogs.advice.words import Words, capital, joined, length, paragraphs
from dialogs.script import Pack

MOST_WORDS = 110


class Detail(Struct, frozen=True):
    """How much of it is told: clauses for and against, and whether a tip of two, the article's rule, an offer are.

    Without `sides`, the answers for each side are counted only.
    """

    for_it: int
    against: int
    pair: bool = False
    rule: bool = False
    mark: bool = False
    sides: bool = True


DETAILS = (  # the first that fits
    Detail(3, 2, pair=True, rule=True, mark=True),
    Detail(3, 2, rule=True, mark=True),
    Detail(3, 1, rule=True, mark=True),
    Detail(2, 1, rule=True, mark=True),
    Detail(2, 1, mark=True),
    Detail(1, 1, mark=True),
    Detail(1, 1),
    Detail(2, 1, sides=False),
    Detail(1, 1, sides=False),
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
        self.words, self.sheet = Words(pack), pack.script.questionnaire
        self.advice: Advice = self.sheet.advise(answers, matters)
        self.flips = self.sheet.flips(answers, matters)
        self.evidence = evidence(self.sheet, self.advice)

    def told(self, detail: Detail) -> str:
        if self.advice.too_little:
            return self._little(detail)
        heading = "verdict.tie" if self.advice.track is None else "verdict.close" if self._close else "verdict.clear"
        advice = self.words.advice(self.advice.track) if self.advice.track else ""
        return paragraphs(
            [self.words.say(heading, **({"advice": advice} if advice else {}))],
            [*self._for(detail), *self._rule(detail)],
            self._against(detail),
            self._firm(detail),
        )

    @property
    def _close(self) -> bool:
        return self.advice.close_call

    def _of(self, *tracks: str | None) -> list[Evidence]:
        return [one for one in self.evidence if one.track in tracks]

    def _clauses(self, listed_evidence: Sequence[Evidence], most: int) -> str:
        """The first few clauses, and how many more there are; a single one more is told instead."""
        shown = listed_evidence if len(listed_evidence) == most + 1 else listed_evidence[:most]
        rest = len(listed_evidence) - len(shown)
        more = self.words.say("verdict.more", n=self.words.number(rest)) if rest else ""
        return joined([self._clause(one) for one in shown], more)

    def _clause(self, one: Evidence) -> str:
        clause = self.words.clause(one.question, one.answer, one.track)
        return self.words.say("verdict.doubled", clause=clause) if one.doubled else clause

    def _joined(self) -> bool:
        """Whether the verdict is the road that joins two sides, or none."""
        joins = self.sheet.terms.joins
        return bool(joins) and self.advice.track in (joins.track if joins else None, None)

    def _for(self, detail: Detail) -> list[str]:
        direct = self._of(self.advice.track)
        sentences = []
        if direct:
            clauses = self._clauses(direct, detail.for_it)
            if len(direct) == len(self.evidence) > 1:
                phrase = "verdict.both_for" if len(direct) == 2 else "verdict.all_for"
                sentences.append(self.words.say(phrase, n=self.words.number(len(direct)), clauses=clauses))
            else:
                sentences.append(self.words.counted("verdict.for", len(direct), clauses=clauses))
        return [*sentences, *(self._sides(detail, after=bool(direct)) if self._joined() else [])]

    def _sides(self, detail: Detail, *, after: bool) -> list[str]:
        """The answers for each of the sides that the road joins."""
        sides = {track: self._of(track) for track in self.sheet.tracks if track != self.advice.track}
        given = sorted(((track, side) for track, side in sides.items() if side), key=lambda pair: -len(pair[1]))
        if not given:
            return []
        if len(given) == 1:
            track, side = given[0]
            clauses = self._clauses(side, max(detail.for_it - after, 1))
            return [self.words.counted("verdict.one_side", len(side), field=self.words.field(track), clauses=clauses)]
        if len(given) == 2 and not after and detail.for_it > 1 and (told := self._wish_and_facts(dict(given))):
            return told
        fields = [(self.words.field(track), side) for track, side in given]
        if detail.sides:
            both = "; ".join(
                self.words.say("verdict.side", field=f, clauses=self._clauses(side, 1)) for f, side in fields
            )
        else:
            both = joined([self.words.counted("verdict.side_bare", len(side), field=field) for field, side in fields])
        return [self.words.say("verdict.divided_rest" if after else "verdict.divided", sides=both)]

    def _wish_and_facts(self, sides: dict[str, list[Evidence]]) -> list[str]:
        """Where one side is what the person wants and the other what they bring, said so."""
        facts = {track: [o for o in side if self.sheet.questions[o.question].given] for track, side in sides.items()}
        wishes = {track: [o for o in side if o not in facts[track]] for track, side in sides.items()}
        wanted, brought = sorted(sides, key=lambda track: len(facts[track]) - len(wishes[track]))
        if len(wishes[wanted]) < 2 or len(wishes[wanted]) <= len(wishes[brought]) or len(facts[brought]) < 2:
            return []
        return [
            self.words.say(phrase, field=self.words.field(track), clauses=self._clauses(side, 2))
            for phrase, track, side in (
                ("verdict.drawn", wanted, wishes[wanted] + facts[wanted]),
                ("verdict.bring", brought, facts[brought] + wishes[brought]),
            )
        ]

    def _rule(self, detail: Detail) -> list[str]:
        """What the article says of people like this one, if it speaks for the verdict."""
        track = self.advice.track
        rules = [self.sheet.rules[r.rule] for r in self.advice.reasons if r.rule in self.sheet.rules]
        fitting = [rule for rule in rules if track and rule.points.get(track, 0) == max(rule.points.values())]
        joins = self.sheet.terms.joins
        clauses = [rule.you for rule in sorted(fitting, key=lambda rule: -rule.points[track or ""])]
        if joins and joins.track == track and any(r.rule == joins.id for r in self.advice.reasons):
            clauses.append(joins.you)
        return [self.words.say("verdict.rule", clause=clauses[0])] if clauses and detail.rule else []

    def _against(self, detail: Detail) -> list[str]:
        if self._joined():
            return []
        against = [one for one in self.evidence if one.track != self.advice.track]
        if not against:
            return []
        if len(against) > detail.against + 1 or len(against) > detail.against == 1:
            n = capital(self.words.number(len(against)))
            said = self.words.say("verdict.against_above_all", N=n, clauses=self._clause(against[0]))
        else:
            clauses = self._clauses(against, detail.against)
            said = self.words.counted("verdict.against", len(against), clauses=clauses)
        outnumbered = len(against) >= len(self.evidence) - len(against)
        lighter = outnumbered and not self._close and not self.advice.tie and detail.rule
        return [said, *([self.words.say("verdict.lighter")] if lighter else [])]

    def _firm(self, detail: Detail) -> list[str]:
        named = tips(self.sheet, self.flips)
        single = [flip for flip in self.flips if len(flip.changes) == 1]
        undecided = self._close or self.advice.tie
        mark = [self.words.say("verdict.mark")] if detail.mark and undecided else []
        if not single:
            pair = [self._tip("verdict.firm_pair", named[0])] if named and detail.pair else []
            return [self.words.say("verdict.firm"), *pair]
        if named:
            phrase = "verdict.tip_close" if undecided else TIPS.get(len(named), "verdict.tip_many")
            return [self._tip(phrase, named[0]), *mark]
        return [self.words.say("verdict.holds"), *mark]

    def _tip(self, phrase: str, flip: Flip) -> str:
        return self.words.say(phrase, **self.words.changed(flip))

    def _little(self, detail: Detail) -> str:
        n, leaning = len(self.evidence), self.advice.leaning
        clauses = self._clauses(self.evidence, detail.for_it)
        if not n:
            lean = self.words.say("verdict.lean_none")
        elif leaning is None or len(self._of(leaning)) < n:
            lean = self.words.counted("verdict.lean_flat", n)
        else:
            lean = self.words.counted("verdict.lean", n, field=self.words.field(leaning), clauses=clauses)
        missing = self.sheet.terms.least - n
        return paragraphs([self.words.say("verdict.little")], [lean], [self.words.counted("verdict.ask_on", missing)])
