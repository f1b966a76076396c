"""The map shows each arrow once, with the guards of all its rows, and how often it was taken."""

from collections import Counter

from dialogs.mermaid import mermaid
from dialogs.states import State, Trigger
from tests.walks import map_in_readme, walked


def test_arrow_names_all_guards_of_its_rows():
    lines = mermaid().splitlines()
    assert "    question --> result: answer [changing a result or not more to ask]" in lines
    assert "    question --> question: answer / change_answer" in lines
    assert "    anywhere --> menu: open_menu" in lines


def test_arrow_counts_its_steps_once_whatever_the_number_of_rows():
    steps = Counter(
        {(State.QUESTION, Trigger.ANSWER, State.RESULT): 3, (State.PAY, Trigger.OPEN_TOPIC, State.TOPIC): 2}
    )
    lines = mermaid(steps).splitlines()
    assert "    question --> result: answer [changing a result or not more to ask] ×3" in lines
    assert "    reading --> topic: open_topic ×2" in lines
    assert "    question --> settled: answer [enough answered] ×0" in lines


def test_map_in_the_readme_is_what_the_conversations_walked(shipped):
    assert map_in_readme() == mermaid(walked(shipped.pack)), "run: make map"
