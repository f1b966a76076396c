"""A group becomes a supergroup and gets another id: what is kept of it moves there. Message ids do not.

Telegram tells of it in a service message in each of the two chats, and refuses whatever is sent to the old id.
"""

from typing import Any

import msgspec

from bot.store.model import Store
from bot.telegram.call import Call
from bot.telegram.chat_state import ChatState, to_json
from bot.telegram.incoming import Incoming, lane_of_chat

_OF_THE_OLD_CHAT = ("reply_parameters", "message_thread_id")


async def migrate_group(store: Store, old_lane: str, new_chat: int) -> ChatState:
    """Move sessions and unanswered questions; returns the state left in the old chat, which points to the new one."""
    state = ChatState(moved_to=new_chat)
    await store.move(old_lane, lane_of_chat(new_chat), to_json(state))
    return state


def moved_incoming(incoming: Incoming, new_chat: int) -> Incoming:
    """What arrived in the old chat, as if in the new one: messages of the old one cannot be edited or replied to."""
    return msgspec.structs.replace(incoming, chat=new_chat, message=0, anchor=0, thread=0)


def moved_call(call: Call, new_chat: int) -> Call | None:
    """A request to the old chat, for the new one; an edit becomes a new message, or None where nothing is to send."""
    params, method = call.params, call.method
    if method.startswith("edit"):
        if not call.fallback:
            return None
        params, method = call.fallback, "sendMessage"
    fallback = _moved(call.fallback, new_chat) if call.fallback else None
    return msgspec.structs.replace(call, method=method, params=_moved(params, new_chat), fallback=fallback)


def moved_key(key: str, state: ChatState) -> str:
    """The session key of a person, where it is now."""
    return f"{lane_of_chat(state.moved_to)}:{key.rpartition(':')[2]}" if state.moved_to else key


def _moved(params: dict[str, Any], new_chat: int) -> dict[str, Any]:
    kept = {name: value for name, value in params.items() if name not in _OF_THE_OLD_CHAT}
    return {**kept, "chat_id": new_chat}
