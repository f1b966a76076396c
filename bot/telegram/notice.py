"""A few words outside of any turn: sent at once or not at all, and kept nowhere."""

import logging
from typing import Any

from telegram.error import BadRequest, TelegramError

from bot.telegram.call import is_topic_gone, without_topic
from bot.telegram.transport import Api

_log = logging.getLogger("crossroads.telegram")


async def send_notice(api: Api, params: dict[str, Any]) -> bool:
    """Whether it was sent: to its topic, or to the chat where that one is gone."""
    try:
        try:
            await api.call("sendMessage", params)
        except BadRequest as error:
            if not is_topic_gone(params, error):
                raise
            await api.call("sendMessage", without_topic(params))
    except TelegramError as error:
        _log.info("a notice could not be sent (%s)", type(error).__name__)
        return False
    return True
