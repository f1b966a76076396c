"""One address before several: whatever comes is passed on to the next one that listens."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [sock.getsockname()[1] for sock in sockets]
    for sock in sockets:
        sock.close()
    return ports


class Front:
    """Round robin; somebody whose connection breaks half-way is hung up on, and will ask again."""

    def __init__(self, ports: Sequence[int]) -> None:
        self._ports, self._next = ports, 0
        self._lines: set[asyncio.Task[None]] = set()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._lines.add(task)
        task.add_done_callback(self._lines.discard)
        backend = await self._backend()
        try:
            if backend:
                await asyncio.gather(_pump(reader, backend[1]), _pump(backend[0], writer))
        finally:
            for line in (writer, *((backend[1],) if backend else ())):
                line.close()

    async def _backend(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        for _ in self._ports:
            self._next = (self._next + 1) % len(self._ports)
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", self._ports[self._next])
        return None

    def hang_up(self) -> None:
        """End every connection."""
        for line in self._lines:
            line.cancel()

    @classmethod
    @contextlib.asynccontextmanager
    async def listening(cls, ports: Sequence[int]) -> AsyncIterator[int]:
        """The port of the one address."""
        front = cls(ports)
        server = await asyncio.start_server(front._pass_on, "127.0.0.1", 0)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            front.hang_up()
            await asyncio.gather(*front._lines, return_exceptions=True)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while some := await source.read(1 << 16):
            sink.write(some)
            await sink.drain()
    sink.close()
