"""Events and replies come back from JSON as they went in; what version 0.1 stored is still read."""

import pytest

from dialogs import events, replies
from dialogs.events import Chose, Other, Said, Started
from dialogs.replies import Choice, Grid, Reply

EVENTS = (Started(), Started("find"), Said("hi ☂"), Said(""), Chose("answer:pace:slow"), Other("edit"), Other("thing"))


@pytest.mark.parametrize("event", EVENTS, ids=repr)
def test_event_comes_back_as_it_went_in(event):
    assert events.from_json(events.to_json(event)) == event


def test_encoding_names_the_kind_of_event():
    assert events.to_json(Chose("find")) == b'{"event":"chose","choice_id":"find"}'


@pytest.mark.parametrize(("body", "event"), [(b"{}", Started()), (b'{"said":"hello"}', Said("hello"))])
def test_event_stored_by_the_first_version_is_read(body, event):
    assert events.from_json(body) == event


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b"", "truncated"),
        (b"[]", "Expected `object`"),
        (b'{"event":"flew"}', "flew"),
        (b'{"event":"said"}', "text"),
        (b'{"event":"chose","choice_id":7}', "choice_id"),
        (b'{"said":"a","more":"b"}', "event"),
    ],
)
def test_what_is_no_event_is_an_error_that_says_why(body, cause):
    with pytest.raises(ValueError, match=cause):
        events.from_json(body)


def test_replies_come_back_as_they_went_in():
    said = (Reply("**a**", (Choice("menu", "Menu"),)), Reply("b", grid=Grid(("x", "y"), (("1", "2"),))))
    assert replies.from_json(replies.to_json(said)) == said
    with pytest.raises(ValueError, match="Expected"):
        replies.from_json(b'{"text": "no array"}')
