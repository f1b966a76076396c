"""The bot's profile on Telegram: name, descriptions, commands, menu button. Set at the start where it differs."""

import logging
from typing import Any

from telegram.error import TelegramError

from bot.telegram.transport import Api
from dialogs.screens.menu import choice_of
from dialogs.script import Pack

_log = logging.getLogger("crossroads.telegram")
COMMANDS = ("find", "ask", "compare", "pay", "plan", "result", "back", "cancel", "restart", "help")
DATA = {"privacy": "my_data", "mydata": "my_data", "forget": "forget"}


def profile_of(pack: Pack) -> dict[str, dict[str, Any]]:
    """What should be set: the parameters of each setter, by the name of the setting."""
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


async def sync_profile(api: Api, pack: Pack) -> list[str]:
    """Set what differs; the names of what was set. What Telegram refuses is logged: nobody is kept waiting for it."""
    changed = []
    for name, params in profile_of(pack).items():
        try:
            current = await api.call(f"get{name}", {})
            if _is_same(current, params):
                continue
            await api.call(f"set{name}", params)
            changed.append(name)
        except TelegramError as error:
            _log.warning("%s could not be set (%s); it is tried again at the next start", name, error)
    return changed


def _is_same(current: object, params: dict[str, Any]) -> bool:
    value = next(iter(params.values()))
    if isinstance(current, dict):
        return current in (value, params)
    return bool(current == value)
