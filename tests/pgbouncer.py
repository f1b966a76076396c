"""A PgBouncer in front of the PostgreSQL of the tests; a test that needs it skips where there is none."""

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from tests.postgres import Server

SETTINGS = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = 12
{more}
"""


@contextlib.asynccontextmanager
async def pooling(server: Server, mode: str, more: str = "") -> AsyncIterator[str]:
    """The address of a database of its own behind a PgBouncer in that pool mode."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("no pgbouncer here; apt-get install pgbouncer")
    parts = urlsplit(server.url)
    host = parts.hostname or parse_qs(parts.query).get("host", [""])[0]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = free.getsockname()[1]
    name = f"pooled_{os.getpid()}_{listen}"
    await server.run(f"CREATE DATABASE {name}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pgbouncer.ini"
        user, port = parts.username or "postgres", parts.port or 5432
        file.write_text(SETTINGS.format(host=host, port=port, user=user, listen=listen, mode=mode, more=more))
        Path(folder).chmod(0o755)
        # It does not run as root, and where the server is ours, its folder is open to its owner only.
        owner = Path(host).stat().st_uid if host.startswith("/") else 65534
        who = {"user": owner} if os.geteuid() == 0 else {}
        with subprocess.Popen([program, "-q", str(file)], stderr=subprocess.DEVNULL, **who) as running:
            url = f"postgresql://{user}@127.0.0.1:{listen}/{name}"
            try:
                await _answers(url)
                yield url
            finally:
                running.terminate()
                running.wait()
                await server.run(f"DROP DATABASE {name} WITH (FORCE)")


async def _answers(url: str) -> None:
    for _ in range(100):
        try:
            db = await asyncpg.connect(url, statement_cache_size=0)
        except (OSError, asyncpg.PostgresError):
            await asyncio.sleep(0.05)
        else:
            await db.close()
            return
    raise AssertionError("pgbouncer does not answer")
