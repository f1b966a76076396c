"""The decision over a reading, without any model: each threshold from both sides."""

import pytest

from knowledge.loader import load
from knowledge.model import Match, Outcome
from knowledge.reading import BEGUN, VERDICT, Act, Entities, Kind, Reading
from knowledge.search import Search, Thresholds, decide

T = Thresholds(
    inside=0.8,
    topic=0.4,
    near=0.1,
    offer=0.2,
    reply=0.6,
    answering=0.3,
    maybe=0.1,
    steer=0.6,
    chat=0.5,
    inside_sure=0.95,
    chat_sure=0.95,
)
TOPICS = (Match("tea", 0.5), Match("milk", 0.3), Match("water", 0.1))


def reading(**fields):
    return Reading(**{"acts": (), "topics": TOPICS, "inside": 0.9, "outside": "feel", **fields})


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, Outcome.ANSWER),
        ({"inside": 0.79}, Outcome.NEAR),
        ({"inside": 0.10}, Outcome.NEAR),
        ({"inside": 0.09}, Outcome.DECLINE),
        ({"topics": ()}, Outcome.DECLINE),
        ({"topics": (Match("tea", 0.39), *TOPICS[1:])}, Outcome.NEAR),
        ({"topics": (Match("tea", 0.19), Match("milk", 0.18))}, Outcome.CLARIFY),
        ({"chat": Match("thanks", 0.5)}, Outcome.CHAT),
        ({"chat": Match("thanks", 0.49)}, Outcome.ANSWER),
        ({"steer": Match("back", 0.6)}, Outcome.STEER),
        ({"steer": Match("back", 0.59)}, Outcome.ANSWER),
        ({"options": (Match("black", 0.3),)}, Outcome.REPLY),
        ({"options": (Match("black", 0.29),)}, Outcome.DECLINE),
        ({"options": (Match("black", 0.09),)}, Outcome.DECLINE),
        ({"options": (Match("black", 0.29),), "asks": True}, Outcome.ANSWER),
        ({"options": (Match("black", 0.9),), "asks": True}, Outcome.REPLY),
        ({"options": (Match("black", 0.36), Match("green", 0.24))}, Outcome.REPLY),
        ({"options": (Match("black", 0.35), Match("green", 0.25))}, Outcome.DECLINE),
        ({"steer": Match("why", 0.3), "asked": VERDICT}, Outcome.STEER),
        ({"steer": Match("why", 0.29), "asked": VERDICT}, Outcome.ANSWER),
        ({"steer": Match("explain", 0.3), "aimed": True, "asked": "tea"}, Outcome.STEER),
        ({"steer": Match("explain", 0.29), "aimed": True, "asked": "tea"}, Outcome.ANSWER),
        ({"steer": Match("cancel", 0.6), "asked": "tea"}, Outcome.STEER),
        ({"steer": Match("cancel", 0.59), "asked": "tea"}, Outcome.ANSWER),
        ({"options": (Match("black", 0.4),), "chat": Match("trick", 0.51), "asks": True}, Outcome.CHAT),
        ({"options": (Match("black", 0.4),), "chat": Match("trick", 0.5)}, Outcome.REPLY),
        ({"options": (Match("black", 0.6),), "chat": Match("trick", 0.59)}, Outcome.REPLY),
        ({"options": (Match("black", 0.6),), "steer": Match("cancel", 0.61)}, Outcome.STEER),
        ({"language": "es"}, Outcome.DECLINE),
        ({"language": "es", "steer": Match("plan", 0.89)}, Outcome.DECLINE),
        ({"language": "es", "steer": Match("plan", 0.9)}, Outcome.STEER),
        ({"noise": True}, Outcome.DECLINE),
        ({"inside": 0.95, "steer": Match("about", 0.89)}, Outcome.ANSWER),
        ({"inside": 0.94, "steer": Match("about", 0.89)}, Outcome.STEER),
        ({"inside": 0.95, "steer": Match("about", 0.9)}, Outcome.STEER),
        ({"inside": 0.95, "steer": Match("about", 0.89), "topics": (Match("tea", 0.39),)}, Outcome.STEER),
        ({"chat": Match("goodbye", 0.95), "steer": Match("cancel", 0.99)}, Outcome.CHAT),
        ({"chat": Match("goodbye", 0.94), "steer": Match("cancel", 0.99)}, Outcome.STEER),
        ({"noise": True, "steer": Match("purpose", 0.6)}, Outcome.STEER),
        ({"noise": True, "steer": Match("purpose", 0.59)}, Outcome.DECLINE),
        ({"steer": Match("progress", 0.59), "asked": BEGUN}, Outcome.ANSWER),
        ({"steer": Match("progress", 0.6), "asked": BEGUN}, Outcome.STEER),
        ({"inside": 0.2, "early": Match("suppose", 0.7)}, Outcome.STEER),
        ({"inside": 0.2, "early": Match("suppose", 0.69)}, Outcome.NEAR),
        ({"inside": 0.2, "early": Match("earn", 0.9)}, Outcome.NEAR),
        ({"inside": 0.95, "early": Match("suppose", 0.9)}, Outcome.ANSWER),
        ({"chat": Match("how", 0.8), "early": Match("how_sure", 0.9)}, Outcome.STEER),
        ({"chat": Match("how", 0.9), "early": Match("how_sure", 0.9)}, Outcome.CHAT),
        ({"options": (Match("black", 0.2),), "chat": Match("greeting", 0.79)}, Outcome.DECLINE),
        ({"options": (Match("black", 0.2),), "chat": Match("greeting", 0.8)}, Outcome.CHAT),
        ({"options": (Match("black", 0.2),), "chat": Match("greeting", 0.5), "asks": True}, Outcome.CHAT),
        ({"asked": VERDICT, "steer": Match("cancel", 0.59)}, Outcome.ANSWER),
        ({"asked": VERDICT, "steer": Match("cancel", 0.6)}, Outcome.STEER),
        ({"asked": VERDICT, "steer": Match("plan", 0.3)}, Outcome.STEER),
        ({"asked": VERDICT, "steer": Match("objection", 0.3)}, Outcome.STEER),
        ({"asked": VERDICT, "steer": Match("objection", 0.59), "asks": True}, Outcome.ANSWER),
        ({"asked": VERDICT, "steer": Match("objection", 0.59), "marked": True}, Outcome.ANSWER),
        ({"asked": VERDICT, "steer": Match("objection", 0.6), "asks": True}, Outcome.STEER),
        ({"asked": VERDICT, "steer": Match("plan", 0.29)}, Outcome.ANSWER),
        ({"options": (Match("black", 0.95),), "marked": True, "early": Match("suppose", 0.7)}, Outcome.STEER),
        ({"options": (Match("black", 0.95),), "asks": True, "early": Match("suppose", 0.7)}, Outcome.STEER),
        ({"options": (Match("black", 0.95),), "early": Match("suppose", 0.7)}, Outcome.REPLY),
        ({"options": (Match("black", 0.89),), "marked": True}, Outcome.DECLINE),
        ({"options": (Match("black", 0.9),), "marked": True}, Outcome.REPLY),
    ],
)
def test_each_threshold_divides_the_outcomes(fields, outcome):
    assert decide(reading(**fields), T).outcome is outcome


