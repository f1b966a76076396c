"""JSON is read as well as can be, and what is none is an error."""

import pytest

from bot.lenient_json import parse_json


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b'{"a":"b"}', {"a": "b"}),
        (b'\xef\xbb\xbf{"a":1}', {"a": 1}),
        (rb'{"a":["\ud83d",{"\udc00":1}]}', {"a": ["\ufffd", {"\ufffd": 1}]}),
        (rb'{"a":"\ud83d\ude00 \ud83d"}', {"a": "😀 \ufffd"}),
        (b'{"a":"\xff"}', {"a": "\ufffd"}),
    ],
)
def test_json_is_read_as_well_as_can_be(raw: bytes, value: object):
    assert parse_json(raw) == value


@pytest.mark.parametrize("raw", [b"", b"{", b"nonsense", b'{"a":1', b"[" * 100_000])
def test_what_is_no_json_is_an_error(raw: bytes):
    with pytest.raises(ValueError, match=r"."):
        parse_json(raw)
