"""The advice as a picture: portrait format, 1,080 px wide, to be read on a phone. PNG bytes; nothing is stored.

The font is Inter, which has every glyph that the content uses (the naira sign, the dash, the arrow); see `missing`.
"""

import functools
import io
from collections.abc import Callable, Iterable
from pathlib import Path

import fontpkg_inter
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

from dialogs.advice.model import Advice, Answers
from dialogs.advice.summary import card_reasons
from dialogs.advice.words import Words, capital
from dialogs.script import Pack

WIDTH, HEIGHT, MARGIN = 1080, 1350, 88  # 4:5, the tallest picture that chats show whole
SIZES = ((92, 38), (80, 38), (68, 38), (60, 36), (54, 34), (48, 30))  # of verdict and reasons: the first that fit
GAP, INDENT = 60, 40
PAPER, INK, SOFT, ACCENT, TRACK_BAR = "#fbf7f0", "#1d2733", "#5d6874", "#c8553d", "#e7ded0"
Shape = Callable[[ImageDraw.ImageDraw, int, int], None]  # (pen, width, height)
_FONT = next(path for path in Path(str(fontpkg_inter.ROOT), "files").glob("*.ttf") if "Italic" not in path.name)


class Block(Struct, frozen=True):
    """A piece of text as it was drawn: its lines, and its box (left, top, right, bottom) in pixels."""

    lines: tuple[str, ...]
    box: tuple[int, int, int, int]


class Drawing(Struct, frozen=True):
    """A finished card, and what stands where on it, for measuring."""

    image: Image.Image
    blocks: tuple[Block, ...]


