"""Replies on their way: all nine pairs, streamed and not, troubles on the way, and what the record says."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import product
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from proxy import relay
from proxy.conversation import WIRES, Wire
from proxy.dialect import Dialect
from proxy.upstream import Timeouts
from tests.fakes.provider import FakeProvider
from tests.fakes.raw_provider import Raw, RawProvider, chat_stream
from tests.fakes.relay import PATHS, PROVIDER_KEY, make_route, running_proxy
from tests.fakes.script import (
    Call,
    Cut,
    Drop,
    Eof,
    ErrorInStream,
    Html,
    JsonInsteadOfSse,
    Reply,
    Silence,
    Status,
    Usage,
)

PAIRS = list(product(WIRES, WIRES))
USAGE = Usage(input=100, output=20, cached=60, reasoning=5)


def ask(wire: Wire, stream: bool, text: str = "hello", **fields: Any) -> dict[str, Any]:
    """Return a small request on a wire."""
    match wire:
        case "responses":
            return {"model": "m", "stream": stream, "input": text, **fields}
        case "messages":
            messages = [{"role": "user", "content": text}]
            return {"model": "m", "stream": stream, "max_tokens": 1000, "messages": messages, **fields}
        case "chat":
            return {"model": "m", "stream": stream, "messages": [{"role": "user", "content": text}], **fields}


def text_of(wire: Wire, body: Any) -> str:
    """Return the visible text of a whole reply."""
    match wire:
        case "responses":
            parts = [part for item in body["output"] if item["type"] == "message" for part in item["content"]]
            return "".join(part["text"] for part in parts)
        case "messages":
            return "".join(block["text"] for block in body["content"] if block["type"] == "text")
        case "chat":
            return str(body["choices"][0]["message"]["content"])


ENDS = {"responses": "response.completed", "messages": "message_stop", "chat": "data: [DONE]"}
ERRORS = {"responses": "response.failed", "messages": "event: error", "chat": '"error"'}


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_all_pairs_answer(inbound: Wire, upstream: Wire) -> None:
    reply = Reply(reasoning="I think so.", text="Grüße, 世界!", usage=USAGE)
    with FakeProvider(reply, strict=True, key=PROVIDER_KEY) as provider:
        async with running_proxy(make_route(provider.url(upstream), upstream)) as running:
            status, body, _ = await running.post(inbound, ask(inbound, stream=False))
            assert status == 200, body
            assert text_of(inbound, body) == "Grüße, 世界!"
            status, streamed = await running.stream(inbound, ask(inbound, stream=True))
            assert status == 200
            assert ENDS[inbound] in streamed
            exchange = running.last()
            assert exchange.state == "done"
            assert exchange.usage.input == 100
            assert exchange.usage.cached == 60
            assert exchange.served_model == "fake-model"
            assert [one.model for one in provider.asks] == ["fake-model", "fake-model"]
        assert provider.problems == []


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_stream_only_upstreams_answer_whole(inbound: Wire, upstream: Wire) -> None:
    with FakeProvider(Reply(text="whole"), stream_only=True) as provider:
        route = make_route(provider.url(upstream), upstream, Dialect(stream_only=True))
        async with running_proxy(route) as running:
            status, body, _ = await running.post(inbound, ask(inbound, stream=False))
    assert status == 200
    assert text_of(inbound, body) == "whole"


@pytest.mark.parametrize("upstream", WIRES)
async def test_stream_only_is_learned_from_a_refusal(upstream: Wire) -> None:
    with FakeProvider(Reply(text="whole"), stream_only=True) as provider:
        async with running_proxy(make_route(provider.url(upstream), upstream)) as running:
            for _ in range(2):
                status, body, _ = await running.post("chat", ask("chat", stream=False))
                assert status == 200, body
            assert [one.stream for one in provider.asks] == [False, True, True]
            assert len(running.proxy.recorder.exchanges()[0].attempts) == 2


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_json_instead_of_a_stream(inbound: Wire, upstream: Wire) -> None:
    with FakeProvider(Reply(text="late", troubles=[JsonInsteadOfSse()])) as provider:
        async with running_proxy(make_route(provider.url(upstream), upstream)) as running:
            status, streamed = await running.stream(inbound, ask(inbound, stream=True))
    assert status == 200
    assert "late" in streamed
    assert ENDS[inbound] in streamed


@pytest.mark.parametrize("trouble", [Cut(3), Eof(3), ErrorInStream(3)], ids=["cut", "eof", "error"])
@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_a_broken_stream_never_looks_whole(inbound: Wire, upstream: Wire, trouble: Any) -> None:
    reply = Reply(text="a text of several pieces, long enough to be cut", troubles=[trouble])
    with FakeProvider(reply) as provider:
        async with running_proxy(make_route(provider.url(upstream), upstream)) as running:
            status, streamed = await running.stream(inbound, ask(inbound, stream=True))
            assert status == 200
            assert ENDS[inbound] not in streamed
            assert ERRORS[inbound] in streamed
            exchange = running.last()
            assert exchange.state == "failed"
            assert exchange.failure.fault in ("provider", "network")
            status, body, _ = await running.post(inbound, ask(inbound, stream=False, text="again"))
            if status == 200:  # a whole reply has no stream that could break
                assert text_of(inbound, body).startswith("a text of several pieces")
        assert len(provider.asks) == 2


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_a_cut_tool_call_is_never_closed(inbound: Wire, upstream: Wire) -> None:
    reply = Reply(calls=[Call("run", {"command": "rm -rf / and a long tail"})], piece=4, troubles=[Eof(4)])
    tools: dict[Wire, Any] = {
        "responses": [
            {"type": "function", "name": "run", "parameters": {"type": "object", "properties": {}}}
        ],
        "messages": [{"name": "run", "input_schema": {"type": "object", "properties": {}}}],
        "chat": [{"type": "function", "function": {"name": "run", "parameters": {"type": "object"}}}],
    }
    with FakeProvider(reply) as provider:
        async with running_proxy(make_route(provider.url(upstream), upstream)) as running:
            _, streamed = await running.stream(inbound, ask(inbound, stream=True, tools=tools[inbound]))
    assert "response.output_item.done" not in streamed
    assert "content_block_stop" not in streamed
    assert '"tool_calls","' not in streamed.replace('finish_reason":', '","')
    assert ERRORS[inbound] in streamed


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_silence_is_filled_and_ended(inbound: Wire, upstream: Wire) -> None:
    timeouts = Timeouts(keepalive=0.05, idle=0.4, first_byte=5)
    reply = Reply(text="some words before the silence", troubles=[Silence(30, "middle")])
    with FakeProvider(reply) as provider:
        async with running_proxy(make_route(provider.url(upstream), upstream), timeouts=timeouts) as running:
            status, streamed = await asyncio.wait_for(running.stream(inbound, ask(inbound, stream=True)), 20)
            assert status == 200
            assert running.last().failure.code == "timeout_idle"
    marks = {"responses": "response.in_progress", "messages": "event: ping", "chat": '"choices":[]'}
    assert streamed.count(marks[inbound]) >= 3 or (inbound == "chat" and streamed.count("\n:") >= 3)
    assert ERRORS[inbound] in streamed
    assert ENDS[inbound] not in streamed


@pytest.mark.parametrize("inbound", WIRES)
async def test_silence_before_the_headers_commits_to_a_stream(inbound: Wire) -> None:
    timeouts = Timeouts(keepalive=0.05, first_byte=20)
    with FakeProvider(Reply(text="at last", troubles=[Silence(0.5, "headers")])) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat"), timeouts=timeouts) as running:
            status, streamed = await running.stream(inbound, ask(inbound, stream=True))
    assert status == 200
    assert "at last" in streamed
    assert ENDS[inbound] in streamed


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("inbound", WIRES)
async def test_no_headers_in_time(inbound: Wire, stream: bool) -> None:
    timeouts = Timeouts(first_byte=0.2)
    with FakeProvider(Reply(text="never", troubles=[Silence(30, "headers")])) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat"), timeouts=timeouts) as running:
            status, text = await running.stream(inbound, ask(inbound, stream=stream))
            assert status >= 400
            assert running.last().failure.code == "timeout_first_byte"
    assert "0.2" in text


@pytest.mark.parametrize("turn", [Status(500, "boom"), Html(502), Drop(), Status(401, "bad key")], ids=str)
@pytest.mark.parametrize("inbound", WIRES)
async def test_failures_before_the_first_byte(inbound: Wire, turn: Any) -> None:
    with FakeProvider(turn) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            status, body, _ = await running.post(inbound, ask(inbound, stream=True))
            assert status >= 400
            assert body["error"]["message"]
            assert "<html" not in json.dumps(body)
            assert running.last().state == "failed"
        assert len(provider.asks) == 1


async def test_nobody_listens_there() -> None:
    async with running_proxy(make_route("http://127.0.0.1:9", "chat")) as running:
        status, body, _ = await running.post("messages", ask("messages", stream=True))
    assert status >= 400
    assert "127.0.0.1:9" in body["error"]["message"]


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_105_a_client_that_leaves_ends_the_upstream_request(inbound: Wire, stream: bool) -> None:
    reply = Reply(text="word " * 200, gap=0.05, troubles=[Silence(20, "start")] if not stream else [])
    with FakeProvider(reply) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            task = asyncio.ensure_future(running.stream(inbound, ask(inbound, stream=stream)))  # noqa: TID251
            while not provider.asks:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.2)
            task.cancel()
            for _ in range(100):
                if provider.asks[0].aborted_at:
                    break
                await asyncio.sleep(0.01)
            assert provider.asks[0].aborted_at
            assert running.last().state == "cancelled"


async def test_a_client_that_leaves_with_the_whole_reply_has_cancelled_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Codex goes once it has the last event; the provider's body may end later."""
    monkeypatch.setattr(relay, "DRAIN_SECONDS", 5)
    async with RawProvider(Raw([*chat_stream({"content": "the answer"}), 2.0])) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            url = f"{running.base}/v1/responses"
            async with running.session.post(url, json=ask("responses", stream=True)) as answer:
                said = b""
                while b"response.completed" not in said:
                    chunk = await answer.content.readany()
                    assert chunk, said
                    said += chunk
            await running.session.close()  # and with it the connection, which is kept for a next request
            async with asyncio.timeout(10):
                while running.last().state == "live":  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert (running.last().state, running.last().stop) == ("done", "end")


