"""The methods about the bot itself and about chats and their members."""

from typing import Any

import msgspec

from tests.botapi.chats import Chat
from tests.botapi.errors import bad
from tests.botapi.registry import method
from tests.botapi.schema import Schema
from tests.botapi.world import Call, Record, World

DEFAULT = {"type": "default"}
TEXTS = {"Name": "name", "Description": "description", "ShortDescription": "short_description"}
FULL = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
    ),
}
STATUSES = {
    "creator": "ChatMemberOwner",
    "administrator": "ChatMemberAdministrator",
    "member": "ChatMemberMember",
    "restricted": "ChatMemberRestricted",
    "left": "ChatMemberLeft",
    "kicked": "ChatMemberBanned",
}
EMPTY: dict[str, Any] = {"Boolean": False, "True": True, "Integer": 0, "String": ""}
SCHEMA = Schema()


@method("getMe")
def get_me(world: World, call: Call) -> Record:  # noqa: ARG001
    return world.me


def scoped(call: Call) -> tuple[str, ...]:
    """The key of a list of commands: a scope and a language each have their own."""
    scope = msgspec.json.encode(call.params.get("scope", DEFAULT), order="sorted").decode()
    return "commands", scope, call.params.get("language_code", "")


@method("setMyCommands")
def set_commands(world: World, call: Call) -> bool:
    world.settings[scoped(call)] = call.params["commands"]
    return True


@method("getMyCommands")
def get_commands(world: World, call: Call) -> list[Record]:
    return world.settings.get(scoped(call), [])


@method("deleteMyCommands")
def delete_commands(world: World, call: Call) -> bool:
    world.settings.pop(scoped(call), None)
    return True


@method(*(f"setMy{name}" for name in TEXTS))
def set_text(world: World, call: Call) -> bool:
    key = TEXTS[call.method.removeprefix("setMy")]
    world.settings[key, call.params.get("language_code", "")] = call.params.get(key, "")
    return True


@method(*(f"getMy{name}" for name in TEXTS))
def get_text(world: World, call: Call) -> Record:
    key = TEXTS[call.method.removeprefix("getMy")]
    ours = world.me["first_name"] if key == "name" else ""
    language = call.params.get("language_code", "")
    found = world.settings.get((key, language)) or world.settings.get((key, "")) or ours
    return {key: found}


@method("setChatMenuButton")
def set_menu_button(world: World, call: Call) -> bool:
    world.settings["menu", str(call.params.get("chat_id", ""))] = call.params.get("menu_button", DEFAULT)
    return True


@method("getChatMenuButton")
def get_menu_button(world: World, call: Call) -> Record:
    default = world.settings.get(("menu", ""), DEFAULT)
    return world.settings.get(("menu", str(call.params.get("chat_id", ""))), default)


@method("getChat")
def get_chat(world: World, call: Call) -> Record:
    chat = world.chat(call.params["chat_id"])
    return chat.header | FULL


@method("getChatMember")
def get_member(world: World, call: Call) -> Record:
    chat = world.chat(call.params["chat_id"])
    user = world.users.get(call.params["user_id"])
    if user is None:
        raise bad("PARTICIPANT_ID_INVALID")
    if chat.kind == "channel" and chat.bot != "administrator":
        raise bad("member list is inaccessible")
    return member(chat, user, status(world, chat, user["id"]))


@method("getChatAdministrators")
def get_administrators(world: World, call: Call) -> list[Record]:
    chat = world.chat(call.params["chat_id"])
    if chat.private:
        raise bad("there are no administrators in the private chat")
    ranks = {user_id: status(world, chat, user_id) for user_id in (*chat.members, world.me["id"])}
    high = {"creator", "administrator"}
    return [member(chat, world.users[user_id], rank) for user_id, rank in ranks.items() if rank in high]


@method("getChatMemberCount")
def count_members(world: World, call: Call) -> int:
    chat = world.chat(call.params["chat_id"])
    return 2 if chat.private else len(chat.members) + (chat.bot in {"member", "administrator"})


def status(world: World, chat: Chat, user_id: int) -> str:
    """A user's status in a chat."""
    if user_id == world.me["id"]:
        return chat.bot
    return "member" if chat.private and user_id == chat.id else chat.members.get(user_id, "left")


def member(chat: Chat, user: Record, rank: str) -> Record:  # noqa: ARG001
    """A ChatMember of the right type, with all rights that it must state set to none."""
    specs = SCHEMA.types[STATUSES[rank]]
    rest = {key: EMPTY.get(spec["type"]) for key, spec in specs.items() if spec["required"]}
    return rest | {"status": rank, "user": user}


@method("leaveChat")
def leave(world: World, call: Call) -> bool:
    chat = world.chat(call.params["chat_id"])
    chat.check_open()
    chat.bot = "left"
    return True


@method("createForumTopic")
def create_topic(world: World, call: Call) -> Record:
    chat = world.chat(call.params["chat_id"])
    chat.check_open()
    if not chat.forum:
        raise bad("the chat is not a forum")
    thread = world.new_message_id(chat)
    chat.topics[thread] = call.params["name"]
    return {"message_thread_id": thread, "name": call.params["name"], "icon_color": 7322096}


@method("getFile")
def get_file(world: World, call: Call) -> Record:
    file_id = call.params["file_id"]
    if file_id not in world.files:
        raise bad("wrong file_id or the file is temporarily unavailable")
    size = len(world.files[file_id].content)
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": f"files/{file_id}"}