@functools.cache
def font(size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    """Inter in a size and a weight (400 regular, 700 bold)."""
    loaded = ImageFont.truetype(str(_FONT), size)
    loaded.set_variation_by_axes([min(max(size, 14), 32), weight])
    return loaded


def card(pack: Pack, answers: Answers, matters: Iterable[str] = ()) -> bytes:
    """The card as a PNG."""
    out = io.BytesIO()
    few = draw_card(pack, answers, matters).image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", compress_level=1)
    return out.getvalue()


def draw_card(pack: Pack, answers: Answers, matters: Iterable[str] = ()) -> Drawing:
    """Verdict, three reasons in words, a bar for each track's score, and the source, from top to bottom."""
    words, marks = Words(pack), tuple(matters)
    advice = pack.script.questionnaire.advise(answers, marks)
    kind = "close" if advice.close_call else "clear" if advice.track else "little" if advice.too_little else "tie"
    track = advice.track or advice.leaning
    reasons = card_reasons(pack, answers, marks)
    article = pack.knowledge.article
    page = _Page()
    page.band(words.say("card.heading"))
    page.text(words.say(f"card.{kind}"), 40, 600, ACCENT, gap=20)
    headline = _headline(words, advice)
    large, plain = next(
        (s for s in SIZES if _height(headline, reasons, *s) <= page.room(len(advice.scores))), SIZES[-1]
    )
    page.text(headline, large, 800, INK, gap=GAP)
    if reasons:
        page.text(words.say("card.why"), 34, 600, ACCENT, gap=22)
        for reason in reasons:
            page.bullet(reason, plain)
    page.bars(
        words.say("card.points"),
        [(capital(words.field(name)), points, name == track) for name, points in advice.scores.items()],
    )
    source = words.say("card.source", article=article.title, publisher=article.publisher, year=article.year)
    page.foot(source)
    return Drawing(page.image, tuple(page.blocks))


def _headline(words: Words, advice: Advice) -> str:
    if advice.track:
        return capital(words.advice(advice.track)) + "."
    return words.say("card.leans", field=words.field(advice.leaning)) if advice.leaning else words.say("card.open")


def _height(headline: str, reasons: list[str], large: int, plain: int) -> int:
    """How much room the verdict and its reasons take in these sizes."""
    lines = len(broken(headline, large, 800, WIDTH - 2 * MARGIN))
    listed = [len(broken(reason, plain, 400, WIDTH - 2 * MARGIN - INDENT)) for reason in reasons]
    return lines * leading(large) + GAP + leading(34) + 22 + sum(n * leading(plain) + 20 for n in listed)


def leading(size: int) -> int:
    """From one line to the next."""
    return round(size * 1.24)


class _Page:
    """A card in the making, filled from the top."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        self.pen = ImageDraw.Draw(self.image)
        self.top = 0
        self.blocks: list[Block] = []

    def band(self, text: str) -> None:
        """The heading, with the sign of a fork in the road before it."""
        self.pen.rectangle((0, 0, WIDTH, 120), fill=INK)
        self._smooth((MARGIN, 30, 40, 60), PAPER, _fork)
        self._draw([text], MARGIN + 58, 60 - 22, font(36, 600), PAPER, 44)
        self.top = 120 + 56

    def text(self, text: str, size: int, weight: int, colour: str, *, gap: int, indent: int = 0) -> None:
        """A paragraph, broken to the width of the card; `gap` is left below it."""
        chosen = font(size, weight)
        lines = broken(text, size, weight, WIDTH - 2 * MARGIN - indent)
        self._draw(lines, MARGIN + indent, self.top, chosen, colour, leading(size))
        self.top += leading(size) * len(lines) + gap

    def bullet(self, text: str, size: int) -> None:
        """One reason, with a dot before it."""
        self._smooth((MARGIN, self.top + size // 2 - 3, 16, 16), ACCENT, _pill)
        self.text(text, size, 400, INK, gap=20, indent=INDENT)

    def room(self, bars: int) -> int:
        """The height that is left above so many bars, which stand on the foot of the card."""
        return HEIGHT - 190 - bars * 84 - self.top

    def bars(self, heading: str, scores: list[tuple[str, int, bool]]) -> None:
        """A bar for each score, the longest as wide as the card."""
        self.top += self.room(len(scores))
        self.text(heading, 30, 600, SOFT, gap=18)
        longest, right = max(*(points for _, points, _ in scores), 1), WIDTH - MARGIN
        for name, points, chosen in scores:
            end = right - font(30, 700).getlength(str(points))
            self._draw([name], MARGIN, self.top, font(30, 700 if chosen else 400), INK, 36)
            self._draw([str(points)], int(end), self.top, font(30, 700), INK, 36)
            self._smooth((MARGIN, self.top + 44, right - MARGIN, 16), TRACK_BAR, _pill)
            if points > 0:
                width = max(16, round((right - MARGIN) * points / longest))
                self._smooth((MARGIN, self.top + 44, width, 16), ACCENT if chosen else SOFT, _pill)
            self.top += 84

    def foot(self, text: str) -> None:
        """The source, below everything."""
        chosen = font(26)
        lines = broken(text, 26, 400, WIDTH - 2 * MARGIN)
        self._draw(lines, MARGIN, HEIGHT - 52 - 34 * len(lines), chosen, SOFT, 34)

    def _smooth(self, box: tuple[int, int, int, int], colour: str, shape: Shape) -> None:
        """A shape in a box (left, top, width, height), drawn four times as large and brought down: no jagged edges."""
        left, top, width, height = box
        mask = Image.new("L", (4 * width, 4 * height))
        shape(ImageDraw.Draw(mask), 4 * width - 1, 4 * height - 1)
        self.image.paste(colour, (left, top), mask.resize((width, height), Image.Resampling.BOX))

    def _draw(
        self, lines: list[str], left: int, top: int, chosen: ImageFont.FreeTypeFont, colour: str, step: int
    ) -> None:
        for i, line in enumerate(lines):
            self.pen.text((left, top + i * step), line, font=chosen, fill=colour)
        right = left + max((int(chosen.getlength(line)) for line in lines), default=0)
        self.blocks.append(Block(tuple(lines), (left, top, right, top + step * len(lines))))


def _fork(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """The sign of a fork in the road."""
    middle, thick = (width // 2, height // 2), width // 5
    for end in ((thick // 2, thick // 2), (width - thick // 2, thick // 2), (middle[0], height - thick // 2)):
        pen.line((middle, end), 255, thick)
        pen.ellipse((end[0] - thick // 2, end[1] - thick // 2, end[0] + thick // 2, end[1] + thick // 2), 255)
    pen.ellipse((middle[0] - thick // 2, middle[1] - thick // 2, middle[0] + thick // 2, middle[1] + thick // 2), 255)


def _pill(pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    pen.rounded_rectangle((0, 0, width, height), height // 2, 255)


def broken(text: str, size: int, weight: int, width: int) -> list[str]:
    """A text as lines that are no wider; a single word that is wider stands alone."""
    lines: list[str] = []
    used = 0.0
    for word in text.split():
        wide = _width(word, size, weight)
        if lines and used + _width(" ", size, weight) + wide <= width:
            lines[-1] += f" {word}"
            used += _width(" ", size, weight) + wide
        else:
            lines.append(word)
            used = wide
    return lines


@functools.lru_cache(maxsize=4096)
def _width(word: str, size: int, weight: int) -> float:
    return font(size, weight).getlength(word)


def missing(text: str) -> set[str]:
    """The characters of a text that the font cannot draw."""
    chosen = font(40)
    nothing = bytes(chosen.getmask("\uffff"))
    return {char for char in set(text) if not char.isspace() and bytes(chosen.getmask(char)) == nothing}
