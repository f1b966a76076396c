"""A user id without a name and a home, as containers have it."""

import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from bot.home import home_path

ROOT = Path(__file__).parents[2]
ALONE = """
import os, sys
os.environ.pop("HOME", None)
for name in [name for name in os.environ if name.startswith("XDG_")]:
    del os.environ[name]
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(54321); os.setuid(54321)
from bot.cli.main import main
sys.argv = ["crossroads", *sys.argv[1:]]
main()
"""


def alone(*args: str) -> subprocess.CompletedProcess[str]:
    """A command as a user whom nothing is known of."""
    command = [sys.executable, "-c", ALONE, *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def nobody():
    import os

    if os.geteuid() != 0:
        pytest.skip("only root can become a user without a name")


@pytest.mark.parametrize("command", ["stats", "unanswered"])
def test_commands_that_need_the_default_store_say_so_in_one_line(nobody, command):
    done = alone(command)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1, done.stderr
    assert "name a file with --store or CROSSROADS_STORE" in done.stderr


def test_a_question_in_words_is_answered_without_a_cache(nobody):
    done = alone("ask", "what does a data engineer do")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 50


def test_a_folder_that_cannot_be_told_is_none(monkeypatch):
    def raises(*_: object, **__: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    assert home_path(raises) is None
    assert home_path(lambda *_, **__: Path("~54321/x")) is None
    assert home_path(lambda *_, **__: Path("relative")) is None
    monkeypatch.setenv("XDG_DATA_HOME", "~/kept")
    monkeypatch.setenv("HOME", "/home/ada")
    assert home_path(platformdirs.user_data_path) == Path("/home/ada/kept/crossroads")