@pytest.mark.parametrize(("early", "steer"), [("how_sure", "early"), ("why", "purpose"), ("disagree", "purpose")])
def test_what_is_about_a_verdict_alone_goes_before_what_is_said_of_a_question(early: str, steer: str):
    asked = reading(steer=Match("purpose", 0.9), asked="pace", early=Match(early, 0.9))
    assert decide(asked, T).steer == steer


def said(label: str, score: float, kind: Kind = Kind.STEER) -> Act:
    return Act(kind, label, label, score)


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        ([said("circumstances", 0.85), said("", 0.0, Kind.NONE)], Outcome.STEER),
        ([said("circumstances", 0.84), said("", 0.0, Kind.NONE)], Outcome.DECLINE),
        ([said("cancel", 0.99), said("", 0.0, Kind.NONE)], Outcome.DECLINE),
        ([said("circumstances", 0.99)], Outcome.DECLINE),
        ([said("thanks", 0.9, Kind.CHAT), said("", 0.0, Kind.NONE)], Outcome.CHAT),
        ([said("thanks", 0.89, Kind.CHAT), said("", 0.0, Kind.NONE)], Outcome.DECLINE),
        ([said("joke", 0.99, Kind.CHAT), said("", 0.0, Kind.NONE)], Outcome.DECLINE),
        ([said("thanks", 0.9, Kind.CHAT), said("", 0.9, Kind.ASK)], Outcome.DECLINE),
    ],
)
def test_one_sentence_of_several_may_say_what_the_whole_does_not(acts: list[Act], outcome: Outcome):
    assert decide(reading(topics=(), acts=tuple(acts)), T).outcome is outcome


