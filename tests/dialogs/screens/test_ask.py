"""Topics are answered with their source; several at once as one text."""

from dialogs.screens.ask import answer_text, ask, subject, topic
from dialogs.session import Session


def test_answers_of_several_topics_are_one_text(tiny_pack):
    text = answer_text(tiny_pack, ("coffee", "tea"))
    assert text.index("Coffee is quick") < text.index("Tea is slow")
    assert text.endswith("_Tea; Coffee_") or text.count("\n\n_") == 1


def test_topic_offers_what_people_ask_next_but_not_itself(tiny_pack):
    (reply,) = topic(tiny_pack, Session(state="topic", focus=("tea",)))
    assert [choice.id for choice in reply.choices] == ["topic:coffee", "find", "ask", "back", "menu"]
    (both,) = topic(tiny_pack, Session(state="topic", focus=("tea", "coffee"), answers={"pace": "", "taste": ""}))
    assert [choice.id for choice in both.choices] == ["find", "ask", "back", "menu"]


def test_subjects_lead_to_their_topics(tiny_pack):
    assert [choice.id for choice in ask(tiny_pack, Session(state="ask"))[0].choices] == [
        "subject:drinks",
        "back",
        "menu",
    ]
    shelf = subject(tiny_pack, Session(state="subject", focus=("drinks",)))[0]
    assert [choice.id for choice in shelf.choices] == ["topic:tea", "topic:coffee", "back", "menu"]
