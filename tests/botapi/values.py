"""The checks of plain values: their types, their lengths and ranges; and what an uploaded file is."""

from collections.abc import Callable
from typing import Any

import msgspec

from tests.botapi.entities import units
from tests.botapi.errors import InvalidError

Check = Callable[[Any], None]
Record = dict[str, Any]

SAYS = {
    ("chat_id", "missing"): "chat_id is empty",
    ("text", "missing"): "message text is empty",
    ("callback_data", "size"): "BUTTON_DATA_INVALID",
    ("commands", "size"): "BOT_COMMANDS_TOO_MUCH",
    ("description", "size"): "BOT_COMMAND_DESCRIPTION_INVALID",
    ("callback_query_id", "missing"): "query is too old and response timeout expired or query ID is invalid",
}


def size_check(key: str, spec: Record) -> Check | None:
    """The check of a length or a range, in the unit that the schema names; None where it means neither."""
    least, most, unit = spec.get("min", 0), spec.get("max"), spec.get("unit")
    kind = spec["type"]
    if most is None or (unit == "items" and not kind.startswith("Array")):
        return None  # "at most 52 significant bits" and the like
    says = SAYS.get((key, "size"), "")
    measure: Callable[[Any], int] = len
    if kind == "Integer":
        measure = int
    elif kind == "Array of String" and unit == "characters":
        measure = lambda value: sum(map(units, value))  # noqa: E731
    elif unit == "characters":
        measure = units
    elif unit == "bytes":
        measure = lambda value: len(value.encode())  # noqa: E731

    def check(value: Any) -> None:
        size = measure(value)
        if not least <= size <= most:
            raise InvalidError(f"{size} {unit}, {least} to {most} are allowed", says)

    return check


def plain(kind: str, *types: type) -> Check:
    """The check of a value of a plain type; a Boolean is no Integer."""
    allowed = frozenset(types)

    def check(value: Any) -> None:
        if type(value) not in allowed:
            raise InvalidError(f"{kind} is expected, this is {value!r:.60}")

    return check


def check_true(value: Any) -> None:
    """Raise InvalidError for anything but true."""
    if value is not True:
        raise InvalidError(f"True is expected, this is {value!r:.60}")


class Upload(msgspec.Struct, frozen=True):
    """A file that came with a request."""

    name: str
    kind: str
    content: bytes


PRIMITIVES: dict[str, Check] = {
    "String": plain("String", str),
    "Integer": plain("Integer", int),
    "Float": plain("Float", float, int),
    "Boolean": plain("Boolean", bool),
    "True": check_true,
    "InputFile": plain("a file in multipart/form-data", Upload),
}
