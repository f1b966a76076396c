"""Plain values -> frozen records, every problem reported and none raised. Never reads files, knows no content."""

import functools
import json
import types
import typing
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import msgspec

from knowledge.fields import Ref, Rule
from knowledge.problems import Problem, nearest
from knowledge.strict_yaml import Document, Path

T = TypeVar("T")
MISSING = object()


def build(kind: type[T], document: Document, problems: list[Problem]) -> T | None:
    """The document as a `kind` (a Struct or a dict) less what did not fit, which is in `problems`; None if nothing did.

    A broken record is left out of its list, a broken optional field falls back on its default. The document is told
    what its records are called, what they point at and where they are broken.
    """
    built = MISSING if document.value is None else _Builder(document, problems).build(kind, document.value, ())
    problems.extend(document.problems)  # by now it knows what its records are called
    return None if built is MISSING else typing.cast("T", built)


@functools.cache
def _fields(kind: type) -> dict[str, tuple[Any, bool]]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return {f.name: (hints[f.name], f.required) for f in msgspec.structs.fields(kind)}


def _is_record(kind: Any) -> bool:  # noqa: ANN401 - a type of any kind
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


class _Builder:
    """One document on its way to records; each method returns what was made of a value, or MISSING."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self.document = document
        self.problems = problems

    def build(self, kind: Any, value: Any, path: Path) -> Any:  # noqa: ANN401, PLR0911 - one return a kind of type
        if type(value) is kind:  # nearly every leaf; nothing is faster
            return value
        origin, args = get_origin(kind), get_args(kind)
        if origin in (Union, types.UnionType):
            return self.build(next(arg for arg in args if arg is not type(None)), value, path)
        if origin is Annotated:
            return self._noted(args, value, path)
        if _is_record(kind):
            return self._record(kind, value, path)
        if origin is tuple:
            return self._list(args[0], value, path)
        if origin is dict:
            return self._dict(args, value, path)
        try:
            return msgspec.convert(value, kind)
        except msgspec.ValidationError as error:
            return self._wrong(path, _lower(str(error)), "correct the value, or quote it if it is text")

    def _noted(self, args: tuple[Any, ...], value: Any, path: Path) -> Any:  # noqa: ANN401
        """A value whose type has notes of `fields` beside it."""
        breaks = len(self.document.broken)
        built = self.build(args[0], value, path)
        if len(self.document.broken) > breaks:  # what is left of it need not hold
            return built
        for note in args[1:]:
            if isinstance(note, Ref):
                self.document.references.append((path, note.kind, built))
            elif isinstance(note, Rule) and not note.holds(built):
                shown = list(built) if isinstance(built, tuple) else f"'{built}'"
                return self._wrong(path, f"{shown} {note.cause}", note.cure)
        return built

    def _list(self, kind: Any, value: Any, path: Path) -> Any:  # noqa: ANN401
        """A list of records without the broken ones; a list of plain values stands or falls as a whole."""
        if not isinstance(value, list):
            return self._unread(value, path, "expected a list", _as_list(value))
        items = [self.build(kind, item, (*path, i)) for i, item in enumerate(value)]
        sound = tuple(item for item in items if item is not MISSING)
        return sound if _is_record(kind) or len(sound) == len(items) else MISSING

    def _dict(self, kinds: tuple[Any, ...], value: Any, path: Path) -> Any:  # noqa: ANN401
        if not isinstance(value, dict):
            return self._unread(value, path, "expected 'key: value' pairs", "indent them below the key")
        pairs = [
            tuple(self.build(kind, part, (*path, key)) for kind, part in zip(kinds, (key, item), strict=True))
            for key, item in value.items()
        ]
        return {key: item for key, item in pairs if MISSING not in (key, item)}

    def _record(self, kind: Any, value: Any, path: Path) -> Any:  # noqa: ANN401
        if not isinstance(value, dict):
            return self._unread(value, path, "expected 'key: value' pairs", "indent them below the key")
        fields = _fields(kind)
        if "id" in fields:
            self._name(kind, value, path)
        built = {
            key: self.build(fields[key][0], item, (*path, key))
            if key in fields
            else self._unknown(item, (*path, key), fields)
            for key, item in value.items()
        }
        for name, (_, required) in fields.items():
            if required and name not in value:
                built[name] = self._wrong(path, f"the key '{name}' is missing", f"add '{name}: …'")
        broken = {key for key, item in built.items() if item is MISSING}
        if any(fields[key][1] for key in broken & fields.keys()):
            return MISSING
        return kind(**{key: item for key, item in built.items() if key not in broken})

    def _name(self, kind: Any, value: dict[str, Any], path: Path) -> None:  # noqa: ANN401
        if isinstance(value.get("id"), str):
            self.document.names[path] = f"{kind.__name__.lower()} {value['id']}"
        else:
            self.document.unparsed += f"{value!r}\n"  # any word of it may be the id that it was to have

    def _unknown(self, value: object, path: Path, fields: dict[str, tuple[Any, bool]]) -> Any:  # noqa: ANN401
        key = str(path[-1])
        return self._unread(value, path, f"unknown key '{key}'", nearest(key, fields), self.document.entry(path[:-1]))

    def _unread(self, value: object, path: Path, cause: str, cure: str, entry: str | None = None) -> Any:  # noqa: ANN401
        """Wrong, and nobody looked at what may be in it, nor at what it may have been meant to be."""
        self.document.unparsed += f"{value!r} {cure}\n"
        return self._wrong(path, cause, cure, entry)

    def _wrong(self, path: Path, cause: str, cure: str, entry: str | None = None) -> Any:  # noqa: ANN401
        named = self.document.entry(path) if entry is None else entry
        self.document.broken.append(path)
        self.problems.append(Problem(self.document.file, self.document.line(path), named, cause, cure))
        return MISSING


def _as_list(value: object) -> str:
    """How to write a list in which a value is the only item; what is short stands in brackets in our content."""
    if isinstance(value, dict) or len(str(value)) > 40:
        return "start each item with '- '"
    return f"write it as a list: [{value if not isinstance(value, str) else json.dumps(value, ensure_ascii=False)}]"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
