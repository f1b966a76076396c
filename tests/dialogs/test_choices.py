"""Choice ids name what they mean, within a button's 64 bytes; what never was one is None."""

import pytest

from dialogs.choices import ACTION_SPECS, LIMIT, Action, choice, from_changes, parse, to_changes, words_for
from dialogs.script import Pack


@pytest.mark.parametrize(
    ("choice_id", "action"),
    [
        ("menu", Action("menu")),
        ("answer:pace:slow", Action("answer", ("pace", "slow"))),
        ("topic:salary.us:salary.nigeria", Action("topic", ("salary.us", "salary.nigeria"))),
        ("skip", Action("skip")),
        ("skip:pace", Action("skip", ("pace",))),
        ("specialty:us:mle:none", Action("specialty", ("us", "mle", "none"))),
    ],
)
def test_id_is_parsed_and_written_again(choice_id, action):
    assert parse(choice_id) == action
    assert action.id == choice_id


@pytest.mark.parametrize(
    "choice_id",
    [
        "",
        "nonsense",
        "answer",
        "answer:pace",
        "answer:a:b:c",
        "menu:x",
        "Menu",
        "topic",
        "topic:a:b:c",
        "skip:a:b",
        "a b",
    ],
)
def test_what_never_was_an_id_is_none(choice_id):
    assert parse(choice_id) is None


def test_id_of_64_bytes_is_read_and_of_65_is_not():
    longest = "topic:" + "a" * (LIMIT - 6)
    assert len(longest) == LIMIT == 64
    assert parse(longest) == Action("topic", ("a" * 58,))
    assert parse(longest + "a") is None


def test_changes_go_into_an_id_and_come_back():
    changes = {"pace": "slow", "taste": "mild"}
    assert from_changes("what_if", changes) == "what_if:pace=slow:taste=mild"
    assert to_changes(("pace=slow", "taste=mild")) == changes


def test_button_says_its_option_and_knows_other_words(tiny_pack: Pack):
    assert choice(tiny_pack, "answer:pace:slow").label == "Slowly"
    assert words_for(tiny_pack, "change:pace") == ("Change: pace", "pace")
    assert words_for(tiny_pack, "region:home")[0] == "At home"
    assert words_for(tiny_pack, "specialty:home:tea:none") == ("None of these", "None of these")


@pytest.mark.parametrize(
    "choice_id",
    [
        *("answer:pace:gone", "answer:gone:slow", "change:gone", "what_if:pace=gone", "keep:gone=slow", "topic:gone"),
        *("subject:gone", "table:gone", "row:gone", "region:gone", "track:home:gone", "track:gone:tea"),
        *("specialty:home:tea:crema", "specialty:home:tea:gone", "reanswer:pace:gone", "skip:gone"),
    ],
)
def test_button_whose_thing_is_gone_is_a_key_error(tiny_pack: Pack, choice_id):
    assert parse(choice_id)
    with pytest.raises(KeyError):
        words_for(tiny_pack, choice_id)


def test_every_verb_says_how_many_arguments_it_takes():
    assert all(0 <= spec.least <= spec.most <= 3 for spec in ACTION_SPECS.values())
    assert (ACTION_SPECS["what_if"].least, ACTION_SPECS["what_if"].most) == (1, 2)
