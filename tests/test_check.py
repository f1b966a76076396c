"""`crossroads check` finds everything at once, and says where and what to do."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.packs import check_pack
from dialogs.machine import faults_of
from dialogs.states import TABLE, State, Transition, Trigger
from knowledge.proof import article_names, numbers_in, prove

PACK = Path(__file__).parent / "pack"
ARTICLE = Path(__file__).parent.parent.parent / "shared" / "article" / "000_244f67de3ab877e0.txt"


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(PACK, tmp_path / "pack"))


def edit(pack: Path, file: str, old: str, new: str) -> None:
    path = pack / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def found_in(pack: Path) -> str:
    return "\n".join(str(problem) for problem in check_pack(pack)[1])


def test_both_packs_are_clean():
    assert [problem for problem in check_pack()[1] if not problem.warning] == []
    assert [problem for problem in check_pack(PACK)[1] if not problem.warning] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("content/drinks.yaml", "answer: Tea", "anwser: Tea", "topics 1: unknown key 'anwser'; did you mean 'answer'?"),
        (
            "content/drinks.yaml",
            "    answer: Tea is slow and gentle.\n",
            "",
            "the key 'answer' is missing; add 'answer",
        ),
        (
            "content/drinks.yaml",
            "see: [coffee]",
            "see: [cofee]",
            "topic tea: there is no topic 'cofee'; did you mean 'coffee'?",
        ),
        ("content/drinks.yaml", "  - id: coffee\n", "  - id: tea\n", "the id 'tea' is taken"),
        ("content/drinks.yaml", "Tea is slow", "Tea " * 200 + "is slow", "shorten it to 600"),
        ("content/drinks.yaml", "What tea is like", "What tea is like " * 3, "a button holds 40"),
        ("content/drinks.yaml", "What tea is like", "What coffee is like", "two topics are titled"),
        ("content/drinks.yaml", "ranges: {tea: [1, 2]", "ranges: {tea: [3, 2]", "[3, 2] is no range"),
        ("content/drinks.yaml", "lines: [1]", "lines: one", "expected a list"),
        ("content/drinks.yaml", "order: 1", "order: first", "expected `int`"),
        ("content/drinks.yaml", "  mix: [", "  milk: [", "the track has no plan"),
        ("content/drinks.yaml", "name: At home", "name: no", "a bare 'no'"),
        ("content/drinks.yaml", "- id: tea", "-\tid: tea", "a tab"),
        ("content/drinks.yaml", "article: {", "artikel: {", "unknown key 'artikel'; did you mean 'article'?"),
        ("phrasings/drinks.yaml", "coffee:", "cofee:", "there is no topic 'cofee'"),
        (
            "script/questions.yaml",
            "close_track: mix",
            "close_track: max",
            "there is no track 'max'; did you mean 'mix'?",
        ),
        ("script/questions.yaml", "points: {tea: 3}", "points: {te: 3}", "there is no track 'te'; did you mean 'tea'?"),
        ("script/questions.yaml", "topic: tea}", "topic: teas}", "there is no topic 'teas'"),
        ("script/questions.yaml", "label: Slowly", f"label: {'Slow' * 20}", "a button holds 40"),
        ("script/questions.yaml", "id: slow", f"id: {'slow' * 9}", "too long for a button"),
        ("script/questions.yaml", "points: {tea: 3}", "points: {tea: -3}", "points below zero"),
    ],
)
def test_problem_is_named_with_its_cure(copy, file, old, new, said):
    edit(copy, file, old, new)
    assert said in found_in(copy)


def test_all_problems_are_reported_at_once(copy):
    edit(copy, "content/drinks.yaml", "answer: Tea", "anwser: Tea")
    edit(copy, "content/drinks.yaml", "order: 1", "order: first")
    (copy / "script" / "labels.yaml").write_text("menu: no\n")
    found = found_in(copy)
    assert all(part in found for part in ("anwser", "expected `int`", "labels.yaml:1, menu: a bare 'no'"))


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("labels.yaml", "menu: Menu\nmneu: x\n", "mneu: nothing says this; did you mean 'menu'?"),
        ("labels.yaml", "menu: Menu\n", "find: is missing: a screen needs it"),
        ("phrases.yaml", "menu: {hello: 'Hi {nobody}'}\n", "'{nobody}' cannot be filled in here"),
        ("phrases.yaml", "menu: {hello: 'Hi {tracks'}\n", "braces do not match"),
        (
            "commands.yaml",
            "says: {menu: [x], find: [X]}\nordinals: []\nnumbers: []\nlast: []\n",
            "'X' stands under 'menu' too",
        ),
        (
            "commands.yaml",
            "says: {mneu: [x]}\nordinals: []\nnumbers: []\nlast: []\n",
            "no such command; did you mean 'menu'?",
        ),
    ],
)
def test_script_that_does_not_fit_the_screens_is_refused(copy, file, text, said):
    (copy / "script" / file).write_text(text)
    assert said in found_in(copy)


def test_table_that_leads_nowhere_is_refused():
    rows = (*TABLE, Transition(Trigger.MENU, (State.MENU,), State.MENU))
    assert "'menu' leads from 'menu' twice" in faults_of(rows, tuple(State))
    lost = tuple(row for row in TABLE if row.target != State.PAY)
    assert "the state 'pay' cannot be reached" in faults_of(lost, tuple(State))
    assert "'menu' leads to nowhere: there is no state 'menu'" in faults_of(TABLE, tuple(State)[1:])
    stuck = (Transition(Trigger.MENU, (State.ASK,), State.MENU),)
    assert "the state 'menu' is a dead end" in faults_of(stuck, (State.ASK, State.MENU))


def test_check_reports_and_exits_1(copy):
    edit(copy, "content/drinks.yaml", "see: [coffee]", "see: [cofee]")
    result = CliRunner().invoke(cli, ["check", "--pack", str(copy)])
    assert result.exit_code == 1
    assert "did you mean 'coffee'?" in result.output
    assert "1 problems" in result.output


def test_numbers_are_compared_by_value():
    assert numbers_in("₦700k – ₦3.5m, $185,000+ and 40–60% by 2026") == {700_000, 3_500_000, 185_000, 40, 60, 2026}


def test_a_fact_that_its_lines_do_not_bear_out_is_found(copy):
    from bot.packs import load_knowledge

    article = ["Tea is slow and gentle. Since 1706 people drink it in Darjeeling.", "Coffee is quick.", "Water is wet."]
    assert "Darjeeling" in article_names(article)
    edit(copy, "content/drinks.yaml", "Tea is slow and gentle.", "Tea from Darjeeling and Assam, since 1707.")
    found = [str(problem) for problem in prove(load_knowledge(copy), article)]
    assert any("the number 1,707 does not stand in the lines cited" in line for line in found)
    assert any("the name 'Assam'" in line for line in found)
    assert not any("Darjeeling" in line for line in found)
    assert any("article line 3: no topic cites it" in line for line in found)


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not beside this folder")
def test_every_fact_stands_in_its_lines_and_every_line_is_cited():
    result = CliRunner().invoke(cli, ["check", "--article", str(ARTICLE)])
    assert result.exit_code == 0, result.output
    assert "142 of 142 lines" in result.output


def test_phrasing_nearer_to_another_topic_is_a_warning():
    import msgspec

    from bot.packs import load_knowledge
    from knowledge.understanding.nearness import check_phrasings

    knowledge = load_knowledge()
    asked = dict(knowledge.phrasings())
    asked["salary.us"] = (*asked["salary.us"], "snowflake bigquery warehouses and data lakes")
    asked["verdict"] = asked["verdict"][:3]
    found = [str(problem) for problem in check_phrasings(msgspec.structs.replace(knowledge, phrasings=lambda: asked))]
    assert any("salary.us: 'snowflake bigquery" in line and "nearer to roles.de.storage" in line for line in found)
    assert any("verdict: only 3 phrasings; write 15" in line for line in found)
