"""What there is to say of a verdict besides it: in short, what weighed most, the best case, the catch, the way in.

Composed, as the verdict is, of the clauses of answers, the words of tracks and the grammar of verdict.yaml.
"""

from collections.abc import Iterable

from dialogs.advice.evidence import Evidence, evidence
from dialogs.advice.model import Advice, Answers
from dialogs.advice.plan import steps_for
from dialogs.advice.words import Words, joined
from dialogs.script import Pack
from knowledge.model import Region, Side

MOST_CLAUSES = 3


class Verdict:
    """The advice on somebody's answers, ready to be talked about; `track` is what it leads or leans to, if anything."""

    def __init__(self, pack: Pack, answers: Answers, matters: Iterable[str] = (), knows: Iterable[str] = ()) -> None:
        self.pack, self.answers, self.words, self.sheet = pack, answers, Words(pack), pack.script.questionnaire
        self.advice: Advice = self.sheet.advise(answers, self.sheet.marks(answers, tuple(matters)))
        self.track: str = self.advice.track or self.advice.leaning or ""
        self.knows = tuple(knows)
        self._evidence = evidence(self.sheet, self.advice)

    def weighed(self) -> list[Evidence]:
        """The answers that counted most for the track, or where none did, at all."""
        own = [one for one in self._evidence if one.track == self.track]
        return (own or self._evidence)[:MOST_CLAUSES]

    def reasons(self, most: int = MOST_CLAUSES) -> str:
        """What weighed most, as one clause list; '' where no answer takes a side."""
        return joined([self.words.clause(one.question, one.answer, one.track) for one in self.weighed()[:most]])

    def in_short(self) -> str:
        """The direction, the main reasons, and how few answers it rests on where they are few."""
        if not self._evidence:
            return self.words.say("talk.nothing")
        if self.advice.track:
            return self.words.say("talk.short", advice=self.words.advice(self.advice.track), clauses=self.reasons(2))
        n = self.words.number(len(self._evidence))
        if not self.track:
            return self.words.say("talk.open", n=n)
        phrase = "talk.lean_one" if len(self._evidence) == 1 else "talk.lean_many"
        return self.words.say(phrase, field=self.words.field(self.track), clauses=self.reasons(2), n=n)

    def beyond(self, quote: str) -> str:
        """What there is to say to what no part of the verdict answers."""
        return self.words.say("talk.beyond", quote=quote, short=self.in_short())

    def not_asked(self, quote: str) -> str:
        """An answer to what no question asks about: what counted instead, and that the choice is theirs."""
        reasons = self.reasons(2)
        if not reasons:
            return self.words.say("talk.nothing")
        return self.words.say("talk.not_asked", quote=quote, clauses=reasons)

    def hoped(self, other: str) -> str:
        """For somebody who hoped for the track `other` ('' for none): what led here, and the best case for that one."""
        reasons = self.reasons(2)
        if not reasons:
            return self.words.say("talk.nothing")
        side = self._side(self.words.track(other).best) if other else ""
        best = self.words.say("talk.hoped_best", field=self.words.field(other), best=side) if side else ""
        return " ".join(self.words.say("talk.hoped", clauses=reasons, best=best).split())

    def relieved(self) -> str:
        """For somebody who is glad of it: one bad side all the same, and what comes first."""
        if not self.track:
            return self.in_short()
        bad = next(iter(self.bad_sides()), None)
        word = self.words.say("talk.honest", side=bad[1].text) if bad else ""
        return " ".join(part for part in (self.words.say("talk.relieved"), word, self.first_step()) if part)

    def for_others(self) -> str:
        """The work in everyday words, to be told to somebody else; the verdict in short where there are none."""
        plain = self._side(self._of("plain"))
        return self.words.say("talk.for_others", plain=plain, clauses=self.reasons(2)) if plain else self.in_short()

    def circumstances(self) -> str:
        """For somebody who asks whether it fits into their life: that it is not weighed, the way in, the first step."""
        weighs = self.words.say("talk.circumstances")
        if not self.track:
            return weighs
        first = steps_for(self.pack, self.answers, self.track, self.knows)[1][0]
        entry = self._side(self._of("entry"))
        return f"{weighs} {self.words.say('talk.small_step', entry=entry, title=first.title, text=first.text)}"

    def lacking(self) -> str:
        """For somebody who has never done what it takes: that it still stands, and what comes first."""
        return self.words.say("talk.lacking", first=self.first_step()) if self.track else self.words.say("talk.nothing")

    def able(self) -> str:
        """For somebody who feels judged as not able: what was asked and what was not, and what led here."""
        reasons, able = self.reasons(2), self.words.say("talk.able")
        return f"{able} {self.words.say('talk.able_led', clauses=reasons)}" if reasons else able

    def mattered(self) -> str:
        """Which answers weighed most."""
        reasons = self.reasons()
        return self.words.say("talk.mattered", clauses=reasons) if reasons else self.words.say("talk.nothing")

    def doubt(self) -> str:
        """An answer to somebody who does not believe it: the choice is theirs, and these answers can be changed."""
        if not self.advice.track:
            return self.words.say("talk.thin", short=self.in_short())
        joins = self.sheet.terms.joins
        own = self.words.say("talk.own_road", you=joins.you) if joins and joins.track == self.track else ""
        return " ".join(part for part in (own, self.words.say("talk.doubt", clauses=self.reasons())) if part)

    def convince(self) -> str:
        """The best case for it, and what in the person fits."""
        best = self._side(self._of("best"))
        if not best:
            return self.in_short()
        return self.words.say("talk.convince", field=self.words.field(self.track), best=best, clauses=self.reasons(2))

    def catch(self) -> str:
        """The bad sides of the track."""
        bad = self.words.track(self.track).bad if self.track else ()
        sides = "\n".join(f"- {side.text}" for side in bad)
        return self.words.say("talk.catch", field=self.words.field(self.track), sides=sides) if sides else ""

    def bad_sides(self) -> list[tuple[str, Side]]:
        """(track, what is bad about it) of the track, and of those that it joins."""
        joins = self.sheet.terms.joins
        tracks = [self.track, *(joins.of if joins and joins.track == self.track else ())] if self.track else []
        return [(track, side) for track in tracks for side in self.words.track(track).bad]

    def way_in(self) -> str:
        """What the article says of getting into the track, and that it names no time."""
        if not self.track:
            return self.words.say("talk.nothing")
        entry = self._side(self._of("entry"))
        first = steps_for(self.pack, self.answers, self.track, self.knows)[1][0]
        return self.words.say("talk.way_in", entry=entry, title=first.title, text=first.text).strip()

    def first_step(self) -> str:
        """What to learn first on the track."""
        first, *then = steps_for(self.pack, self.answers, self.track, self.knows)[1]
        titles = " – ".join(step.title for step in then[:2])
        after = self.words.say("talk.then", titles=titles) if titles else ""
        return f"{self.words.say('talk.first', title=first.title, text=first.text)} {after}".strip()

    def no_bar(self) -> str:
        """For somebody who fears to be too old or too late: what the article says of the way in, and no more."""
        entry = self._side(self._of("entry"))
        return self.words.say("talk.no_bar", entry=entry).strip()

    def pay(self) -> str:
        """The pay figures of the track by region; of a track that joins two, of both in their order."""
        joins = self.sheet.terms.joins
        tracks = list(joins.of) if joins and joins.track == self.track else [self.track]
        regions = self.pack.knowledge.pay.regions
        lines = [
            self.words.say(
                "talk.pay_line",
                region=region.name,
                figures=", ".join(self._ranges(region, tracks)),
                period=f" {region.period}" if region.period else "",
            )
            for region in regions
            if any(track in region.ranges for track in tracks)
        ]
        figures = self.pack.knowledge.pay
        words = {"level": figures.level, "year": figures.year, "lines": "\n".join(lines)}
        return self.words.say("talk.pay", field=self.words.field(self.track), **words) if lines else ""

    def _ranges(self, region: Region, tracks: list[str]) -> list[str]:
        known = [track for track in tracks if track in region.ranges]
        ranges = {track: region.range_of(track) for track in known}
        return [f"{self.words.track(t).name} {ranges[t]}" if len(tracks) > 1 else ranges[t] for t in known]

    def _of(self, part: str) -> Side | None:
        return getattr(self.words.track(self.track), part) if self.track else None

    @staticmethod
    def _side(side: Side | None) -> str:
        return side.text if side else ""
