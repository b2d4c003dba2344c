"""Outbound proxies on loopback: HTTP (with CONNECT) and SOCKS5. Whatever they are asked for, they go to 127.0.0.1."""

import asyncio
import base64
import contextlib
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

import aiohttp

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class FakeProxy:
    """`async with FakeProxy() as proxy`. `asked`: what it was asked for, as "host:port".

    `login`: "user:password" that it wants. `refuses`: it lets nobody through.
    """

    scheme = "http"

    def __init__(self, *, login: str = "", refuses: bool = False) -> None:
        self.login, self.refuses = login, refuses
        self.asked: list[str] = []
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        assert self._server
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def url(self) -> str:
        login = f"{self.login}@" if self.login else ""
        return f"{self.scheme}://{login}127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._guarded, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)

    async def _guarded(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self.talk(reader, writer)
        writer.close()

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """CONNECT opens a tunnel; a whole URL is fetched."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        method, address, _ = head.split("\r\n")[0].split(" ")
        wanted = base64.b64encode(self.login.encode()).decode()
        if self.refuses or (self.login and f"Basic {wanted}" not in head):
            status = "403 Forbidden" if self.refuses else "407 Proxy Authentication Required"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
            return
        if method == "CONNECT":
            self.asked.append(address)
            there = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await join((reader, writer), there)
            return
        host, _, path = address.removeprefix("http://").partition("/")
        self.asked.append(host)
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = await reader.readexactly(int(fields.get("Content-Length", "0")))
        kept = {
            name: value for name, value in fields.items() if name.lower() not in ("host", "content-length")
        }
        url = f"http://127.0.0.1:{host.rpartition(':')[2]}/{path}"
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, data=body, headers=kept) as answer,
        ):
            said = await answer.read()
            kind = answer.headers["Content-Type"]
            start = (
                f"HTTP/1.1 {answer.status} x\r\nContent-Type: {kind}\r\nContent-Length: {len(said)}\r\n\r\n"
            )
            writer.write(start.encode() + said)
            await writer.drain()


class FakeSocks(FakeProxy):
    """SOCKS5 without a login."""

    scheme = "socks5h"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """RFC 1928: greeting, one CONNECT, then bytes."""
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        _, _, _, kind = await reader.readexactly(4)
        length = {1: 4, 4: 16}.get(kind) or (await reader.readexactly(1))[0]
        name = await reader.readexactly(length)
        port = int.from_bytes(await reader.readexactly(2), "big")
        self.asked.append(f"{name.decode() if kind == 3 else '.'.join(map(str, name))}:{port}")
        if self.refuses:
            writer.write(b"\x05\x02\x00\x01\0\0\0\0\0\0")  # not allowed by the ruleset
            await writer.drain()
            return
        there = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"\x05\x00\x00\x01\0\0\0\0\0\0")
        await join((reader, writer), there)


async def join(
    one: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    other: tuple[asyncio.StreamReader, asyncio.StreamWriter],
) -> None:
    """Pass bytes both ways until one side ends."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()

    await asyncio.gather(pass_on(one[0], other[1]), pass_on(other[0], one[1]))
