"""A stand-in for Telegram's Bot API, for tests and benchmarks: real HTTP on loopback, strict about every request.

In a test (the fixture is in `tests.botapi.fixtures`; it fails the test if the bot broke a rule):

    async def test_greets(bot_api):
        ada = bot_api.person("Ada")
        ada.say("/start")                      # an update for the bot
        ...                                    # the bot runs against bot_api.base_url with bot_api.token
        await bot_api.settled()                # all updates confirmed, nothing under way
        assert bot_api.screen(ada.id)[-1].buttons == ["Yes", "No"]
        ada.tap("Yes")

- People act: `say edit tap tap_data send react inline choose block unblock deactivate add_bot remove_bot`.
- `api.group()`, `channel()`, `topic()`, `channel_post()`, `migrate()` make places; `api.push()` and `redeliver()`
  send any update, or one again.
- What the bot did: `screen transcript history` of a chat; `spinners()`, `requests`, `errors`, `violations`, `limits`.
- What goes wrong: `api.faults.add("drop_after", "sendMessage", times=1)`; `api.latency_ms`; `api.limits.enforce`.

As a process: `python -m tests.botapi` prints its address; `remote.process()` starts one and drives it.
"""

from tests.botapi.api import TOKEN, BotApi

__all__ = ["TOKEN", "BotApi"]
