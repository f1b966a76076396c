"""The parameters of a request, out of its query, its form or its JSON body; what is not text there becomes values."""

import re
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

from tests.botapi.errors import InvalidError
from tests.botapi.schema import Fields
from tests.botapi.values import Upload
from tests.botapi.wire import Incoming

Params = dict[str, Any]

INTEGER = re.compile(r"-?\d{1,18}")
FLOAT = re.compile(r"-?\d+(\.\d*)?([eE][+-]?\d+)?")
BOOLEAN = {"true": True, "false": False}
ATTACHED = re.compile(r"attach://([^\"\s\\]+)")
DISPOSITION = re.compile(r'(file)?name="((?:[^"\\]|\\.)*)"')
COMMON = [(b"%%%02X" % code, bytes([code])) for code in b"\"{}[]:,/<>=!?+'\n"]
UNREADABLE = "can't parse {} JSON object"


def read_params(request: Incoming, fields: Fields) -> tuple[Params, dict[str, Upload]]:
    """The parameters as values and the uploaded files by name; raises InvalidError."""
    files: dict[str, Upload] = {}
    raw: Params = read_form(request.query.encode()) if request.query else {}
    kind = request.content_type
    if not request.body:
        pass
    elif kind.startswith("application/json"):
        raw |= read_json(request.body)
    elif kind.startswith("application/x-www-form-urlencoded"):
        raw |= read_form(request.body)
    elif kind.startswith("multipart/form-data"):
        texts, files = read_multipart(request.body, kind)
        raw |= texts
    else:
        raise InvalidError(f"a body of type {kind!r}")
    params = {key: to_value(key, value, fields.types.get(key, "String")) for key, value in raw.items()}
    attach(params, raw, files, fields)
    return params, files


def read_form(form: bytes) -> dict[str, str]:
    """The texts of a form; what is not UTF-8 is an error."""
    pairs = (pair.partition(b"=") for pair in form.split(b"&") if pair)
    try:
        return {unquote(key).decode(): unquote(value).decode() for key, _, value in pairs}
    except UnicodeDecodeError as error:
        raise InvalidError(str(error), "strings must be encoded in UTF-8") from None


def unquote(raw: bytes) -> bytes:
    """As urllib's, and four times as fast on JSON: the usual escapes go in one sweep each, `%25` and the rest last."""
    raw = raw.replace(b"+", b" ")
    if b"%" in raw:
        for escape, char in COMMON:
            raw = raw.replace(escape, char)
        if b"%" in raw:
            raw = unquote_to_bytes(raw)
    return raw


def read_json(body: bytes) -> Params:
    """A body of JSON, which must be an object."""
    try:
        record = msgspec.json.decode(body)
    except msgspec.DecodeError as error:
        raise InvalidError(f"the body is no JSON: {error}", "can't parse request JSON object") from None
    if not isinstance(record, dict):
        raise InvalidError("the body is no JSON object", "can't parse request JSON object")
    return record


def to_value(key: str, value: Any, kind: str) -> Any:
    """A text in a form as the value it stands for; anything that is no text stays as it is."""
    if type(value) is not str or kind == "String" or kind.startswith("InputFile"):
        return value
    if kind == "Integer or String":
        return int(value) if INTEGER.fullmatch(value) else value
    if kind == "Integer":
        return int(value) if INTEGER.fullmatch(value) else value
    if kind == "Float":
        return float(value) if FLOAT.fullmatch(value) else value
    if kind in {"Boolean", "True"}:
        return BOOLEAN.get(value, value)
    try:
        return msgspec.json.decode(value)
    except msgspec.DecodeError as error:
        raise InvalidError(f"no JSON: {error}", UNREADABLE.format(key.replace("_", " "))).under(key) from None


def attach(params: Params, raw: Params, files: dict[str, Upload], fields: Fields) -> None:
    """Put files where a parameter is a file; every file is referred to, and every reference has its file."""
    wanted: set[str] = set()
    for key, value in raw.items():
        kind = fields.types.get(key, "String")
        if kind == "String" or value.__class__ is int:
            continue
        text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
        names = ATTACHED.findall(text) if "attach://" in text else []
        wanted.update(names)
        if names and kind.startswith("InputFile") and names[0] in files:
            params[key] = files[names[0]]
    if missing := wanted - files.keys():
        raise InvalidError(f"no file came with attach://{missing.pop()}", "wrong file identifier/HTTP URL specified")
    for name in files.keys() - wanted:
        if not fields.types.get(name, "").startswith("InputFile"):
            raise InvalidError("a file that nothing refers to").under(name)
        params[name] = files[name]


def read_multipart(body: bytes, kind: str) -> tuple[dict[str, str], dict[str, Upload]]:
    """The texts and the files of a multipart form."""
    boundary = kind.partition("boundary=")[2].strip('"')
    if not boundary:
        raise InvalidError("multipart without a boundary")
    texts: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(f"\r\n--{boundary}".encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        headers = {name.lower(): value for name, value in headers.items()}
        names = dict(DISPOSITION.findall(headers.get("content-disposition", "")))
        if "file" in names:
            files[names[""]] = Upload(names["file"], headers.get("content-type", ""), content)
        else:
            texts[names[""]] = content.decode()
    return texts, files
