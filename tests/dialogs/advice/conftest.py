import random

import pytest

from bot.packs import load_pack
from dialogs.advice.scoring import Questionnaire
from dialogs.advice.verdict import verdict
from dialogs.script import Pack
from tests.dialogs.advice.people import Reference, marked, profiles, some

Marked = tuple[dict[str, str], tuple[str, ...]]


@pytest.fixture(scope="session")
def own() -> Pack:
    """The content that comes along, which these tests are about."""
    return load_pack()


@pytest.fixture(scope="session")
def sheet(own: Pack) -> Questionnaire:
    return own.script.questionnaire


@pytest.fixture(scope="session")
def reference(sheet: Questionnaire) -> Reference:
    return Reference(sheet)


@pytest.fixture(scope="session")
def sample(sheet: Questionnaire) -> list[Marked]:
    """(answers, what counts double)"""
    dice = random.Random(3)
    return [(answers, marked(sheet, answers, dice)) for answers in profiles(sheet, some(2000, 10000))]


@pytest.fixture(scope="session", params=range(some(1, 10)))
def people(sheet, request):
    """(answers, what counts double), most of them complete; `make laws` takes ten such crowds."""
    dice = random.Random(17 + request.param)
    found = []
    for full in profiles(sheet, some(800, 2000), skips=False, seed=dice.randrange(999)):
        kept = dice.sample(list(full), len(full) - dice.choice([0, 0, 0, 2, 5, 8]))
        answers = {q: full[q] for q in full if q in kept}
        found.append((answers, marked(sheet, answers, dice) if dice.random() < 0.4 else ()))
    return found


@pytest.fixture(scope="session")
def told(own, people):
    """(answers, what counts double, the verdict)"""
    return [(answers, marks, verdict(own, answers, marks)) for answers, marks in people]
