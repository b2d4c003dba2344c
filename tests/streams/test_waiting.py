"""Requirements 45, 46 and 47, goals 14 and 16: silence is filled and ended, and nothing is asked twice for it.

Times are scaled: a second of a default is 10 ms here. The real clients are in `tests/clients/test_deadlines.py` and
`test_claude_broken.py`; that nobody else is asked after the first byte is in `tests/proxy/test_failover.py`.
"""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import aiohttp
import pytest

from profiles.settings import Settings
from proxy.conversation import WIRES, Wire
from proxy.outlet import BEFORE_STATUS
from proxy.upstream import Timeouts
from tests.catalogue import test_sdk_anthropic, test_sdk_openai
from tests.catalogue.replies import read_stream
from tests.catalogue.talk import body
from tests.fakes.relay import PATHS, RunningProxy, make_route, running_proxy
from tests.streams.scripts import rendered
from tests.streams.upstream import BEGUN, CHUNKED, Connection, Upstream, whole_answer, written

SCALE = 0.01
SCALED = Timeouts(
    keepalive=Timeouts().keepalive * SCALE,
    first_byte=Timeouts().first_byte * SCALE,
    idle=Timeouts().idle * SCALE,
)
"""10 s of keep-alive are 0.1 s, 120 s of idleness 1.2 s, 300 s before the first byte 3 s."""
SILENCE = {"headers": 200, "first event": 200, "first word": 100, "middle": 100}
"""Seconds, unscaled: below the limits by what a busy machine needs."""
WORDS = 1
"""Of `REPLIES`."""


def test_requirement_046_the_defaults() -> None:
    times = Timeouts()
    assert (times.connect, times.first_byte, times.idle) == (10, 300, 120)
    assert times.keepalive * BEFORE_STATUS <= 15, "requirement 45"
    assert times.connect < times.keepalive * BEFORE_STATUS, "a refused connection is said with its status"
    settings = Settings()
    for name in ("connect", "first_byte", "idle"):
        assert getattr(settings, f"{name}_timeout_ms") == getattr(times, name) * 1000
    assert settings.keepalive_interval_ms == times.keepalive * 1000


async def silent(connection: Connection, phase: str, seconds: float) -> None:
    """Say nothing for so long, somewhere; then the rest."""
    if phase == "headers":
        await asyncio.sleep(seconds)
    await connection.say(CHUNKED)
    place = {"headers": 0, "first event": 0, "first word": BEGUN[connection.wire]}.get(phase, 5)
    if place:
        await connection.chunk(written(connection.wire, WORDS, 0, place))
    if phase != "headers":
        await asyncio.sleep(seconds)
    await connection.chunk(written(connection.wire, WORDS, place))
    await connection.say(b"0\r\n\r\n")


@asynccontextmanager
async def before(phase: str, seconds: float, wire: Wire) -> AsyncIterator[tuple[RunningProxy, Upstream]]:
    async with Upstream(lambda connection: silent(connection, phase, seconds)) as upstream:
        async with running_proxy(make_route(upstream.url, wire), timeouts=SCALED) as running:
            yield running, upstream


async def events_of(running: RunningProxy, inbound: Wire) -> list[tuple[float, bytes]]:
    """Ask for a stream; return what came and when, in seconds since the question."""
    asked = body(inbound, "go", stream=True)
    begun = time.monotonic()
    async with running.session.post(f"{running.base}/v1{PATHS[inbound]}", json=asked) as answer:
        assert answer.status == 200
        return [(time.monotonic() - begun, piece) async for piece in answer.content.iter_any()]


@pytest.mark.parametrize("phase", SILENCE)
async def test_goal_014_a_long_silence_is_survived(phase: str) -> None:
    """Minutes of it, scaled, in front of each client's parser: one request, and never 15 s without a sign of life."""

    async def survive(number: int, inbound: Wire) -> None:
        async with before(phase, SILENCE[phase] * SCALE, WIRES[number - 1]) as (running, upstream):
            pieces = await events_of(running, inbound)
            said = b"".join(piece for _, piece in pieces)
            read = read_stream(inbound, said.decode())
            assert read.error is None
            assert len(read.calls) == 2
            assert len(upstream.connections) == 1
            assert len(running.last().attempts) == 1
        if inbound == "responses":
            names = [event.name for event in read.events]
            assert names[0] == "response.created"
            assert names.count("response.created") == 1
            assert names.count("response.in_progress") >= 5, "Codex does not count comments"
            for event in read.events:
                test_sdk_openai.EVENTS.validate_python(event.data)
        elif inbound == "messages":
            assert said.count(b"event: ping") >= 5
            for event in read.events:
                if event.name != "ping":
                    test_sdk_anthropic.EVENTS.validate_python(event.data)
        else:
            assert said.count(b": keep-alive") >= 5
        assert b"\nid:" not in said
        assert b"data: \n" not in said
        signs = [0.0, *(at for at, _ in pieces)]
        gaps = [later - earlier for earlier, later in pairwise(signs)]
        assert len([gap for gap in gaps if gap > 15 * SCALE * 5]) == 0, "five times that is the machine's own"

    await asyncio.gather(*(survive(number, inbound) for number, inbound in enumerate(WIRES)))


