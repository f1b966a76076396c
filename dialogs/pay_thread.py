"""A thread about pay: region, track and period are carried from one short text to the next, and replaced one by one.

'salary?', a role, 'remote', 'per year?', 'and for the other?': each answer is made of the figures and begins with them.
The thread ends where something else is talked about.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from dialogs.actions import perform
from dialogs.choices import Action
from dialogs.replies import Reply
from dialogs.script import Pack
from dialogs.states import WAITING
from dialogs.turn_builder import TurnBuilder, buttons
from knowledge.model import Region, Specialty
from knowledge.quantities import quantities_in
from knowledge.reading import Slots

SHORT, LONGEST = 4, 8  # words of a text that names slots: a longer one has to go on from before, or speak of pay
MONTHS = 12
LEAST, MOST = 1_000, 100_000_000  # amounts of money that pay is reckoned on
SENTENCE = 100  # characters of a text that may name one


class Thread(Struct, frozen=True):
    """What is talked about: ids, '' where anything is."""

    region: str = ""
    track: str = ""
    period: str = ""

    def with_slots(self, slots: Slots, tracks: tuple[str, ...]) -> "Thread":
        """The thread with what a text names in place of what it had; 'the other' is the other one of two `tracks`."""
        others = [track for track in tracks if track != self.track]
        other = others[0] if slots.other and self.track and len(others) == 1 else ""
        one = slots.tracks[0] if len(slots.tracks) == 1 else ""
        track = "" if len(slots.tracks) > 1 or slots.both else one or other or self.track
        region = next((region for region in slots.regions if region != self.region), self.region)  # a new one, if any
        return Thread(region, track, next(iter(slots.periods), self.period))


def is_pay(pack: Pack, topic: str) -> bool:
    """Whether a topic is about what people are paid."""
    topics = {region.topic for region in pack.knowledge.pay.regions}
    return topic in topics or any(other.startswith(f"{topic}.") for other in topics)


def begun(builder: TurnBuilder, topic: str) -> TurnBuilder:
    """The thread that a topic begins or ends."""
    pack = builder.pack
    if any(special.topic == topic for special in pack.knowledge.pay.specialties):
        return builder  # what raises pay is still about it
    if not is_pay(pack, topic):
        return builder.change(pay=())
    region = next((region.id for region in pack.knowledge.pay.regions if region.topic == topic), "")
    before = Thread(*builder.session.pay) if builder.session.pay else Thread()
    slots = builder.listener.slots(builder.text)
    thread = Thread(region or before.region, before.track if slots.leads else "", before.period)
    return _kept(builder, thread.with_slots(slots, _tracks(pack)))


def figures(builder: TurnBuilder, topic: str) -> TurnBuilder | None:
    """The answer to a question about pay that names a track, a region or a period: the figures; else None."""
    slots = builder.listener.slots(builder.text)
    goes_on = slots.paid or (slots.leads and slots.regions)
    if not (builder.session.pay and goes_on and is_pay(builder.pack, topic)):
        return None
    thread = Thread(*builder.session.pay)
    if slots.compares and not slots.regions:  # who earns more is said by the topic, of a region by its figures
        size = len(builder.text.split())
        return _told(builder, msgspec.structs.replace(thread, track="")) if thread.region and size <= LONGEST else None
    named = slots.tracks or slots.periods or not slots.paid
    return _told(builder, thread) if named else None


def answered(builder: TurnBuilder) -> TurnBuilder | None:
    """The answer where a thread is on and the text names nothing but slots of it; else None."""
    session, slots, size = builder.session, builder.listener.slots(builder.text), len(builder.text.split())
    of_pay = slots.gap or slots.level or slots.converts
    if not session.pay or slots.rest or size > (LONGEST if slots.paid or slots.leads or of_pay else SHORT):
        return None
    named = slots.regions or slots.tracks or slots.periods or slots.other or slots.both or of_pay or slots.other_year
    stage = _at_stage(builder, slots)
    before = Thread(*session.pay)
    if special := _specialty(builder.pack, slots, before.track):
        return perform(builder.change(misses=0), Action("topic", (special.topic,)))
    if not named and not stage:
        return None
    if slots.gap:
        return _told(builder, msgspec.structs.replace(before, track=""), gap=True)
    thread = before.with_slots(slots, _tracks(builder.pack))
    first = [builder.pack.script.phrase("pay.level", level=builder.pack.knowledge.pay.level)] if slots.level else []
    if slots.converts and not (slots.regions and before.region in ("", thread.region)):
        first.append(builder.pack.script.phrase("pay.no_rate"))
        if slots.regions:  # in the money of another region: what was told, and what there is there
            first.append(pay_text(builder.pack, before))
    return _told(builder, msgspec.structs.replace(thread, track=stage) if stage else thread, first)


def _specialty(pack: Pack, slots: Slots, track: str) -> Specialty | None:
    """The specialty that a text names, one of the thread's track if there is one."""
    named = [special for special in pack.knowledge.pay.specialties if special.id in slots.specialties]
    return next((special for special in named if special.track == track), next(iter(named), None))


