"""Plain values -> frozen records, every problem reported and none raised. Never reads files, knows no content."""

import functools
import types
import typing
from collections.abc import Iterable
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec

from knowledge.problems import Problem, nearest
from knowledge.strict_yaml import Document, Path, entry_of

T = TypeVar("T")
MISSING = object()


def build(kind: type[T], document: Document, problems: list[Problem]) -> T | None:
    """The document as a `kind` (a Struct); None when any part of it did not fit, with the reasons in `problems`."""
    problems.extend(document.problems)
    if document.value is None:
        return None
    found = _build(kind, document.value, (), document, problems)
    return None if found is MISSING else typing.cast("T", found)


def unique(what: str, entries: Iterable[tuple[str, T]], problems: list[Problem]) -> dict[str, T]:
    """Entries by their `id`, in order; each repeated id becomes a problem of the file named beside it."""
    found: dict[str, tuple[str, T]] = {}
    for file, entry in entries:
        key = entry.id  # type: ignore[attr-defined]
        if key in found:
            cause = f"the id '{key}' is taken in {found[key][0]}"
            problems.append(Problem(file, 0, f"{what} {key}", cause, "choose another id"))
        found.setdefault(key, (file, entry))
    return {key: entry for key, (_, entry) in found.items()}


@functools.cache
def _fields(kind: type) -> dict[str, tuple[Any, bool]]:
    hints = typing.get_type_hints(kind)
    return {f.name: (hints[f.name], f.required) for f in msgspec.structs.fields(kind)}


def _build(kind: Any, value: Any, path: Path, document: Document, problems: list[Problem]) -> Any:  # noqa: ANN401, PLR0911
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        kind = next(arg for arg in args if arg is not type(None))
        return _build(kind, value, path, document, problems)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _struct(kind, value, path, document, problems)
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        if not isinstance(value, list):
            return _wrong(path, document, problems, "expected a list", "start each item with '- '")
        items = [_build(args[0], item, (*path, i), document, problems) for i, item in enumerate(value)]
        return MISSING if MISSING in items else tuple(items)
    if origin is dict:
        if not isinstance(value, dict):
            return _wrong(path, document, problems, "expected 'key: value' pairs", "indent them below the key")
        pairs = {key: _build(args[1], item, (*path, key), document, problems) for key, item in value.items()}
        return MISSING if MISSING in pairs.values() else pairs
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return _wrong(path, document, problems, _lower(str(error)), "correct the value, or quote it if it is text")


def _struct(kind: Any, value: Any, path: Path, document: Document, problems: list[Problem]) -> Any:  # noqa: ANN401
    if not isinstance(value, dict):
        return _wrong(path, document, problems, "expected 'key: value' pairs", "indent them below the key")
    fields = _fields(kind)
    found: dict[str, Any] = {}
    for key in value:
        if key not in fields:
            found[key] = _wrong((*path, key), document, problems, f"unknown key '{key}'", nearest(key, fields), path)
        else:
            found[key] = _build(fields[key][0], value[key], (*path, key), document, problems)
    for name, (_, required) in fields.items():
        if required and name not in value:
            found[name] = _wrong(path, document, problems, f"the key '{name}' is missing", f"add '{name}: …'")
    if MISSING in found.values():
        return MISSING
    try:
        return kind(**found)
    except ValueError as error:  # raised by a record's own __post_init__
        return _wrong(path, document, problems, str(error), "correct the entry")


def _wrong(
    path: Path, document: Document, problems: list[Problem], cause: str, cure: str, entry: Path | None = None
) -> Any:  # noqa: ANN401
    named = entry_of(path if entry is None else entry)
    problems.append(Problem(document.file, document.line(path), named, cause, cure))
    return MISSING


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
