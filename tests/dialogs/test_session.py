"""A session comes back from JSON as it went in, under the names that stored ones have."""

import json

import pytest

from dialogs.session import BackStep, Session, from_json, to_json


def test_session_comes_back_as_it_went_in():
    session = Session(
        pack="x",
        state="question",
        focus=("pace",),
        answers={"pace": ""},
        back_stack=(BackStep("menu", (), {"pace": None}),),
    )
    assert from_json(to_json(session)) == session


def test_back_stack_is_stored_under_its_first_name():
    stored = b'{"state":"menu","trail":[{"state":"question","focus":["pace"],"undo":{"pace":"slow"}}]}'
    assert from_json(stored).back_stack == (BackStep("question", ("pace",), {"pace": "slow"}),)
    assert "trail" in json.loads(to_json(Session()))


@pytest.mark.parametrize("stored", [b"", b"[]", b'{"state": 7}', b'{"answers": {"a": 1}}', b"\xff"])
def test_what_is_no_session_is_a_value_error(stored):
    with pytest.raises(ValueError, match=r".+"):
        from_json(stored)
