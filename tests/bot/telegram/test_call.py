"""A request as it waits in the outbox, and the forms in which it is sent after a refusal."""

import msgspec

from bot.telegram.call import ANSWER, Call

MARKED = {"chat_id": -5, "text": "x", "entities": [1], "reply_parameters": {}, "message_thread_id": 12}
TEXT = {"chat_id": -5, "text": "x", "message_thread_id": 12}


def test_what_earlier_versions_stored_is_read():
    stored = b'{"method":"sendMessage","params":{"a":1},"role":"board","keeps":true,"otherwise":{"b":2},"user":7}'
    call = Call("sendMessage", {"a": 1}, "board", keep=True, fallback={"b": 2}, user=7)
    assert msgspec.json.decode(stored, type=Call) == call
    assert msgspec.json.encode(call) == stored


def test_a_text_falls_back_to_itself_without_marks_and_then_to_nothing():
    call = Call("sendMessage", MARKED, "page", user=7).with_fallback()
    assert call.fallback == TEXT
    plainer = call.plainer()
    assert plainer == Call("sendMessage", TEXT, "page", user=7)
    assert plainer.plainer() is None
    assert Call("sendMessage", TEXT).with_fallback().fallback is None
    assert Call("sendDocument", MARKED).with_fallback().fallback is None


def test_a_table_falls_back_to_text_and_that_to_text_without_marks():
    table = Call("sendRichMessage", {"chat_id": -5}, "board", fallback=MARKED).with_fallback()
    assert table.plainer() == Call("sendMessage", MARKED, "board", fallback=TEXT)


def test_an_answer_says_more_only_where_its_message_was_refused():
    answer = Call(ANSWER, {"id": 1}, fallback={"id": 1, "text": "no"})
    assert answer.after(delivered=True) == answer
    assert answer.after(delivered=False).params == {"id": 1, "text": "no"}
    assert answer.plainer() is None
    assert Call(ANSWER, {"id": 1}).after(delivered=False).params == {"id": 1}


def test_without_its_thread_a_message_goes_to_the_chat_in_every_form():
    call = Call("sendMessage", MARKED, fallback=TEXT).without_thread()
    assert "message_thread_id" not in {**call.params, **(call.fallback or {})}
    assert call.params["reply_parameters"] == {}
    assert Call("sendMessage", TEXT).without_thread().fallback is None
