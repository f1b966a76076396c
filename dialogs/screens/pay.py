"""Pay: region, track, specialty, then the range with the sum shown."""

from dialogs.choices import NO_SPECIALTY
from dialogs.replies import Reply
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.turn_builder import buttons
from knowledge.model import Region, Specialty


def pay_region(pack: Pack, session: Session) -> tuple[Reply, ...]:  # noqa: ARG001 - all screens take both
    """Where?"""
    regions = (f"region:{region.id}" for region in pack.knowledge.pay.regions)
    return (Reply(pack.script.phrase("pay_region.text"), buttons(pack, *regions, "back", "menu")),)


def pay_track(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """As what? Only tracks with figures."""
    region = _region(pack, session)
    tracks = (f"track:{region.id}:{track}" for track in region.ranges)
    text = pack.script.phrase("pay_track.text", region=region.name)
    return (Reply(text, buttons(pack, *tracks, "back", "menu")),)


def pay_specialty(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """With which specialty?"""
    region, track = _region(pack, session), session.focus[1]
    specialties = [special.id for special in pack.knowledge.pay.specialties if special.track == track]
    ways = (f"specialty:{region.id}:{track}:{special}" for special in (*specialties, NO_SPECIALTY))
    text = pack.script.phrase("pay_specialty.text", track=_track_name(pack, track), region=region.name)
    return (Reply(text, buttons(pack, *ways, "back", "menu")),)


def pay(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The article's range, times the premium where it names one; called an estimate then."""
    script, figures, region = pack.script, pack.knowledge.pay, _region(pack, session)
    track, special = session.focus[1], pack.knowledge.specialty(session.focus[2])
    low, high = region.ranges[track]
    open_end = "+" if region.open_ended else ""
    words: dict[str, object] = {
        "track": _track_name(pack, track),
        "region": region.name,
        "range": region.range_of(track),
        "period": f" {region.period}" if region.period else "",
        "level": figures.level,
        "year": figures.year,
    }
    dated = {"level": figures.level, "year": figures.year}
    if special is None:
        parts = [script.phrase("pay.plain", **words)]
    elif special.percent is None:
        parts = [script.phrase("pay.no_figure", **words, specialty=special.name)]
    else:
        del words["level"], words["year"]
        words |= {"open": open_end, "specialty": special.name, **_sum(region, (low, high), special.percent)}
        parts = [script.phrase("pay.sum", **words), script.phrase("pay.estimate", **dated)]
    section = pack.knowledge.topics[special.topic if special else region.topic].source.section
    parts.append(script.phrase("pay.source", section=section))
    ways = (f"topic:{region.topic}", *_special_topic(special), "pay", "back", "menu")
    return (Reply("\n\n".join(parts), buttons(pack, *ways)),)


def _sum(region: Region, base: tuple[int, int], percent: tuple[int, ...]) -> dict[str, object]:
    factors = [100 + p for p in percent]
    low, high = (amount * factor // 100 for amount, factor in zip(base, factors, strict=True))
    return {
        "premium": "–".join(str(p) for p in percent) + "%",
        "low_base": region.amount(base[0]),
        "high_base": region.amount(base[1]),
        "low_factor": f"{factors[0] / 100:g}",
        "high_factor": f"{factors[1] / 100:g}",
        "low": region.amount(low),
        "high": region.amount(high),
    }


def _special_topic(special: Specialty | None) -> tuple[str, ...]:
    return (f"topic:{special.topic}",) if special else ()


def _region(pack: Pack, session: Session) -> Region:
    region = pack.knowledge.region(session.focus[0])
    assert region is not None, "healing removes regions that are gone"  # noqa: S101
    return region


def _track_name(pack: Pack, track: str) -> str:
    name = pack.knowledge.tracks[track].name
    return name[:1].upper() + name[1:]
