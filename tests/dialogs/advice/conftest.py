import random

import pytest

from bot.packs import load_pack
from dialogs.advice.scoring import Questionnaire
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
