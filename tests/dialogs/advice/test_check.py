"""What `check` says of words and rules of the advice that are wrong."""

import msgspec
import pytest

from dialogs.advice.check import check_advice, claims_of
from dialogs.advice.model import Joins, Terms
from dialogs.advice.scoring import Questionnaire
from knowledge.model import Because, Side
from knowledge.proof import prove

replace = msgspec.structs.replace


def problems(pack, *, questions=None, rules=None, terms=None, tracks=None, plans=None) -> list[str]:
    sheet = pack.script.questionnaire
    changed = Questionnaire(
        sheet.tracks,
        sheet.questions.values() if questions is None else questions,
        terms or sheet.terms,
        sheet.rules.values() if rules is None else rules,
    )
    knowledge = replace(pack.knowledge, tracks=tracks or pack.knowledge.tracks, plans=plans or pack.knowledge.plans)
    return [
        f"{p.entry}: {p.cause}"
        for p in check_advice(replace(pack, knowledge=knowledge, script=replace(pack.script, questionnaire=changed)))
    ]


def test_own_content_and_the_other_pack_are_clean(own, tiny_pack):
    assert list(check_advice(own)) == []
    assert list(check_advice(tiny_pack)) == []


@pytest.mark.parametrize(
    ("you", "said"),
    [
        ("", "says nothing of the person"),
        ("You like it", "does not speak to the person"),
        ("I like it", "does not speak to the person"),
        ("you like it.", "is no bare clause"),
        ("you like this, and that", "is no bare clause"),
        ("you like " + "very " * 12 + "much", "the clause has 15 words"),
    ],
)
def test_clauses_that_do_not_fit_into_a_sentence_are_found(own, you, said):
    questions = list(own.script.questionnaire.questions.values())
    option = replace(questions[0].options[0], you=you)
    questions[0] = replace(questions[0], options=(option, *questions[0].options[1:]))
    assert any(said in problem for problem in problems(own, questions=questions))


def test_rules_that_can_never_count_are_found(own):
    rule = next(iter(own.script.questionnaire.rules.values()))
    wrong = replace(rule, cases=({"buitl": ("own",)}, {"built": ("onw",)}), points={"de": -1})
    found = problems(own, rules=[wrong])
    assert any("there is no question 'buitl'" in problem for problem in found)
    assert any("'built' has no option 'onw'" in problem for problem in found)
    assert any("points below zero" in problem for problem in found)


def test_a_track_that_joins_itself_is_found(own):
    terms = Terms(2, "hybrid", joins=Joins("x", "x", "hybrid", ("hybrid", "de"), "you like both", "path.hybrid"))
    assert any("cannot join" in problem for problem in problems(own, terms=terms))


def test_good_and_bad_sides_in_unequal_detail_are_found(own):
    track = own.knowledge.tracks["de"]
    long = (Side("It is " + "very " * 20 + "good.", (1,)), *track.good[1:])
    found = problems(own, tracks={**own.knowledge.tracks, "de": replace(track, good=long)})
    assert any("the good sides have" in problem for problem in found)
    found = problems(own, tracks={**own.knowledge.tracks, "de": replace(track, good=track.good[:1])})
    assert any("1 good sides and 3 bad ones" in problem for problem in found)


def test_steps_without_a_reason_for_everybody_or_a_name_for_what_is_had_are_found(own):
    step = replace(own.knowledge.plans["de"][0], have="", start="do it", because=(Because("x", {"math": ("new",)}),))
    found = problems(own, plans={**own.knowledge.plans, "de": (step,)})
    assert {problem.split(": ", 1)[1] for problem in found} == {
        "what they have has no name",
        "'do it' is no sentence",
        "none of them is for everybody",
    }


def test_clauses_are_claims_that_the_article_has_to_bear_out(own):
    claims = list(claims_of(own))
    assert len(claims) > 40
    invented = (
        replace(claims[0], text="you like Kestrel")
        if hasattr(claims[0], "__struct_fields__")
        else claims[0]._replace(text="you like Kestrel")
    )
    article = ["x"] * 200
    assert any("Kestrel" in p.cause for p in prove(own.knowledge, article, [invented]))
