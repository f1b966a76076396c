"""Menu, comparison and what is stored: each offers what there is and nothing that is not."""

import msgspec

from dialogs.screens.compare import compare, row, sides, table
from dialogs.screens.menu import choice_of, hello, menu
from dialogs.screens.you import forget, my_data
from dialogs.session import BackStep, Session
from knowledge.model import Pay


def test_menu_leads_to_a_result_once_something_was_answered(tiny_pack):
    def ways(**fields):
        (reply,) = menu(tiny_pack, Session(**fields))
        return reply.text, [choice.id for choice in reply.choices]

    assert ways() == (
        tiny_pack.script.phrases["menu.again"],
        ["find", "ask", "compare", "pay", "plan", "about", "help"],
    )
    underway, offered = ways(answers={"taste": "mild"})
    assert "answers so far" in underway
    assert "result" in offered
    text, offered = ways(answers={"pace": "slow", "taste": "mild"})
    assert text.startswith("You have my verdict: **I would ")
    assert offered == ["result", "plan", "ask", "compare", "pay", "about", "help"]
    assert "result" not in ways(answers={"pace": ""})[1]


def test_greeting_names_the_choice_without_the_track_that_joins_it(tiny_pack):
    assert choice_of(tiny_pack) == "tea drinker / coffee drinker"
    assert "The Kettle, 2025" in hello(tiny_pack).text


def test_tables_show_the_tracks_that_they_speak_of(tiny_pack):
    (reply,) = table(tiny_pack, Session(state="table", focus=("taste",)))
    assert reply.grid.header == ("Factor", "Tea", "Coffee")
    assert reply.grid.rows == (("Speed", "slow", "quick"),)
    assert [choice.id for choice in reply.choices] == ["row:speed", "topic:tea", "compare", "back", "menu"]
    (line,) = row(tiny_pack, Session(state="row", focus=("speed",)))
    assert [choice.id for choice in line.choices] == ["topic:coffee", "compare", "back", "menu"]
    assert [choice.id for choice in compare(tiny_pack, Session())[0].choices][:1] == ["table:taste"]


def test_menu_offers_only_what_the_pack_has(tiny_pack):
    knowledge = msgspec.structs.replace(tiny_pack.knowledge, tables={}, pay=Pay(0, "", (), ()), plans={})
    (reply,) = menu(msgspec.structs.replace(tiny_pack, knowledge=knowledge), Session())
    assert [choice.id for choice in reply.choices] == ["find", "ask", "about", "help"]


def test_good_and_bad_sides_are_told_with_the_days_and_the_source(shipped):
    track = shipped.pack.knowledge.tracks["de"]
    (reply,) = sides(shipped.pack, Session(state="sides", focus=("de",)))
    for side in (*track.good, *track.bad, track.day):
        assert side.text in reply.text
    assert reply.text.endswith("2026_")
    assert [choice.id for choice in reply.choices][:3] == ["sides:mle", "sides:hybrid", "find"]


def test_what_is_stored_is_told_whole(tiny_pack):
    session = Session(
        answers={"pace": "slow", "taste": ""},
        topics=("tea",),
        back_stack=(BackStep("menu"),),
        offered=("a", "b"),
        misses=2,
    )
    text = my_data(tiny_pack, session)[0].text
    for words in ("pace: Slowly; taste: (skipped)", "What tea is like", "(steps: 1)", "last (2)", "get you: 2"):
        assert words in text
    assert "everything asked" not in text
    assert "asked everything" in my_data(tiny_pack, Session(thorough=True))[0].text
    assert "get you" not in my_data(tiny_pack, Session())[0].text
    guesses = {"pace": "fast", "taste": "mild", "gone": "long"}
    guessed = my_data(tiny_pack, Session(answers={"pace": "slow"}, guesses=guesses))[0].text
    assert "taste: Mild" in guessed
    assert "At once" not in guessed
    assert [choice.id for choice in forget(tiny_pack, Session())[0].choices] == ["forget_yes", "forget_no"]
