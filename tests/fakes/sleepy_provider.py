"""A provider on the chat wire whose connections can die without a word, as they do while a laptop sleeps."""

import asyncio
import contextlib
import json
import socket
from types import TracebackType
from typing import Self

_WHOLE = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "model": "fake-model",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "awake"}, "finish_reason": "stop"}],
}
_CHUNK = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "model": "fake-model",
    "choices": [{"index": 0, "delta": {"role": "assistant", "content": "awake"}, "finish_reason": None}],
}
_LAST = {**_CHUNK, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}


class SleepyProvider:
    """`async with SleepyProvider() as provider`. `requests`: of each connection, in order, how many it brought.

    `listener`: a socket that listens elsewhere than on this machine's own addresses; its address is `host`.
    Streams wait for `release` after their first event; `begun` is set then.
    """

    def __init__(
        self,
        release: asyncio.Event | None = None,
        host: str = "127.0.0.1",
        listener: socket.socket | None = None,
    ) -> None:
        self.requests: list[int] = []
        self.port = 0
        self.begun = asyncio.Event()
        self._release, self._host, self._listener = release, host, listener
        self._dead: set[asyncio.StreamWriter] = set()
        self._open: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self.port}/v1"

    def forget(self, *, closes: bool = False) -> None:
        """From now on nothing comes back on the connections that are open; `closes`: they are ended."""
        self._dead |= self._open
        if closes:
            for writer in self._open:
                writer.close()

    async def __aenter__(self) -> Self:
        if self._listener is not None:
            self._server = await asyncio.start_server(self._talk, sock=self._listener)
        else:
            self._server = await asyncio.start_server(self._talk, self._host, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server
        self._server.close()
        for writer in self._open:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        place = len(self.requests)
        self.requests.append(0)
        self._open.add(writer)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    int(line.split(b":")[1])
                    for line in head.lower().split(b"\r\n")
                    if line.startswith(b"content-length")
                )
                body = json.loads(await reader.readexactly(length))
                self.requests[place] += 1
                if writer not in self._dead:
                    await self._answer(writer, bool(body.get("stream")))
        self._open.discard(writer)
        writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, stream: bool) -> None:
        if not stream:
            said = json.dumps(_WHOLE).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(said)}\r\n\r\n"
            writer.write(head.encode() + said)
            return
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(head.encode() + _event(json.dumps(_CHUNK)))
        self.begun.set()
        if self._release is not None:
            await self._release.wait()
        writer.write(_event(json.dumps(_LAST)) + _event("[DONE]") + b"0\r\n\r\n")


def _event(data: str) -> bytes:
    said = f"data: {data}\n\n".encode()
    return f"{len(said):x}\r\n".encode() + said + b"\r\n"
