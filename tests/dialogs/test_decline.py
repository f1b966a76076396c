"""A question without an answer hears what is lacking, and what is near, in a line each."""

import pytest

from dialogs.decline import decline_lines, lead_of
from knowledge.model import Found, Match, Outcome


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Found(Outcome.DECLINE), "doesn't say"),
        (Found(Outcome.DECLINE, outside="nothing-known"), "doesn't say"),
        (Found(Outcome.DECLINE, outside="course"), "no courses"),
        (Found(Outcome.DECLINE, outside="pay-elsewhere"), "At home"),
        (Found(Outcome.DECLINE, outside="other-role"), "doesn't say"),
        (Found(Outcome.DECLINE, outside="course", roles=("barista", "waiter", "cook")), "barista, waiter,"),
    ],
)
def test_what_is_lacking_is_named(tiny_pack, found: Found, words: str):
    (line,) = decline_lines(tiny_pack, found)
    assert words in line


def test_what_is_near_is_told_in_a_sentence(tiny_pack):
    lines = decline_lines(tiny_pack, Found(Outcome.DECLINE, (Match("coffee", 0.2), Match("tea", 0.1))))
    assert lines[1] == "What is near, on _What coffee is like_: Coffee is quick and strong."


@pytest.mark.parametrize(
    ("answer", "lead"),
    [
        ("One. Two.", "One."),
        ("One thing!\n\nTwo.", "One thing!"),
        ("Three parts:\n\n- a\n- b", "Three parts."),
        ("- First. More.\n- Second.", "First."),
        ("Pay, 2026:\n\n- **a**: $5\n- **b**: $6\n\nMore.", "Pay, 2026: **a**: $5; **b**: $6."),
        ("Pay:\n\n- a: 1\n- b: 2\n- c: 3\n- d: 4", "Pay."),
        ("Pay:\n\n- a: 1\n- b", "Pay."),
        ("Pay:", "Pay."),
    ],
)
def test_lead_is_the_first_sentence(answer: str, lead: str):
    assert lead_of(answer) == lead
