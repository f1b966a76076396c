"""Addresses of PostgreSQL as people and hosted databases hand them out: what the driver is given, what may be shown."""

import ssl
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from bot.store.model import StoreError

# Parameters of libpq that speak of its own client side. The driver would send them to the server as settings.
_CLIENT_ONLY = frozenset(
    (
        *("channel_binding", "connect_timeout", "fallback_application_name", "gssencmode", "gssdelegation"),
        *("keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout"),
        *("load_balance_hosts", "max_protocol_version", "min_protocol_version", "replication", "require_auth"),
        *("requirepeer", "requiressl", "scram_client_key", "scram_server_key", "sslcertmode", "sslcompression"),
        *("sslcrldir", "sslkeylogfile", "sslnegotiation", "sslsni", "client_encoding"),
    )
)
_FILES = frozenset(("sslrootcert", "sslcert", "sslkey", "sslcrl"))
_VERIFYING = ("verify-ca", "verify-full")


def without_password(url: str) -> str:
    """The address as it may be shown: what could hold a secret is left out."""
    try:
        parts = urlsplit(url)
        user = f"{parts.username}:***@" if parts.password else f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the address of PostgreSQL"
    if "@" in parts.path + parts.query + parts.fragment:  # a password with a slash in it
        return "the address of PostgreSQL"
    return f"{parts.scheme}://{user}{parts.hostname or ''}{port}{parts.path}"


def for_driver(url: str) -> tuple[str, dict[str, Any]]:
    """The address and the arguments for asyncpg. Raises StoreError for what it cannot do, ValueError if broken."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    given = dict(pairs)
    for name, value in (("gssencmode", "require"), ("replication", "database"), ("sslnegotiation", "direct")):
        if given.get(name) == value:
            raise StoreError(f"{without_password(url)}: {name}={value} is not supported; leave it out")
    if given.get("sslmode") != "disable":
        _check_files(url, given)
    arguments: dict[str, Any] = {}
    dropped = set(_CLIENT_ONLY)
    if given.get("sslrootcert") == "system":
        if given.get("sslmode", "verify-full") != "verify-full":
            raise StoreError(f"{without_password(url)}: sslrootcert=system needs sslmode=verify-full; write both")
        arguments["ssl"] = ssl.create_default_context()
        dropped |= {"sslrootcert", "sslmode"}
    kept = [(name, value) for name, value in pairs if name not in dropped]
    return urlunsplit(parts._replace(query=urlencode(kept, quote_via=quote))), arguments


def _check_files(url: str, given: dict[str, str]) -> None:
    """The driver's own error would be one of the network."""
    for name in _FILES & given.keys():
        if given[name] == "system" and name == "sslrootcert":
            continue
        try:
            with Path(given[name]).open("rb"):
                pass
        except OSError as error:
            cure = "name a file that whoever runs this may read"
            raise StoreError(f"{without_password(url)}: {name} cannot be read ({error.strerror}); {cure}") from None


def what_is_wrong(url: str, error: Exception) -> str:
    """The cause and the cure for an address that the driver cannot read; its own words may quote the password."""
    try:
        given = dict(parse_qsl(urlsplit(url).query))
    except ValueError:
        given = {}
    if given.get("sslmode") in _VERIFYING and "certificate" in str(error):
        return (
            f"sslmode={given['sslmode']} needs the root certificate of the server; add sslrootcert=FILE, or"
            " sslmode=verify-full&sslrootcert=system for the certificates of this machine"
        )
    if "sslmode" in given and "sslmode" in str(error):
        return "the sslmode is none; use one of: disable, allow, prefer, require, verify-ca, verify-full"
    if named := next((name for name in given if name in str(error)), ""):
        return f"{named} has a value that is not known; correct it, or leave it out"
    return "cannot be read; write postgresql://user:password@host:5432/database"
