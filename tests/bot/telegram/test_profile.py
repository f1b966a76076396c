"""The bot's profile fits Telegram's limits, and is written only where it differs."""

from bot.telegram.profile import COMMANDS, DATA, profile_of, sync_profile
from bot.telegram.transport import Api
from dialogs.script import Pack
from tests.botapi import TOKEN, BotApi


def test_every_text_fits(pack: Pack):
    profile = profile_of(pack)
    assert 1 <= len(profile["MyName"]["name"]) <= 64
    assert 1 <= len(profile["MyDescription"]["description"]) <= 512
    assert 1 <= len(profile["MyShortDescription"]["short_description"]) <= 120
    commands = profile["MyCommands"]["commands"]
    assert [command["command"] for command in commands] == [*COMMANDS, *DATA]
    assert all(1 <= len(command["description"]) <= 256 for command in commands)


async def test_a_second_time_nothing_is_set(api: BotApi, pack: Pack):
    line = Api(TOKEN, api.origin)
    assert set(await sync_profile(line, pack)) == profile_of(pack).keys() - {"MyName"}
    assert await sync_profile(line, pack) == []
    api.settings["menu", ""] = {"type": "default"}
    assert await sync_profile(line, pack) == ["ChatMenuButton"]
    await line.hang_up()


async def test_what_is_refused_is_skipped(api: BotApi, pack: Pack, caplog):
    api.faults.add("status", "setMyCommands", status=429, says="Too Many Requests")
    line = Api(TOKEN, api.origin)
    assert "MyCommands" not in await sync_profile(line, pack)
    assert "MyCommands could not be set" in caplog.text
    assert await sync_profile(line, pack) == ["MyCommands"]
    await line.hang_up()
