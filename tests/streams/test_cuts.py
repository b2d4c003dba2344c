"""Requirement 44: however a provider's reply breaks off, the client is told so in its own dialect, on all nine pairs.

What comes as whole events and ends early is in `tests/proxy/test_relay.py` and `tests/catalogue`; here it is the
connection itself that breaks, and where: between events, in one, in the HTTP framing, below TLS.
"""

import asyncio
import itertools
import json
import ssl
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import trustme

from proxy import outbound
from proxy.conversation import WIRES, Wire
from tests import extent
from tests.catalogue.replies import read_stream
from tests.catalogue.talk import PAIRS, THINKS, body, dialect, tool
from tests.fakes.relay import make_route, running_proxy
from tests.streams.scripts import rendered, whole
from tests.streams.upstream import CHUNKED, HEAD, Connection, Upstream, written

Ending = Callable[[Connection, bytes], Awaitable[None]]
CALLS, TEXT = 3, 0
"""Of `REPLIES`: thinking, text and a call; text alone."""


async def reset(connection: Connection, data: bytes) -> None:
    await connection.say(CHUNKED)
    await connection.chunk(data)
    await asyncio.sleep(0.02)  # a reset discards what is still under way
    connection.reset()


async def closed(connection: Connection, data: bytes) -> None:
    """The last chunk that ends an HTTP body never comes."""
    await connection.say(CHUNKED)
    await connection.chunk(data)
    connection.writer.close()


async def clean(connection: Connection, data: bytes) -> None:
    """For HTTP it is a whole body."""
    await connection.say(CHUNKED)
    await connection.chunk(data)
    await connection.say(b"0\r\n\r\n")


async def in_a_chunk(connection: Connection, data: bytes) -> None:
    """The chunk is announced longer than what comes of it."""
    await connection.say(CHUNKED + b"%x\r\n" % (len(data) + 500) + data)
    connection.writer.close()


async def bad_chunk(connection: Connection, data: bytes) -> None:
    await connection.say(CHUNKED)
    await connection.chunk(data)
    await connection.say(b"zz\r\nno chunk\r\n")
    connection.writer.close()


async def too_short(connection: Connection, data: bytes) -> None:
    await connection.say(HEAD + b"Content-Length: %d\r\n\r\n" % (len(data) + 500) + data)
    connection.writer.close()


async def unframed(connection: Connection, data: bytes) -> None:
    """Only the end of the connection ends the body: nothing but the reply itself tells that it is not whole."""
    await connection.say(HEAD + b"Connection: close\r\n\r\n" + data)
    connection.writer.close()


async def aborted(connection: Connection, data: bytes) -> None:
    """Over TLS: the connection is closed without the alert that says so."""
    await connection.say(HEAD + b"Connection: close\r\n\r\n" + data)
    await asyncio.sleep(0.02)
    connection.writer.transport.abort()


PLAIN: tuple[Ending, ...] = (reset, closed, clean, in_a_chunk, bad_chunk, too_short, unframed)
BELOW_TLS: tuple[Ending, ...] = (aborted, closed, reset, unframed)


