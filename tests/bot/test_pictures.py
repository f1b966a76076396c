"""Pictures on disk: never over another file, and the library that draws is loaded late."""

import subprocess
import sys

import pytest

from bot.pictures import NAME, drawn_by, save_picture
from dialogs.replies import Picture


def test_no_file_is_written_over(tmp_path):
    (tmp_path / NAME).write_bytes(b"hers")
    assert save_picture(b"one", tmp_path).name == "crossroads-2.png"
    assert save_picture(b"two", tmp_path).name == "crossroads-3.png"
    assert (tmp_path / NAME).read_bytes() == b"hers"


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        save_picture(b"one", tmp_path / "nowhere")


def test_a_picture_is_drawn_from_answers(shipped):
    assert drawn_by(shipped.pack)(Picture({})).startswith(b"\x89PNG")


def test_nothing_that_draws_is_loaded_before_the_first_picture():
    code = "import sys, bot.pictures, bot.telegram.run; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
