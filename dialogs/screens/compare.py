"""Comparison: tables, single rows of them, and the good and bad sides of a track."""

from dialogs.guards import has_verdict
from dialogs.replies import Grid, Reply
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.turn_builder import buttons
from knowledge.model import Row

MOST_ROWS = 10  # of a table, as buttons


def compare(pack: Pack, session: Session) -> tuple[Reply, ...]:  # noqa: ARG001 - all screens take both
    """Every table, and the good and bad sides of each track."""
    tables = (f"table:{table.id}" for table in pack.knowledge.tables.values())
    sides = (f"sides:{track.id}" for track in pack.knowledge.tracks.values() if track.good)
    return (Reply(pack.script.phrase("compare.text"), buttons(pack, *tables, *sides, "back", "menu")),)


def table(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The table in focus, and each line of it by itself."""
    shown = pack.knowledge.tables[session.focus[0]]
    text = pack.script.phrase("table.text", title=shown.title)
    rows = (f"row:{row.id}" for row in shown.rows[:MOST_ROWS])
    ways = buttons(pack, *rows, f"topic:{shown.topic}", "compare", "back", "menu")
    return (Reply(text, ways, _grid(pack, shown.rows)),)


def row(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """One line, with the topic that explains it."""
    line = pack.knowledge.row(session.focus[0])
    assert line is not None, "migration removes rows that are gone"  # noqa: S101
    source = pack.script.phrase("row.source", section=pack.knowledge.topics[line.topic].source.section)
    text = f"{pack.script.phrase('row.text', name=line.name)}\n\n{source}"
    ways = buttons(pack, f"topic:{line.topic}", "compare", "back", "menu")
    return (Reply(text, ways, _grid(pack, (line,))),)


def sides(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """What is good and bad about the track in focus, in equal detail, and what its days are like."""
    track, article = pack.knowledge.tracks[session.focus[0]], pack.knowledge.article
    good, bad = ("\n".join(f"- {side.text}" for side in listed) for listed in (track.good, track.bad))
    text = pack.script.phrase(
        "sides.text",
        name=f"{track.name[:1].upper()}{track.name[1:]}",
        good=good,
        bad=bad,
        day=track.day.text if track.day else "",
        article=article.title,
        year=article.year,
    )
    others = (f"sides:{other.id}" for other in pack.knowledge.tracks.values() if other.good and other is not track)
    resume = "result" if has_verdict(pack, session) else "find"
    return (Reply(text, buttons(pack, *others, resume, "compare", "back", "menu")),)


def _grid(pack: Pack, rows: tuple[Row, ...]) -> Grid:
    tracks = [track for track in pack.knowledge.tracks.values() if any(track.id in row.cells for row in rows)]
    header = (pack.script.phrase("table.factor"), *(track.short for track in tracks))
    return Grid(header, tuple((found.name, *(found.cells.get(track.id, "") for track in tracks)) for found in rows))
