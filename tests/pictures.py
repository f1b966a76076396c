"""The pictures in README.md: conversations that take place against the stand-in, drawn as a phone shows them.

`python -m tests.pictures` plays them and writes docs/*.svg; the same words give the same bytes.
"""

import asyncio
from pathlib import Path

from tests.botapi import BotApi
from tests.botapi.chats import Shown
from tests.drawing import draw
from tests.phones import running, warm

DOCS = Path(__file__).parent.parent / "docs"
ANSWERS = (
    "[Work with data: reports, databases]",
    "[Data or reports]",
    "[Predictions that got better and better]",
    "[I am learning them, gladly]",
)
PAY = ("/pay", "[Remote, worldwide]", "[Machine learning engineer]", "[LLMOps and generative AI]")
SCENES = {  # what somebody does, a tap in brackets; and how many of the last messages are in the picture
    "question": (("/start", "[Find my track]", "work with data", "what do data engineers earn in nigeria?"), 6),
    "result": (("/start", "[Find my track]", *ANSWERS, "my result", "how sure are you"), 4),
    "pay": ((*PAY, "/compare", "[Table: Six factors to decide by]"), 5),
}


async def play() -> dict[str, list[Shown]]:
    """What is on the screen at the end of each scene."""
    screens = {}
    async with BotApi.serving() as api, running(api, engine=warm(None)):
        for name, (acts, last) in SCENES.items():
            person = api.person()
            for act in acts:
                person.tap(act[1:-1]) if act.startswith("[") else person.say(act)
                await api.wait(lambda: api.screen(person.id)[-1].is_bot, 120)  # noqa: B023
                await api.settled(quiet=0.3)
            screens[name] = api.screen(person.id)[-last:]
    return screens


def main() -> None:
    """Play, draw, write."""
    DOCS.mkdir(exist_ok=True)
    for name, screen in asyncio.run(play()).items():
        file = DOCS / f"{name}.svg"
        file.write_text(draw(screen), encoding="utf-8")
        print(file.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
