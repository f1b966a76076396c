"""No screen is longer than a terminal or a phone shows at once; lists that somebody asked for are short."""

import textwrap

import pytest

from bot.console import plain
from bot.telegram.outgoing import grid_text, keyboard
from dialogs.advice.words import length
from dialogs.render_all import render_all
from dialogs.states import State

LINES, WIDTH, ROWS, ENTRIES = 20, 80, 5, 10
WAYS_ON = {"skip", "back", "menu", "result", "find", "go_on", "continue", "compare", "topic"}
LISTS = {State.ASK, State.SUBJECT, State.TABLE, State.MATTERS}  # somebody asked for these
RESULT_ROWS, RESULT_LINES = 4, 22  # 24 lines but the prompt
PHONE, PHONE_LINES = 38, 21  # of 360 x 740 px: characters a line, and lines above four rows of buttons
CAPTION = 1024  # UTF-16 units below a picture


def lines(text: str, width: int = WIDTH) -> int:
    return sum(len(textwrap.wrap(line, width)) or 1 for line in plain(text).split("\n"))


@pytest.fixture(scope="module")
def screens(shipped):
    return [(where, reply) for where, reply in render_all(shipped.pack) if not isinstance(reply, Exception)]


def test_screens_fit_a_terminal(screens):
    long = {where: n for where, reply in screens if (n := lines(reply.text)) > LINES}
    assert long == {}
    tables = {where: len(reply.grid.rows) for where, reply in screens if reply.grid and len(reply.grid.rows) > 15}
    assert tables == {}


def test_buttons_fit_a_phone(screens):
    rows = {where: len(keyboard(reply.choices)["inline_keyboard"]) for where, reply in screens}
    assert {w: n for w, n in rows.items() if n > ROWS and w.split()[0] not in LISTS} == {}
    for where, reply in screens:
        if where.split()[0] in LISTS:
            entries = [choice for choice in reply.choices if choice.id.split(":")[0] not in WAYS_ON - {"topic"}]
            assert len(entries) <= ENTRIES + 1, where


def test_verdict_and_its_buttons_are_seen_at_once(screens):
    for where, reply in screens:
        if where == "result":
            assert len(keyboard(reply.choices)["inline_keyboard"]) <= RESULT_ROWS
            assert lines(reply.text) + 1 + len(reply.choices) <= RESULT_LINES
            assert length(reply.text) <= 110
            assert lines(reply.text, PHONE) <= PHONE_LINES


def test_answers_never_share_a_row_with_the_ways_out(screens):
    for where, reply in screens:
        for row in keyboard(reply.choices)["inline_keyboard"]:
            verbs = {button["callback_data"].split(":")[0] for button in row}
            assert not (verbs & {"skip", "back", "menu"} and verbs - {"skip", "back", "menu"}), where


def test_people_see_sections_and_years_and_no_line_numbers(screens):
    for where, reply in screens:
        text = reply.text + (grid_text(reply.grid) if reply.grid else "")
        assert " line " not in text or where.startswith(("table", "row", "topic")), where
        assert "_Source: lines" not in text, where


def test_captions_fit_below_a_picture(screens):
    captions = [reply.text for _, reply in screens if reply.picture]
    assert captions
    assert max(map(len, captions)) <= CAPTION
