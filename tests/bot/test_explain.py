"""How a question was completed from what was talked about before."""

from bot.explain import explain


def test_a_question_goes_on_from_the_newest_of_the_topics_before(shipped):
    lines = explain(
        shipped.pack, "and for the other one?", ("what does a data engineer do", "ml engineer salary in the us")
    )
    assert "after:     salary.us\n" in lines
    assert "completed: [salary.us]\n" in lines
