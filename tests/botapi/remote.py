"""A blocking client that starts the stand-in as a process and calls its `/_control/` endpoints."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]


class Remote:
    """A stand-in in another process; each call of a verb is one request."""

    def __init__(self, origin: str, token: str, pid: int = 0) -> None:
        self.origin = origin
        self.base_url = f"{origin}/bot"
        self.token = token
        self.pid = pid
        self.connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=120)

    def do(self, verb: str, **body: Any) -> Any:
        """Call a verb of `control.Control`; RuntimeError with its reason if it fails."""
        self.connection.request("POST", f"/_control/{verb}", json.dumps(body))
        reply = self.connection.getresponse()
        result = json.loads(reply.read())
        if reply.status != 200:
            raise RuntimeError(result["error"])
        return result

    def say(self, person: int, text: str, **more: Any) -> int | None:
        """One person writes one text."""
        return self.do("act", acts=[{"do": "say", "person": person, "text": text, **more}])[0]

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


@contextmanager
def process(*arguments: str) -> Iterator[Remote]:
    """A stand-in as a process of its own, ended when the block is left."""
    command = [sys.executable, "-m", "tests.botapi", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        told = json.loads(child.stdout.readline())
        remote = Remote(told["origin"], told["token"], child.pid)
        try:
            yield remote
        finally:
            remote.close()
            child.terminate()
