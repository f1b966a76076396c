"""What people see before they say a word: name, descriptions, commands, menu button. Set at start, if they differ."""

import logging
from typing import Any

from telegram.error import TelegramError

from bot.telegram.transport import Api
from dialogs.screens.menu import choice_of
from dialogs.script import Pack

_log = logging.getLogger("crossroads.telegram")
COMMANDS = ("find", "ask", "compare", "pay", "plan", "result", "back", "cancel", "restart", "help")
DATA = {"privacy": "my_data", "mydata": "my_data", "forget": "forget"}


def wanted(pack: Pack) -> dict[str, dict[str, Any]]:
    """What should be set, by the name of the setting: the parameters of its method."""
    script = pack.script
    words = {"tracks": choice_of(pack), "n": len(script.questionnaire.questions)}
    names = {**{name: name for name in COMMANDS}, **DATA}
    commands = [{"command": name, "description": script.label(label)[:256]} for name, label in names.items()]
    return {
        "MyName": {"name": script.phrase("telegram.name")[:64]},
        "MyDescription": {"description": script.phrase("telegram.description", **words)[:512]},
        "MyShortDescription": {"short_description": script.phrase("telegram.about", **words)[:120]},
        "MyCommands": {"commands": commands},
        "ChatMenuButton": {"menu_button": {"type": "commands"}},
    }


async def settle(api: Api, pack: Pack) -> list[str]:
    """Set what differs; the names of what was set. What Telegram refuses is logged: nobody is kept waiting for it."""
    done = []
    for name, params in wanted(pack).items():
        try:
            now = await api.call(f"get{name}", {})
            if _same(now, params):
                continue
            await api.call(f"set{name}", params)
            done.append(name)
        except TelegramError as error:
            _log.warning("%s could not be set (%s); it is tried again at the next start", name, error)
    return done


def _same(now: object, params: dict[str, Any]) -> bool:
    value = next(iter(params.values()))
    if isinstance(now, dict):
        return now in (value, params)
    return bool(now == value)
