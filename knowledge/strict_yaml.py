"""YAML without surprises: text -> plain values with line numbers. Never touches files.

The YAML that content needs is maps, lists, text, whole and decimal numbers, `true` and `false`. What YAML 1.1 would
quietly turn into something else (a bare no, on or null, a repeated key, a tag, an alias) is a problem with a cure.
"""

import re
import typing
from collections.abc import Iterator
from typing import Any

import yaml

from knowledge.problems import Problem

Path = tuple[str | int, ...]
_AMBIGUOUS = {"yes", "no", "on", "off", "y", "n", "null", "~", ""}
_PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_ODD_NUMBER = re.compile(r"[-+]?(0[0-9_]+|0[xob][0-9a-fA-F_]+|[0-9]+(_[0-9]+)+|[0-9]+(:[0-9]+)+)")


class Document:
    """One file, read: `value` (None if it could not be), `problems`, and the line of each path in it.

    Whoever makes records of it notes here what they are called (`names`, by path), what they point at (`references`:
    path, kind and id), which paths are `broken`, and what text is `unparsed`: no records could be told apart in it.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self._faults: list[tuple[int, Path, str, str]] = []  # line, path, cause, cure
        self._unreadable: Problem | None = None
        self.lines: dict[Path, int] = {}
        self.names: dict[Path, str] = {}
        self.references: list[tuple[Path, str, str]] = []
        self.broken: list[Path] = []
        self.unparsed = ""
        self.value: Any = None
        self._seen: set[int] = set()  # a node met twice is an alias
        try:
            node = yaml.compose(text, Loader=yaml.CBaseLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._say(mark.line + 1 if mark else 0, (), *_explain(error, text, mark.line if mark else -1))
        except yaml.YAMLError as error:
            self._say(0, (), f"not readable as YAML ({error})", "save it as UTF-8 text without control characters")
        else:
            if node is None:
                self._say(1, (), "the file is empty", "write the entries, or delete the file")
            else:
                self.value = self._plain(node, ())
        if self.value is None:
            self.unparsed = text

    def line(self, path: Path) -> int:
        """The line of a path, or of its nearest ancestor that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)

    def entry(self, path: Path) -> str:
        """A path as people call it: ('topics', 2, 'answer') -> 'topic tea, answer', without an id 'topic 3, answer'."""
        words: list[str] = []
        rest: Path = ()
        value = self.value
        for i, step in enumerate(path, 1):
            rest = (*rest, step)
            value = _child(value, step)
            if path[:i] in self.names:
                words.append(self.names[path[:i]])
                rest = ()
            elif isinstance(step, int) and isinstance(value, dict):  # a record without a name: 'question 9'
                counted = f"{_singular(str(rest[-2]))} {step + 1}" if len(rest) > 1 else str(step + 1)
                words += [*map(str, rest[:-2]), counted]
                rest = ()
        return ", ".join([*words, entry_of(rest)] if rest else words)

    def leaves(self) -> Iterator[tuple[Path, object]]:
        """Every value that holds no others, with its path."""
        return _leaves((), self.value)

    @property
    def problems(self) -> list[Problem]:
        """What is no plain YAML, each with its entry as `names` calls it by now."""
        if self._unreadable:
            return [self._unreadable]
        return [Problem(self.file, line, self.entry(path), cause, cure) for line, path, cause, cure in self._faults]

    def _say(self, line: int, path: Path, cause: str, cure: str) -> None:
        self._faults.append((line, path, cause, cure))

    def _plain(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401 - YAML is what it is
        line = self.lines[path] = node.start_mark.line + 1
        if node.tag not in _PLAIN_TAGS:
            self._say(line, path, f"a tag ('{node.tag}')", "content is data: write the plain value")
        if id(node) in self._seen:
            self._say(line, path, "an alias (*name)", "write the value out")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(typing.cast("yaml.ScalarNode", node), path, line)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._say(line, path, "a key that is not a word", "write 'key: value'")
                continue
            key = key_node.value
            if not key_node.style and key.lower() in _AMBIGUOUS:
                self._say(line, path, f"a bare '{key}' as a key", f'quote it: "{key}"')
            if key in mapping:
                self._say(line, path, f"the key '{key}' stands here twice", "keep one of them")
                continue
            mapping[key] = self._plain(child, (*path, key))
            self.lines[(*path, key)] = line
        return mapping

    def _scalar(self, node: yaml.ScalarNode, path: Path, line: int) -> str | int | float | bool:
        text: str = node.value
        if node.style:
            return text
        if text.lower() in _AMBIGUOUS:
            what = f"a bare '{text}', which YAML may read as something else" if text else "no value"
            self._say(line, path, what, f'quote it: "{text}"' if text else "write one, or drop the key")
        elif _ODD_NUMBER.fullmatch(text):
            self._say(
                line,
                path,
                f"'{text}' may be read as another number",
                "quote it, or write plain digits",
            )
        elif text in ("true", "false"):
            return text == "true"
        elif _WHOLE.fullmatch(text):
            return int(text)
        elif _DECIMAL.fullmatch(text):
            return float(text)
        return text


def unreadable(file: str, text: str, problem: Problem) -> Document:
    """The document that stands in for a file of which nothing can be made."""
    document = Document(file, "")
    document._unreadable, document.unparsed = problem, text
    return document


def _leaves(path: Path, value: object) -> Iterator[tuple[Path, object]]:
    if isinstance(value, dict | list):
        for step, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves((*path, step), child)
    else:
        yield path, value


def entry_of(path: Path) -> str:
    """A path as people count: ('source', 'lines', 2) -> 'source, lines 3'."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step + 1) if isinstance(step, int) else step)
    return ", ".join(words)


def _child(value: object, step: str | int) -> object:
    try:
        return value[step]  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        return None


def _singular(word: str) -> str:
    return word.removesuffix("ies") + "y" if word.endswith("ies") else word.removesuffix("s")


def _explain(error: yaml.MarkedYAMLError, text: str, line: int) -> tuple[str, str]:
    lines = text.splitlines()
    if 0 <= line < len(lines) and "\t" in lines[line]:
        return "a tab", "YAML indents with spaces: replace it by spaces"
    cause = " ".join(str(part) for part in (error.context, error.problem) if part)
    return (
        f"not valid YAML: {cause}",
        "look for a missing quote, colon or indent on this line or the one above",
    )
