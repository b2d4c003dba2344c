"""The listener: what it answers, to whom, and how it starts and stops."""

import asyncio
import json
import socket
from typing import Any

import aiohttp
import pytest

from proxy.conversation import Wire
from proxy.model_list import ListedModel
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import KEY, PATHS, make_route, running_proxy
from tests.fakes.script import Reply
from tests.proxy.test_relay import ask

MODELS = (ListedModel("m-1", "fake", "M 1", {"slug": "m-1", "base_instructions": "x"}),)
PREFIXES = ("", "/v1", "/v1/v1")


async def raw(port: int, request: bytes) -> bytes:
    """Send bytes and return everything that comes back until the end or a pause."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    try:
        return await asyncio.wait_for(reader.read(65536), 5)
    finally:
        writer.close()


def http(method: str, target: str, headers: dict[str, str], body: bytes = b"{}") -> bytes:
    """Return a raw request."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


async def test_health_needs_no_key_and_tells_nothing() -> None:
    async with running_proxy() as running, aiohttp.ClientSession() as stranger:
        async with stranger.get(f"{running.base}/health") as answer:
            assert (answer.status, await answer.json()) == (200, {"status": "ok"})
            assert not any(name.lower().startswith("access-control") for name in answer.headers)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("wire", list(PATHS))
async def test_every_spelling_of_a_path(prefix: str, wire: Wire) -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            async with running.session.post(
                f"{running.base}{prefix}{PATHS[wire]}?beta=true", json=ask(wire, stream=False)
            ) as answer:
                assert answer.status == 200, await answer.text()


ROUTES = [
    ("POST", "/v1/responses"), ("POST", "/v1/messages"), ("POST", "/v1/chat/completions"), ("GET", "/v1/models"),
    ("POST", "/v1/messages/count_tokens"), ("GET", "/v1/responses"), ("HEAD", "/api/hello"), ("GET", "/nothing"),
]  # fmt: skip


@pytest.mark.parametrize("credential", [{}, {"Authorization": "Bearer wrong"}, {"x-api-key": "wrong"}])
@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_no_route_without_a_key(method: str, path: str, credential: dict[str, str]) -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with (
            running_proxy(make_route(provider.url("chat"), "chat")) as running,
            aiohttp.ClientSession() as stranger,
        ):
            headers = {"Content-Type": "application/json", **credential}
            async with stranger.request(method, running.base + path, headers=headers, data=b"{}") as answer:
                assert answer.status in (400, 401)
                if method != "HEAD":
                    assert "error" in await answer.json(content_type=None)
        assert provider.asks == []


async def test_requirement_006_a_wrong_key_stops_each_client_at_once() -> None:
    async with running_proxy() as running, aiohttp.ClientSession() as stranger:
        said = {}
        for wire, agent in (
            ("responses", "codex_exec/0.169.0"),
            ("messages", "claude-cli/2.1.329"),
            ("chat", "x"),
        ):
            async with stranger.post(
                f"{running.base}/v1{PATHS[wire]}",
                json={},
                headers={"User-Agent": agent, "x-api-key": "no"},  # type: ignore[index]
            ) as answer:
                said[wire] = (answer.status, answer.headers.get("x-should-retry"), await answer.json())
    assert said["responses"][0] == 400  # Codex repeats a 401 five times
    assert said["responses"][2]["error"]["code"] == "invalid_api_key"
    assert said["messages"][:2] == (401, "false")
    assert said["messages"][2]["error"]["type"] == "authentication_error"
    assert said["chat"][0] == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.com"}, 403),
        ({"Origin": "https://evil.com"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": ""}, 415),
        ({"x-turnout-hop": "1"}, 508),
    ],
)
async def test_strangers_are_refused_before_the_provider(headers: dict[str, str], status: int) -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            port = running.proxy.port
            base = {
                "Host": f"127.0.0.1:{port}",
                "Content-Type": "application/json",
                "Authorization": f"Bearer {KEY}",
            }
            got = await raw(
                port,
                http("POST", "/v1/messages", base | headers, json.dumps(ask("messages", False)).encode()),
            )
            assert got.startswith(f"HTTP/1.1 {status} ".encode()), got[:200]
            assert b"access-control" not in got.lower()
        assert provider.asks == []


async def test_an_absolute_target_is_refused() -> None:
    async with running_proxy() as running:
        port = running.proxy.port
        headers = {"Host": f"127.0.0.1:{port}", "Authorization": f"Bearer {KEY}"}
        got = await raw(port, http("GET", f"http://127.0.0.1:{port}/v1/models", headers, b""))
    assert got.startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH"])