@pytest.mark.parametrize(("score", "outcome"), [(0.95, Outcome.ANSWER), (0.94, Outcome.DECLINE)])
def test_a_role_beside_what_is_surely_asked_hides_it_not(score: float, outcome: Outcome):
    acts = (said("", 0.0, Kind.NONE), said("tea", score, Kind.ASK))
    found = decide(reading(inside=0.7, acts=acts, entities=Entities(roles=("barista",))), T)
    assert found.outcome is outcome
    assert (found.topics[:1] == ("tea",)) or outcome is Outcome.DECLINE


def test_an_unsure_answer_considers_two_options_and_no_topic():
    options = (Match("black", 0.4), Match("green", 0.3), Match("white", 0.1))
    found = decide(reading(options=options), T)
    assert (found.outcome, found.options, found.matches) == (Outcome.DECLINE, ("black", "green"), ())


def test_an_answer_goes_before_a_command_and_a_command_before_small_talk():
    everything = {"options": (Match("black", 0.9),), "steer": Match("back", 0.9), "chat": Match("thanks", 0.9)}
    assert decide(reading(**everything), T).option == "black"
    del everything["options"]
    assert decide(reading(**everything), T).steer == "back"


def test_distress_goes_before_everything_and_has_no_topic():
    found = decide(reading(distress=True, outside="distress", options=(Match("black", 0.9),)), T)
    assert (found.outcome, found.outside, found.matches, found.option) == (Outcome.DECLINE, "distress", (), "")


def test_what_is_outside_is_named_and_what_is_near_it_listed():
    found = decide(reading(inside=0.01), T)
    assert (found.outside, found.topics) == ("feel", ("tea", "milk", "water"))


@pytest.mark.parametrize(
    ("outside", "tracks", "shares", "near"),
    [
        ("degree", (), (0.9,), ("learning.common",)),
        ("degree", ("de",), (0.9,), ("learning.de",)),
        ("degree", ("de", "mle"), (0.9,), ("learning.common",)),
        ("general-tech", (), (0.4, 0.39), ("verdict",)),
        ("general-tech", (), (0.39,), ()),
    ],
)
def test_a_decline_comes_with_what_is_near_its_kind_or_likely(outside, tracks, shares, near):
    topics = tuple(Match(topic, share) for topic, share in zip(("verdict", "plan"), shares, strict=False))
    read = reading(inside=0.01, outside=outside, topics=topics, entities=Entities(tracks=tracks))
    search = Search(load(), lambda: lambda *_: read, Thresholds())  # type: ignore[arg-type, return-value]
    assert search("?", ()).topics == near


def test_a_question_about_both_states_the_pair():
    assert decide(reading(pair="coffee"), T).topics == ("tea", "coffee")


def test_an_answer_beside_a_question_keeps_both():
    acts = (Act(Kind.ANSWER, "black", "black", 0.7, "colour"), Act(Kind.ASK, "why tea?", "tea", 0.5))
    found = decide(reading(options=(Match("black", 0.2),), acts=acts), T)
    assert (found.outcome, found.option, found.aside) == (Outcome.REPLY, "black", "tea")
    unknown = (acts[0], Act(Kind.ASK, "why cocoa?", "", 0.5))
    assert decide(reading(options=(Match("black", 0.02),), acts=unknown), T).aside == ""


