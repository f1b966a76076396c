"""Pictures of advice for channels that show them; the library that draws is loaded with the first one."""

from collections.abc import Callable
from pathlib import Path

from dialogs.replies import Picture
from dialogs.script import Pack

NAME = "crossroads.png"


def drawn_by(pack: Pack) -> Callable[[Picture], bytes]:
    """What makes a PNG of a picture."""

    def draw(picture: Picture) -> bytes:
        from bot.card import card  # noqa: PLC0415 - Pillow and a font: 12 MB that most runs never need

        return card(pack, picture.answers, picture.matters)

    return draw


def save_picture(png: bytes, folder: Path) -> Path:
    """Write a picture under a name that is free in a folder; raises OSError."""
    for n in range(1, 1000):
        file = folder / (NAME if n == 1 else NAME.replace(".", f"-{n}."))
        try:
            with file.open("xb") as out:
                out.write(png)
        except FileExistsError:
            continue
        return file
    raise FileExistsError(f"{folder}: too many pictures; take some away")
