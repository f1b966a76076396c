"""What is kept of a group that became a supergroup, and what must not go along."""

from bot.store.sqlite.store import SqliteStore
from bot.telegram.call import Call
from bot.telegram.chat_state import ChatState, from_json
from bot.telegram.group_migration import migrate_group, moved_call, moved_incoming, moved_key
from bot.telegram.incoming import Incoming

HERE = {"chat_id": -5, "text": "x", "reply_parameters": {"message_id": 3}, "message_thread_id": 2}


async def test_the_old_chat_points_to_the_new_one():
    store = SqliteStore(None)
    assert await migrate_group(store, "telegram:-5", -100) == ChatState(moved_to=-100)
    assert from_json(await store.chat_state("telegram:-5")) == ChatState(moved_to=-100)
    assert await store.chat_state("telegram:-100") == b""
    await store.close()


def test_what_arrived_is_as_new_in_the_supergroup():
    incoming = Incoming("chose", -5, 7, "find", message=8, callback="q", thread=2, group=True, anchor=3, owner=7)
    moved = Incoming("chose", -100, 7, "find", callback="q", group=True, owner=7)
    assert moved_incoming(incoming, -100) == moved


def test_a_message_goes_there_without_old_ids():
    call = Call("sendMessage", HERE, "page", fallback=HERE, user=7)
    there = {"chat_id": -100, "text": "x"}
    assert moved_call(call, -100) == Call("sendMessage", there, "page", fallback=there, user=7)


def test_an_edit_becomes_a_message_or_nothing():
    edit = Call("editMessageText", {"chat_id": -5, "message_id": 8, "text": "x"}, "page", fallback=HERE)
    moved = moved_call(edit, -100)
    assert moved
    assert (moved.method, moved.params) == ("sendMessage", {"chat_id": -100, "text": "x"})
    assert moved_call(Call("editMessageReplyMarkup", {"chat_id": -5, "message_id": 8}), -100) is None


def test_a_persons_key_is_where_they_are_now():
    assert moved_key("telegram:-5:7", ChatState(moved_to=-100)) == "telegram:-100:7"
    assert moved_key("telegram:-5:7", ChatState()) == "telegram:-5:7"
