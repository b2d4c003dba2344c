"""Raw mode: bytes in, bytes out, whatever they are; a reply that breaks off breaks off at the client too."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from proxy.conversation import WIRES, Wire
from proxy.guard import HOP_HEADER
from proxy.overrides import Override
from proxy.upstream import Timeouts
from tests.fakes.provider import FakeProvider
from tests.fakes.raw_provider import Raw, RawProvider, chat_stream
from tests.fakes.relay import KEY, PATHS, PROVIDER_KEY, RunningProxy, make_route, running_proxy
from tests.fakes.script import Cut, Drop, Reply, Status
from tests.proxy.test_relay import ask

RAW = {"X-Codex-Mode": "raw"}
ODD = (
    b' {"model" : "m","messages" :[ {"role":"user","content":"\\u4f60"} ], "stream":%s, "made_up":[1.50] }\n'
)


async def send(running: RunningProxy, wire: Wire, data: bytes, **headers: str) -> tuple[int, bytes, Any]:
    said = {"Content-Type": "application/json", **RAW, **headers}
    async with running.session.post(f"{running.base}/v1{PATHS[wire]}", data=data, headers=said) as answer:
        got = answer.status, await answer.read(), answer.headers
    await running._settle()
    return got


@pytest.mark.parametrize("stream", [b"true", b"false"])
async def test_bytes_pass_both_ways(stream: bytes) -> None:
    body = ODD % stream
    with FakeProvider(Reply(text="hello")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", model=None)) as running:
            status, got, headers = await send(running, "chat", body, **{"anthropic-beta": "b1"})
            exchange = running.last()
        seen = provider.asks[0]
    assert status == 200
    assert seen.raw == body
    assert (seen.key, seen.headers[HOP_HEADER.lower()]) == (PROVIDER_KEY, "1")
    assert seen.headers["anthropic-beta"] == "b1"
    assert KEY not in repr(seen.headers)
    assert got == b"".join(chunk for _, chunk in exchange.upstream_reply) != b""
    assert headers["Content-Type"].startswith(
        "text/event-stream" if stream == b"true" else "application/json"
    )
    assert (exchange.state, exchange.status, exchange.stop) == ("done", 200, "end")
    assert exchange.usage.output > 0
    assert [note.action.split(":")[0] for note in exchange.notes] == ["raw"]


@pytest.mark.parametrize(
    "script",
    [
        Status(400, "Stream must be set to true"),
        Status(422, body={"detail": "no"}),
        Status(429, "slow down", headers={"Retry-After": "7"}),
        Status(503, body="<html>busy</html>", content_type="text/html"),
    ],
)
async def test_a_refusal_is_the_providers_own(script: Status) -> None:
    with FakeProvider(script) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", model=None)) as running:
            status, got, headers = await send(running, "chat", ODD % b"false")
            exchange = running.last()
        assert len(provider.asks) == 1, "nothing is sent again"
    assert (status, headers.get("Retry-After")) == (script.code, script.headers.get("Retry-After"))
    assert got == b"".join(chunk for _, chunk in exchange.upstream_reply)
    assert (exchange.state, exchange.failure.status) == ("failed", script.code)
    assert exchange.attempts[0].status == script.code
    assert exchange.attempts[0].error


@pytest.mark.parametrize(
    "answer",
    [
        Raw([b"<html>hello</html>"], content_type="text/html"),
        Raw([b"not json at all"], content_type="application/json"),
        Raw([piece for piece in chat_stream({"content": "x"}) if isinstance(piece, bytes)], content_type="text/plain"),
        Raw([b'data: {"odd":1}\n\n', b"half an ev"]),
        Raw([]),
    ],
    ids=["page", "no-json", "unnamed-stream", "broken-stream", "empty"],
)  # fmt: skip
async def test_odd_replies_pass_too(answer: Raw) -> None:
    async with RawProvider(answer) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", model=None)) as running:
            status, got, headers = await send(running, "chat", ODD % b"true")
            exchange = running.last()
    assert status == 200
    assert got == b"".join(piece for piece in answer.chunks if isinstance(piece, bytes))
    assert headers["Content-Type"].split(";")[0] == answer.content_type
    assert (exchange.failure is None) == (b"chatcmpl" in got)


async def test_a_redirect_is_not_passed_on() -> None:
    page = Status(307, headers={"Location": "http://127.0.0.1:1/elsewhere"})
    with FakeProvider(page) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", model=None)) as running:
            status, _, headers = await send(running, "chat", ODD % b"true")
            assert running.last().failure.code == "redirected"
    assert status >= 400
    assert "Location" not in headers


async def test_a_cut_is_a_cut() -> None:
    with FakeProvider(Reply(text="a long reply " * 20, troubles=[Cut(after=5)])) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", model=None)) as running:
            with pytest.raises(aiohttp.ClientPayloadError):
                await send(running, "chat", ODD % b"true")
            await running._settle()
            exchange = running.last()
    assert (exchange.state, exchange.failure.kind) == ("failed", "truncated")
    said = b"".join(chunk for _, chunk in exchange.client_reply)
    assert said == b"".join(chunk for _, chunk in exchange.upstream_reply)


async def test_no_sign_of_life_is_added_and_silence_ends() -> None:
    timeouts = Timeouts(keepalive=0.02, idle=0.2)
    answer = Raw([b": first\n\n", 30.0])
    async with RawProvider(answer) as provider:
        async with running_proxy(
            make_route(provider.url("chat"), "chat", model=None), timeouts=timeouts
        ) as running:
            with pytest.raises(aiohttp.ClientPayloadError):
                await send(running, "chat", ODD % b"true")
            await running._settle()
            exchange = running.last()
    assert exchange.failure.code == "timeout_idle"
    assert [chunk for _, chunk in exchange.client_reply] == [b": first\n\n"]


async def test_no_answer_is_said_in_the_clients_dialect() -> None:
    with FakeProvider(Drop()) as provider:
        async with running_proxy(make_route(provider.url("messages"), "messages", model=None)) as running:
            status, got, _ = await send(
                running, "messages", json.dumps(ask("messages", stream=True)).encode()
            )
            assert running.last().failure.kind == "network"
    assert status >= 500
    assert json.loads(got)["type"] == "error"


async def test_a_stop_ends_it() -> None:
    answer = Raw([b": first\n\n", 30.0])
    async with RawProvider(answer) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", model=None)) as running:
            url = f"{running.base}/v1/chat/completions"
            headers = {"Content-Type": "application/json", **RAW}
            async with running.session.post(url, data=ODD % b"true", headers=headers) as answer_to_client:
                assert await answer_to_client.content.readany() == b": first\n\n"
                running.proxy.hurry()
                with pytest.raises(aiohttp.ClientPayloadError):
                    await answer_to_client.read()
            await running._settle()
            assert running.last().failure.code == "stopping"


async def test_a_client_that_leaves_ends_the_providers_work() -> None:
    with FakeProvider(Reply(text="word " * 400, gap=0.05)) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", model=None)) as running:
            url = f"{running.base}/v1/chat/completions"
            headers = {"Content-Type": "application/json", **RAW}
            async with running.session.post(url, data=ODD % b"true", headers=headers) as answer:
                await answer.content.readany()
            async with asyncio.timeout(10):
                while provider.asks[0].aborted_at is None:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            await running._settle()
            assert running.last().state == "cancelled"


@pytest.mark.parametrize("inbound", WIRES)
@pytest.mark.parametrize("upstream", WIRES)
async def test_another_wire_is_refused(inbound: Wire, upstream: Wire) -> None:
    if inbound == upstream:
        return
    with FakeProvider(Reply(text="hi")) as provider:
        async with running_proxy(make_route(provider.url(upstream), upstream, profile="mine")) as running:
            status, got, _ = await send(running, inbound, json.dumps(ask(inbound, stream=True)).encode())
            exchange = running.last()
        assert provider.asks == []
    assert status == 400
    message = json.loads(got)["error"]["message"]
    assert all(word in message for word in (inbound, upstream, "mine", "X-Codex-Mode"))
    assert (exchange.failure.code, exchange.failure.fault) == ("raw_not_possible", "client")
    assert (exchange.profile, exchange.upstream_wire) == ("mine", upstream)


async def test_what_turnout_would_refuse_goes_on_and_no_fallback_is_asked() -> None:
    body = json.dumps({"model": "m", "input": "x", "previous_response_id": "resp_1"}).encode()
    with FakeProvider(Status(500, "down")) as provider, FakeProvider(Reply(text="other")) as other:
        routes = (
            make_route(
                provider.url("responses"), "responses", model=None, policies={"model_mismatch": "error"}
            ),
            make_route(other.url("responses"), "responses", profile="other"),
        )
        async with running_proxy(*routes, fallback=True) as running:
            assert (await send(running, "responses", body))[0] == 500
            provider.play(Reply(text="served", model="another"))
            assert (await send(running, "responses", body))[0] == 200
            assert running.last().failure is None
        assert provider.asks[0].raw == body
        assert other.asks == []


async def test_only_the_model_is_the_profiles() -> None:
    override = {"*": Override(body={"seed": 1}, headers={"X-Own": "1"})}
    with FakeProvider(Reply(text="hi")) as provider:
        route = make_route(provider.url("chat"), "chat", model="theirs", overrides=override)
        async with running_proxy(route) as running:
            await send(running, "chat", ODD % b"false")
            actions = [note.action for note in running.last().notes]
        assert provider.asks[0].raw == (ODD % b"false").replace(b'"m"', b'"theirs"')
        assert provider.asks[0].headers["x-own"] == "1"
    assert any("left out" in action for action in actions)


async def test_a_key_that_an_error_repeats_stays_here() -> None:
    refusal = Status(401, body={"error": {"message": f"Incorrect API key provided: {PROVIDER_KEY}."}})
    with FakeProvider(refusal) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", model=None)) as running:
            status, got, _ = await send(running, "chat", ODD % b"false")
    assert status == 401
    assert b"Incorrect API key provided: " in got
    assert PROVIDER_KEY.encode() not in got
