"""The Bot API's schema, compiled: each method and each type becomes one check, made when it is first needed.

`bot_api_10.3.json` is the whole Bot API 10.3 as data; it was taken from the schema in aiogram 3.31.0 (MIT).
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from tests.botapi.errors import InvalidError
from tests.botapi.rules import RULES, Formatted, Rule, check_language
from tests.botapi.values import PRIMITIVES, SAYS, Check, Record, size_check

FILE = Path(__file__).with_name("bot_api_10.3.json")
MODE = "parse_mode"


def snake(name: str) -> str:
    """`VoiceNote` as `voice_note`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


class Fields:
    """The parameters of one method, or the fields of one type, ready to check."""

    def __init__(self, schema: "Schema", name: str, specs: dict[str, Record]) -> None:
        self.name = name
        self.types = {key: spec["type"] for key, spec in specs.items()}
        self.required = tuple(key for key, spec in specs.items() if spec["required"])
        self.formatted = tuple(formatted_fields(specs))
        free = {one.key for one in self.formatted}
        self.checks = {key: schema.field(key, spec, key not in free) for key, spec in specs.items()}
        more: tuple[Rule, ...] = (check_language,) if "language_code" in specs else ()
        self.rules = RULES.get(name, ()) + more

    def check(self, record: Record, but: tuple[str, ...] = ()) -> None:
        """Raise InvalidError unless the record has what is required, nothing unknown, and each value is right."""
        checks = self.checks
        for key, value in record.items():
            check = checks.get(key)
            if check is None:
                raise InvalidError(f"{self.name} knows no such field").under(key)
            try:
                check(value)
            except InvalidError as error:
                raise error.under(key) from None
        for key in self.required:
            if key not in record and key not in but:
                raise InvalidError("required", SAYS.get((key, "missing"), f'parameter "{key}" is required')).under(key)
        for rule in self.rules:
            rule(record)

    def check_whole(self, record: Any) -> None:
        """As `check`, and any formatted text in it too."""
        if type(record) is not dict:
            raise InvalidError(f"an object is expected ({self.name}), this is {record!r:.60}")
        self.check(record)
        for rule in self.formatted:
            rule(record)


def formatted_fields(specs: dict[str, Record]) -> list[Formatted]:
    """The texts that come with a parse mode of their own."""
    found = []
    for mode in (key for key in specs if key.endswith(MODE)):
        prefix = mode.removesuffix(MODE)
        keys = [prefix.rstrip("_")] if prefix else ["text", "caption", "message_text"]
        for key in (key for key in keys if key in specs):
            entities = "caption_entities" if key == "caption" else f"{prefix}entities"
            spec = specs[key]
            found.append(Formatted(key, mode, entities, spec.get("min", 0), spec.get("max", 4096)))
    return found


class Schema:
    """All methods, types and unions of a Bot API version."""

    def __init__(self, file: Path = FILE) -> None:
        content = msgspec.json.decode(file.read_bytes())
        self.version: str = content["version"]
        self.methods: dict[str, dict[str, Record]] = content["methods"]
        self.types: dict[str, dict[str, Record]] = content["types"]
        self.unions: dict[str, list[str]] = content["unions"]
        self.names = {name.lower(): name for name in self.methods}
        self.compiled: dict[str, Fields] = {}
        self.known: dict[str, Check] = dict(PRIMITIVES)

    def method(self, name: str) -> Fields:
        """A method's parameters; KeyError if there is no such method."""
        return self.fields(name, self.methods)

    def fields(self, name: str, within: dict[str, dict[str, Record]] | None = None) -> Fields:
        """The fields of a type (or of a method), compiled once."""
        if name not in self.compiled:
            self.compiled[name] = Fields(self, name, (self.types if within is None else within)[name])
        return self.compiled[name]

    def field(self, key: str, spec: Record, sized: bool) -> Check:
        """The check of one field: its type, then its length or range."""
        check = self.of(spec["type"])
        bound = size_check(key, spec) if sized else None
        if bound is None:
            return check

        def both(value: Any) -> None:
            check(value)
            bound(value)

        return both

    def of(self, kind: str) -> Check:
        """The check of a type as the schema writes it: `Array of X`, `A or B`, `A, B and C`, a name."""
        if kind not in self.known:
            self.known[kind] = self.make(kind)
        return self.known[kind]

    def make(self, kind: str) -> Check:
        """Compile a type; named ones look their fields up when they are first used, since types nest in circles."""
        if kind.startswith("Array of "):
            return self.array(kind.removeprefix("Array of "))
        if kind == "RichText":
            return self.rich_text()
        if kind == "KeyboardButton":
            record = cache(lambda: self.fields(kind))
            return lambda value: RULES[kind][0](value) if isinstance(value, str) else record().check_whole(value)
        if kind in self.types:
            fields = cache(lambda: self.fields(kind))
            return lambda value: fields().check_whole(value)
        members = self.unions.get(kind) or re.split(r", | and | or ", kind)
        if all(member in self.types for member in members):
            return self.union(kind, members)
        return self.either(kind, [self.of(member) for member in members])

    def array(self, kind: str) -> Check:
        """The check of a list of things of one type."""
        item = cache(lambda: self.of(kind))

        def check(value: Any) -> None:
            if type(value) is not list:
                raise InvalidError(f"a list is expected, this is {value!r:.60}")
            one = item()
            for number, part in enumerate(value):
                try:
                    one(part)
                except InvalidError as error:
                    raise error.under(number) from None

        return check

    def rich_text(self) -> Check:
        """A rich text is a string, a list of rich texts, or one of the objects that the schema has."""
        record, items = self.union("RichText", self.unions["RichText"]), self.array("RichText")

        def check(value: Any) -> None:
            if not isinstance(value, str):
                (items if isinstance(value, list) else record)(value)

        return check

    def either(self, kind: str, checks: list[Check]) -> Check:
        """The check of a value of one of some plain types."""

        def check(value: Any) -> None:
            for one in checks:
                try:
                    one(value)
                except InvalidError:
                    continue
                return
            raise InvalidError(f"{kind} is expected, this is {value!r:.60}")

        return check

    def union(self, kind: str, members: list[str]) -> Check:
        """The check of an object of one of some types, told apart by `type`, else by what they require."""
        tags: dict[str | None, list[str]] = {}
        for member in members:
            tags.setdefault(self.tag(kind, member), []).append(member)

        def check(value: Any) -> None:
            if type(value) is not dict:
                raise InvalidError(f"an object is expected ({kind}), this is {value!r:.60}")
            fitting = tags.get(None) or tags.get(value.get("type"))
            if not fitting:
                raise InvalidError(f"no {kind} is of type {value.get('type')!r}").under("type")
            candidates = [self.fields(one) for one in fitting]
            chosen = [one for one in candidates if value.keys() >= set(one.required)] or candidates
            first: InvalidError | None = None
            for one in chosen:
                try:
                    return one.check_whole(value)
                except InvalidError as error:
                    first = first or error
            raise first or InvalidError(f"no {kind}")

        return check

    def tag(self, kind: str, member: str) -> str | None:
        """The value of `type` that tells a member of a union from the others."""
        spec = self.types[member].get("type")
        if spec is None or not spec["required"] or kind == "PassportElementError":
            return None
        hint = spec.get("hint_enum", [])
        stem = "InputMedia" if member.startswith("InputMedia") else kind
        return hint[0] if len(hint) == 1 else snake(member.removeprefix(stem).removeprefix("Cached"))
