"""A thread about pay: what is named replaces what was, and the figures are the content's."""

import pytest

from dialogs.engine import Engine
from dialogs.pay_thread import Thread, is_pay, pay_text
from knowledge.model import Found, Match, Outcome
from knowledge.reading import Slots
from tests.dialogs.listening import Hears
from tests.people import Person

TRACKS = ("mle", "de")


@pytest.mark.parametrize(
    ("slots", "after"),
    [
        (Slots(regions=("us",)), Thread("us", "mle", "year")),
        (Slots(tracks=("de",)), Thread("remote", "de", "year")),
        (Slots(periods=("month",)), Thread("remote", "mle", "month")),
        (Slots(other=True), Thread("remote", "de", "year")),
        (Slots(tracks=("de", "mle")), Thread("remote", "", "year")),
        (Slots(both=True), Thread("remote", "", "year")),
    ],
)
def test_slots_replace_one_by_one(slots: Slots, after: Thread):
    assert Thread("remote", "mle", "year").with_slots(slots, TRACKS) == after


def test_the_other_of_nobody_is_nobody():
    assert Thread("us").with_slots(Slots(other=True), TRACKS) == Thread("us")


def test_twelve_months_are_worked_out_and_said_to_be(pack):
    region = next(region for region in pack.knowledge.pay.regions if region.is_monthly)
    low, high = region.ranges["de"]
    text = pay_text(pack, Thread(region.id, "de", "year"))
    assert f"{12 * low:,}" in text
    assert f"{12 * high:,}" in text
    assert "worked that out" in text
    assert region.range_of("de") in text


def test_a_period_that_is_not_given_is_said_to_be_missing(pack):
    without = next(region for region in pack.knowledge.pay.regions if not region.period)
    assert "prints no period" in pay_text(pack, Thread(without.id, "de", "month"))
    monthly = next(region for region in pack.knowledge.pay.regions if region.is_monthly)
    assert "no such rate" in pay_text(pack, Thread(monthly.id, "de", "hour"))
    assert "a month" in pay_text(pack, Thread(monthly.id, "", "month"))


def test_only_pay_is_pay(pack):
    region = pack.knowledge.pay.regions[0]
    assert is_pay(pack, region.topic)
    assert is_pay(pack, region.topic.partition(".")[0])
    assert not is_pay(pack, "roles.de")


def test_a_thread_goes_on_with_what_is_named_and_ends_with_another_topic(engine: Engine):
    region = engine.pack.knowledge.pay.regions[0]
    hears = Hears(Found(Outcome.ANSWER, (Match(region.topic, 1.0),)), slots=Slots(regions=(region.id,), rest=3))
    person = Person(Engine(engine.pack, hears))
    person.says("what is paid there")
    assert person.session.pay == (region.id, "", "")
    hears.named = Slots(tracks=("de",))
    person.says("data")
    assert region.range_of("de") in person.text
    assert person.session.pay == (region.id, "de", "")
    hears.named = Slots(tracks=("mle",), leads=True)
    person.says("and what about the ml people")
    assert region.range_of("mle") in person.text
    hears.named = Slots(tracks=("mle",))
    hears.found = Found(Outcome.ANSWER, (Match("roles.mle", 1.0),))
    person.says("what do the ml people do all day")
    assert person.session.pay == ()


def test_figures_come_first_where_a_track_is_asked_for(engine: Engine):
    region = engine.pack.knowledge.pay.regions[0]
    slots = Slots(regions=(region.id,), tracks=("de",), paid=True, rest=2)
    person = Person(Engine(engine.pack, Hears(Found(Outcome.ANSWER, (Match(region.topic, 1.0),)), slots=slots)))
    turn = person.says("what does a data engineer earn there")
    assert turn.replies[0].text.startswith("**Data engineer, ")
    assert turn.session.pay == (region.id, "de", "")


