"""Whole messages that name a choice on offer or a command, with their slips; all else goes to the search."""

import msgspec
import pytest

from dialogs.advice.model import Option, Question
from dialogs.advice.scoring import Questionnaire
from dialogs.choices import Action
from dialogs.interpreter import TEXT_LIMIT, clean, global_command, interpret
from dialogs.script import Pack
from dialogs.session import Session

OFFERED = ("answer:pace:slow", "answer:pace:fast", "answer:pace:both", "skip:pace", "back")


def asked(**fields) -> Session:
    return Session(state="question", focus=("pace",), offered=OFFERED, **fields)


@pytest.mark.parametrize(
    ("text", "choice_id"),
    [
        *(
            ("1", OFFERED[0]),
            ("3.", OFFERED[2]),
            ("#2", OFFERED[1]),
            ("5)", "back"),
            ("a", OFFERED[0]),
            ("B.", OFFERED[1]),
        ),
        *(("the second one", OFFERED[1]), ("option 3", OFFERED[2]), ("the last one", "back"), ("number 1", OFFERED[0])),
        *(("SLOWLY!", OFFERED[0]), ("  at   once ", OFFERED[1]), ("both", OFFERED[2]), ("Skip", "skip:pace")),
    ],
)
def test_choice_on_offer_is_named_by_number_letter_or_words(tiny_pack: Pack, text, choice_id):
    assert interpret(tiny_pack, asked(), text).action.id == choice_id


@pytest.mark.parametrize("text", ["0", "6", "f", "99", "the tenth one", "", "hello there everybody"])
def test_what_is_not_on_offer_is_no_choice(tiny_pack: Pack, text):
    assert interpret(tiny_pack, asked(), text).action is None


@pytest.mark.parametrize(
    ("text", "verb"),
    [("/menu", "menu"), ("/find@some_bot", "find"), ("undo", "back"), ("Start over!", "restart"), ("?", "help")],
)
def test_command_is_a_whole_message(tiny_pack: Pack, text, verb):
    assert interpret(tiny_pack, Session(), text).action == Action(verb)
    assert interpret(tiny_pack, Session(), f"{text} please be so kind as to do it").action is None


@pytest.mark.parametrize(
    ("text", "choice_id"),
    [
        ("ok, slowly then", OFFERED[0]),
        ("i said at once", OFFERED[1]),
        ("yes slowly, obviously", OFFERED[0]),
        ("fine, go back please", "back"),
        ("slowly i have come to like it", None),
        ("at once i said to my wife that this is it, ok then", None),
        ("well, no", None),
        ("i said so", None),
    ],
)
def test_words_around_a_choice_that_say_no_more_are_left_out(tiny_pack: Pack, text: str, choice_id: str | None):
    action = interpret(tiny_pack, asked(), text).action
    assert (action and action.id) == choice_id


@pytest.mark.parametrize(
    ("offered", "action"),
    [
        (("change:pace", "matters", "result"), Action("change", ("pace",))),
        (("change:pace", "change:taste", "result"), None),
        (("keep:pace=fast", "change:pace", "result"), Action("keep", ("pace=fast",))),
        (("matters", "result"), None),
    ],
)
def test_yes_changes_the_only_answer_that_is_offered_to_be_changed(tiny_pack: Pack, offered, action):
    session = Session(state="result", offered=offered, answers={"pace": "slow", "taste": "mild"})
    assert interpret(tiny_pack, session, "yes, change it").action == action


def test_who_is_changing_an_answer_leaves_it_as_it_is_in_many_words(tiny_pack: Pack):
    session = Session(
        state="question",
        focus=("pace", "change"),
        answers={"pace": "slow"},
        offered=("answer:pace:slow", "answer:pace:fast", "unchanged"),
    )
    for text in ("keep it", "never mind", "Never mind. Keep it.", "no", "ok, keep it as it is then"):
        assert interpret(tiny_pack, session, text).action == Action("unchanged"), text
    assert interpret(tiny_pack, asked(), "never mind").action == Action("cancel")


