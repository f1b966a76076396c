"""What is on a phone's screen -> SVG. Pure.

Each piece of text is told its length, so that it fits in whatever font a reader has.
"""

from itertools import accumulate, groupby
from typing import Any
from xml.sax.saxutils import escape

from tests.botapi.chats import Shown
from tests.botapi.entities import units

WIDTH, HEAD, EDGE, GAP = 360, 52, 10, 8
BUBBLE, PAD = 316, 11  # the widest bubble, and the room around its text
TEXT, SMALL = 15.0, 13.0
KEY = 36
WIDTHS = {  # of letters, in parts of the size; the rest are as wide as an 'a'
    letter: width
    for letters, width in (
        ("ijl'|", 0.22),
        (" .,:;!/tfI", 0.28),
        ("-()r·", 0.33),
        ("cksvxyzJ•", 0.5),
        ("FTZL+=<>×", 0.6),
        ("ABEKPSVXY&", 0.67),
        ("CDHNRUw", 0.72),
        ("GOQ●○", 0.78),
        ("mM", 0.83),
        ("W%→", 0.92),
    )
    for letter in letters
}
MARKS = {
    "bold": ' font-weight="600"',
    "italic": ' font-style="italic"',
    "bot_command": ' fill="#2678b6"',
}
Letters = list[tuple[str, str]]  # each with its marks
Drawn = tuple[str, float]  # SVG with its top left at the origin, and how high it is


def styled(text: str, entities: list[dict[str, Any]]) -> Letters:
    """The letters of a message."""
    letters, at = [], 0
    for letter in text:
        marks = [e["type"] for e in entities if e["offset"] <= at < e["offset"] + e["length"]]
        letters.append((letter, " ".join(marks)))
        at += units(letter)
    return letters


def rich(pieces: Any, marks: str = "") -> Letters:
    """The letters of a piece of a rich message."""
    if isinstance(pieces, str):
        return [(letter, marks) for letter in pieces]
    if isinstance(pieces, dict):
        return rich(pieces["text"], pieces["type"])
    return [letter for piece in pieces for letter in rich(piece, marks)]


def width(letters: Letters, size: float) -> float:
    """How wide a line is drawn."""
    return sum(WIDTHS.get(letter, 0.56) * (1.06 if "bold" in marks else 1.0) for letter, marks in letters) * size


def wrapped(letters: Letters, room: float, size: float) -> list[Letters]:
    """Lines that fit, cut between words."""
    lines: list[Letters] = [[]]
    for letter in letters:
        if letter[0] == "\n":
            lines.append([])
            continue
        lines[-1].append(letter)
        if width(lines[-1], size) > room:
            line = lines.pop()
            cut = max((i + 1 for i, (c, _) in enumerate(line) if c == " "), default=len(line) - 1)
            lines += [line[:cut], line[cut:]]
    return lines


def draw_text(lines: list[Letters], size: float, x: float = 0, y: float = 0) -> Drawn:
    """Lines below each other; an empty one is half as high."""
    svg, top = "", y
    for line in lines:
        y += size * (1.32 if line else 0.66)
        at = x
        for marks, group in groupby(line, key=lambda letter: letter[1]):
            part = list(group)
            told = "".join(letter for letter, _ in part)
            start, room = at, width(part, size)
            at += room
            start += width([(" ", marks)], size) * (len(told) - len(told.lstrip()))
            ink = width([(letter, marks) for letter in told.strip()], size)
            look = "".join(MARKS.get(mark, "") for mark in marks.split())
            if ink:
                svg += (
                    f'<text x="{start:.1f}" y="{y - size * 0.3:.1f}" font-size="{size:g}"{look} textLength="{ink:.1f}" '
                    f'lengthAdjust="spacingAndGlyphs">{escape(told.strip())}</text>\n'
                )
    return svg, y - top


def columns(wanted: list[float], room: float) -> list[float]:
    """Widths of columns: who wants less than an equal share gets it, the others share what is left."""
    share = room / len(wanted)
    modest = [want for want in wanted if want <= share]
    if not modest or len(modest) == len(wanted):
        return [min(want, share) for want in wanted]
    rest = iter(columns([want for want in wanted if want > share], room - sum(modest)))
    return [want if want <= share else next(rest) for want in wanted]


