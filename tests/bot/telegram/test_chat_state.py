"""What is kept of a chat: read in every form that was ever stored, bounded, right after each request."""

import pytest

from bot.telegram.call import Call
from bot.telegram.chat_state import BUNDLES, KEYBOARDS, TEXTS, ChatState, after_call, from_json, to_json

BOARD = Call("sendMessage", {}, "board", user=7)
PAGE = Call("sendMessage", {}, "page", user=7)


@pytest.mark.parametrize("stored", [b"", b"{torn", b"\xff", b"[]", b'{"last":"x"}'])
def test_what_cannot_be_read_is_an_empty_state(stored: bytes):
    assert from_json(stored) == ChatState()


def test_what_earlier_versions_stored_is_read():
    assert from_json(b'{"last":5,"keyboards":{"7":5},"keeps":true}') == ChatState(5, {7: 5}, keep=True)


def test_stored_names_do_not_change():
    full = ChatState(5, {7: 5}, keep=True, texts={3: "ab"}, bundles=("album:1",), moved_to=-1)
    stored = b'{"last":5,"keyboards":{"7":5},"keeps":true,"texts":{"3":"ab"},"bundles":["album:1"],"moved_to":-1}'
    assert to_json(full) == stored
    assert from_json(stored) == full
    assert to_json(ChatState()) == b"{}"


def test_a_message_with_buttons_is_its_persons_keyboard():
    state = after_call(ChatState(4, {8: 2, 7: 4}), BOARD, {"message_id": 9})
    assert state == ChatState(9, {8: 2, 7: 9})
    assert after_call(state, PAGE, {"message_id": 10}) == ChatState(10, {8: 2})


def test_an_edit_that_changed_nothing_is_the_message_that_it_named():
    edit = Call("editMessageText", {"message_id": 9}, "board", keep=True, user=7)
    assert after_call(ChatState(), edit, True) == ChatState(9, {7: 9}, keep=True)


def test_requests_without_a_message_and_refused_ones_leave_the_keyboards():
    before = ChatState(4, {7: 4}, keep=True)
    assert after_call(before, Call("answerCallbackQuery", {}), True) == before
    assert after_call(before, BOARD, {"message_id": 9}, sent=False) == before


@pytest.mark.parametrize("sent", [True, False])
def test_what_a_message_answered_counts_as_answered_sent_or_not(sent: bool):
    call = Call("sendMessage", {}, "page", source=3, digest="ab", bundle="album:1")
    state = after_call(ChatState(texts={2: "xy"}, bundles=("album:0",)), call, {"message_id": 9}, sent=sent)
    assert (state.texts, state.bundles) == ({2: "xy", 3: "ab"}, ("album:0", "album:1"))
    assert after_call(state, call, {"message_id": 9}, sent=sent).bundles == ("album:0", "album:1")


def test_everything_is_bounded_and_the_newest_is_kept():
    state = ChatState()
    for number in range(1, 200):
        call = Call("sendMessage", {}, "board", user=number, source=number, digest="ab", bundle=f"album:{number}")
        state = after_call(state, call, {"message_id": number})
    assert list(state.keyboards) == list(range(200 - KEYBOARDS, 200))
    assert list(state.texts) == list(range(200 - TEXTS, 200))
    assert state.bundles == tuple(f"album:{number}" for number in range(200 - BUNDLES, 200))


@pytest.mark.parametrize(
    ("bundle", "answered"),
    [
        ("album:13", True),
        ("album:14", False),
        ("forward:7:100", True),
        ("forward:7:105", True),
        ("forward:7:95", True),
        ("forward:7:106", False),
        ("forward:7:94", False),
        ("forward:8:100", False),
        ("", False),
    ],
)
def test_a_bundle_is_known_by_its_album_or_its_sender_and_time(bundle: str, answered: bool):
    assert ChatState(bundles=("album:13", "forward:7:100")).is_answered(bundle) is answered
