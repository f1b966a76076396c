"""What somebody says they know is left out of their plan, and nothing else of what they say."""

import msgspec
import pytest

from dialogs.engine import Engine
from knowledge.model import Found, Outcome
from tests.dialogs.listening import Hears
from tests.people import Person

ANALYST = {"door": "data", "built": "data", "product": "records", "math": "avoid", "failure": "cause"}


def planned(shipped: Engine, text: str, **fields) -> Person:
    person = Person(Engine(shipped.pack, Hears(Found(Outcome.DECLINE))))
    person.presses("menu")
    person.session = msgspec.structs.replace(person.session, **{"answers": ANALYST, **fields})
    for choice_id in ("result", "plan"):
        person.presses(choice_id)
    person.says(text)
    return person


@pytest.mark.parametrize(
    "text", ["I know SQL", "i have sql. new plan", "sql, since 2009", "the plan without sql please"]
)
def test_what_is_known_is_left_out_of_the_plan(shipped: Engine, text: str):
    person = planned(shipped, text)
    assert (person.session.state, person.session.knows) == ("plan", ("sql",))
    assert "what you lack first: SQL" not in person.text
    assert "what you lack first: one pipeline" in person.text
    assert "yours already" in person.turn.replies[0].text
    assert "First step: Draw the way" in person.presses("summary").replies[0].text
    assert "know already: sql" in person.presses("my_data").replies[0].text
    assert person.presses("restart").session.knows == ()


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("i dont know sql", {}),
        ("do i have to know sql?", {}),
        ("i know some people who like it", {}),
        ("sql", {}),
        ("i know sql " + "and more " * 9, {}),
    ],
)
def test_other_texts_leave_the_plan_as_it_is(shipped: Engine, text: str, fields: dict):
    assert planned(shipped, text, **fields).session.knows == ()


def test_two_things_add_up(shipped: Engine):
    person = planned(shipped, "i know sql")
    person.says("i use spark every day, and aws")
    assert person.session.knows == ("sql", "aws", "spark")
    assert planned(shipped, "and my plan? i have used sql for years.").session.knows == ("sql",)
