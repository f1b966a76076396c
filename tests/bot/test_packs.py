"""Packs from folders: what `check` rejects is not used, and every problem says what is missing and where."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.main import cli, main
from bot.packs import check_pack, load_pack
from knowledge.problems import ContentError

PACK = Path(__file__).parents[1] / "pack"


@pytest.fixture
def pack(tmp_path) -> Path:
    return Path(shutil.copytree(PACK, tmp_path / "pack"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def problems(pack: Path, *, warnings: bool = False) -> list[str]:
    return [str(problem) for problem in check_pack(pack)[1] if warnings or not problem.warning]


def test_a_pack_without_questions_is_told_so_and_little_else(pack):
    (pack / "script" / "questions.yaml").unlink()
    told = problems(pack)
    assert "script/questions.yaml: the file is missing; add it to the pack" in told
    assert len(told) <= 2


def test_a_pack_without_a_script_folder_or_content_is_told_so(pack):
    shutil.rmtree(pack / "script")
    assert "script/questions.yaml: the file is missing; add it to the pack" in problems(pack)
    shutil.rmtree(pack / "content")
    assert problems(pack) == ["content: no .yaml file here; name the folder of a content pack"]


def test_a_pack_without_phrasings_is_told_so_once(pack):
    (pack / "phrasings" / "drinks.yaml").rename(pack / "phrasings" / "drinks.yml")
    assert [line for line in problems(pack, warnings=True) if "phrasing" in line] == [
        "warning: phrasings: no .yaml file here; add one with the ways to ask for each topic, 15 or more"
    ]


def test_one_problem_is_counted_as_one(pack, monkeypatch, capsys):
    shutil.rmtree(pack / "content")
    monkeypatch.setattr("sys.argv", ["crossroads", "topics", "--pack", str(pack)])
    with pytest.raises(SystemExit):
        main()
    assert "cannot be used (1 problem):" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["ask", "tea"], ["chat", "--plain"], ["why", "tea"], ["advise", "--questions"], ["topics"], ["prepare"]]
)
def test_what_check_rejects_is_not_used(pack, command):
    change(pack / "content" / "drinks.yaml", "What coffee is like", "What tea is like")
    assert problems(pack)
    with pytest.raises(ContentError):
        load_pack(pack)
    done = CliRunner().invoke(cli, [*command, "--pack", str(pack)], input="\n")
    assert isinstance(done.exception, ContentError)


def test_what_only_warns_is_used(pack):
    assert problems(pack, warnings=True)
    assert load_pack(pack).knowledge.topics


def test_a_phrasing_given_twice_is_reported_with_both_places(pack):
    file = pack / "phrasings" / "drinks.yaml"
    file.write_text(
        'tea: ["tell me about tea", "Tell me  about TEA"]\ncoffee: ["coffee please", "tell me about tea"]\n'
    )
    told = [line for line in problems(pack, warnings=True) if "given twice" in line]
    assert told == [
        "warning: phrasings/drinks.yaml:1, tea: 'Tell me  about TEA' is given twice; it stands in"
        " phrasings/drinks.yaml:1, tea too; keep one",
        "warning: phrasings/drinks.yaml:2, coffee: 'tell me about tea' is given twice; it stands in"
        " phrasings/drinks.yaml:1, tea too; keep one",
    ]


def test_a_file_with_a_byte_order_mark_is_read(pack):
    for file in pack.rglob("*.yaml"):
        file.write_text(file.read_text(), encoding="utf-8-sig")
    assert problems(pack) == []


def test_a_list_is_asked_for_as_it_is_written_here(pack):
    change(pack / "content" / "drinks.yaml", "lines: [1]", "lines: 43")
    (line,) = [line for line in problems(pack) if "expected a list" in line]
    assert line.endswith("write it as a list: [43]")


def test_an_entry_is_called_the_same_whoever_tells_of_it(pack):
    file = pack / "script" / "questions.yaml"
    change(file, "{id: slow, label: Slowly, points: {tea: 3}", "{id: slow, label: no, points: {tee: 3}")
    told = "\n".join(problems(pack))
    assert "question pace, option slow, label: a bare 'no'" in told
    assert "question pace, option slow, points" in told
    change(file, "  - id: taste\n    name: taste", "  - name: on")
    told = "\n".join(problems(pack))
    assert "question 2, name: a bare 'on'" in told
    assert "question 2: the key 'id' is missing" in told
    assert "questions" not in told.replace("questions.yaml", "")