async def test_a_maker_gets_and_gives_the_very_bytes() -> None:
    body = b'{ "model" : "m", "stream":true, "max_tokens":10, "unknown" : [1.50],'
    body += b' "messages":[{"role":"user","content":"x"}]}'
    with FakeProvider(Reply(text="the same bytes", reasoning="hm")) as provider:
        route = make_route(provider.url("messages"), "messages", Dialect(maker=True), model=None)
        async with running_proxy(route) as running:
            headers = {
                "Content-Type": "application/json",
                "anthropic-beta": "b1",
                "x-other": "y",
                "Cookie": "c=d",
            }
            async with running.session.post(
                f"{running.base}/v1/messages?beta=true", data=body, headers=headers
            ) as answer:
                got = await answer.read()
            exchange = running.last()
        seen = provider.asks[0]
    assert seen.raw == body
    assert b"".join(chunk for _, chunk in exchange.upstream_reply) == got
    assert seen.headers["anthropic-beta"] == "b1"
    assert "x-other" not in seen.headers
    assert "cookie" not in {name.lower() for name in seen.headers}
    assert exchange.usage is not None


@pytest.mark.parametrize("header", [("X-Codex-Mode", "raw"), ("X-Codex-Raw-Passthrough", "true")])
async def test_raw_switches_every_repair_off(header: tuple[str, str]) -> None:
    item = {"type": "unheard_of", "x": 1}
    with FakeProvider(Reply(text="raw")) as provider:
        async with running_proxy(make_route(provider.url("responses"), "responses", model=None)) as running:
            body = {"model": "m", "stream": True, "input": [item, {"role": "user", "content": "x"}]}
            status, _ = await running.stream("responses", body, dict([header]))
            assert status == 200
        assert provider.asks[0].body["input"][0] == item


