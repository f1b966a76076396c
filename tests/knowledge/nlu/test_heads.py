"""Heads fitted on vectors that are made up, so that what they must say is known."""

import numpy as np
import pytest

from knowledge.nlu.heads import Example, _some, fit, from_arrays, targets, to_arrays

LABELS = ("tea", "milk", "outside.feel", "chat.thanks", "say.taste.sweet", "say.taste.bitter", "steer.back")


@pytest.fixture(scope="module")
def heads():
    rows, vectors = [], []
    dice = np.random.default_rng(5)
    for place, label in enumerate(LABELS):
        for n in range(30):
            vector = 0.15 * dice.standard_normal(384)
            vector[place] += 1
            rows.append(Example(f"{label} {n}", (label,)))
            vectors.append(vector / np.sqrt(vector @ vector))
    return fit(rows, np.array(vectors, np.float32))


def unit(place):
    return np.eye(1, 384, place, dtype=np.float32)[0]


def at(heads, place):
    return heads.known.points(unit(place)[None])[0]


def test_questions_are_told_apart_without_answers_and_commands(heads):
    assert heads.labels == ("chat.thanks", "milk", "outside.feel", "tea")
    assert heads.labels[heads.ask(at(heads, 0)).argmax()] == "tea"


def test_in_scope_is_being_about_a_topic(heads):
    assert heads.scope(unit(0))[1] > 0.8
    assert heads.scope(unit(2))[1] < 0.2
    assert heads.scope(unit(3))[1] < 0.2


def test_an_answer_is_one_of_its_own_question_or_none(heads):
    assert heads.options == {"taste": ("say.taste.bitter", "say.taste.sweet")}
    assert heads.say["taste"](at(heads, 4)).argmax() == 1
    assert heads.say["taste"](at(heads, 0)).argmax() == 2
    assert heads.say["taste"](at(heads, 6)).argmax() == 2


def test_a_command_is_one_or_none(heads):
    assert heads.commands == ("steer.back",)
    assert heads.steer(at(heads, 6)).argmax() == 0
    assert heads.steer(at(heads, 4)).argmax() == 1


def test_heads_come_back_from_their_arrays(heads):
    again = from_arrays(*to_arrays(heads))
    assert again.labels == heads.labels
    assert (again.say["taste"](at(again, 4)) == heads.say["taste"](at(heads, 4))).all()


def test_the_first_label_weighs_twice_as_much():
    assert targets([("a", "b"), ("b",)], ("a", "b")).tolist() == pytest.approx(np.array([[2 / 3, 1 / 3], [0, 1]]))


def test_what_steers_nothing_is_no_command_and_neither_is_an_answer():
    dice, rows, vectors = np.random.default_rng(5), [], []
    for place, label in enumerate(("steer.back", "steer.", "say.pace.quick", "tea")):
        for n in range(30):
            vector = 0.15 * dice.standard_normal(384)
            vector[place] += 1
            rows.append(Example(f"{label} {n}", (label,), 1.0 if label == "tea" else 3.0))
            vectors.append(vector / np.sqrt(vector @ vector))
    made = fit(rows, np.array(vectors, np.float32))
    assert made.commands == ("steer.back",)
    assert [made.steer(at(made, place)).argmax() for place in range(4)] == [0, 1, 1, 1]
    assert min(made.steer(at(made, place))[1] for place in (1, 2)) > 0.75


def test_a_text_that_comes_or_goes_moves_no_other_ones_sample():
    rows = [Example(f"text {n}", ("tea",)) for n in range(400)]
    drawn = {rows[i].text for i in _some(rows, [*range(400)], 4)}
    assert 60 < len(drawn) < 140
    assert {rows[1:][i].text for i in _some(rows[1:], [*range(399)], 4)} == drawn - {"text 0"}
