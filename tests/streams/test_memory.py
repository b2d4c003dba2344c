"""Requirements 51 and 54: replies without end, and clients that hardly read, cost the proxy no memory to speak of."""

import asyncio
import json
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from proxy.conversation import WIRES, Wire
from tests import extent
from tests.catalogue.talk import body
from tests.fakes.relay import KEY, PATHS
from tests.streams.served import IDLE_SECONDS
from tests.streams.upstream import CHUNKED, HEAD, Connection, Upstream, written
from tests.tree import ROOT

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the memory"),
    pytest.mark.timeout(600 if extent.FULL else 180),
]

MIB = 1024 * 1024
MOST = 32 * MIB
"""Requirement 51."""
MOST_A_STREAM = 4 * MIB
"""Requirement 54."""
TINY = 100_000 if extent.FULL else 15_000
SLOW_STREAMS = 8
SLOW_SECONDS = 20.0 if extent.FULL else IDLE_SECONDS + 1.5
SLOW_RATE = 1_000
"""Bytes a second."""
ENDS = {"chat": b"[DONE]", "messages": b"message_stop", "responses": b"response.completed"}
ERRORS = {"chat": b'data: {"error"', "messages": b"event: error", "responses": b"event: response.failed"}


class Memory:
    """The memory of a process in bytes: how far its peak is above what it had."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")

    def begin(self) -> None:
        self.before = self._read("VmRSS")
        (self._folder / "clear_refs").write_text("5")  # the peak begins anew

    @property
    def growth(self) -> int:
        return self._read("VmHWM") - self.before

    def _read(self, name: str) -> int:
        lines = (self._folder / "status").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


@asynccontextmanager
async def served(upstream: Upstream, folder: Path) -> AsyncIterator[tuple[int, Memory]]:
    """A proxy before the upstream: its port and its memory."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.streams.served", upstream.url, str(folder)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        async with asyncio.timeout(60):
            port = int(await process.stdout.readline())
        yield port, Memory(process.pid)
    finally:
        process.stdin.close()
        await process.wait()


