"""The understanding of the content that comes along, and a copy of the tiny pack to change."""

import shutil
from pathlib import Path

import pytest

from bench.understanding import open_now
from knowledge.search import make_find


@pytest.fixture(scope="session")
def opened():
    return open_now()


@pytest.fixture(scope="session")
def find(opened):
    knowledge, understanding = opened
    return make_find(knowledge, lambda: understanding)


@pytest.fixture
def tiny_pack(tmp_path):
    return Path(shutil.copytree(Path(__file__).parents[2] / "pack", tmp_path / "pack"))
