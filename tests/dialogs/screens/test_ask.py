"""Topics are answered with their source; several at once as one text."""

import pytest

from dialogs.screens.ask import answer_text, ask, line_list, subject, topic
from dialogs.session import Session


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ((8, 9, 10, 22), "lines 8–10, 22"),
        ((5,), "line 5"),
        ((7, 5, 6, 6), "lines 5–7"),
        ((1, 3, 4), "lines 1, 3–4"),
        ((1, 3), "lines 1, 3"),
    ],
)
def test_line_numbers_are_written_as_people_write_them(tiny_pack, lines, text):
    assert line_list(tiny_pack, lines) == text


def test_answers_of_several_topics_are_one_text(tiny_pack):
    text = answer_text(tiny_pack, ("coffee", "tea"))
    assert text.index("Coffee is quick") < text.index("Tea is slow")
    assert text.count("Source:") == 2


def test_topic_offers_what_people_ask_next_but_not_itself(tiny_pack):
    (reply,) = topic(tiny_pack, Session(state="topic", focus=("tea",)))
    assert [choice.id for choice in reply.choices] == ["topic:coffee", "ask", "find", "back", "menu"]
    (both,) = topic(tiny_pack, Session(state="topic", focus=("tea", "coffee"), answers={"pace": "", "taste": ""}))
    assert [choice.id for choice in both.choices] == ["ask", "result", "back", "menu"]


def test_subjects_lead_to_their_topics(tiny_pack):
    assert [choice.id for choice in ask(tiny_pack, Session(state="ask"))[0].choices] == [
        "subject:drinks",
        "back",
        "menu",
    ]
    shelf = subject(tiny_pack, Session(state="subject", focus=("drinks",)))[0]
    assert [choice.id for choice in shelf.choices] == ["topic:tea", "topic:coffee", "back", "menu"]
