"""`crossroads check` finds everything at once, and says where and what to do."""

import contextlib
import json
import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from bot.cli.main import cli
from bot.packs import check_pack, load_knowledge, load_pack, open_find
from dialogs.all_choices import all_choices
from dialogs.check import MESSAGE_LIMIT, _size
from dialogs.choices import ACTION_SPECS, LIMIT, parse
from dialogs.engine import Engine
from dialogs.render_all import render_all
from dialogs.replies import Reply
from knowledge.problems import ContentError
from knowledge.proof import article_names, prove, uncited
from knowledge.quantities import Quantity, quantities_in
from tests.people import Person

PACK = Path(__file__).parents[1] / "pack"
ARTICLE = Path(__file__).parents[3] / "shared" / "article" / "000_244f67de3ab877e0.txt"


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
        (
            "content/drinks.yaml",
            "answer: Tea",
            "anwser: Tea",
            "topic tea: unknown key 'anwser'; did you mean 'answer'?",
        ),
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
            "content/drinks.yaml:9, topic tea, see 1: there is no topic 'cofee'; did you mean 'coffee'?",
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
        ("script/questions.yaml", "id: slow", f"id: {'slow' * 11}", "too long for a button"),
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


def test_check_reports_and_exits_1(copy):
    edit(copy, "content/drinks.yaml", "see: [coffee]", "see: [cofee]")
    result = CliRunner().invoke(cli, ["check", "--pack", str(copy)])
    assert result.exit_code == 1
    assert "did you mean 'coffee'?" in result.output
    assert "1 problem," in result.output


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("₦700k – ₦3.5m / month", {(700_000, "₦", "month"), (3_500_000, "₦", "month")}),
        ("$185,000–$275,000+, as of 2026", {(185_000, "$", ""), (275_000, "$", ""), (2026, "", "")}),
        ("40–60%, or 25 to 40 percent", {(40, "%", ""), (60, "%", ""), (25, "%", "")}),
        ("$105 billion, 3.2:1, 24/7", {(105e9, "$", ""), *((n, "", "") for n in (3.2, 1, 24, 7))}),
        ("40-60 years", {(40, "", "year"), (60, "", "year")}),
    ],
)
def test_numbers_are_read_with_their_units(text, found):
    assert quantities_in(text) == {Quantity(*each) for each in found}


@pytest.mark.parametrize(
    ("ours", "article", "said"),
    [
        ("It is $105 million.", "It is $105 billion.", "the number $105,000,000 does not"),
        ("It takes 40–60 years.", "It adds 40–60%.", "the number 40 (year) does not"),
        ("It is $5,000 a year.", "It is $5,000 / month.", "the number $5,000 (year) does not"),
        ("It is $5,000–$6,000 a month.", "It is $5,000 – $6,000 / month.", ""),
        ("Kestrel brews it.", "It is brewed.", "the name 'Kestrel'"),
        ("It is:\n\n- **Kestrel**: quick", "It is quick.", "the name 'Kestrel'"),
        ("Quick? So it is.", "It is quick, so to say.", ""),
    ],
)
def test_a_claim_needs_its_unit_and_its_names(copy, ours, article, said):
    edit(copy, "content/drinks.yaml", "answer: Tea is slow and gentle.", f"answer: {json.dumps(ours)}")
    problems = prove(load_knowledge(copy), [f"This is what tea is like: {article}", "Coffee is quick."])
    found = [str(problem) for problem in problems if problem.entry == "topic tea"]
    assert any(said in line for line in found) if said else not found


def test_every_text_that_people_are_shown_is_proven(copy):
    for place in ("title: Drinks", "title: In the cup", "name: Speed", "coffee: quick", "text: Water", "name: At home"):
        edit(copy, "content/drinks.yaml", place, f"{place} by Kestrel")
    edit(copy, "script/questions.yaml", "more: Slowly", "more: By Kestrel, slowly")
    article = ["Tea is slow at home.", "Coffee is quick, crema and all."]
    found = {problem.entry for problem in check_pack(copy, article)[1] if "Kestrel" in problem.cause}
    assert found == {
        *("subject drinks", "table taste, title", "table taste, row speed", "plans, tea 1", "region home"),
        "question pace, more",
    }