@pytest.mark.parametrize(
    ("text", "named", "goes_on"),
    [
        ("data " * 4, Slots(tracks=("de",)), True),
        ("data " * 5, Slots(tracks=("de",)), False),
        ("data " * 8, Slots(tracks=("de",), leads=True), True),
        ("data " * 9, Slots(tracks=("de",), leads=True), False),
        ("data", Slots(tracks=("de",), rest=1), False),
    ],
)
def test_a_thread_goes_on_in_few_words(engine: Engine, text: str, named: Slots, goes_on: bool):
    region = engine.pack.knowledge.pay.regions[0]
    hears = Hears(Found(Outcome.ANSWER, (Match(region.topic, 1.0),)), slots=Slots(regions=(region.id,), rest=3))
    person = Person(Engine(engine.pack, hears))
    person.says("what is paid there")
    hears.named, hears.found = named, Found(Outcome.DECLINE)
    person.says(text)
    assert (region.range_of("de") in person.text) is goes_on


def test_who_earns_more_is_said_by_the_topic_and_figures_by_a_region(engine: Engine):
    region = engine.pack.knowledge.pay.regions[0]
    topic = region.topic.partition(".")[0]
    slots = Slots(tracks=("de",), paid=True, compares=True, rest=1)
    person = Person(Engine(engine.pack, Hears(Found(Outcome.ANSWER, (Match(topic, 1.0),)), slots=slots)))
    assert engine.pack.knowledge.topics[topic].title in person.says("does a data engineer earn less").replies[0].text
    there = Slots(regions=(region.id,), tracks=("de",), paid=True, compares=True, rest=1)
    person = Person(Engine(engine.pack, Hears(Found(Outcome.ANSWER, (Match(topic, 1.0),)), slots=there)))
    assert person.says("does a data engineer earn more there").replies[0].text.startswith("**Data engineer, ")


def test_who_earns_more_where_it_is_talked_of_a_region_is_said_by_its_figures(engine: Engine):
    region = engine.pack.knowledge.pay.regions[0]
    person = thread_on(engine, region)
    person.engine.find.found = Found(Outcome.ANSWER, (Match(region.topic.partition(".")[0], 1.0),))
    told = says(person, "and who gets more there of the two", Slots(paid=True, compares=True, rest=1))
    assert region.range_of("de") in told
    assert region.range_of("mle") in told
    told = says(person, "who gets more of all the people who work there now", Slots(paid=True, compares=True, rest=1))
    assert region.range_of("mle") not in told


def thread_on(engine: Engine, region, track: str = "de") -> Person:
    """Somebody who has just been told what a track is paid somewhere, and says things that name slots."""
    hears = Hears(Found(Outcome.ANSWER, (Match(region.topic, 1.0),)), slots=Slots(tracks=(track,), paid=True, rest=3))
    person = Person(Engine(engine.pack, hears))
    person.says("what is paid there")
    assert person.session.pay[1] == track
    hears.found = Found(Outcome.DECLINE)
    return person


def says(person: Person, text: str, slots: Slots) -> str:
    person.engine.find.named = slots
    return person.says(text).replies[0].text


def test_the_gap_between_the_two_is_worked_out_and_said_to_be(engine: Engine):
    region = engine.pack.knowledge.pay.regions[0]
    text = says(thread_on(engine, region), "so what's the gap", Slots(gap=True))
    (low, high), (other_low, other_high) = region.ranges.values()
    assert f"{region.amount(abs(low - other_low))} at the lower end" in text
    assert f"{region.amount(abs(high - other_high))} at the upper" in text
    assert "worked that out" in text
    assert all(region.range_of(track) in text for track in region.ranges)


def test_for_another_level_there_are_no_figures_and_that_is_said(engine: Engine):
    region = engine.pack.knowledge.pay.regions[0]
    text = says(thread_on(engine, region), "and a fresher?", Slots(level=True, leads=True))
    assert engine.pack.knowledge.pay.level in text.split("\n")[0]
    assert region.range_of("de") in text


def test_nothing_is_converted(engine: Engine):
    first, second = engine.pack.knowledge.pay.regions[:2]
    person = thread_on(engine, first)
    person.says("data")
    assert "no exchange rate" in says(person, "in euros", Slots(converts=True))
    abroad = says(person, "in naira", Slots(converts=True, regions=(second.id,)))
    assert first.range_of("de") in abroad
    assert second.range_of("de") in abroad


