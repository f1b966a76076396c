"""The bot as it is on a Bot API of somebody else's making: lo-bot-api-emulator, which knows nothing of Crossroads.

It takes only what its own contract knows (no rich messages, no names, no topics) and refuses the rest; a refusal that
the bot did not get over would show as a missing answer here.
"""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.telegram.run import Options, serve
from tests.phones import FAST
from tests.transcripts import FOLDER, acts, read, read_aloud

emulator = pytest.importorskip(
    "lo_bot_api_emulator", reason="lo-bot-api-emulator is not installed: pip install -e '.[dev]'"
)
TOKEN = "123456789:TEST-token_for-the-emulator-000000000"
NAMES = (
    "first-steps old-buttons pay-in-three-regions compares-tables-and-lines typed-instead-of-tapped "
    "question-within-a-question what-is-stored-and-forget-me"
)
UNKNOWN = {"sendRichMessage", "getMyName", "getMyDescription", "getMyShortDescription", "getChatMenuButton"}


class Recording(emulator.LoBotApiEmulator):
    """The emulator keeps no texts: this one notes what each person was sent, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.screens: dict[int, list[dict[str, Any]]] = {}

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        result = super().validate(method, fields, uploads)
        if method in ("sendMessage", "editMessageText"):
            self.screens.setdefault(int(fields["chat_id"]), []).append(result)
        return result


class Visitor:
    """Somebody whose updates are put into the emulator's queue."""

    numbers = itertools.count(501)

    def __init__(self, api: Recording) -> None:
        self.api, self.id, self.seen = api, next(self.numbers), 0
        self.about = {"id": self.id, "is_bot": False, "first_name": "Ada"}
        self.chat = {"id": self.id, "type": "private"}

    async def act(self, verb: str, words: str) -> None:
        self.seen = len(self.screen)
        update: dict[str, Any]
        if verb == "you":
            message = {"message_id": 900_000 + len(self.screen), "date": 1, "chat": self.chat, "from": self.about}
            update = {"message": {**message, "text": words}}
        else:
            data = self.buttons[words] if verb == "tap" else words
            message = {key: self.screen[-1][key] for key in ("message_id", "date", "chat")}
            about = {"id": f"q{self.id}-{self.seen}", "from": self.about, "chat_instance": "1"}
            update = {"callback_query": {**about, "message": message, "data": data}}
        await self.api.enqueue_update(update, token=TOKEN)
        async with asyncio.timeout(5):
            while len(self.screen) == self.seen or not self.buttons:  # a turn ends with what has buttons
                await asyncio.sleep(0.005)

    @property
    def screen(self) -> list[dict[str, Any]]:
        return self.api.screens.get(self.id, [])

    @property
    def text(self) -> str:
        return "\n\n".join(message["text"] for message in self.screen[self.seen :])

    @property
    def buttons(self) -> dict[str, str]:
        rows = self.screen[-1].get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
        return {button["text"]: button["callback_data"] for row in rows for button in row}


@pytest.fixture
async def api() -> AsyncIterator[tuple[Recording, str]]:
    recording = Recording()
    runner = web.AppRunner(recording.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield recording, f"http://{host}:{port}"
    await runner.cleanup()


async def test_main_conversations_run_on_a_foreign_bot_api(api: tuple[Recording, str]):
    recording, url = api
    stopping = asyncio.Event()
    serving = asyncio.create_task(serve(Options(TOKEN, ":memory:", url, rate=FAST, rich=True), stopping))
    try:
        await asyncio.gather(*(play(recording, name) for name in NAMES.split()))
    finally:
        stopping.set()
        await serving
    done = {(one["method"], one["status"]) for one in recording.requests}
    assert {method for method, status in done if status != 200} <= UNKNOWN
    assert {("answerCallbackQuery", 200), ("editMessageText", 200), ("sendRichMessage", 404)} <= done


async def play(recording: Recording, name: str) -> None:
    """One transcript, checked for the words and buttons that it names."""
    person = Visitor(recording)
    await person.act("you", "/start")
    for turn in read(FOLDER / f"{name}.yaml")["turns"]:
        for verb, words in acts(turn):
            await person.act(verb, words)
        start = 0
        for line in read_aloud(str(turn.get("bot", ""))).splitlines():
            start = person.text.find(line, start)
            assert start >= 0, f"{name}, {turn}: {line!r} is not in {person.text!r}"
        assert set(turn.get("buttons", [])) <= person.buttons.keys(), (name, turn, json.dumps(person.buttons))
