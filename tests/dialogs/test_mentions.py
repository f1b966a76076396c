"""Options named by their whole label: meant, ruled out, or once so."""

import pytest

from dialogs.advice.model import Option, Question
from dialogs.engine import Engine
from dialogs.mentions import mentions
from knowledge.model import Found, Outcome
from tests.dialogs.listening import Hears
from tests.people import Person

BUILT = Question(
    "built",
    "What have you built?",
    "",
    "",
    tuple(
        Option(name, label, {}, "")
        for name, label in (
            ("models", "A model or its predictions"),
            ("data", "Data or reports"),
            ("software", "An app, a website"),
            ("nothing", "Nothing yet"),
        )
    ),
)


@pytest.mark.parametrize(
    ("text", "live", "out", "past"),
    [
        ("A model, or its predictions? no: a model or its predictions!", ["models"], [], []),
        ("data or reports when i was younger, these days an app, a website", ["software"], [], ["data"]),
        ("Ten years ago, before all that, I'd have said data or reports. Now? Nothing yet.", ["nothing"], [], ["data"]),
        ("not an app, a website, and never a model or its predictions", [], ["software", "models"], []),
        ("data or reports puts me off", [], ["data"], []),
        ("it's not that data or reports puts me off", ["data"], [], []),
        ("data or reports, not nothing yet", ["data"], ["nothing"], []),
        ("datacentre or reportsheet", [], [], []),
    ],
)
def test_a_label_is_read_with_the_words_around_it(pack, text, live, out, past):
    found = mentions(pack.script, BUILT, text)
    assert (list(found.live), sorted(found.out), list(found.past)) == (live, sorted(out), past)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("a black box to make smarter when i was younger, these days a system that must never go down", "uptime"),
        ("a black box to make smarter puts me off, not sure yet", "unsure"),
        ("i bet everyone says a black box to make smarter. well, i'm not everyone", ""),
        ("a black box to make smarter or a system that must never go down, hard to say", ""),
        ("i would say a black box to make smarter, though i fear i only wish it were so", ""),
    ],
)
def test_what_is_plain_is_noted_and_what_is_not_is_asked_back(pack, text: str, answer: str):
    person = Person(Engine(pack, Hears(Found(Outcome.DECLINE))))
    person.presses("find")
    while person.session.focus[0] != "bias":
        person.presses(f"skip:{person.session.focus[0]}")
    turn = person.says(text)
    assert turn.session.answers.get("bias", "") == answer
    if not answer:
        assert turn.replies[0].text.startswith("Do you mean")
        assert "answer:bias:model" in turn.session.offered


NEAR = Question(
    "near",
    "How near?",
    "",
    "",
    tuple(
        Option(name, label, {}, "")
        for name, label in (
            ("build", "Very close: I build them"),
            ("base", "Near it: others do"),
            ("well", "Well: I can"),
        )
    ),
)


@pytest.mark.parametrize(
    ("text", "live", "out"),
    [
        ("near it i guess, not in the middle of it", ["base"], []),
        ("not very close, near it", ["base"], ["build"]),
        ("very close: i build them", ["build"], []),
        ("well, i don't know", [], []),
    ],
)
def test_the_part_of_a_label_before_its_colon_names_it(pack, text, live, out):
    found = mentions(pack.script, NEAR, text)
    assert (list(found.live), list(found.out)) == (live, out)
    assert found.rest.replace(",", " ").split() == text.replace(",", " ").split()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "a black box to make smarter or a system that must never go down, but more a system that must never go down",
            "uptime",
        ),
        ("a black box to make smarter or a system that must never go down, but neither really", ""),
        ("a black box to make smarter, or but a system that must never go down or a black box to make smarter", ""),
    ],
)
def test_of_two_labels_the_one_counts_that_a_text_ends_up_with(pack, text: str, answer: str):
    person = Person(Engine(pack, Hears(Found(Outcome.DECLINE))))
    person.presses("find")
    while person.session.focus[0] != "bias":
        person.presses(f"skip:{person.session.focus[0]}")
    assert person.says(text).session.answers.get("bias", "") == answer
