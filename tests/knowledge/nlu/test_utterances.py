"""Lines of utterances: labels, context, and what is said of a broken line."""

import pytest

from knowledge.nlu.utterances import Utterance, parse_utterances, with_context
from knowledge.problems import ContentError


def test_topics_are_labels_and_so_is_the_kind_outside():
    first, second = parse_utterances(
        "f", '{"q": "a", "topics": ["t", "u"]}\n{"q": "b", "topics": [], "outside": "feel"}'
    )
    assert (first.labels, second.labels) == (("t", "u"), ("outside.feel",))


def test_a_follow_up_is_read_behind_the_text_before_it():
    assert with_context(Utterance("and there?", context=("older", "pay"))) == "pay | and there?"
    assert with_context(Utterance("pay")) == "pay"


@pytest.mark.parametrize("line", ["{", '{"topics": []}', "[]"])
def test_a_broken_line_is_named(line):
    with pytest.raises(ContentError, match="f:2"):
        list(parse_utterances("f", f'{{"q": "a"}}\n{line}'))
