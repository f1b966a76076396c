"""A user id without a name and a home, as containers have it."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from bot.home import home_path

ROOT = Path(__file__).parents[2]
ALONE = """
import os, pwd, sys
for name in [name for name in os.environ if name == "HOME" or name.startswith("XDG_")]:
    del os.environ[name]
def nobody(*_):
    raise KeyError("getpwuid(): uid not found")
pwd.getpwuid = nobody
from bot.cli.main import main
sys.argv = ["crossroads", *sys.argv[1:]]
if (home := sys.argv.pop(1)) != "none":
    os.environ["HOME"] = home
main()
"""


def alone(*args: str, home: str = "none") -> subprocess.CompletedProcess[str]:
    """A command as a user whom nothing is known of."""
    command = [sys.executable, "-c", ALONE, home, *args]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("command", ["stats", "unanswered"])
def test_commands_that_need_the_default_store_say_so_in_one_line(command):
    done = alone(command)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1, done.stderr
    assert "name a file with --store or CROSSROADS_STORE" in done.stderr


@pytest.mark.parametrize("home", ["", "relative", "~"])
@pytest.mark.parametrize("command", [["backup", "/tmp/none/copy.db"], ["chat", "--plain", "--as", "ada"]])
def test_a_home_that_is_none_is_as_good_as_no_home(home, command):
    done = alone(*command, home=home)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "there is no home folder for the default store" in done.stderr


@pytest.mark.parametrize("cache", ["/proc/nowhere", "/dev/null/x", "relative"])
def test_a_cache_that_cannot_be_written_is_done_without(monkeypatch, cache):
    monkeypatch.setenv("XDG_CACHE_HOME", cache)
    done = CliRunner().invoke(cli, ["ask", "tell me about tea", "--pack", str(ROOT / "tests" / "pack")])
    assert done.exit_code == 0, done.output
    assert not (ROOT / "relative").exists()


def test_a_question_in_words_is_answered_without_a_cache():
    done = alone("ask", "tell me about tea", "--pack", str(ROOT / "tests" / "pack"))
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 20
    assert not (ROOT / "~").exists()


def test_a_folder_that_cannot_be_told_is_none(monkeypatch):
    def raises(*_: object, **__: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    assert home_path(raises) is None
    assert home_path(lambda *_, **__: Path("~54321/x")) is None
    assert home_path(lambda *_, **__: Path("relative")) is None
    monkeypatch.setenv("HOME", "/home/ada")
    assert home_path(lambda *_, **__: Path("~/kept")) == Path("/home/ada/kept")