def test_a_fact_that_its_lines_do_not_bear_out_is_found(copy):
    article = ["Tea is slow and gentle. Since 1706 people drink it in Darjeeling.", "Coffee is quick.", "Water is wet."]
    assert "Darjeeling" in article_names(article)
    edit(copy, "content/drinks.yaml", "Tea is slow and gentle.", "Tea from Darjeeling and Assam, since 1707.")
    knowledge = load_knowledge(copy)
    found = [str(problem) for problem in (*prove(knowledge, article), *uncited(knowledge, article))]
    assert any("the number 1,707 does not stand in the lines cited" in line for line in found)
    assert any("the name 'Assam'" in line for line in found)
    assert not any("Darjeeling" in line for line in found)
    assert any("article line 3: no topic cites it" in line for line in found)


@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not beside this folder")
def test_every_fact_stands_in_its_lines_and_every_line_is_cited():
    result = CliRunner().invoke(cli, ["check", "--article", str(ARTICLE)])
    assert result.exit_code == 0, result.output
    lines = sum(bool(line.strip()) for line in ARTICLE.read_text(encoding="utf-8").split("\n"))
    assert f"{lines} of {lines} lines" in result.output


def test_what_comes_along_has_nothing_to_mend():
    result = CliRunner().invoke(cli, ["check"])
    assert result.exit_code == 0, result.output
    assert "0 problems" in result.output


def test_phrasing_nearer_to_another_topic_is_a_warning():
    from knowledge.nlu.phrasing_overlap import check_phrasings

    knowledge = load_knowledge()
    asked = dict(knowledge.phrasings())
    asked["salary.us"] = (*asked["salary.us"], "snowflake bigquery warehouses and data lakes")
    asked["verdict"] = asked["verdict"][:3]
    found = [str(problem) for problem in check_phrasings(msgspec.structs.replace(knowledge, phrasings=lambda: asked))]
    assert any("salary.us: 'snowflake bigquery" in line and "nearer to roles.de.storage" in line for line in found)
    assert any("verdict: only 3 phrasings; write 15" in line for line in found)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "content/drinks.yaml",
            "name: Speed, topic: coffee",
            "name: Speed, topic: cofee",
            "table taste, row speed, topic",
        ),
        ("content/drinks.yaml", "topic: coffee, lines: [2]}]", "topic: cofee, lines: [2]}]", "plans, coffee 1, topic"),
        ("content/drinks.yaml", "ranges: {tea:", "ranges: {te:", "region home, ranges, te"),
        (
            "content/drinks.yaml",
            "- {id: crema",
            "- {id: milk, track: coffee, name: X",
            "specialty milk: the id 'milk' is taken",
        ),
        ("content/drinks.yaml", "[50, 100]", "[50]", "specialty milk, percent: [50] is no range"),
        (
            "content/drinks.yaml",
            "name: At home",
            "name: At home and nowhere else but there at home",
            "region home, name",
        ),
        ("phrasings/drinks.yaml", "coffee:", "cofee:", "cofee: there is no topic"),
        ("phrasings/drinks.yaml", "coffee:", "chat.cofee:", "chat.cofee: no phrase answers"),
        (
            "script/questions.yaml",
            "- {id: fast,",
            "- {id: slow, label: X,",
            "question pace, option slow: the id 'slow' is taken",
        ),
        ("script/questions.yaml", "close_track: mix", "close_track: max", "advice, close_track"),
    ],
)
def test_problem_names_the_real_file_and_line(copy, file, old, new, said):
    edit(copy, file, old, new)
    text = (copy / file).read_text()
    line = text[: text.index(new)].count("\n") + 1
    assert f"{file}:{line}, {said}" in found_in(copy)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    answer: Tea is slow and gentle.\n", ""),
        ("  - id: tea\n", "  - idd: tea\n"),
        ("  - id: tea\n", "\t- id: tea\n"),
        ("topics:\n", "topcis:\n"),
        ("    source: {section: Tea, lines: [1]}", "    source: {section: Tea, lines: [one]}"),
        ("subject: {id: drinks, title: Drinks, order: 1}", "subject: {id: drinks, title: Drinks, order: first}"),
        ("  - {id: coffee, name:", "  - {id: coffee, nmae:"),
        ("plans:\n", "planz:\n"),
        ("year: 2025\n", "year: last\n"),
        ("  tea: [{title:", "  tea: [{titel:"),
    ],
)
def test_a_broken_entry_hides_only_itself(copy, old, new):
    """Nothing that points at it dangles, nothing that it would have brought is missing; what else is wrong is said."""
    edit(copy, "content/drinks.yaml", old, new)
    edit(copy, "script/questions.yaml", "points: {tea: 3}", "points: {te: 3}")
    found = [problem for problem in check_pack(copy)[1] if not problem.warning]
    assert any("'te'" in problem.cause for problem in found)
    said = " ".join(str(problem) for problem in found if "'te'" not in problem.cause)
    assert not any(word in said for word in ("there is no", "no file has", "has no", "nothing to choose"))