def raised(builder: TurnBuilder) -> TurnBuilder | None:
    """What a premium told last comes to: on an amount that the text names, or on the ranges; None for other texts."""
    pack, slots = builder.pack, builder.listener.slots(builder.text)
    last = next(iter(builder.session.topics[-1:]), "")
    specials = [
        special
        for special in pack.knowledge.pay.specialties
        if special.percent and (special.topic == last or special.topic.startswith(f"{last}."))
    ]
    if not specials or len(builder.text) > SENTENCE or len(builder.text.split()) > LONGEST:
        return None
    amounts = [one for one in quantities_in(builder.text) if LEAST <= one.value <= MOST and one.sign != "%"]
    if len(amounts) != 1 and not slots.total:
        return None
    thread = (Thread(*builder.session.pay) if builder.session.pay else Thread()).with_slots(slots, _tracks(pack))
    regions = [region for region in _regions(pack, thread) if specials[0].track in region.ranges]
    if not regions:
        return None
    bases = [(one.sign or regions[0].currency, int(one.value), int(one.value)) for one in amounts[:1]]
    ranges = [(region.currency, region.ranges[specials[0].track]) for region in regions]
    bases = bases or [(currency, low, high) for currency, (low, high) in ranges]
    lines = [_with_premium(pack, special, *base) for special in specials for base in bases]
    topics = [f"topic:{special.topic}" for special in specials[:2]]
    told = builder.change(misses=0)
    if builder.state in WAITING:
        return told.add(Reply("\n".join(lines)))
    return told.add(Reply("\n".join(lines), buttons(pack, *topics, "pay", "ask", "menu"))).stay()


def _with_premium(pack: Pack, special: Specialty, currency: str, low: int, high: int) -> str:
    first, last = special.percent or (0, 0)
    base = f"{currency}{low:,}" if low == high else f"{currency}{low:,}–{currency}{high:,}"
    return pack.script.phrase(
        "pay.premium",
        specialty=special.name,
        base=base,
        premium="–".join(str(p) for p in (first, last)) + "%",
        low=f"{currency}{low * (100 + first) // 100:,}",
        high=f"{currency}{high * (100 + last) // 100:,}",
    )


def _at_stage(builder: TurnBuilder, slots: Slots) -> str:
    """The track of 'at first' or 'later' on a road that joins two, where that is the advice."""
    sheet = builder.pack.script.questionnaire
    joins, advice = sheet.terms.joins, sheet.advise(builder.session.answers, builder.session.matters)
    return joins.of[slots.stage] if joins and slots.stage is not None and advice.track == joins.track else ""


def _kept(builder: TurnBuilder, thread: Thread) -> TurnBuilder:
    return builder.change(pay=(thread.region, thread.track, thread.period))


def _told(builder: TurnBuilder, thread: Thread, first: Sequence[str] = (), *, gap: bool = False) -> TurnBuilder:
    """The figures of a thread; where the bot waits for an answer, in place, and then it asks again."""
    pack, topics = builder.pack, [region.topic for region in _regions(builder.pack, thread)]
    told = _kept(builder.change(misses=0).talked_about(topics[:1]), thread)
    gaps = ["\n".join(_gaps(pack, thread))] if gap else []
    if builder.listener.slots(builder.text).other_year:
        first = [pack.script.phrase("topic.only_year", year=pack.knowledge.pay.year), *first]
    text = "\n\n".join([*first, *gaps, pay_text(pack, thread)])
    if builder.state in WAITING:
        return told.add(Reply(text))
    return told.add(Reply(text, buttons(pack, *(f"topic:{t}" for t in topics[:2]), "pay", "ask", "menu"))).stay()


def _gaps(pack: Pack, thread: Thread) -> list[str]:
    """How far the two tracks are apart in each region."""
    lines = []
    for region in _regions(pack, thread):
        (low, high), (other_low, other_high) = list(region.ranges.values())[:2]
        words = {"low": region.amount(abs(low - other_low)), "high": region.amount(abs(high - other_high))}
        period = f" {region.period}" if region.period else ""
        lines.append(pack.script.phrase("pay.gap", region=region.name, period=period, **words))
    return lines


def pay_text(pack: Pack, thread: Thread) -> str:
    """The figures of a thread, a line for each region and track, with what had to be worked out."""
    script, figures = pack.script, pack.knowledge.pay
    lines, notes = [], {}
    for region in _regions(pack, thread):
        for track in (track for track in region.ranges if thread.track in ("", track)):
            lines.append(_line(pack, region, track, thread.period))
        if thread.period and not region.period:
            notes["pay.no_period"] = script.phrase("pay.no_period")
        elif thread.period not in ("", "year", "month"):
            notes["pay.other_period"] = script.phrase("pay.other_period")
    dated = script.phrase("pay.dated", level=figures.level, year=figures.year)
    return "\n\n".join(["\n".join(lines), *notes.values(), dated])


def _line(pack: Pack, region: Region, track: str, period: str) -> str:
    name = pack.knowledge.tracks[track].name
    words = {"track": f"{name[:1].upper()}{name[1:]}", "region": region.name, "range": region.range_of(track)}
    if period == "year" and region.is_monthly:
        low, high = (region.amount(MONTHS * money) for money in region.ranges[track])
        return pack.script.phrase("pay.yearly", **words, low=low, high=f"{high}{'+' if region.open_ended else ''}")
    return pack.script.phrase("pay.line", **words, period=f" {region.period}" if region.period else "")


def _regions(pack: Pack, thread: Thread) -> list[Region]:
    return [region for region in pack.knowledge.pay.regions if thread.region in ("", region.id)]


def _tracks(pack: Pack) -> tuple[str, ...]:
    """The tracks that have figures."""
    return tuple(dict.fromkeys(track for region in pack.knowledge.pay.regions for track in region.ranges))
