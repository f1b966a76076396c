"""What goes on, from what is stored anyway: people, results, where they stop, slow turns, what had no answer."""

import time
from collections import Counter
from typing import Any

from bot.store.model import Store
from dialogs.script import Pack
from dialogs.session import from_json

STOPPED = 86400.0  # seconds of silence after which somebody counts as having stopped
_SLOWEST = 5


async def count(pack: Pack, store: Store) -> dict[str, Any]:
    """The figures; shares are between 0 and 1."""
    now, sheet = time.time(), pack.script.questionnaire
    results: Counter[str] = Counter()
    stops: Counter[str] = Counter()
    helped: dict[str, Counter[str]] = {}
    people = today = 0
    for at, body in await store.sessions():
        people += 1
        today += now - at < STOPPED
        try:
            session = from_json(body)
        except ValueError:
            continue
        if sheet.decided(session.answers) or (session.answers and sheet.next_question(session.answers) is None):
            results[sheet.advise(session.answers).track or "none"] += 1
        if session.helped:
            track = sheet.advise(session.answers, session.matters).track or "none"
            helped.setdefault(track, Counter())[session.helped] += 1
        if now - at >= STOPPED:
            stops[":".join((session.state, *session.focus[:1]))] += 1
    turns = await store.turns()
    total = sum(row["turns"] for row in turns)
    inbox, outbox = await store.queue_depth()
    return {
        "people": people,
        "people_last_day": today,
        "results": dict(results.most_common()),
        "helped": {track: dict(counts) for track, counts in sorted(helped.items())},
        "stopped_at": dict(stops.most_common(10)),
        "turns": total,
        "unanswered_share": sum(row["missed"] for row in turns) / total if total else 0.0,
        "slowest": sorted(turns, key=lambda row: -row["most_ms"])[:_SLOWEST],
        "waiting": inbox,
        "unsent": outbox,
    }


def tell(figures: dict[str, Any]) -> str:
    """The figures, to read."""
    lines = [
        f"people          {figures['people']} ({figures['people_last_day']} in the last day)",
        f"turns           {figures['turns']}, of which {figures['unanswered_share']:.1%} had no answer",
        f"results         {_listed(figures['results'])}",
        f"it helped       {_helped(figures['helped'])}",
        f"stopped at      {_listed(figures['stopped_at'])}",
        f"waiting         {figures['waiting']} events, {figures['unsent']} messages",
        "slowest turns   (state, trigger: mean and longest milliseconds)",
    ]
    lines += [
        f"  {row['state']}, {row['trigger']}: {row['mean_ms']:.1f}, {row['most_ms']:.1f} ({row['turns']} turns)"
        for row in figures["slowest"]
    ]
    return "\n".join(lines)


def _helped(by_track: dict[str, dict[str, int]]) -> str:
    counts_by_track = (
        f"{track}: yes {counts.get('yes', 0)}, no {counts.get('no', 0)}" for track, counts in by_track.items()
    )
    return "; ".join(counts_by_track) or "nobody said yet"


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts.items()) or "none yet"
