"""What the documents name exists: files, commands, make targets, options."""

import re
from pathlib import Path

import pytest

from bot.cli.main import cli

ROOT = Path(__file__).parent.parent
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PATH = re.compile(r"`((?:bot|dialogs|knowledge|tests|docs|bench)/[\w./-]*)`|\]\((?!http)([\w./-]+)(?:#[\w-]+)?\)")
COMMAND = re.compile(r"`(?:\.venv/bin/)?crossroads ([a-z]+)((?: [^`]*)?)`")
OPTION = re.compile(r"(?<![\w-])--[a-z-]+")
TARGET = re.compile(r"(?:`|^)make ([a-z]+)", re.MULTILINE)


def documents(*without: str):
    return [pytest.param(path, id=path.name) for path in DOCS if path.name not in without]


@pytest.mark.parametrize("path", documents("CHANGELOG.md"))
def test_files_that_a_document_names_exist(path):
    named = [(a, b) for a, b in PATH.findall(path.read_text(encoding="utf-8"))]
    missing = [
        a or b
        for a, b in named
        if not re.search(r"[A-Z]{4,}\.yaml", a) and not ((ROOT / a) if a else (path.parent / b)).exists()
    ]
    assert not missing


@pytest.mark.parametrize("path", documents())
def test_commands_and_options_that_a_document_names_exist(path):
    unknown = []
    for name, rest in COMMAND.findall(path.read_text(encoding="utf-8")):
        command = cli.commands.get(name)
        options = {option for parameter in command.params for option in parameter.opts} if command else set()
        unknown += [name] if command is None else []
        unknown += [
            f"{name} {option}" for option in OPTION.findall(rest) if command and option not in {*options, "--help"}
        ]
    assert not unknown


@pytest.mark.parametrize("path", documents())
def test_make_targets_that_a_document_names_exist(path):
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TARGET.findall(path.read_text(encoding="utf-8"))) <= targets