def draw_table(rows: list[list[dict[str, Any]]], room: float) -> Drawn:
    """A table with its grid."""
    cells = [[rich(cell["text"], "bold" if cell.get("is_header") else "") for cell in row] for row in rows]
    wanted = [max(width(cell, SMALL) for cell in column) + 13 for column in zip(*cells, strict=True)]
    edges = list(accumulate(columns(wanted, room), initial=0.0))
    words, lines, y = "", "", 0.0
    for row in cells:
        told = [
            draw_text(wrapped(cell, right - left - 12, SMALL), SMALL, left + 6, y + 4)
            for cell, left, right in zip(row, edges, edges[1:], strict=False)
        ]
        lines += f"M0 {y:.1f}H{edges[-1]:.1f}"
        words += "".join(svg for svg, _ in told)
        y += max(high for _, high in told) + 9
    lines += f"M0 {y:.1f}H{edges[-1]:.1f}" + "".join(f"M{x:.1f} 0V{y:.1f}" for x in edges)
    return f'<path d="{lines}" stroke="#c3ced6" fill="none"/>\n{words}', y


def draw_content(shown: Shown, room: float) -> tuple[str, float, float]:
    """What is in a bubble: SVG, width, height."""
    if not shown.rich:
        lines = wrapped(styled(shown.text, shown.entities), room, TEXT)
        return draw_text(lines, TEXT)[0], max(width(line, TEXT) for line in lines), draw_text(lines, TEXT)[1]
    svg, y = "", 0.0
    for block in shown.rich:
        table = block["type"] == "table"
        part, high = (
            draw_table(block["cells"], room) if table else draw_text(wrapped(rich(block["text"]), room, TEXT), TEXT)
        )
        svg += moved(part, 0, y)
        y += high + GAP
    return svg, room, y - GAP


def draw_message(shown: Shown) -> Drawn:
    """A bubble, on the side of who sent it, and the buttons under it."""
    room = BUBBLE - 2 * PAD
    svg, wide, high = draw_content(shown, room)
    wide = room if shown.rows else wide
    left = EDGE if shown.is_bot else WIDTH - EDGE - wide - 2 * PAD
    fill = "#ffffff" if shown.is_bot else "#e2f7cb"
    y = high + 2 * PAD - 4
    box = f'<rect width="{wide + 2 * PAD:.1f}" height="{y:.1f}" rx="14" fill="{fill}"/>\n{moved(svg, PAD, PAD - 3)}'
    for row in shown.rows:
        one = (BUBBLE - 4 * (len(row) - 1)) / len(row)
        for place, button in enumerate(row):
            label = [(letter, "") for letter in button["text"]]
            while width(label, TEXT - 1) > one - 12:
                label = [*label[:-2], ("…", "")]
            words, _ = draw_text([label], TEXT - 1, (one - width(label, TEXT - 1)) / 2, 8)
            key = f'<rect width="{one:.1f}" height="{KEY}" rx="9" fill="#5b7d95"/>\n<g fill="#ffffff">{words}</g>'
            box += moved(key, place * (one + 4), y + 4)
        y += KEY + 4
    return moved(box, left, 0), y


def moved(svg: str, x: float, y: float) -> str:
    """Somewhere else."""
    return f'<g transform="translate({x:.1f} {y:.1f})">{svg}</g>\n'


def draw(screen: list[Shown]) -> str:
    """A screen as a picture: it grows with what is on it."""
    name = next(shown.sender for shown in screen if shown.is_bot)
    svg, y = "", HEAD + 12.0
    for shown in screen:
        part, high = draw_message(shown)
        svg += moved(part, 0, y)
        y += high + GAP
    title, _ = draw_text([[(letter, "bold") for letter in name]], 16, 60, 7)
    under, _ = draw_text([[(letter, "") for letter in "bot"]], SMALL, 60, 26)
    initial, _ = draw_text([[(name[0], "bold")]], 18, 26 - width([(name[0], "bold")], 18) / 2, 14)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 4:.0f}" width="{WIDTH}" '
        f'height="{y + 4:.0f}" font-family="system-ui, sans-serif" fill="#17212b">\n<title>A chat with {name}</title>\n'
        f'<rect width="100%" height="100%" rx="18" fill="#cfdde6"/>\n'
        f'<path d="M0 {HEAD}V18a18 18 0 0 1 18-18H{WIDTH - 18}a18 18 0 0 1 18 18V{HEAD}z" fill="#eef3f6"/>\n'
        f'<circle cx="26" cy="26" r="17" fill="#5b7d95"/>\n<g fill="#ffffff">{initial}</g>{title}'
        f'<g fill="#6d7f8c">{under}</g>\n{svg}</svg>\n'
    )
