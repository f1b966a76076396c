"""What is kept of a question that had no answer: without names of people and firms, ages, sums, addresses."""

import pytest

from bot.masking import LIMIT, masked, vocabulary


@pytest.fixture(scope="module")
def known(pack) -> frozenset[str]:
    return vocabulary(pack)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my name is Ada Lovelace, call +49 151 2345678", "my name is [name], call +[number]"),
        ("my name is peter can i be a data engineer", "my name is [name] can i be a data engineer"),
        ("i am ada lovelace and i work at acme corp", "i am [name] and i work at [name]"),
        ("my boss Peter Miller at Acme Ltd says so", "my boss [name] at [name] says so"),
        ("Peter says I should learn Spark", "[name] says I should learn Spark"),
        ("my friend sarah is a data engineer", "my friend [name] is a data engineer"),
        ("O'Brien and Jean-Luc told me", "[name] and [name] told me"),
        ("is Mrs. Page right about SQL", "is Mrs. [name] right about SQL"),
        ("i am from Lagos, called tunde", "i am from [name], called [name]"),
    ],
)
def test_names_of_people_are_masked(known, text, kept):
    assert masked(text, known) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("i work for google as an analyst", "i work for [name] as an analyst"),
        ("the salary at Google and Goldman Sachs", "the salary at [name] and [name]"),
        ("engineers at netflix", "engineers at [name]"),
        ("I joined google last year", "I joined [name] last year"),
        ("my interview next week with stripe", "my interview next week with [name]"),
        ("laid off from meta", "laid off from [name]"),
        ("I was interviewed by Booking.com", "I was interviewed by [name]"),
    ],
)
def test_names_of_firms_are_masked(known, text, kept):
    assert masked(text, known) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("I am 43, is it too late", "I am [number], is it too late"),
        ("i'm 29f with 5 years", "i'm [number] with [number] years"),
        ("age:43", "age:[number]"),
        ("I am forty-three years old", "I am [number] years old"),
        ("they offer 700k or two hundred thousand", "they offer [number] or [number]"),
        ("is $185,000 fine in 2026?", "is $[number] fine in [number]?"),
        ("85.000€ or ₦4,000,000.00", "[number]€ or ₦[number]"),
        ("(0151) 234-5678", "([number]"),
        ("１２３４５ and usd50", "[number] and [number]"),
    ],
)
def test_ages_sums_and_other_numbers_are_masked(known, text, kept):
    assert masked(text, known) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("write to ada@example.org or @ada.", "write to [address] or [name]."),
        ("(ada@localhost)", "([address])"),
        ("see https://example.org/x?y=1", "see [link]"),
        ("linkedin.com/in/ada, WWW.ada.org", "[link], [link]"),
    ],
)
def test_addresses_and_links_are_masked(known, text, kept):
    assert masked(text, known) == kept


@pytest.mark.parametrize(
    "text",
    [
        "what is the salary in Germany",
        "what is the salary in germany?",
        "do I need k8s, s3 or python3",
        "is SQL harder than Spark? Should I learn both",
        "i am nervous about maths, good at statistics",
        "I'm considering a startup",
        "how much does one earn, and/or save",
        "does name or number matter",
    ],
)
def test_what_tells_of_nobody_is_kept_as_it_was(known, text):
    assert masked(text, known) == text


def test_no_more_is_kept_than_the_limit_whatever_unicode_makes_of_it(known):
    assert masked("a" * 5000, known) == "a" * LIMIT
    assert len(masked("\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 400, known)) <= LIMIT
    assert len(masked("7 a " * 100, known)) <= LIMIT