def test_no_option_is_considered_where_a_text_is_far_from_all_of_them():
    for few, options in ((0.09, ()), (0.1, ("black",))):
        found = decide(reading(options=(Match("black", few),)), T)
        assert (found.outcome, found.options, found.matches) == (Outcome.DECLINE, options, ())


def test_below_a_question_a_topic_is_stated_where_it_is_asked_for_or_beyond_doubt():
    few = (Match("black", 0.09),)
    assert decide(reading(options=few, asks=True), T).outcome is Outcome.ANSWER
    assert decide(reading(options=few, inside=0.95), T).outcome is Outcome.ANSWER
    assert decide(reading(options=few, inside=0.94), T).outcome is Outcome.DECLINE
    assert decide(reading(options=few, inside=0.95, tells=True), T).outcome is Outcome.DECLINE


def test_what_tells_of_the_person_is_said_to():
    assert decide(reading(tells=True), T).tells
    assert not decide(reading(), T).tells
    assert decide(reading(entities=Entities(tracks=("tea",))), T).named
    assert not decide(reading(), T).named


def test_an_answer_begins_with_the_claim_about_what_was_asked():
    class Reads:
        def __call__(self, *_):
            return reading(topics=(Match("learning.harder", 0.9),))

        def lead(self, topic: str, text: str, before: str) -> str:
            return f"{topic} {text} {before}"

    search = Search(load(), Reads, Thresholds())  # type: ignore[arg-type]
    assert search("harder?", ("plan", "learning.de", "no topic")).lead == "learning.harder harder? learning.de"


def test_a_hardship_told_in_one_sentence_is_taken_up():
    felt = Act(Kind.CHAT, "i was laid off", "feelings", 0.8)
    assert decide(reading(acts=(felt,), inside=0.05), T).chat == "feelings"
    answered = decide(reading(acts=(felt,)), T)
    assert (answered.outcome, answered.felt) == (Outcome.ANSWER, "feelings")
    assert decide(reading(acts=(Act(Kind.CHAT, "thanks", "thanks", 0.8),), inside=0.05), T).outcome is Outcome.DECLINE
    role = decide(reading(acts=(felt,), inside=0.05, entities=Entities(roles=("designer",))), T)
    assert (role.outcome, role.felt) == (Outcome.DECLINE, "feelings")


@pytest.mark.parametrize(("score", "felt"), [(0.85, "feelings"), (0.84, "")])
def test_beside_an_answer_only_a_sure_hardship_is_heard(score: float, felt: str):
    acts = (Act(Kind.ANSWER, "to the penny", "slow", 0.6), Act(Kind.CHAT, "no better feeling", "feelings", score))
    assert decide(reading(acts=acts, options=(Match("slow", 0.8), Match("fast", 0.1))), T).chat == felt


def test_beside_a_hardship_only_a_sure_answer_counts():
    felt, options = Act(Kind.CHAT, "rejected again", "feelings", 0.8), (Match("slow", 0.5), Match("fast", 0.1))
    alone = reading(acts=(felt,), options=options, asked="pace")
    assert decide(alone, T).chat == "feelings"
    sure = Act(Kind.ANSWER, "slowly", "slow", 0.95, "pace")
    assert decide(reading(acts=(felt, sure), options=options, asked="pace"), T).option == "slow"


@pytest.mark.parametrize("inside", [0.9, 0.5])
def test_what_the_content_says_of_a_move_comes_before_what_is_near(inside: float):
    class Reads:
        def __call__(self, *_):
            return reading(inside=inside, says="Of that way nothing is told. Near:")

        def lead(self, *_) -> str:
            return "Yes."

    found = Search(load(), Reads, T)("and back?", ())  # type: ignore[arg-type]
    assert (found.outcome, found.lead) == (Outcome.NEAR, "Of that way nothing is told. Near:")


def test_a_command_that_makes_sense_only_here_weighs_more_than_small_talk():
    both = {"steer": Match("purpose", 0.41), "chat": Match("identity", 0.6), "asked": "pace"}
    assert decide(reading(**both, aimed=True), T).steer == "purpose"
    assert decide(reading(**both), T).chat == "identity"
    assert decide(reading(**{**both, "steer": Match("purpose", 0.39)}, aimed=True), T).chat == "identity"