async def test_requirement_045_nothing_is_committed_before_it_must() -> None:
    """A refusal that takes a while is still told with its status; only after 15 s is it told in the stream."""

    async def refuse(connection: Connection) -> None:
        seconds = 12 * SCALE * 4 if "early" in json.dumps(connection.body) else 30 * SCALE * 4
        await asyncio.sleep(seconds)
        await connection.say(whole_answer(b'{"error":{"message":"no such key"}}', status=b"401 No"))

    times = Timeouts(keepalive=10 * SCALE * 4)

    async def ask(running: RunningProxy, inbound: Wire) -> None:
        asked = body(inbound, "early", stream=True)
        url = f"{running.base}/v1{PATHS[inbound]}"
        async with running.session.post(url, json=asked) as answer:
            assert answer.status in (400, 401)
            assert "no such key" in (await answer.json())["error"]["message"]
        async with running.session.post(url, json=body(inbound, "late", stream=True)) as answer:
            assert answer.status == 200
            error = read_stream(inbound, await answer.text()).error
            assert error is not None
            assert "no such key" in error["message"]

    times = Timeouts(keepalive=10 * SCALE * 4)
    async with Upstream(refuse) as upstream:
        async with running_proxy(make_route(upstream.url, "chat"), timeouts=times) as running:
            await asyncio.gather(*(ask(running, inbound) for inbound in WIRES))
        assert len(upstream.connections) == 6


LIMITS = {
    "headers": ("first_byte", Timeouts(first_byte=0.3, idle=30)),
    "first event": ("first_byte", Timeouts(first_byte=0.3, idle=30)),
    "middle": ("idle", Timeouts(first_byte=30, idle=0.3)),
}


@pytest.mark.parametrize("phase", LIMITS)
async def test_requirement_046_each_silence_has_its_own_limit(phase: str) -> None:
    limit, timeouts = LIMITS[phase]
    for number, inbound in enumerate(WIRES):
        wire = WIRES[number - 2]
        async with Upstream(lambda connection: silent(connection, phase, 60)) as upstream:
            async with running_proxy(make_route(upstream.url, wire), timeouts=timeouts) as running:
                status, said = await asyncio.wait_for(
                    running.stream(inbound, body(inbound, "go", stream=True)), 20
                )
                failure = running.last().failure
                assert failure.code == f"timeout_{limit}", inbound
                assert "0.3 s" in failure.message
                error = read_stream(inbound, said).error if status == 200 else json.loads(said)["error"]
                assert error is not None and error["message"]
                async with asyncio.timeout(10):
                    await upstream.connections[0].closed.wait()
                assert len(upstream.connections) == 1


async def test_requirement_046_also_for_whole_bodies() -> None:
    async def half(connection: Connection) -> None:
        if "none" not in json.dumps(connection.body):
            await connection.say(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
            )
        else:
            await connection.say(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
            )
        await connection.closed.wait()

    for text, limit, timeouts in (
        ("some", "idle", Timeouts(first_byte=30, idle=0.3)),
        ("none", "first_byte", Timeouts(first_byte=0.3, idle=30)),
    ):
        async with Upstream(half) as upstream:
            async with running_proxy(make_route(upstream.url, "chat"), timeouts=timeouts) as running:
                for inbound in WIRES:
                    status, _, _ = await running.post(inbound, body(inbound, text, stream=False))
                    assert status >= 500
                    assert running.last().failure.code == f"timeout_{limit}"


async def test_requirement_046_a_connection_that_does_not_come_about() -> None:
    """A full backlog: packets go nowhere, as at a host that drops them."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        await asyncio.sleep(0.05)
        route = make_route(f"http://127.0.0.1:{port}/v1", "chat")
        async with running_proxy(route, timeouts=Timeouts(connect=0.3)) as running:
            begun = time.monotonic()
            status, said, _ = await running.post("messages", body("messages", "go", stream=True))
            assert status >= 500
            assert running.last().failure.code == "timeout_connect", said
            assert time.monotonic() - begun < 10


async def test_requirement_046_there_is_no_limit_for_a_whole_reply() -> None:
    """It may take many times every single limit, as long as something comes."""

    async def slow(connection: Connection) -> None:
        await connection.say(CHUNKED)
        for number in range(len(rendered(connection.wire, WORDS))):
            await connection.chunk(written(connection.wire, WORDS, number, number + 1))
            await asyncio.sleep(0.1)
        await connection.say(b"0\r\n\r\n")

    async with Upstream(slow) as upstream:
        times = Timeouts(connect=0.5, first_byte=0.5, idle=0.5)
        async with running_proxy(make_route(upstream.url, "chat"), timeouts=times) as running:
            begun = time.monotonic()
            status, said = await running.stream("messages", body("messages", "go", stream=True))
            assert time.monotonic() - begun > 2 * times.first_byte
            assert status == 200
            assert read_stream("messages", said).error is None


async def test_requirement_054_a_client_that_pauses_is_not_a_silent_provider() -> None:
    """An agent that is stopped for longer than the idle timeout finds its reply where it left it."""
    word = written("chat", 0, 1, 2) * 200

    async def flood(connection: Connection) -> None:
        await connection.say(CHUNKED)
        await connection.chunk(written("chat", 0, 0, 1))
        for _ in range(200):  # some megabytes: more than the sockets take
            await connection.chunk(word)
        await connection.chunk(written("chat", 0, -3))
        await connection.say(b"0\r\n\r\n")

    async with Upstream(flood) as upstream:
        times = Timeouts(keepalive=0.1, idle=0.4, first_byte=5)
        async with running_proxy(make_route(upstream.url, "chat"), timeouts=times) as running:
            url = f"{running.base}/v1/messages"
            reading: Any = aiohttp.ClientSession(headers=running.session.headers, read_bufsize=1024)
            async with (
                reading as session,
                session.post(url, json=body("messages", "go", stream=True)) as answer,
            ):
                assert answer.status == 200
                await asyncio.sleep(1.5)
                assert running.last().state == "live"
                said = await answer.text()
            assert said.rstrip().endswith('{"type":"message_stop"}'), said[-300:]