def test_entries_beside_a_broken_one_are_checked(copy):
    edit(copy, "content/drinks.yaml", "    answer: Tea is slow and gentle.\n", "")
    edit(copy, "content/drinks.yaml", "see: [tea]", "see: [te]")
    edit(copy, "content/drinks.yaml", "name: At home", f"name: {'At home ' * 6}")
    found = found_in(copy)
    assert "topic tea: the key 'answer' is missing" in found
    assert "topic coffee, see 1: there is no topic 'te'; did you mean 'tea'?" in found
    assert "region home, name: the button" in found


def test_what_a_broken_entry_leaves_out_is_not_counted_against_others(copy):
    edit(copy, "script/questions.yaml", "id: slow", "id: Slow")
    found = found_in(copy)
    assert "option Slow, id: 'Slow' is no id" in found
    assert "it has 2 options" not in found


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("content/drinks.yaml", "see: [coffee]", "see: [cofee]"),
        ("content/drinks.yaml", "ranges: {tea: [1, 2]", "ranges: {tea: [1]"),
        ("content/drinks.yaml", "  mix: [{", "  milk: [{"),
        ("content/drinks.yaml", "- {id: milk", "- {id: none"),
        ("content/drinks.yaml", "{id: home", "{id: Home"),
        ("content/drinks.yaml", "{id: home", f"{{id: {'home' * 12}"),
        ("script/questions.yaml", "close_track: mix", "close_track: max"),
        ("script/questions.yaml", "id: slow", "id: Slow"),
        ("script/questions.yaml", "id: slow", "id: a=b"),
        ("script/questions.yaml", "id: slow", f"id: {'slow' * 11}"),
        ("script/questions.yaml", "topic: tea}", "topic: teas}"),
        ("phrasings/drinks.yaml", "tea:", "chat.tea:"),
        ("content/drinks.yaml", "alone: {tea: [tea], ", "alone: {"),
    ],
)  # fmt: skip
def test_what_would_stop_the_engine_is_refused_at_load(copy, file, old, new):
    edit(copy, file, old, new)
    with pytest.raises(ContentError) as caught:
        load_pack(copy)
    assert all(problem.line for problem in caught.value.problems)


@pytest.mark.parametrize("file", ["content/drinks.yaml", "script/questions.yaml"])
def test_a_pack_with_any_line_gone_is_refused_or_can_be_shown_whole(copy, file):
    lines = (copy / file).read_text().splitlines(keepends=True)
    for i in range(len(lines)):
        (copy / file).write_text("".join(lines[:i] + lines[i + 1 :]))
        check_pack(copy)
        with contextlib.suppress(ContentError):
            assert not [reply for _, reply in render_all(load_pack(copy)) if isinstance(reply, Exception)]


