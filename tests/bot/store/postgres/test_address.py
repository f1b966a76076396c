"""Addresses as hosted databases hand them out are taken as they are; what cannot be done is said with its reason."""

import pytest

from bot.store.model import StoreError
from bot.store.postgres.address import for_driver, what_is_wrong, without_password
from bot.store.postgres.store import PostgresStore

BASE = "postgresql://ada:s%2Fcret@db.example.org:5432/x"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("sslmode=require&channel_binding=require", "sslmode=require"),
        ("connect_timeout=10&keepalives=1&keepalives_idle=30", ""),
        ("gssencmode=disable&application_name=me&sslnegotiation=postgres", "application_name=me"),
        (
            "search_path=a%20b,c&target_session_attrs=read-write",
            "search_path=a%20b%2Cc&target_session_attrs=read-write",
        ),
        ("", ""),
    ],
)
def test_what_only_libpq_understands_is_left_out(query, kept):
    assert for_driver(f"{BASE}?{query}") == (f"{BASE}?{kept}".rstrip("?"), {})


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (BASE, "postgresql://ada:***@db.example.org:5432/x"),
        ("postgresql://ada@db.example.org/x", "postgresql://ada@db.example.org/x"),
        ("postgresql://db.example.org:70000/x", "the address of PostgreSQL"),
    ],
)
def test_an_address_is_shown_with_its_port_and_without_its_password(url: str, shown: str):
    assert without_password(url) == shown


@pytest.mark.parametrize("query", ["gssencmode=require", "replication=database", "sslrootcert=system&sslmode=require"])
def test_what_is_asked_for_and_cannot_be_done_is_refused(query):
    with pytest.raises(StoreError, match=r"\*\*\*@.*(not supported|needs sslmode)") as caught:
        for_driver(f"{BASE}?{query}")
    assert "cret" not in str(caught.value)


def test_certificates_of_this_machine_can_be_used():
    address, arguments = for_driver(f"{BASE}?sslmode=verify-full&sslrootcert=system")
    assert address == BASE
    assert arguments["ssl"].check_hostname


@pytest.mark.parametrize("mode", ["verify-full", "verify-ca"])
async def test_a_missing_root_certificate_is_told_with_what_to_write(monkeypatch, tmp_path, mode):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(StoreError, match=f"sslmode={mode} needs the root certificate.*sslrootcert="):
        await PostgresStore.open(f"postgresql://ada:cret@127.0.0.1:9/x?sslmode={mode}", patience=2.0)


@pytest.mark.parametrize("name", ["sslrootcert", "sslcert", "sslkey", "sslcrl"])
def test_a_file_that_is_not_there_is_no_fault_of_the_network(name, tmp_path):
    with pytest.raises(StoreError, match=rf"\*\*\*@.*{name} cannot be read \(No such file or directory\); name a file"):
        for_driver(f"{BASE}?sslmode=verify-full&{name}={tmp_path}/none")
    assert for_driver(f"{BASE}?sslmode=disable&{name}={tmp_path}/none")


@pytest.mark.parametrize("given", ["target_session_attrs=master"])
async def test_a_value_that_is_not_known_is_told_with_its_parameter(given):
    with pytest.raises(StoreError, match=f"{given.partition('=')[0]} has a value that is not known"):
        await PostgresStore.open(f"postgresql://127.0.0.1:9/x?{given}", patience=2.0)


async def test_a_wrong_sslmode_is_told_with_the_right_ones():
    with pytest.raises(StoreError, match="disable, allow, prefer, require, verify-ca, verify-full"):
        await PostgresStore.open("postgresql://127.0.0.1:9/x?sslmode=on", patience=2.0)


def test_an_address_that_cannot_be_read_is_told_with_the_form():
    assert "postgresql://user:password@host:5432/database" in what_is_wrong("postgresql://[x/y", ValueError("x"))


@pytest.mark.parametrize("name", ["pgbouncer=true", "connection_limit=5", "schema=public"])
async def test_a_parameter_that_nobody_knows_is_named(postgres, name):
    with pytest.raises(StoreError, match=f"{name.partition('=')[0]}.*take that parameter out of the address"):
        await PostgresStore.open(f"{postgres.url}&{name}" if "?" in postgres.url else f"{postgres.url}?{name}")


async def test_a_hosted_address_opens(postgres):
    more = "channel_binding=prefer&connect_timeout=5&gssencmode=disable&keepalives=1"
    url = f"{await postgres.new()}&{more}"
    store = await PostgresStore.open(url)
    assert await store.queue_depth() == (0, 0)
    await store.close()
    await postgres.drop(url.partition("&channel_binding")[0])
