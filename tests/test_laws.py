"""The laws of the house, read off the source."""

import ast
import re
from pathlib import Path

import pytest

from dialogs.script import Pack

ROOT = Path(__file__).parent.parent
BELOW = {"knowledge": {"knowledge"}, "dialogs": {"dialogs", "knowledge"}, "bot": {"bot", "dialogs", "knowledge"}}
SOURCES = sorted(path for room in BELOW for path in (ROOT / room).rglob("*.py"))
WORLDLY = {"os", "sys", "io", "pathlib", "time", "datetime", "random", "secrets", "socket", "asyncio", "sqlite3"}
WORLDLY |= {
    "subprocess",
    "threading",
    "urllib",
    "http",
    "uuid",
    "tempfile",
    "shutil",
    "logging",
    "yaml",
    "platformdirs",
}


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    room = path.relative_to(ROOT).parts[0]
    rooms = {name.split(".")[0] for name in imports_of(path)} & BELOW.keys()
    assert rooms <= BELOW[room]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_imports_its_package_root(path):
    assert path.relative_to(ROOT).parts[0] not in imports_of(path)


@pytest.mark.parametrize("path", [p for p in SOURCES if "bot" not in p.relative_to(ROOT).parts], ids=lambda p: p.stem)
def test_dialogs_and_knowledge_are_pure(path):
    allowed = {
        "loader": {"pathlib"},
        "strict_yaml": {"yaml"},
        "machine": {"logging"},
        "model_store": {"pathlib", "os"},
    }.get(path.stem, set())
    assert not ({name.split(".")[0] for name in imports_of(path)} & WORLDLY) - allowed
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.Await | ast.AsyncFunctionDef | ast.AsyncFor)]
    calls = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not calls & {"open", "print", "input", "eval", "exec"}


def test_only_one_module_imports_transitions():
    assert [path.name for path in SOURCES if "transitions" in imports_of(path)] == ["machine.py"]


def test_no_python_names_a_career_or_a_country(pack: Pack):
    words = {track.name for track in pack.knowledge.tracks.values()}
    words |= {
        name for region in pack.knowledge.pay.regions for name in (region.name, *region.known_as) if len(name) > 6
    }
    words -= {"from home", "worldwide"}
    banned = re.compile("|".join([r"machine.?learning", r"data.?engineer", r"\bmle\b", *map(re.escape, words)]), re.I)
    named = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in SOURCES
        for match in banned.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not named


def test_files_are_short():
    long = {str(path.relative_to(ROOT)): n for path in SOURCES if (n := len(path.read_text().splitlines())) > 300}
    assert not long
