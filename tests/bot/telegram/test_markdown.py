"""Markdown to entities, whose offsets are UTF-16 units, and its cut into messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.markdown import LIMIT, MARKS, fits, split, to_entities, units


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("abc", 3), ("₦ä", 2), ("\uffff", 1), ("\U00010000", 2), ("a😀b", 4)]
)
def test_units_are_those_of_utf_16(text: str, length: int):
    assert units(text) == length == len(text.encode("utf-16-le")) // 2


def entity(kind: str, offset: int, length: int) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length}


@pytest.mark.parametrize(
    ("markdown", "plain", "entities"),
    [
        ("plain", "plain", []),
        ("**bold** then _slanted_", "bold then slanted", [entity("bold", 0, 4), entity("italic", 10, 7)]),
        ("😀 **a😀** **b**", "😀 a😀 b", [entity("bold", 3, 3), entity("bold", 7, 1)]),
        ("**a _b_ c**", "a b c", [entity("bold", 0, 5), entity("italic", 2, 1)]),
        ("x **😀 _b_**", "x 😀 b", [entity("bold", 2, 4), entity("italic", 5, 1)]),
        ("snake_case_name and 2**3", "snake_case_name and 2**3", []),
        ("- one\n- **two**\nno - three", "• one\n• two\nno - three", [entity("bold", 8, 3)]),
        ("**open and _open", "**open and _open", []),
    ],
)
def test_marks_become_entities(markdown: str, plain: str, entities: list):
    assert to_entities(markdown) == (plain, entities)


def test_what_fits_is_one_part():
    text = "x" * LIMIT
    assert split(text) == [text]
    assert split("😀" * (LIMIT // 2)) == ["😀" * (LIMIT // 2)]
    assert len(split(text + "x")) == 2
    assert len(split("😀" * (LIMIT // 2) + "x")) == 2


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("", 10, [""]),
        ("  abc  ", 10, ["abc"]),
        ("aaaa\n\nbbbb", 10, ["aaaa\n\nbbbb"]),
        ("aaaa\n\nbbbbb", 10, ["aaaa", "bbbbb"]),
        ("aaaa\nbb\n\ncccc", 12, ["aaaa\nbb", "cccc"]),  # a paragraph before a line
        ("aaaa bb\ncccc", 10, ["aaaa bb", "cccc"]),  # a line before a word
        ("aaaa bb cccc", 10, ["aaaa bb", "cccc"]),
        ("aaaabbccccdd", 10, ["aaaabbcccc", "dd"]),
        ("aa bbbbbbbbbbbb", 10, ["aa bbbbbbb", "bbbbb"]),  # too far in front to be worth it
        ("aaa bbbbbbbbbb", 10, ["aaa", "bbbbbbbbbb"]),
        ("😀😀😀😀😀😀", 10, ["😀😀😀😀😀", "😀"]),
        ("😀😀😀😀😀😀", 9, ["😀😀😀😀", "😀😀"]),
        ("**aaaa bbbb** c", 10, ["**aaaa**", "**bbbb** c"]),
    ],
)
def test_a_cut_is_where_it_hurts_least(text: str, limit: int, parts: list[str]):
    assert split(text, limit) == parts


@given(st.text(alphabet="ab \n😀ä", max_size=200), st.integers(8, 40))
def test_parts_are_short_enough_and_nothing_is_lost(text: str, limit: int):
    """No part ends in half a character of two units: hermes-agent #11467."""
    parts = split(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert "".join(parts).encode("utf-16-le").decode("utf-16-le") == "".join(parts)


@pytest.mark.parametrize("before", range(4))
def test_a_cut_at_the_limit_is_between_characters(before: int):
    """Hermes-agent #11467: the limit falls into the middle of a character of two units."""
    text = "x" * before + "😀" * LIMIT
    parts = split(text)
    assert "".join(parts) == text
    assert [units(part) for part in parts[:2]] == [LIMIT - before % 2, LIMIT]


@pytest.mark.parametrize("piece", ["**a** ", "_a_ b\n", "**a _b_ c**\n\n", "**a**", "**😀**_b_ "])
def test_no_part_has_more_marks_than_telegram_keeps(piece: str):
    """Beyond a hundred they are dropped: telegram-bot-api #820."""
    text = piece * 300
    parts = [to_entities(part) for part in split(text)]
    assert all(len(marks) <= MARKS for _, marks in parts)
    assert sum(len(marks) for _, marks in parts) >= len(to_entities(text)[1])
    assert "".join("".join(plain for plain, _ in parts).split()) == "".join(to_entities(text)[0].split())


def test_what_fits_has_a_hundred_marks_at_most():
    assert fits("**a** " * MARKS)
    assert not fits("**a** " * MARKS + "_b_")
    assert not fits("x" * (LIMIT + 1))
