"""Requirements 43 and 56, goal 11: the client goes away, and the upstream request ends with it, without a trace."""

import asyncio
import itertools
import json
import time
from statistics import quantiles
from typing import Any, Literal

import pytest

from proxy.access import AccessKey
from proxy.conversation import WIRES, Wire
from proxy.limits.rules import AccessRules
from tests import extent
from tests.catalogue.talk import body
from tests.fakes.relay import PATHS, RunningProxy, make_route, running_proxy
from tests.streams.scripts import rendered, whole
from tests.streams.upstream import BEGUN, CHUNKED, Connection, Upstream, whole_answer, written

Phase = Literal["upload", "headers", "first token", "stream", "whole"]
PHASES: tuple[Phase, ...] = ("upload", "headers", "first token", "stream", "whole")
ROUNDS = 20 if extent.FULL else 1
NOTICED = 1.0
"""Seconds: goal 11."""
LIMITED = "tn-canary-one-at-a-time-0123456789"
SESSION = "conversation-1"
WORDS = 1
"""Of `REPLIES`: thinking, text and two calls."""


async def play(connection: Connection) -> None:
    """Get as far as the request says, then be silent until the other side is gone."""
    asked = json.dumps(connection.body)
    if (
        connection.body["model"] == "a-model"
    ):  # the first profile never answers: the second one has the conversation
        await connection.say(whole_answer(b'{"error":{"message":"busy"}}', status=b"503 Busy"))
        return
    if "whole" not in asked and "headers" not in asked:
        await connection.say(CHUNKED)
        events = len(rendered(connection.wire, WORDS))
        upto = {"first token": BEGUN[connection.wire], "stream": events // 2}
        last = next((number for phase, number in upto.items() if phase in asked), None)
        await connection.chunk(written(connection.wire, WORDS, 0, last))
        if last is None:
            await connection.say(b"0\r\n\r\n")
            return
    elif "answer" in asked:
        await connection.say(whole_answer(json.dumps(whole(connection.wire, 0)).encode()))
        return
    await connection.closed.wait()


def request_of(inbound: Wire, base: str, asked: Any) -> bytes:
    host = base.removeprefix("http://")
    data = json.dumps(asked).encode()
    head = (
        f"POST /v1{PATHS[inbound]} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {LIMITED}\r\n"
        f"Content-Type: application/json\r\nsession-id: {SESSION}\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


async def leave(running: RunningProxy, upstream: Upstream, inbound: Wire, phase: Phase, reset: bool) -> float:
    """Play one request to that phase, go away, and return after how many seconds all of it had ended."""
    exchanges = running.proxy.recorder.exchanges
    before, known = len(upstream.connections), {one.id for one in exchanges()}
    asked = body(inbound, f"up to {phase}", stream=phase != "whole", prompt_cache_key=SESSION)
    data = request_of(inbound, running.base, asked)
    reader, writer = await asyncio.open_connection("127.0.0.1", running.proxy.port)
    writer.write(data[:-30] if phase == "upload" else data)
    await writer.drain()
    connection = None
    async with asyncio.timeout(10):
        if phase == "upload":
            while not [one for one in exchanges() if one.id not in known]:  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        else:
            connection = await upstream.wait(before + 1)
            if phase == "stream":
                await reader.readuntil(b"\n\n")
            elif phase == "first token":
                while not exchanges(1)[0].upstream_reply:  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
    if reset:
        writer.transport.abort()
    else:
        writer.close()
    left = time.monotonic()
    (exchange,) = [one for one in exchanges() if one.id not in known]
    async with asyncio.timeout(10):
        while exchange.state == "live":  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        ended = time.monotonic()
        if connection is not None:
            await connection.closed.wait()
            assert connection.closed_at is not None
            ended = max(ended, connection.closed_at)
    assert len(upstream.connections) == before + (phase != "upload"), "it was asked again"
    assert (exchange.state, exchange.failure) == ("cancelled", None)
    assert [attempt.error for attempt in exchange.attempts] == [None] * len(exchange.attempts)
    return ended - left


async def test_requirement_043_a_client_that_leaves() -> None:
    key = AccessKey("one", LIMITED, "other", AccessRules(concurrent=1))
    seconds: dict[Phase, list[float]] = {phase: [] for phase in PHASES}
    wires = itertools.cycle(WIRES)
    async with Upstream(play) as upstream:
        for number, upstream_wire in zip(range(len(WIRES)), wires, strict=False):
            routes = [
                make_route(upstream.url, upstream_wire, profile=name, model=f"{name}-model")
                for name in ("a", "b")
            ]
            rounds = len(range(number, ROUNDS, len(WIRES))) if extent.FULL else int(number == 0)
            async with running_proxy(*routes, fallback=True) as running:
                running.proxy.access.load((key,))
                failover = running.proxy.exchanges.failover
                await whole_request(running)  # which the second profile answers
                breakers = failover.breakers.report()
                tasks = asyncio.all_tasks()
                for phase, inbound, turn in itertools.product(PHASES, WIRES, range(rounds)):
                    seconds[phase].append(await leave(running, upstream, inbound, phase, bool(turn % 2)))
                    assert failover.breakers.report() == breakers, phase
                    assert failover.affinity.profile("other", SESSION) == "b", phase
                    assert running.proxy.exchanges.gate.figures(key)["active"] == 0, phase
                await whole_request(running)  # the slot of the key is free
                async with asyncio.timeout(10):
                    while len(asyncio.all_tasks()) > len(tasks):  # noqa: ASYNC110
                        await asyncio.sleep(0.01)
                assert running.proxy.recorder.last_error is None
    every = sorted(itertools.chain(*seconds.values()))
    assert len(every) == len(PHASES) * len(WIRES) * ROUNDS
    assert every[-1] <= NOTICED, {phase: max(each) for phase, each in seconds.items()}
    cuts = quantiles(every, n=100)
    extent.report(
        {
            "goal": "G11",
            "disconnects": len(every),
            "p50_ms": round(cuts[49] * 1000, 1),
            "p99_ms": round(cuts[98] * 1000, 1),
            "max_ms": {phase: round(max(each) * 1000, 1) for phase, each in seconds.items()},
        }
    )


async def whole_request(running: RunningProxy) -> None:
    headers = {"Authorization": f"Bearer {LIMITED}", "session-id": SESSION}
    asked = body("chat", "whole answer", stream=False, prompt_cache_key=SESSION)
    status, said, _ = await running.post("chat", asked, headers)
    assert status == 200, said


async def test_requirement_043_a_client_that_leaves_while_words_flow(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Then it is a write that fails first, mostly: that is the client's end too and no failure of the provider."""

    async def flow(connection: Connection) -> None:
        await connection.say(CHUNKED)
        await connection.chunk(written(connection.wire, WORDS, 0, 6))
        word = written(connection.wire, WORDS, 5, 6)
        while connection.closed_at is None:
            await connection.chunk(word)
            await asyncio.sleep(0)

    async def go(running: RunningProxy, inbound: Wire, number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", running.proxy.port)
        writer.write(request_of(inbound, running.base, body(inbound, "go", stream=True)))
        await reader.readuntil(b"\n\n")
        await asyncio.sleep(number % 5 / 1000)
        if number % 2:
            writer.transport.abort()
        else:
            writer.close()

    count = 300 if extent.FULL else 45
    async with Upstream(flow) as upstream:
        routes = [make_route(upstream.url, wire, profile=wire) for wire in WIRES]
        async with running_proxy(*routes) as running:
            running.proxy.access.load((AccessKey("any", LIMITED),))
            for number in range(0, count, 15):
                async with asyncio.timeout(20), asyncio.TaskGroup() as group:
                    for each in range(number, number + 15):
                        group.create_task(go(running, WIRES[each % 3], each))
            async with asyncio.timeout(10):
                while any(one.state == "live" for one in running.proxy.recorder.exchanges()):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
                for connection in upstream.connections:
                    await connection.closed.wait()
            ended = running.proxy.recorder.exchanges()
            assert [one.state for one in ended] == ["cancelled"] * count
            assert [one.failure for one in ended if one.failure] == []
            assert running.proxy.exchanges.failover.breakers.report() == []
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