async def test_a_key_that_a_provider_echoes_is_not_recorded() -> None:
    with FakeProvider(Status(401, f"Incorrect API key provided: {PROVIDER_KEY}")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            running.proxy.exchanges.keys_in_use = lambda: (PROVIDER_KEY,)
            _, body, _ = await running.post("chat", ask("chat", stream=False))
            kept = json.dumps(running.last().detail())
    assert PROVIDER_KEY not in kept
    assert PROVIDER_KEY not in json.dumps(body)


async def test_warnings_are_on_the_record() -> None:
    reply = Reply(
        reasoning="hm " * 40,
        text="",
        finish="length",
        usage=Usage(input=50, output=30, reasoning=28),
        model="fake-model",
    )
    with FakeProvider(reply) as provider:
        route = make_route(provider.url("chat"), "chat", model="another-model")
        async with running_proxy(route) as running:
            for stream in (False, True):
                body = ask("messages", stream=stream)
                await (running.stream("messages", body) if stream else running.post("messages", body))
                summary = running.last().summary()
                assert summary["warnings"] == ["model_substituted", "reasoning_eats_budget"]
                assert {
                    "path": "reply.model",
                    "action": "another-model was asked for, fake-model answered",
                    "code": "model_substituted",
                } in summary["notes"]


@pytest.mark.parametrize("stream", [False, True])
async def test_another_model_is_an_error_where_the_user_wants_it(stream: bool) -> None:
    with FakeProvider(Reply(text="hello", model="fake-model")) as provider:
        policies = {"model_mismatch": "error"}
        route = make_route(provider.url("chat"), "chat", model="another-model", policies=policies)
        async with running_proxy(route) as running:
            body = ask("messages", stream=stream)
            status = (await (running.stream("messages", body) if stream else running.post("messages", body)))[
                0
            ]
            assert status == 400
            exchange = running.last()
            assert (exchange.failure.code, exchange.failure.fault) == ("model_substituted", "provider")
            assert exchange.warnings == ["model_substituted"]


@asynccontextmanager
async def site(page: web.Response) -> AsyncIterator[str]:
    """A provider whose API is below /v1; any other path answers with the page. Yields its address."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if not re.fullmatch(r"/v1/(?:chat/completions|responses|messages)", request.path):
            return web.Response(status=page.status, text=page.text, content_type=page.content_type)
        async with aiohttp.ClientSession() as session:
            body = await request.read()
            async with session.post(f"{provider.base}{request.path}", data=body) as found:
                return web.Response(body=await found.read(), content_type=found.content_type)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with FakeProvider(Reply(text="found")) as provider:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


PAGES = {
    "404": lambda: web.Response(status=404, text='{"error":{"message":"Invalid URL (POST /x)"}}'),
    "page": lambda: web.Response(status=200, text="<html><title>Hi</title></html>", content_type="text/html"),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("wire", "path"),
    [
        ("chat", ""),
        ("chat", "/v1/v1"),
        ("responses", "/v1/chat/completions"),
        ("messages", ""),
        ("messages", "/v1/v1"),
    ],
)
async def test_a_wrong_base_path_is_mended_once(wire: Wire, path: str, stream: bool, page: str) -> None:
    async with site(PAGES[page]()) as base, running_proxy(make_route(base + path, wire)) as running:
        for attempts in (2, 1):
            body = ask("messages", stream=stream)
            said = await (running.stream("messages", body) if stream else running.post("messages", body))
            assert said[0] == 200, said
            exchange = running.last()
            assert (len(exchange.attempts), exchange.state, exchange.failure) == (attempts, "done", None)
            assert [note.path for note in exchange.notes].count("base_url") == (attempts == 2)
        [mended] = running.proxy.exchanges.mends.learned("fake")
        assert mended.url == f"{base}/v1{PATHS[wire]}"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("path", ["/nowhere", "/nowhere/v1"])
async def test_where_nothing_is_elsewhere_either_the_first_failure_is_said(path: str, stream: bool) -> None:
    async with site(PAGES["404"]()) as base, running_proxy(make_route(base + path, "chat")) as running:
        body = ask("chat", stream=stream)
        said = await (running.stream("chat", body) if stream else running.post("chat", body))
        assert said[0] == 404
        exchange = running.last()
        assert exchange.failure.code == "wrong_url"
        assert len(exchange.attempts) == (1 if path.endswith("/v1") else 2)
        assert running.proxy.exchanges.mends.learned("fake") == []


async def test_notes_are_those_of_the_request_that_was_answered() -> None:
    with FakeProvider(Reply(text="x"), stream_only=True) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", Dialect(parameters=()))) as running:
            await running.post("chat", ask("chat", stream=False, temperature=0.5))
            paths = [note.path for note in running.last().notes]
            assert (paths.count("temperature"), paths.count("request")) == (1, 1)


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("upstream", WIRES)
async def test_a_call_that_was_left_in_the_text_reaches_the_client_as_a_call(
    upstream: Wire, stream: bool
) -> None:
    leak = 'I look.\n<tool_call>\n{"name": "run", "arguments": {"command": "ls"}}\n</tool_call>'
    schema = {"type": "object", "properties": {"command": {"type": "string"}}, "required": ["command"]}
    tools = [{"name": "run", "description": "Runs.", "input_schema": schema}]
    with FakeProvider(Reply(text=leak)) as provider:
        async with running_proxy(make_route(provider.url(upstream), upstream)) as running:
            body = ask("messages", stream=stream, tools=tools)
            if stream:
                _, said = await running.stream("messages", body)
                assert '"type":"tool_use"' in said and '"stop_reason":"tool_use"' in said
                assert "tool_call>" not in said
            else:
                _, whole, _ = await running.post("messages", body)
                text, call = whole["content"]
                assert text["text"].strip() == "I look."
                assert (call["name"], call["input"], whole["stop_reason"]) == (
                    "run",
                    {"command": "ls"},
                    "tool_use",
                )
            assert running.last().warnings == ["tool_text_leaked"]


async def test_a_cache_that_stops_working_is_on_the_record() -> None:
    good, lost = Usage(input=9_000, output=5, cached=8_000), Usage(input=9_100, output=5)
    with FakeProvider([Reply(text="a", usage=good), Reply(text="b", usage=lost)]) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            for _ in range(2):
                await running.post("chat", ask("chat", stream=False, prompt_cache_key="s"))
            assert running.last().warnings == ["cache_collapsed"]


async def test_mcp_is_refused_by_name() -> None:
    with FakeProvider(Reply(text="a")) as provider:
        async with running_proxy(make_route(provider.url("messages"), "messages")) as running:
            servers = [{"type": "url", "url": "https://mcp.example.com", "name": "x"}]
            status, body, _ = await running.post(
                "messages", ask("messages", stream=False, mcp_servers=servers)
            )
            assert status == 400
            assert "MCP" in body["error"]["message"]
            assert running.last().failure.code == "capability_missing"
            assert provider.asks == []
