"""Follow-ups that can only mean one topic, and those that are made whole."""

import pytest

from bot.packs import load_knowledge
from knowledge.nlu.contextual_rewrite import ContextualRewriter
from knowledge.nlu.entities import TrackMatcher


@pytest.fixture(scope="module")
def rewrite():
    knowledge = load_knowledge()
    return ContextualRewriter(knowledge, TrackMatcher(knowledge.language))


@pytest.mark.parametrize(
    ("before", "text", "topic"),
    [
        ("salary.us", "and in nigeria?", "salary.nigeria"),
        ("tools.mle", "what about the other one", "tools.de"),
        ("premium.mle", "and the data engineer?", "premium.de"),
        ("premium.mle.llmops", "and for data engineers?", "premium.de"),
        ("advantage.mle", "and for the other one", "foundation.de"),
        ("learning.harder", "why though?", "learning.harder"),
        ("salary", "and for ml?", "salary"),
        ("tools.mle", "in nigeria", ""),
    ],
)
def test_a_follow_up_means_a_topic(rewrite, before, text, topic):
    assert rewrite(text, before).topic == topic


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        ("", "and in nigeria?", "and in nigeria?"),
        ("tools.mle", "anyway, what is the local pay in nigeria", "what is the local pay in nigeria"),
        ("tools.mle", "is it hard", "is   hard Machine learning engineer"),
        ("path.transition", "and the other way round?", "moving from machine learning engineer to data engineer"),
    ],
)
def test_a_question_is_made_whole(rewrite, before, text, whole):
    found = rewrite(text, before)
    assert found.topic == ""
    assert " ".join(found.text.lower().split()).startswith(" ".join(whole.lower().split())[:20])


@pytest.mark.parametrize(
    ("before", "text", "alone"),
    [
        ("tools.mle", "ok", "ok"),
        ("path.hybrid", "so is it worth it", "is it worth it"),
        ("path.hybrid", "and the pay?", "the pay"),
    ],
)
def test_what_has_no_content_of_its_own_is_not_made_a_question_about_a_track(rewrite, before, text, alone):
    assert rewrite(text, before).text == alone


def test_below_a_question_a_short_text_leans_less(rewrite):
    assert rewrite("databases mostly", "tools.mle", asked=True).text == "databases mostly"
    assert rewrite("databases mostly", "tools.mle").leans
