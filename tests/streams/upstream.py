"""A provider below HTTP: it says what a test wants byte for byte, and notes when the other side lets go."""

import asyncio
import json
import socket
import ssl
import struct
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Self

from proxy.conversation import Wire
from tests.fakes.relay import PATHS
from tests.streams.scripts import rendered

BEGUN: Mapping[Wire, int] = {"chat": 1, "messages": 1, "responses": 2}
"""So many events of a reply come before its first word."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@dataclass(slots=True)
class Connection:
    """One request. Times are `time.monotonic()` seconds; `closed_at` when the other side was gone."""

    wire: Wire
    headers: dict[str, str]
    body: Any
    writer: asyncio.StreamWriter
    at: float = field(default_factory=time.monotonic)
    closed_at: float | None = None
    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, data: bytes) -> None:
        """Send bytes as they are."""
        self.writer.write(data)
        await self.writer.drain()

    async def chunk(self, data: bytes) -> None:
        """Send bytes as one HTTP chunk."""
        await self.say(b"%x\r\n%b\r\n" % (len(data), data))

    def reset(self) -> None:
        """End the connection with RST."""
        found = self.writer.get_extra_info("socket")
        if found is not None:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Play = Callable[[Connection], Awaitable[None]]


class Upstream:
    """`async with Upstream(play) as upstream`: `play` answers each request, then the connection is let go."""

    def __init__(self, play: Play, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.play = play
        self.connections: list[Connection] = []
        self.port = 0
        self._tls, self._host = tls, host
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self._host}:{self.port}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def wait(self, number: int) -> Connection:
        """Return the connection of that request, from 1 on, once it is here."""
        async with asyncio.timeout(10):
            while len(self.connections) < number:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        return self.connections[number - 1]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; tell whether another one may follow."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])
        }
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        path = head[0].split(" ")[1]
        wire = next(wire for wire, ending in PATHS.items() if path.endswith(ending))
        connection = Connection(wire, headers, body, writer)
        self.connections.append(connection)
        watch = asyncio.ensure_future(_watch(reader, connection))  # noqa: TID251
        try:
            await self.play(connection)
        except ConnectionError:
            await connection.closed.wait()
        finally:
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)
        return connection.closed_at is None and not writer.is_closing()


async def _watch(reader: asyncio.StreamReader, connection: Connection) -> None:
    """Nothing may come behind a request; what comes is the end."""
    with suppress(ConnectionError, ssl.SSLError):
        await reader.read(1)
    connection.closed_at = time.monotonic()
    connection.closed.set()


def written(wire: Wire, number: int, first: int = 0, last: int | None = None) -> bytes:
    """Some events of one of `REPLIES`."""
    pieces = []
    for event in rendered(wire, number)[first:last]:
        name = b"event: %b\n" % event.name.encode() if event.name else b""
        pieces.append(b"%bdata: %b\n\n" % (name, event.text))
    return b"".join(pieces)


def whole_answer(data: bytes, kind: bytes = b"application/json", status: bytes = b"200 OK") -> bytes:
    """One HTTP answer with its length."""
    return b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b" % (
        status,
        kind,
        len(data),
        data,
    )