def places(upstream: Wire) -> dict[str, bytes]:
    """The beginnings of a reply: after some events, in the middle of one, with everything but its end."""
    events = len(rendered(upstream, CALLS))
    some = written(upstream, CALLS, 0, events // 2)
    ends = {"chat": 3, "messages": 2, "responses": 1}[upstream]
    most = written(upstream, TEXT, 0, -ends)
    return {"between events": some, "in an event": some[:-40], "before the end": most}


async def check(upstream: Upstream, inbound: Wire, wire: Wire, ending: Ending, stream: bool) -> list[str]:
    """Break replies off in each place; return what was wrong with what the client got."""
    wrong: list[str] = []
    for place, data in places(wire).items():
        upstream.play = lambda connection, data=data: ending(connection, data)
        asked = body(inbound, "go", stream=stream, tools=[tool(inbound, "read")], **THINKS[inbound])
        name = f"{inbound} <- {wire}, {ending.__name__}, {place}, {'stream' if stream else 'whole'}"
        before = len(upstream.connections)
        async with running_proxy(make_route(upstream.url, wire)) as running:
            status, said = await running.stream(inbound, asked)
            exchange = running.last()
        if status == 200:
            read = read_stream(inbound, said) if stream else None
            error = read.error if read else None
        else:
            error = json.loads(said)["error"]
        if error is None or not error["message"]:
            wrong.append(f"{name}: it looks whole")
        # No chunk at all, where it comes with the headers, is no HTTP and so no answer.
        how = ("truncated", "hung_up") if ending is bad_chunk else ("truncated",)
        if exchange.state != "failed" or exchange.failure.code not in how:
            wrong.append(f"{name}: recorded as {exchange.state} {exchange.failure}")
        if len(upstream.connections) != before + 1:
            wrong.append(f"{name}: asked {len(upstream.connections) - before} times")
    return wrong


async def test_requirement_044_however_it_breaks_off() -> None:
    wrong: list[str] = []
    cases = 0
    async with Upstream(clean) as upstream:
        for number, (ending, (inbound, wire)) in enumerate(itertools.product(PLAIN, PAIRS)):
            if extent.FULL or number % 2 == 0:
                wrong += await check(upstream, inbound, wire, ending, stream=True)
                cases += 3
    assert wrong == []
    assert cases == (189 if extent.FULL else 96)
    extent.report({"requirement": 44, "cases": cases, "wrong": 0})


async def test_requirement_056_also_where_the_client_wants_it_whole() -> None:
    """A provider that streams although it was not asked to, and one whose JSON breaks off."""
    wrong: list[str] = []
    async with Upstream(clean) as upstream:
        for number, (inbound, wire) in enumerate(PAIRS):
            ending = PLAIN[number % len(PLAIN)]
            wrong += await check(upstream, inbound, wire, ending, stream=False)
            half = json.dumps(whole(wire, TEXT)).encode()[:-20]
            upstream.play = lambda connection, half=half: _half_json(connection, half)
            async with running_proxy(make_route(upstream.url, wire)) as running:
                status, said = await running.stream(inbound, body(inbound, "go", stream=False))
                if status < 500 or not json.loads(said)["error"]["message"]:
                    wrong.append(f"{inbound} <- {wire}: {status} {said}")
                if running.last().failure.kind != "truncated":
                    wrong.append(f"{inbound} <- {wire}: {running.last().failure}")
    assert wrong == []


async def _half_json(connection: Connection, half: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    await connection.say(head % (len(half) + 20) + half)
    connection.writer.close()


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A server's side of TLS whose authority the proxy trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    outbound.certificates.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    yield context
    outbound.certificates.cache_clear()


async def test_requirement_044_below_tls(company: ssl.SSLContext) -> None:
    wrong: list[str] = []
    async with Upstream(clean, tls=company, host="localhost") as upstream:
        for number, (ending, (inbound, wire)) in enumerate(itertools.product(BELOW_TLS, PAIRS)):
            if extent.FULL or number % 4 == 0:
                wrong += await check(upstream, inbound, wire, ending, stream=True)
    assert wrong == []


@pytest.mark.parametrize("wire", WIRES)
async def test_requirement_044_untouched_bytes_never_end_well_either(wire: Wire) -> None:
    """The wire's own maker: its bytes pass as they are, and the end that it did not say is not said for it."""
    maker = {"chat": "openai-chat", "messages": "anthropic-messages", "responses": "openai-responses"}[wire]
    for ending in (reset, in_a_chunk, clean):
        async with Upstream(clean) as upstream:
            data = places(wire)["between events"]
            upstream.play = lambda connection, data=data, ending=ending: ending(connection, data)
            route = make_route(upstream.url, wire, dialect(maker), model=None)
            async with running_proxy(route) as running:
                status, said = await running.stream(wire, body(wire, "go", stream=True))
                assert status == 200
                exchange = running.last()
            read_error = [line for line in said.splitlines() if '"error"' in line]
            assert read_error, said[-300:]
            assert (exchange.state, exchange.failure.kind) == ("failed", "truncated")
