"""Compare: the tables whole, or one line of them."""

from dialogs.replies import Grid, Reply
from dialogs.screens.ask import line_list
from dialogs.script import Pack
from dialogs.session import Session
from dialogs.turn_builder import buttons
from knowledge.model import Row


def compare(pack: Pack, session: Session) -> tuple[Reply, ...]:  # noqa: ARG001 - all screens take both
    """Every table and every line of it."""
    tables = pack.knowledge.tables.values()
    rows = (f"row:{row.id}" for found in tables for row in found.rows)
    whole = (f"table:{found.id}" for found in tables)
    return (Reply(pack.script.phrase("compare.text"), buttons(pack, *rows, *whole, "back", "menu")),)


def table(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """The table in focus."""
    found = pack.knowledge.tables[session.focus[0]]
    text = pack.script.phrase("table.text", title=found.title)
    ways = buttons(pack, f"topic:{found.topic}", "compare", "back", "menu")
    return (Reply(text, ways, _grid(pack, found.rows)),)


def row(pack: Pack, session: Session) -> tuple[Reply, ...]:
    """One line, with the topic that explains it."""
    found = pack.knowledge.row(session.focus[0])
    assert found is not None, "healing removes rows that are gone"  # noqa: S101
    lines = line_list(pack, found.lines)
    text = f"{pack.script.phrase('row.text', name=found.name)}\n\n{pack.script.phrase('row.more', lines=lines)}"
    ways = buttons(pack, f"topic:{found.topic}", "compare", "back", "menu")
    return (Reply(text, ways, _grid(pack, (found,))),)


def _grid(pack: Pack, rows: tuple[Row, ...]) -> Grid:
    tracks = [track for track in pack.knowledge.tracks.values() if any(track.id in row.cells for row in rows)]
    header = (pack.script.phrase("table.factor"), *(track.short for track in tracks))
    return Grid(header, tuple((found.name, *(found.cells.get(track.id, "") for track in tracks)) for found in rows))