# ----------------------------------------------------------------------------- endless replies
def word_of(wire: Wire, text: str) -> bytes:
    """One event with a piece of text."""
    said: object
    match wire:
        case "chat":
            said = {"id": "c", "choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
        case "messages":
            delta = {"type": "text_delta", "text": text}
            said = {"type": "content_block_delta", "index": 0, "delta": delta}
        case "responses":
            said = {"type": "response.output_text.delta", "item_id": "i", "output_index": 0, "delta": text}
    return f"data: {json.dumps(said)}\n\n".encode()


def begin_of(wire: Wire) -> bytes:
    return written(wire, 0, 0, {"chat": 1, "messages": 2, "responses": 4}[wire])


async def endless_line(connection: Connection) -> None:
    await connection.chunk(b"data: ")
    while connection.closed_at is None:
        await connection.chunk(b"x" * 65_536)


async def huge_event(connection: Connection) -> None:
    await connection.chunk(b'data: {"x":"' + b"x" * (9 * MIB) + b'"}\n\n')
    await connection.closed.wait()


async def endless_words(connection: Connection) -> None:
    word = word_of(connection.wire, "word " * 12_000)
    while connection.closed_at is None:
        await connection.chunk(word)


async def endless_lines(connection: Connection) -> None:
    """Events that say nothing, until the limit of the bytes of a stream."""
    nothing = b": " + b"nothing at all " * 6_000 + b"\n\ndata: {}\n\n"
    while connection.closed_at is None:
        await connection.chunk(nothing)


async def tiny_events(connection: Connection) -> None:
    """A very long reply, but a good one."""
    word = word_of(connection.wire, "word ")
    for _ in range(TINY // 20):
        await connection.chunk(word * 20)
    await connection.chunk(written(connection.wire, 0, -3 if connection.wire != "chat" else -2))
    await connection.say(b"0\r\n\r\n")


CASES: tuple[tuple[Callable[[Connection], Awaitable[None]], bool], ...] = (
    (endless_line, False),
    (huge_event, False),
    (endless_words, False),
    (endless_lines, False),
    (tiny_events, True),
)


async def test_requirement_051_replies_without_end(tmp_path: Path) -> None:
    chosen = CASES[0][0]

    async def play(connection: Connection) -> None:
        if not connection.body["stream"]:
            await whole_without_end(connection)
            return
        await connection.say(CHUNKED)
        await connection.chunk(begin_of(connection.wire))
        await chosen(connection)

    grown: dict[str, float] = {}
    wrong: list[str] = []
    async with (
        Upstream(play) as upstream,
        served(upstream, tmp_path) as (port, memory),
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"}) as session,
    ):
        chosen = huge_event
        for wire in WIRES:  # warm up: all modules are there, some memory was used and freed
            await last_of(session, port, wire, wire)
        for number, (case, is_good) in enumerate(CASES):
            chosen = case
            for turn, inbound in enumerate(WIRES if extent.FULL else WIRES[number % 3 : number % 3 + 1]):
                wire = WIRES[(number + turn) % 3]
                memory.begin()
                status, last = await last_of(session, port, inbound, wire)
                name = f"{case.__name__}, {inbound} <- {wire}"
                grown[name] = memory.growth
                ended, failed = ENDS[inbound] in last, ERRORS[inbound] in last
                if status != 200 or ended is not is_good or failed is is_good:
                    wrong.append(f"{name}: {status} {last[-300:]!r}")
        for inbound in WIRES:
            memory.begin()
            status, last = await last_of(session, port, inbound, "chat", stream=False)
            grown[f"whole, {inbound}"] = memory.growth
            if status < 500 or b"16 MiB" not in last:
                wrong.append(f"whole, {inbound}: {status} {last[-300:]!r}")
    assert wrong == []
    extent.report({"requirement": 51, "grown_mib": {name: round(by / MIB, 1) for name, by in grown.items()}})
    assert {name: by for name, by in grown.items() if by > MOST} == {}


async def whole_without_end(connection: Connection) -> None:
    await connection.say(
        HEAD.replace(b"text/event-stream", b"application/json") + b"Connection: close\r\n\r\n{"
    )
    while connection.closed_at is None:
        await connection.say(b" " * 65_536)


async def last_of(
    session: aiohttp.ClientSession, port: int, inbound: Wire, upstream: Wire, *, stream: bool = True
) -> tuple[int, bytes]:
    """Read a reply to its end and return the last of it."""
    asked = body(inbound, "go", stream=stream) | {"model": f"m@{upstream}"}
    last = b""
    async with session.post(f"http://127.0.0.1:{port}/v1{PATHS[inbound]}", json=asked) as answer:
        async for piece in answer.content.iter_any():
            last = (last + piece)[-200_000:]
        return answer.status, last


# ----------------------------------------------------------------------------- slow readers
async def test_requirement_054_clients_that_hardly_read(tmp_path: Path) -> None:
    sent: dict[int, int] = {}

    async def fire(connection: Connection) -> None:
        mine = len(sent)
        sent[mine] = 0
        await connection.say(CHUNKED)
        await connection.chunk(begin_of(connection.wire))
        word = word_of(connection.wire, "some words more ") * 100
        while connection.closed_at is None:
            await connection.chunk(word)
            sent[mine] += len(word)

    async with Upstream(fire) as upstream, served(upstream, tmp_path) as (port, memory):
        for wire in WIRES:  # warm up
            await slow_reader(port, wire, wire, 0.1)
        sent.clear()
        memory.begin()
        readers = [
            slow_reader(port, WIRES[number % 3], WIRES[number // 3 % 3], SLOW_SECONDS)
            for number in range(SLOW_STREAMS)
        ]
        watched = asyncio.create_task(_sent_later(sent, SLOW_SECONDS / 2))  # noqa: TID251
        ends = await asyncio.gather(*readers)
        grown = memory.growth
        halfway = await watched
    extent.report(
        {
            "requirement": 54,
            "streams": SLOW_STREAMS,
            "grown_mib_a_stream": round(grown / MIB / SLOW_STREAMS, 2),
            "upstream_sent_mib_a_stream": round(sum(sent.values()) / MIB / SLOW_STREAMS, 2),
            "seconds": SLOW_SECONDS,
        }
    )
    # Neither side was silent too long: it is the client that does not read.
    assert [end for end in ends if end] == []
    assert grown <= MOST_A_STREAM * SLOW_STREAMS
    assert len(sent) == SLOW_STREAMS
    # What the sockets hold was sent at once; from then on the provider waits for the client.
    assert {number: by for number, by in sent.items() if by - halfway[number] > MIB} == {}


async def _sent_later(sent: dict[int, int], seconds: float) -> dict[int, int]:
    await asyncio.sleep(seconds)
    return dict(sent)


async def slow_reader(port: int, inbound: Wire, upstream: Wire, seconds: float) -> str:
    """Read a thousand bytes a second; return how the stream ended meanwhile ("": it did not)."""
    asked = json.dumps(body(inbound, "go", stream=True) | {"model": f"m@{upstream}"}).encode()
    head = (
        f"POST /v1{PATHS[inbound]} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {KEY}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(asked)}\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    with socket.socket() as mine:
        mine.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        mine.setblocking(False)
        await loop.sock_connect(mine, ("127.0.0.1", port))
        await loop.sock_sendall(mine, head.encode() + asked)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            async with asyncio.timeout(20):
                got = await loop.sock_recv(mine, SLOW_RATE // 4)
            if not got or ERRORS[inbound] in got:
                return repr(got)
            await asyncio.sleep(0.25)
    return ""
