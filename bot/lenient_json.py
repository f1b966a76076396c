"""JSON from outside, read as well as can be: a byte order mark, bytes that are no UTF-8, halves of surrogate pairs."""

import json
from typing import Any

import msgspec


def parse_json(raw: bytes) -> Any:  # noqa: ANN401 - JSON
    """JSON; bytes that are no UTF-8 and halves of surrogate pairs become U+FFFD. Raises ValueError."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    try:
        return _without_surrogates(json.loads(raw.decode("utf-8-sig", errors="replace")))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _without_surrogates(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, str):
        return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(item) for name, item in value.items()}
    return value
