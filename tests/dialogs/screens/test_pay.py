"""Pay is the article's range, or the same times its premium with the sum shown."""

import pytest

from dialogs.engine import Engine
from dialogs.screens.pay import pay
from dialogs.session import Session
from tests.people import Person


@pytest.mark.parametrize(
    ("focus", "words"),
    [
        (("us", "mle", ""), ["$185,000–$275,000+", "mid to senior", "2026"]),
        (("us", "mle", "llmops"), ["40–60%", "$185,000 × 1.4 = $259,000", "$275,000 × 1.6 = $440,000+", "An estimate"]),
        (("remote", "mle", "mlops"), ["25–40%", "$6,000 × 1.25 = $7,500", "$15,000 × 1.4 = $21,000"]),
        (("us", "de", "distributed"), ["$160,000–$240,000+", "names no percentage"]),
    ],
)
def test_range_is_the_articles_and_its_premium_multiplies_it(pack, focus, words):
    (reply,) = pay(pack, Session(state="pay", focus=focus))
    for word in words:
        assert word in reply.text
    assert ("×" in reply.text) is ("An estimate" in reply.text)


def test_sum_is_rounded_down_to_whole_units(tiny_pack):
    (reply,) = pay(tiny_pack, Session(state="pay", focus=("home", "tea", "milk")))
    assert "€1 × 1.5 = €1, up to €2 × 2 = €4 a cup" in reply.text


def test_way_goes_from_region_to_role_to_specialty(engine: Engine):
    person = Person(engine)
    person.presses("pay")
    assert [choice.id for choice in person.choices] == ["region:us", "region:nigeria", "region:remote", "back", "menu"]
    person.presses("region:nigeria")
    assert [choice.id for choice in person.choices][:2] == ["track:nigeria:mle", "track:nigeria:de"]
    person.presses("track:nigeria:de")
    assert [choice.id for choice in person.choices][-3:] == ["specialty:nigeria:de:none", "back", "menu"]
    person.says("skip")
    assert (person.session.state, person.session.focus) == ("pay", ("nigeria", "de", ""))
