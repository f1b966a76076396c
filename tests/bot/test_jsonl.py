"""JSON lines: every line is answered by a line, a bad one by an error that says which and what to write."""

import io
import json

import pytest

from bot.advisor import Advisor
from bot.jsonl import run_jsonl, to_event, to_line
from bot.local_session import LocalSession
from bot.store.opening import open_store
from dialogs.events import Chose, Said
from dialogs.replies import Choice, Reply


def test_line_becomes_the_event_that_it_names():
    assert to_event(b'{"event": "chose", "choice_id": "find"}\n') == Chose("find")
    assert to_event('\ufeff{"event": "said", "text": "née"}'.encode()) == Said("née")


def test_half_a_surrogate_pair_is_read_as_well_as_can_be():
    assert to_event(rb'{"event": "said", "text": "tea \ud83d"}') == Said("tea \N{REPLACEMENT CHARACTER}")
    assert to_event(b'{"event": "chose", "choice_id": "\xff"}') == Chose("\N{REPLACEMENT CHARACTER}")


@pytest.mark.parametrize("line", [b"\n", b"hi", b'{"event":"fly"}', b'["said"]', b"\xff\xfe"])
def test_line_that_is_no_event_says_what_to_write(line):
    with pytest.raises(ValueError, match=r'not an event \(.+\); write \{"event": "said", "text": "…"\}'):
        to_event(line)


def test_replies_of_a_turn_are_one_line_of_ascii():
    line = to_line((Reply("₦ two\nlines", (Choice("menu", "Menü"),)),))
    assert line.isascii()
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    reply = {"text": "₦ two\nlines", "choices": [{"id": "menu", "label": "Menü"}], "grid": None, "picture": None}
    assert json.loads(line) == {"replies": [reply]}


async def test_bad_line_is_answered_and_the_next_one_is_taken(tiny):
    out, store = io.BytesIO(), await open_store(":memory:")
    try:
        lines = io.BytesIO(b'nonsense\n{"event": "chose", "choice_id": "find"}\n')
        await run_jsonl(LocalSession(store, Advisor(tiny), "console:"), lines, out)
    finally:
        await store.close()
    greeting, error, question = map(json.loads, out.getvalue().splitlines())
    assert "Crossroads" in greeting["replies"][0]["text"]
    assert error["error"].startswith("line 1: not an event (")
    assert "How do you wake up?" in question["replies"][-1]["text"]
