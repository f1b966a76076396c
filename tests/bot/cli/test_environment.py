"""Values from the environment, env files and unit files, where no shell has taken '~' and quotes away."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli.common import print_out, unquoted, user_path
from bot.cli.main import cli
from bot.cli.operate import read_token

ROOT = Path(__file__).parents[3]
TOKEN = "123456789:AAE" + "x" * 32


def stats(env: dict[str, str], *args: str):
    return CliRunner().invoke(cli, ["stats", *args], env=env)


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["chat", "--plain", "--as", "ada", "--store", str(tmp_path / "x.db")], input="\n")
    assert done.exit_code == 0
    return tmp_path


@pytest.mark.parametrize(
    "form", ["~/x.db", '"{}/x.db"', "'{}/x.db'", '"~/x.db"', "  {}/x.db  ", "“{}/x.db”", "`{}/x.db`"]
)
@pytest.mark.parametrize("as_option", [False, True])
def test_a_store_is_found_whatever_stands_around_its_path(home, form, as_option):
    where = form.format(home)
    done = stats({}, "--store", where) if as_option else stats({"CROSSROADS_STORE": where})
    assert done.exit_code == 0, done.output
    assert "people          1" in done.output
    assert {path.name for path in home.iterdir()} <= {"x.db", "x.db-wal", "x.db-shm", "x.db.serving", ".cache"}


@pytest.mark.parametrize(
    ("where", "cure"),
    [
        ('"/data/x.db', "a quote stands at one end only"),
        ("$HOME/x.db", "'$HOME' was not filled in"),
        ("${DATA}/x.db", "was not filled in"),
        ("/data/$FOO/x.db", "'$FOO' was not filled in"),
        ("$(pwd)/x.db", "'$(pwd)' was not filled in"),
        ("%S/x.db", "'%S' was not filled in"),
        ("%(here)s/x.db", "'%(here)' was not filled in"),
        ("%USERPROFILE%/x.db", "'%USERPROFILE%' was not filled in"),
        ("{{ store }}/x.db", "'{{ store }}' was not filled in"),
        ("<your path>", "'<your path>' was not filled in"),
        ("“/data/x.db", "a quote stands at one end only"),
        ("~nobody-of-that-name/x.db", "there is no home folder for '~nobody-of-that-name'"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_reason(where, cure):
    done = stats({"CROSSROADS_STORE": where})
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert cure in done.output


@pytest.mark.parametrize("form", ['"{}"', "'{}'", " {}\n", '"{}"\n'])
def test_a_token_is_read_whatever_stands_around_it(tmp_path, monkeypatch, form):
    monkeypatch.setenv("CROSSROADS_TOKEN", form.format(TOKEN))
    assert read_token(None) == TOKEN
    for encoding in ("utf-8", "utf-8-sig"):
        (tmp_path / "token").write_text(form.format(TOKEN), encoding=encoding)
        assert read_token(tmp_path / "token") == TOKEN


def test_other_options_from_the_environment_are_read_so_too(home):
    (home / "token").write_text(TOKEN)
    env = {"CROSSROADS_TOKEN_FILE": '"~/token"', "CROSSROADS_API": "'http://127.0.0.1:1'", "CROSSROADS_STORE": "~/x.db"}
    done = CliRunner().invoke(cli, ["doctor", "--pack", str(ROOT / "tests" / "pack")], env=env)
    assert "ok  token: has the right form" in done.output
    assert "network: http://127.0.0.1:1 cannot be reached" in done.output
    assert "ok  store: can be written" in done.output


def test_a_text_without_quotes_is_left_as_it_is():
    assert unquoted("http://127.0.0.1:8081", "--api") == "http://127.0.0.1:8081"
    assert user_path("/a/it's here/x.db", "--store") == "/a/it's here/x.db"
    assert unquoted('""', "--api") == ""
    with pytest.raises(click.ClickException, match="--api"):
        unquoted("'x", "--api")


@pytest.mark.parametrize("form", ["${{{}}}", "$({})", "<{}>", "{{{{ {} }}}}", "“{}", "%({})s", "%{}%"])
def test_no_token_is_quoted_by_whatever_stands_around_it(monkeypatch, form):
    monkeypatch.setenv("CROSSROADS_TOKEN", form.format(TOKEN))
    with pytest.raises(click.ClickException) as caught:
        read_token(None)
    assert TOKEN.partition(":")[2] not in caught.value.message


def test_a_password_may_look_like_something_that_was_not_filled_in():
    address = "postgresql://ada:$e<cr>{{e}}t%S@127.0.0.1/x"
    assert unquoted(address, "--store") == address


def test_what_was_said_in_a_store_of_an_address_is_no_path():
    done = stats({"CROSSROADS_STORE": '"postgresql://127.0.0.1:9/x"'})
    assert "see whether the server runs" in done.output


PACK = ["--pack", str(ROOT / "tests" / "pack")]
ODD = ["a\u2028b", "a\u2029b", "a\u0085b", "a\x0bb\x0cb"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_batch_ends_its_lines_where_files_do(tmp_path, encoding, end):
    rows = [json.dumps({"q": f"local pay in nigeria {text}"}, ensure_ascii=False) for text in ODD]
    (tmp_path / "batch").write_bytes(end.join((*rows, "")).encode(encoding))
    done = CliRunner().invoke(cli, ["ask", "--batch", str(tmp_path / "batch"), *PACK])
    assert done.exit_code == 0, done.output
    assert done.output.count('"outcome"') == len(ODD)


def test_each_line_of_a_batch_may_bring_a_byte_order_mark(tmp_path):
    """As files have that were put together."""
    (tmp_path / "batch").write_bytes('{"q": "tea"}\n'.encode("utf-8-sig") * 2)
    done = CliRunner().invoke(cli, ["ask", "--batch", str(tmp_path / "batch"), *PACK])
    assert (done.exit_code, done.output.count('"outcome"')) == (0, 2), done.output


def test_answers_are_read_with_a_byte_order_mark_from_a_file_and_a_pipe(tmp_path):
    (tmp_path / "answers").write_text("{}", encoding="utf-8-sig")
    assert CliRunner().invoke(cli, ["advise", str(tmp_path / "answers")]).exit_code == 0
    assert CliRunner().invoke(cli, ["advise", "-"], input="{}".encode("utf-8-sig")).exit_code == 0


def test_a_file_of_another_encoding_is_told_with_the_cure(tmp_path):
    for name, args in (("batch", ["ask", "--batch"]), ("answers", ["advise"])):
        (tmp_path / name).write_text('{"q": "pay"}', encoding="utf-16")
        done = CliRunner().invoke(cli, [*args, str(tmp_path / name)])
        assert (done.exit_code, done.output.count("\n")) == (2, 1)
        assert "is not UTF-8 (byte 0); save it as UTF-8" in done.output


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8", "utf-16"])
def test_json_loses_no_letter_in_a_pipe_of_any_encoding(tmp_path, encoding):
    pack = Path(shutil.copytree(ROOT / "tests" / "pack", tmp_path / "pack"))
    content = pack / "content" / "drinks.yaml"
    content.write_text(content.read_text().replace("title: What tea is like", 'title: "Té ₦700k 🙂"', 1))
    command = [sys.executable, "-m", "bot", "topics", "--json", "--pack", str(pack)]
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, env=env, timeout=60)
    assert done.returncode == 0
    assert "Té ₦700k 🙂" in [row["title"] for row in json.loads(done.stdout.decode(encoding))]


def test_letters_beyond_the_first_plane_are_escaped_as_json_does(monkeypatch):
    import io

    pipe = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", pipe)
    print_out('{"a": "🙂₦"}', as_json=True)
    pipe.flush()
    assert json.loads(pipe.buffer.getvalue()) == {"a": "🙂₦"}


def test_a_store_that_others_share_is_used_though_its_mode_cannot_be_set(tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    done = CliRunner().invoke(cli, ["chat", "--plain", "--as", "a", "--store", str(tmp_path / "x.db")], input="\n")
    assert done.exit_code == 0, done.output
    assert sqlite3.connect(tmp_path / "x.db").execute("SELECT count(*) FROM sessions").fetchone() == (1,)
    assert CliRunner().invoke(cli, ["backup", str(tmp_path / "c.db"), "--store", str(tmp_path / "x.db")]).exit_code == 0
