"""The commands as a shell sees them: what they print, and one clear line with exit code 2 when they cannot go on."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from dialogs.mermaid import mermaid
from dialogs.script import Pack

ROOT = Path(__file__).parents[3]


@pytest.fixture
def pack(shipped) -> Pack:
    """The commands are run on the content that comes along."""
    return shipped.pack


def run(*args: str, stdin: str | bytes = b"", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "bot", *args],
        input=raw,
        capture_output=True,
        cwd=ROOT,
        timeout=60,
        env={**os.environ, **(env or {})},
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def invoke(*args: str, stdin: str = ""):
    return CliRunner().invoke(cli, args, input=stdin)


def test_topics_lists_all(pack):
    rows = json.loads(invoke("topics", "--json").output)
    assert [row["id"] for row in rows] == list(pack.knowledge.topics)
    assert rows[0].keys() == {"id", "title", "subject", "source"}
    assert "salary.nigeria" in invoke("topics").output


def test_ask_answers_with_its_source():
    found = json.loads(invoke("ask", "local pay in nigeria", "--json").output)
    assert found["outcome"] == "answer"
    assert found["topics"][0] == "salary.nigeria"
    assert "₦700k" in found["text"]
    assert "**" not in invoke("ask", "local pay in nigeria").output


def test_batch_answers_in_order(tmp_path):
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"q": "local pay in nigeria"}\n{"q": "how do I cook rice?", "context": ["what is mlops"], "topics": []}\n'
    )
    rows = [json.loads(line) for line in invoke("ask", "--batch", str(file)).output.splitlines()]
    assert [row["outcome"] for row in rows] == ["answer", "decline"]


def test_questionnaire_is_printed_in_the_order_asked(pack):
    rows = json.loads(invoke("advise", "--questions", "--json").output)
    assert [row["id"] for row in rows] == list(pack.script.questionnaire.questions)
    assert {row["most"] for row in rows} == {1, 3}
    assert rows[0]["options"][0].keys() == {"id", "label", "points"}
    assert set(rows[0]["options"][0]["points"]) == set(pack.knowledge.tracks)


PACK = ("--pack", str(ROOT / "tests" / "pack"))


def test_advise_prints_everything_about_the_advice():
    given = {"failure": "cause", "product": "records", "background": ["analyst", "systems"], "matters": ["product"]}
    found = json.loads(invoke("advise", "--json", "-", stdin=json.dumps(given)).output)
    assert found.keys() == {
        *("track", "scores", "margin", "close_call", "reasons", "flips", "decided"),
        *("too_little", "leaning", "sides", "matters", "firmness", "verdict"),
    }
    assert (found["track"], found["scores"]["de"], found["matters"], found["decided"]) == ("de", 13, ["product"], False)
    assert sum(reason["points"]["de"] for reason in found["reasons"]) == 13
    assert [r["option"] for r in found["reasons"]] == ["records", "cause", "analyst+systems"]
    assert (found["too_little"], found["sides"], found["firmness"]["one_answer"]) == (False, 3, False)
    assert "(counted double)" in found["verdict"]


def test_advise_says_the_verdict_in_words():
    text = invoke("advise", "-", stdin='{"failure": "cause", "product": "records", "wish": "base"}').output
    assert text.startswith("I would go for data engineering.")
    assert "Sum | 0 | 11 | 0" in text


def test_advise_on_nothing_gives_no_track():
    found = json.loads(invoke("advise", "--json", "-", stdin="{}").output)
    assert (found["track"], found["margin"], found["close_call"], found["reasons"]) == (None, 0, False, [])


def test_simulate_covers_all_profiles():
    found = json.loads(invoke("simulate", "--json", *PACK).output)
    assert (found["profiles"], found["profiles_with_skips"]) == (3 * 3, 4 * 4)
    assert sum(found["shares"].values()) == pytest.approx(1)
    assert "questions saved on average" in invoke("simulate", *PACK).output


def test_map_is_printed():
    assert invoke("map").output.strip() == mermaid()


@pytest.mark.parametrize(
    ("args", "stdin", "said"),
    [
        (["advise", "--json", "-"], '{"dor": "data"}', "there is no question 'dor'; did you mean 'door'?"),
        (["advise", "--json", "-"], '{"door": "dat"}', "'door' has no option 'dat'; did you mean 'data'?"),
        (["advise", "--json", "-"], '{"door": 3}', "has no option '3'"),
        (["advise", "--json", "-"], '{"door": ["data", "models"]}', "'door' takes 1 to 1 options, not 2"),
        (["advise", "--json", "-"], '{"door": []}', "'door' takes 1 to 1 options, not 0"),
        (["advise", "--json", "-"], '{"door": "data", "matters": "door"}', "a list of at most 2 question ids"),
        (["advise", "--json", "-"], '{"door": "data", "matters": ["built"]}', "names 'built', which has no answer"),
        (["advise", "--json", "-"], "[1]", "a JSON object"),
        (["advise", "--json", "-"], "{", "write a JSON object"),
        (["advise", "--json", "/nowhere/x.json"], "", "/nowhere/x.json"),
        (["advise"], "", "advise takes a FILE"),
        (["ask"], "", "ask takes a question or --batch"),
        (["ask", "--batch", "/nowhere/q.jsonl"], "", "/nowhere/q.jsonl"),
        (["chat", "--as", "../../etc"], "", "a name has 1 to 40"),
        (["chat", "--as", "x", "--store", "/proc/nowhere/x.db"], "", "name a file in a folder that can be written"),
        (["check", "--article", "/nowhere/a.txt"], "", "/nowhere/a.txt"),
        (["--nope"], "", "No such option '--nope'; see: "),
        (["nope"], "", "No such command 'nope'; see: "),
        (["chat", "--plian"], "", "'--plain'"),
        (["why"], "", "Missing argument 'QUESTION'; see: "),
        (["chat", "--pack", "/nowhere"], "", "'/nowhere' does not exist; see: "),
    ],
)
def test_bad_input_ends_in_one_clear_line_and_code_2(args, stdin, said):
    done = run(*args, stdin=stdin)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_a_bad_line_in_a_batch_is_named(tmp_path):
    file = tmp_path / "questions.jsonl"
    file.write_text('{"q": "pay"}\n{"x": 1}\n')
    done = run("ask", "--batch", str(file))
    assert done.returncode == 2
    assert f"{file}:2: not a question" in done.stderr


def test_broken_content_is_listed_not_raised(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "x.yaml").write_text("topics:\n\t- id: x\n")
    done = run("chat", "--pack", str(tmp_path))
    assert done.returncode == 2
    assert "x.yaml:2: a tab" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "line",
    ["", "a" * 100_000, "\x00\x1b[31m\x07", "שלום עולם", "🙂" * 50, "\ufeff", "{0} %s {{", "yes", "no"],
)
def test_odd_lines_are_turns_of_the_conversation(line):
    done = run("chat", "--plain", stdin=f"{line}\nmenu\n")
    assert done.returncode == 0
    assert done.stderr == ""
    assert done.stdout.count("Where to?") >= 2
    assert "See you at the next fork." in done.stdout
    assert "\x1b" not in done.stdout


def test_bytes_that_are_no_text_are_survived():
    done = run("chat", "--plain", stdin=b"\xff\xfe\n1\n")
    assert done.returncode == 0
    assert "1 of " in done.stdout


def test_plain_output_has_no_markup():
    done = run("chat", "--plain", stdin="find\ncompare\n1\npay\n1\n1\n1\n")
    assert not re.search(r"\*\*|(?<!\w)_|\x1b", done.stdout)
    assert "$185,000 times 1.4 = $259,000" in done.stdout
    assert "MLE Stochastic, probabilistic, DE Deterministic, structural" in done.stdout


def test_a_named_conversation_is_picked_up_and_forgotten(tmp_path):
    store = str(tmp_path / "s.db")
    run("chat", "--as", "ada", "--plain", "--store", store, stdin="find\n1\n")
    again = run("chat", "--as", "ada", "--plain", "--store", store, stdin="forget me\n1\n")
    assert "Welcome back" in again.stdout
    assert "2 of " in again.stdout
    assert "I'm Crossroads" in run("chat", "--as", "ada", "--plain", "--store", store).stdout
    assert "I'm Crossroads" in run("chat", "--as", "bob", "--plain", "--store", store).stdout


def test_a_closed_pipe_ends_in_one_line_and_loses_nothing(tmp_path):
    store = str(tmp_path / "s.db")
    command = f"yes 1 | head -3 | {sys.executable} -m bot chat --plain --as ada --store {store} | head -1; echo ${{PIPESTATUS[2]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert "Traceback" not in done.stderr
    assert done.stdout.strip().endswith(("0", "2"))
    again = run("chat", "--as", "ada", "--plain", "--store", store).stdout
    assert "1." in again, "what was not shown is shown now"


def test_nobody_reading_the_output_is_one_clear_line():
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat", "--plain"],
        stdin=subprocess.DEVNULL,
        stdout=write,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    os.close(write)
    assert done.returncode == 2
    assert done.stderr.decode().strip() == "crossroads: nobody reads the output any more; stopped"