@pytest.mark.parametrize(
    ("text", "slots", "amounts"),
    [
        ("so how much total", Slots(total=True), "259,000 440,000"),
        ("how much would that be on 200k", Slots(rest=3), "280,000 320,000"),
        ("on $100,000 then", Slots(rest=3), "140,000 160,000"),
        ("and in nigeria that makes", Slots(regions=("nigeria",), total=True), "₦980,000 ₦5,600,000"),
    ],
)
def test_a_premium_is_reckoned_on_an_amount_or_on_the_ranges(pack, text: str, slots: Slots, amounts: str):
    special = pack.knowledge.specialty("llmops")
    person = Person(Engine(pack, Hears(Found(Outcome.DECLINE), slots=slots)))
    person.presses(f"topic:{special.topic}")
    told = person.says(text).replies[0].text
    assert all(amount in told for amount in amounts.split())
    assert "worked that out" in told


@pytest.mark.parametrize("text", ["on 40 of them", "so what", "on 200k then, as they say, if they are so very kind"])
def test_a_text_with_no_amount_of_money_or_too_many_words_is_no_sum(pack, text: str):
    person = Person(Engine(pack, Hears(Found(Outcome.DECLINE))))
    person.presses("topic:premium.mle.llmops")
    assert "worked that out" not in person.says(text).replies[0].text


def test_a_specialty_goes_on_with_the_thread_and_the_track_it_has(engine: Engine):
    pay = engine.pack.knowledge.pay
    ids = {track: [one.id for one in pay.specialties if one.track == track] for track in TRACKS}
    person = thread_on(engine, pay.regions[0])
    text = says(person, "with that skill?", Slots(specialties=(ids["mle"][0], ids["de"][0])))
    special = next(one for one in pay.specialties if one.id == ids["de"][0])
    assert engine.pack.knowledge.topics[special.topic].title in text
    assert person.session.pay[1] == "de"
    text = says(person, "and with that?", Slots(specialties=(ids["mle"][0],), leads=True))
    assert any(
        topic.title in text for topic in engine.pack.knowledge.topics.values() if topic.id.startswith("premium.mle")
    )


def test_figures_of_another_year_are_not_made_up(engine: Engine):
    region = engine.pack.knowledge.pay.regions[0]
    person = thread_on(engine, region)
    text = says(person, "in five years?", Slots(other_year=True))
    assert text.startswith(
        f"The article speaks of {engine.pack.knowledge.pay.year} and gives no figures for other years"
    )
    assert region.range_of("de") in text


@pytest.mark.parametrize("outcome", [Outcome.ANSWER, Outcome.NEAR])
def test_a_topic_of_a_year_says_so_where_another_one_is_meant(engine: Engine, outcome: Outcome):
    topics = engine.pack.knowledge.topics
    dated = next(topic for topic in topics.values() if topic.year and not is_pay(engine.pack, topic.id))
    undated = next(topic for topic in topics.values() if not topic.year)
    for topic, said in ((dated, True), (undated, False)):
        hears = Hears(Found(outcome, (Match(topic.id, 1.0),)), slots=Slots(other_year=True, rest=3))
        person = Person(Engine(engine.pack, hears))
        text = person.says("and in five years?").replies[0].text
        assert text.startswith("The article speaks of ") is said
        assert "closest" not in text or not said


def test_a_thread_goes_on_from_pay_that_is_near_what_was_declined(engine: Engine):
    remote = next(region for region in engine.pack.knowledge.pay.regions if region.id == "remote")
    person = Person(Engine(engine.pack, Hears(Found(Outcome.DECLINE, (Match(remote.topic, 0.5),), asks=True))))
    person.says("what do they pay in austria?")
    assert Thread(*person.session.pay) == Thread("remote")
    assert remote.range_of("mle") in says(person, "and as an ml engineer?", Slots(tracks=("mle",), leads=True))
