"""Which proxy the environment names for an address, as curl reads it."""

import ipaddress
import os
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

_HOST = re.compile(r"[\w.:%-]+")
_SPOKEN = ("http", "https")  # how the HTTP client can speak to a proxy


class ProxyError(Exception):
    """The environment names a proxy that cannot be used; one line with the variable and the cure."""


def proxy_of(url: str, environment: Mapping[str, str] = os.environ) -> str | None:
    """The proxy's address for requests to `url`, or None. Raises ProxyError.

    As curl does: `https_proxy` (or `http_proxy`, in small letters first) before `all_proxy`; a name without a scheme is
    an http proxy; `no_proxy` lists domains with all below them, addresses, networks, or '*'. `HTTP_PROXY` is not read:
    to a web server's scripts that is a header of whoever asks.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    names = [f"{parts.scheme}_proxy", f"{parts.scheme}_proxy".upper(), "all_proxy", "ALL_PROXY"]
    names = [name for name in names if name != "HTTP_PROXY"]
    name = next((name for name in names if environment.get(name, "").strip()), "")
    if not host or not name or _is_exempt(host, environment.get("no_proxy") or environment.get("NO_PROXY") or ""):
        return None
    given = environment[name].strip().strip("\"'")
    scheme, sign, _ = given.partition("://")
    if sign and scheme.lower() not in _SPOKEN:
        raise ProxyError(f"{name}: a proxy of the kind '{scheme}' is not supported; name an http:// one, or unset it")
    proxy = given if sign else f"http://{given}"
    try:
        there = urlsplit(proxy)
        port = there.port or (443 if there.scheme == "https" else 1080)
        name_there = there.hostname or ""
        if not _HOST.fullmatch(name_there) or name_there in _SPOKEN or any(c.isspace() for c in proxy):
            raise ValueError
    except ValueError:
        raise ProxyError(f"{name}: cannot be read; write http://host:port") from None
    user = f"{there.netloc.rpartition('@')[0]}@" if "@" in there.netloc else ""
    host = f"[{name_there}]" if ":" in name_there else name_there
    return f"{there.scheme}://{user}{host}:{port}"


def _is_exempt(host: str, exempt: str) -> bool:
    for entry in exempt.strip().strip("\"'").replace(",", " ").split():
        name = entry.lower().strip(".")
        if name in ("*", host) or host.endswith(f".{name}"):
            return True
        try:
            if ipaddress.ip_address(host) in ipaddress.ip_network(name.strip("[]"), strict=False):
                return True
        except ValueError:
            continue
    return False