@pytest.mark.parametrize(
    ("text", "choice_id"),
    [
        ("i said the first one, at once", OFFERED[1]),
        ("the first one, slowly", OFFERED[0]),
        ("the first one, not at once", OFFERED[0]),
        ("the first one please", OFFERED[0]),
    ],
)
def test_the_words_of_an_option_say_more_than_a_number(tiny_pack: Pack, text: str, choice_id: str):
    assert interpret(tiny_pack, asked(), text).action.id == choice_id


def test_yes_with_words_behind_it_is_a_yes(tiny_pack: Pack):
    session = asked(guesses={"pace": "fast"})
    assert interpret(tiny_pack, session, "yes obviously").action == Action("answer", ("pace", "fast"))
    assert interpret(tiny_pack, session, "maybe yes").action is None


@pytest.mark.parametrize(
    ("slip", "verb"),
    [
        ("hlep", "help"),  # below 6 letters one slip
        ("hlpe me", None),
        ("ploan", "plan"),
        ("pan", None),  # below 4 letters none
        ("acncle", "cancel"),
        ("gp on", "find"),
        ("ggo pn", None),  # from 6 letters two slips
        ("cangel", "cancel"),  # 'cancel' is nearer than 'change'
        ("whta dd you sya", "repeat"),  # from 15 letters three slips
        ("ahlep", None),  # five letters, two slips
        ("restrat", "restart"),
        ("rpeeatt", "repeat"),  # below 15 letters two
        ("rstrta", None),
        ("strat form the begining", None),
        ("frm teh begnning", "restart"),  # from 15 letters three
        ("fm teh begnning", None),
    ],
)
def test_slips_are_mended_by_one_two_or_three_letters_as_the_length_allows(tiny_pack: Pack, slip, verb):
    action = interpret(tiny_pack, Session(), slip).action
    assert (action.verb if action else None) == verb


def test_yes_and_no_answer_the_question_that_is_on_offer(tiny_pack: Pack):
    both = Session(offered=("reanswer:pace:slow", "continue"))
    assert interpret(tiny_pack, both, "yes").action.id == "reanswer:pace:slow"
    assert interpret(tiny_pack, both, "no thanks").action.id == "continue"
    forget = Session(state="forget", offered=("forget_yes", "forget_no"))
    assert interpret(tiny_pack, forget, "yep").action.id == "forget_yes"
    assert interpret(tiny_pack, forget, "nope").action.id == "forget_no"


@pytest.mark.parametrize(
    ("offered", "yes", "no"),
    [
        (("noted_all", "noted_none"), "noted_all", "noted_none"),
        (("helped:yes", "helped:no", "summary"), "helped:yes", "helped:no"),
        (("find", "topic:tea", "menu"), "find", None),
        (("go_on", "find"), "go_on", None),
    ],
)
def test_yes_and_no_answer_whatever_was_asked(tiny_pack: Pack, offered, yes, no):
    for texts, wanted in ((("yes", "that's right", "exactly", "yes it did"), yes), (("no", "wrong", "it didn't"), no)):
        for text in texts:
            action = interpret(tiny_pack, Session(offered=offered), text).action
            assert (action.id if action else None) == wanted


def test_a_label_is_named_by_what_stands_before_its_colon(tiny_pack: Pack):
    option = Option("grey", "Grey: with a drop of milk", {}, "tea")
    asked = Question("shade", "shade", "Which shade?", "", (option,))
    sheet = Questionnaire(tiny_pack.script.questionnaire.tracks, [asked], tiny_pack.script.questionnaire.terms)
    pack = msgspec.structs.replace(tiny_pack, script=msgspec.structs.replace(tiny_pack.script, questionnaire=sheet))
    assert interpret(pack, Session(state="question", focus=("shade",)), "grey").action.id == "answer:shade:grey"


def test_yes_to_nothing_is_lost(tiny_pack: Pack):
    heard = interpret(tiny_pack, Session(offered=("menu",)), "yes")
    assert heard.action is None
    assert heard.lost
    assert not interpret(tiny_pack, Session(), "maybe").lost
    assert [interpret(tiny_pack, Session(), text).lost for text in ("77", "#77", "z")] == ["77", "77", "z"]


