"""A process dies in the middle of a turn, while a message is on its way; how long until another one sends it."""

import asyncio
import signal
import time
from pathlib import Path

from tests.botapi import BotApi
from tests.chaos.bots import Way, running
from tests.chaos.phone import Phone

PAIR = Way("takeover", postgres=True, webhook=True, bots=2)
PATIENCE = 40.0  # seconds for two processes to start


async def takeover(store: str, log: Path) -> float:
    """Seconds from the death to the message, by the stand-in's clock. Raises TimeoutError."""
    async with BotApi.serving() as api:
        ada = Phone(api.person())
        async with running(PAIR, api, store, log) as (first, second):
            await api.wait(lambda: api.requests["setWebhook"] == 2, PATIENCE)
            await second.end(signal.SIGKILL)  # so that the first one has the turn
            api.faults.add("hang", "sendMessage")
            ada.person.say("/start")
            await api.wait(lambda: api.faults.fired["hang"], PATIENCE)
            await second.start()
            await api.wait(lambda: api.requests["setWebhook"] == 3, PATIENCE)
            await asyncio.sleep(1.0)  # it looks round, and finds the chat in the first one's hands
            if ada.look():
                raise AssertionError("two processes answered at once")
            died = time.monotonic()
            await first.end(signal.SIGKILL)
            await api.wait(ada.look, PATIENCE)
            sent = (one.at for one in api.requests.log if one.method == "sendMessage" and one.status == 200)
            return next(sent) - died