@pytest.mark.parametrize("question", ["change", "none", "menu", "skip", "back"])
def test_a_question_may_be_called_like_a_command(copy, question):
    edit(copy, "script/questions.yaml", "- id: pace", f"- id: {question}")
    pack = load_pack(copy)
    person = Person(Engine(pack, open_find(pack)))
    for press in (
        f"answer:{question}:slow",
        f"change:{question}",
        f"answer:{question}:fast",
        f"what_if:{question}=both",
    ):
        person.presses("find" if person.session.state == "menu" else "repeat")
        person.presses(press)
    assert person.session.answers[question] == "fast"


@pytest.mark.parametrize(
    ("file", "old", "said"),
    [
        ("content/drinks.yaml", "title: Drinks", "subject drinks, title: the button"),
        ("content/drinks.yaml", "name: Speed", "row speed, name: the button"),
        ("content/drinks.yaml", "name: Milk", "specialty milk, name: the button"),
        ("content/drinks.yaml", "name: tea drinker", "track tea, name: the button"),
        ("content/drinks.yaml", "coffee: quick", "row speed, cells, coffee: with it, the message 'table taste' has"),
        ("content/drinks.yaml", "text: Beans first.", "plans, coffee 1, text: with it, the message 'plan' has"),
        ("script/questions.yaml", "more: Slowly or quickly.", "question pace, more: with it, the message"),
        ("script/questions.yaml", "name: pace", "question pace, name: the button"),
    ],
)
def test_what_fits_no_button_or_message_is_named(copy, file, old, said):
    edit(copy, file, old, f"{old.rstrip('.')}{' and so on' * 450}")
    assert said in found_in(copy)


def test_limits_are_those_of_the_channel(copy):
    """A message of 4096 UTF-16 units passes, one more does not."""
    pack = load_pack(copy)
    text = "🙂" * (MESSAGE_LIMIT // 2)
    assert not list(_size(pack, "here", Reply(text)))
    assert list(_size(pack, "here", Reply(text + ".")))


def test_every_choice_that_can_be_offered_is_read_again(pack):
    for _, choice_id in all_choices(pack):
        action = parse(choice_id)
        assert action
        assert action.id == choice_id
        assert len(choice_id.encode()) <= LIMIT
    shown = {choice.id for _, reply in render_all(pack) for choice in reply.choices}
    fixed = {verb for verb, takes in ACTION_SPECS.items() if not takes.least}
    assert {choice for choice in shown if not choice.startswith(("what_if", "keep"))} <= fixed | {
        c for _, c in all_choices(pack)
    }


@pytest.mark.parametrize(
    ("phrasings", "cause"),
    [
        ('say.pace.fast: ["fast"]', ""),
        ('say.pase.fast: ["fast"]', "no question has the option of 'say.pase.fast'"),
        ('say.pace.fats: ["fast"]', "no question has the option of 'say.pace.fats'"),
        ('steer.backk: ["go back"]', "no command is 'steer.backk'"),
        ('steer.back: ["go back"]', ""),
        ('chat.thx: ["thanks"]', "no phrase answers 'chat.thx'"),
        ('teaa: ["a cup"]', "there is no topic 'teaa'"),
    ],
)
def test_phrasings_of_what_there_is_not_are_problems(copy, phrasings, cause):
    (copy / "phrasings" / "more.yaml").write_text(phrasings + "\n")
    shown = [str(problem) for problem in check_pack(copy)[1] if "phrasings/more" in str(problem)]
    assert [cause in problem for problem in shown if "only" not in problem] == ([True] if cause else [])


def test_a_question_that_nobody_can_answer_in_words_is_a_problem(copy):
    assert not [problem for problem in check_pack(copy)[1] if "no phrasing answers" in str(problem)]
    (copy / "phrasings" / "more.yaml").write_text('say.nothing.here: ["x"]\n')
    assert [problem for problem in check_pack(copy)[1] if "no phrasing answers the question" in str(problem)]
