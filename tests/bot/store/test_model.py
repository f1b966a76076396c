"""The small functions that both stores use."""

from bot.store.model import lane_of, readable, storable


def test_the_lane_of_a_key_is_its_chat():
    assert lane_of("telegram:17:18") == "telegram:17"
    assert lane_of("console:ada:x:y") == "console:ada:x"
    assert lane_of("x") == ""


def test_text_that_no_database_takes_is_replaced():
    assert storable("a\0b\ud800c\u20ac") == "a\N{REPLACEMENT CHARACTER}b?c\u20ac"


def test_what_was_kept_is_shown_as_json_where_it_is_json():
    assert readable(b'{"a":1}') == {"a": 1}
    assert readable(b"\xff{") == "\N{REPLACEMENT CHARACTER}{"
    assert readable('{"a":1}') == '{"a":1}'
