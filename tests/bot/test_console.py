"""The plain console on a real terminal: one Ctrl-C ends it in peace, what is pasted at once is one text, quit leaves."""

import contextlib
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.console import plain, plain_lines, to_event
from dialogs.events import Said
from dialogs.replies import Choice, Grid, Reply

ROOT = Path(__file__).parents[2]
PACK = ROOT / "tests" / "pack"


class Terminal:
    """`chat --plain` on a pseudo-terminal."""

    def __init__(self, form: str = "--plain") -> None:
        self.keys, inner = pty.openpty()
        command = [sys.executable, "-m", "bot", "chat", form, "--pack", str(PACK)]
        self.process = subprocess.Popen(
            command, stdin=inner, stdout=inner, stderr=inner, cwd=ROOT, start_new_session=True
        )
        os.close(inner)
        self.text = ""

    def read_until(self, words: str, seconds: float = 30.0) -> str:
        """What comes until it ends with these words; raises TimeoutError."""
        came, deadline = "", time.monotonic() + seconds
        while not came.rstrip(" \r\n").endswith(words):
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {words!r} in {came!r}")
            if select.select([self.keys], [], [], 0.1)[0]:
                try:
                    came += os.read(self.keys, 4096).decode()
                except OSError:
                    break
        return came

    def type(self, text: str) -> None:
        os.write(self.keys, text.encode())

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()
        os.close(self.keys)


@pytest.fixture
def terminal(request) -> Iterator[Terminal]:
    terminal = Terminal(getattr(request, "param", "--plain"))
    yield terminal
    terminal.close()


def test_one_ctrl_c_says_goodbye_and_ends_with_code_0(terminal):
    greeting = terminal.read_until(">")
    assert "Leave with quit, exit or Ctrl-D" in greeting
    time.sleep(0.5)  # the prompt is printed before the read begins; a signal between the two waits for a key
    os.kill(terminal.process.pid, signal.SIGINT)
    rest = terminal.read_until("fork.", 5.0)
    assert terminal.process.wait(5.0) == 0
    assert "See you at the next fork." in rest
    assert "Aborted" not in rest


@pytest.mark.parametrize("terminal", ["--jsonl"], indirect=True)
def test_one_ctrl_c_ends_json_lines_too_and_adds_none(terminal):
    terminal.read_until("]}")
    time.sleep(0.5)
    os.kill(terminal.process.pid, signal.SIGINT)
    assert terminal.process.wait(5.0) == 0
    assert terminal.read_until("fork.", 1.0) == ""


@pytest.mark.parametrize("typed", ["menu\r\nhelp\r\nmenu\r\n", "menu\nhelp\nme"])
def test_a_paste_is_one_text_whatever_its_lines_end_with(terminal, typed):
    terminal.read_until(">")
    terminal.type(typed)
    terminal.read_until(">", 10.0)
    with pytest.raises(TimeoutError):
        terminal.read_until(">", 1.0)


@pytest.mark.parametrize("typed", ["quit\n", "EXIT\n", "\x04"])
def test_quit_exit_and_end_of_input_leave(terminal, typed):
    terminal.read_until(">")
    terminal.type(typed)
    assert "See you at the next fork." in terminal.read_until("fork.", 5.0)
    assert terminal.process.wait(5.0) == 0


def test_what_is_pasted_at_once_is_one_text(terminal):
    terminal.read_until(">")
    terminal.type("menu\nhelp\nmenu\n")
    once = terminal.read_until(">", 10.0)
    with pytest.raises(TimeoutError):
        terminal.read_until(">", 1.0)
    terminal.type("help\n")
    assert "any question about the two roads" in terminal.read_until(">", 10.0)
    assert "any question about the two roads" not in once


def test_markup_is_read_without_its_marks():
    assert (
        plain("**Bold** and _slanted_, but snake_case_name and 2 ** 3")
        == "Bold and slanted, but snake_case_name and 2 ** 3"
    )


def test_line_becomes_text_without_its_end():
    assert to_event("hi \r\n") == Said("hi ")


def test_replies_are_lines_with_choices_numbered_through_the_turn():
    grid = Grid(("", "MLE", "DE"), (("math", "more", ""), ("cloud", "", "")))
    replies = (Reply("**One**", (Choice("a", "A"),)), Reply("Two", (Choice("b", "B"), Choice("c", "C")), grid))
    assert list(plain_lines(replies)) == [
        *("One", "  1. A", "", "Two", "- math: MLE more", "- cloud: -", "  2. B", "  3. C", ""),
    ]