@pytest.mark.parametrize(
    ("text", "action", "bad"),
    [
        ("change question 2", "change:taste", ""),
        ("change my first answer", "change:pace", ""),
        ("go back to question 1", "change:pace", ""),
        ("change question 3", None, "3"),
        ("change question 0", None, "0"),
        ("change the previous answer", "change:taste", ""),
        ("Actually, I changed my mind about the previous one.", "change:taste", ""),
    ],
)
def test_answer_to_change_is_named_by_its_number(tiny_pack: Pack, text, action, bad):
    heard = interpret(tiny_pack, Session(answers={"pace": "slow", "taste": "mild"}), text)
    assert (heard.action.id if heard.action else None) == action
    assert heard.bad_number == bad


def test_command_heard_in_a_longer_text_names_the_answer_that_it_counts(tiny_pack: Pack):
    answered = Session(answers={"pace": "slow"})
    assert global_command(tiny_pack, answered, "change", "let me fix what I said in the 2nd one").id == "change:taste"
    assert global_command(tiny_pack, answered, "change", "let me fix the last one").id == "change:pace"
    assert global_command(tiny_pack, answered, "change", "I was wrong before") == Action("change")
    assert global_command(tiny_pack, answered, "change", "the ninth was wrong") == Action("change")
    assert global_command(tiny_pack, answered, "skip", "on we go") == Action("skip")
    assert global_command(tiny_pack, answered, "fly", "fly") is None


def test_text_is_cleaned_before_it_is_read():
    assert clean("a\x00\u202eb\n c\ufeff") == "a b c"
    assert clean("ﬁve ½") == "five 1⁄2"


def test_long_text_is_cut_and_says_so(tiny_pack: Pack):
    heard = interpret(tiny_pack, Session(), "x" * (TEXT_LIMIT + 1))
    assert (heard.cut, len(heard.text)) == (True, TEXT_LIMIT)
    assert not interpret(tiny_pack, Session(), "x" * TEXT_LIMIT).cut


STORY = Session(state="noted", offered=("noted_all", "noted_none"))


@pytest.mark.parametrize(
    ("session", "text", "choice_id", "rest"),
    [
        (STORY, "Yes, it is. How long does it take?", "noted_all", "it is. How long does it take?"),
        (STORY, "yes! what is tea?", "noted_all", "what is tea?"),
        (STORY, "yes, but only the first", None, ""),
        (STORY, "yes, not all of it", None, ""),
        (STORY, "yes, the last one is wrong", None, ""),
        (STORY, "yes. but how long does it take?", "noted_all", "but how long does it take?"),
        (STORY, "well, what is tea?", None, ""),
        (asked(), "please skip, i have no idea", None, ""),
        (asked(), "ask me the rest, would you", "go_on", "would you"),
        (asked(), "slowly, and with a second cup", None, ""),
        (Session(), "show the plan, will you", "plan", "will you"),
        (asked(), "i'm stuck, as you see", None, ""),
        (Session(state="menu", offered=("sides:tea",)), "tea: good and bad, in short", "sides:tea", "in short"),
    ],
)
def test_the_first_clause_agrees_or_picks_and_the_rest_is_kept(tiny_pack: Pack, session, text, choice_id, rest):
    heard = interpret(tiny_pack, session, text)
    assert (heard.action and heard.action.id, heard.rest) == (choice_id, rest)


def test_yes_gives_the_only_answer_on_offer_or_the_one_that_is_guessed(tiny_pack: Pack):
    one = msgspec.structs.replace(asked(), offered=("answer:pace:fast", "skip:pace", "repeat"))
    for text in ("yes", "yes, I do", "exactly"):
        assert interpret(tiny_pack, one, text).action == Action("answer", ("pace", "fast"))
    assert interpret(tiny_pack, asked(guesses={"pace": "slow"}), "yes").action == Action("answer", ("pace", "slow"))
    assert interpret(tiny_pack, asked(), "yes, I do").lost == "yes"
    assert interpret(tiny_pack, asked(), "yes, I do like a cup").lost == ""