async def test_options_is_never_permissive(method: str) -> None:
    async with running_proxy() as running:
        async with running.session.request(
            method, f"{running.base}/v1/messages", headers={"Content-Type": "application/json"}
        ) as answer:
            assert answer.status == 405
            assert "Allow-Origin" not in str(answer.headers)


async def test_row_132_a_websocket_gets_426() -> None:
    async with running_proxy() as running:
        headers = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "eA==",
        }
        async with running.session.get(f"{running.base}/v1/responses", headers=headers) as answer:
            assert answer.status == 426
        async with running.session.get(f"{running.base}/v1/responses") as answer:
            assert answer.status == 405


async def test_row_133_models_in_the_shape_of_who_asks() -> None:
    async with running_proxy(models=MODELS) as running:
        async with running.session.get(f"{running.base}/v1/models?client_version=0.169.0") as answer:
            body, tag = await answer.json(), answer.headers["ETag"]
        assert [model["id"] for model in body["data"]] == ["m-1"]
        assert body["models"] == [MODELS[0].catalog]
        async with running.session.get(f"{running.base}/models") as answer:
            assert answer.headers["ETag"] == tag
        async with running.session.get(
            f"{running.base}/v1/models?limit=9", headers={"anthropic-version": "x"}
        ) as answer:
            body = await answer.json()
        assert body["data"][0]["display_name"] == "M 1"
        assert body["has_more"] is False


async def test_row_135_greetings_and_telemetry_are_taken() -> None:
    async with running_proxy() as running:
        async with running.session.head(f"{running.base}/api/hello") as answer:
            assert answer.status == 200
        async with running.session.post(
            f"{running.base}/api/event_logging/batch", json={"events": []}
        ) as answer:
            assert answer.status == 200


async def test_count_tokens_is_local() -> None:
    with FakeProvider(Reply()) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            body = {"model": "m", "messages": [{"role": "user", "content": "four words are here"}]}
            async with running.session.post(
                f"{running.base}/v1/messages/count_tokens?beta=true", json=body
            ) as answer:
                counted = (await answer.json())["input_tokens"]
            async with running.session.post(
                f"{running.base}/v1/messages/count_tokens",
                data=b"[",
                headers={"Content-Type": "application/json"},
            ) as answer:
                assert answer.status == 400
        assert provider.asks == []
    assert 1 <= counted < 100


async def test_a_taken_port_is_an_error_and_not_shared() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        from proxy.access import AccessTable
        from proxy.envelope import Sealer
        from proxy.route import RouteTable
        from proxy.server import Proxy

        proxy = Proxy(RouteTable(), AccessTable(), Sealer(b"k" * 32), tuple)
        with pytest.raises(OSError, match="in use"):
            await proxy.start(holder.getsockname()[1])
        await proxy.stop()


async def test_stop_lets_a_stream_end() -> None:
    with FakeProvider(Reply(text="word " * 20, gap=0.02)) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            async with running.session.post(
                f"{running.base}/v1/messages", json=ask("messages", True)
            ) as answer:
                stopping: Any = asyncio.ensure_future(running.proxy.stop(drain=10))  # noqa: TID251
                text = await answer.text()
                await stopping
    assert "message_stop" in text


async def test_stop_ends_what_does_not_end_by_itself() -> None:
    from tests.fakes.script import Silence

    with FakeProvider(Reply(text="word " * 20, troubles=[Silence(60)])) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            async with running.session.post(
                f"{running.base}/v1/messages", json=ask("messages", True)
            ) as answer:
                await answer.content.readany()
                await asyncio.wait_for(running.proxy.stop(drain=0.1), 10)
                rest = await answer.text()
    assert "message_stop" not in rest
    assert "event: error" in rest


async def test_refresh_comes_before_the_key_is_looked_at() -> None:
    from proxy.access import AccessKey, AccessTable
    from proxy.envelope import Sealer
    from proxy.route import RouteTable
    from proxy.server import Proxy

    access = AccessTable()

    async def learn_the_key() -> None:
        access.load((AccessKey("new", "tn-canary-new"),))

    proxy = Proxy(RouteTable(), access, Sealer(b"k" * 32), tuple, learn_the_key)
    port = await proxy.start(0)
    try:
        headers = {"Authorization": "Bearer tn-canary-new"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"http://127.0.0.1:{port}/v1/models") as answer,
        ):
            assert answer.status == 200
    finally:
        await proxy.stop()
