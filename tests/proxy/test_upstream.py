"""What goes to a provider, and what is never followed or believed."""

import json
import random
from urllib.parse import quote

import pytest
from aiohttp import web

from proxy.body import BIG_BYTES
from proxy.dialect import Dialect
from proxy.guard import HOP_HEADER
from proxy.route import KeyUnavailableError, Target
from proxy.upstream import Timeouts, Upstream, UpstreamError, request_headers
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import KEY, PROVIDER_KEY, make_route, running_proxy
from tests.fakes.script import Drop, Reply, Silence, Status
from tests.proxy.test_relay import ask

CREDENTIALS = {
    "x-api-key": "sk-canary-x-api-key", "api-key": "sk-canary-api-key", "x-goog-api-key": "sk-canary-goog",
    "Cookie": "session=sk-canary-cookie", "Proxy-Authorization": "Basic sk-canary-proxy",
    "chatgpt-account-id": "sk-canary-account", "x-forwarded-for": "sk-canary-forwarded",
    "anthropic-beta": "sk-canary-beta", "x-custom": "sk-canary-custom",
}  # fmt: skip


def target(wire: str = "chat", dialect: Dialect | None = None, **fields: object) -> Target:
    route = make_route("http://127.0.0.1:9", wire, dialect, **fields)  # type: ignore[arg-type]
    return Target(route, route.endpoints[0], "m")


@pytest.mark.parametrize("upstream", ["responses", "messages", "chat"])
@pytest.mark.parametrize("inbound", ["responses", "messages", "chat"])
async def test_row_131_no_credential_of_the_client_goes_on(inbound: str, upstream: str) -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        route = make_route(provider.url(upstream), upstream)  # type: ignore[arg-type]
        async with running_proxy(route) as running:
            path = {"responses": "responses", "messages": "messages", "chat": "chat/completions"}[inbound]
            url = f"{running.base}/v1/{path}?key=sk-canary-query"
            async with running.session.post(
                url, json=ask(inbound, stream=False), headers=CREDENTIALS
            ) as answer:  # type: ignore[arg-type]
                assert answer.status == 200
        seen = provider.asks[0]
        everything = repr(seen.headers) + seen.raw.decode() + seen.path
    assert "sk-canary" not in everything.replace(PROVIDER_KEY, "")
    assert KEY not in everything
    assert seen.key == PROVIDER_KEY


@pytest.mark.parametrize("size", [1, BIG_BYTES - 1, BIG_BYTES, 3_000_001])
async def test_a_large_body_arrives_as_a_small_one(size: int) -> None:
    """It goes in pieces, but as one body of a known length: not every provider takes chunks."""
    body = random.Random(size).randbytes(size)
    with FakeProvider(Reply(text="hi")) as provider:
        route = make_route(provider.url("chat"), "chat")
        upstream = Upstream()
        asked = Target(route, route.endpoints[0], "m")
        try:
            async with upstream.post(asked, body, {"X-A": "b"}, Timeouts(), any_status=True) as answer:
                await answer.read()
        finally:
            await upstream.close()
        seen = provider.asks[0]
    assert seen.raw == body
    headers = {name.lower(): value for name, value in seen.headers.items()}
    assert headers["content-length"] == str(size)
    assert "transfer-encoding" not in headers
    assert "content-disposition" not in headers


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("bearer", {"Authorization": f"Bearer {PROVIDER_KEY}"}),
        ("x-api-key", {"x-api-key": PROVIDER_KEY}),
        ("both", {"Authorization": f"Bearer {PROVIDER_KEY}", "x-api-key": PROVIDER_KEY}),
        ("none", {}),
    ],
)
async def test_how_a_key_is_sent(auth: str, expected: dict[str, str]) -> None:
    headers = await request_headers(target(auth=auth), {}, same_wire=True, stream=True)
    assert {name: headers[name] for name in ("Authorization", "x-api-key") if name in headers} == expected


async def test_headers_of_the_wire_and_the_profile() -> None:
    inbound = {"anthropic-beta": "b", "anthropic-version": "v", "openai-beta": "o"}
    maker = await request_headers(
        target("messages", Dialect(maker=True)), inbound, same_wire=True, stream=True
    )
    assert (maker["anthropic-beta"], maker["anthropic-version"], maker["openai-beta"]) == ("b", "v", "o")
    other = await request_headers(
        target("messages", headers={"x-a": "1"}), inbound, same_wire=True, stream=False
    )
    assert "anthropic-beta" not in other
    assert (other["anthropic-version"], other["x-a"], other["Accept"]) == (
        "2023-06-01",
        "1",
        "application/json",
    )
    assert other[HOP_HEADER] == "1"


async def test_a_key_that_cannot_be_had() -> None:
    async def locked(_url: str) -> str | None:
        raise KeyUnavailableError("The keyring is locked. Unlock it.")

    with pytest.raises(UpstreamError) as error:
        await request_headers(target(credential=locked), {}, same_wire=True, stream=True)
    assert (error.value.failure.kind, error.value.failure.fault) == ("auth", "turnout")
    assert "Unlock" in error.value.failure.message


async def test_requirement_011_a_redirect_is_not_followed() -> None:
    with FakeProvider(Reply(text="stolen")) as elsewhere:
        there = elsewhere.url("chat") + "/chat/completions"
        with FakeProvider(Status(307, headers={"Location": there})) as provider:
            async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
                status, body, _ = await running.post("chat", ask("chat", stream=False))
        assert elsewhere.asks == []
    assert status >= 400
    assert "redirect" in body["error"]["message"]


async def test_requirement_010_a_loop_ends_after_one_hop() -> None:
    async with running_proxy() as running:
        loop = make_route(f"{running.base}/v1", "chat", credential=_access_key)
        running.proxy.routes.load({"loop": loop}, {"other": "loop"})
        status, body, _ = await running.post("chat", ask("chat", stream=False))
        assert len(running.proxy.recorder.exchanges()) == 1
    assert status >= 400
    assert "itself" in body["error"]["message"]


async def _access_key(_url: str) -> str | None:
    return KEY


async def test_row_130_no_header_of_the_provider_comes_back() -> None:
    harmful = {
        "openai-model": "other",
        "x-models-etag": "1",
        "x-codex-x": "1",
        "x-ratelimit-limit": "1",
        "cf-ray": "1",
    }
    with FakeProvider(Reply(text="hi"), reply_headers=harmful) as provider:
        async with running_proxy(make_route(provider.url("responses"), "responses")) as running:
            _, _, headers = await running.post("responses", ask("responses", stream=False))
    assert not {name.lower() for name in headers} & set(harmful)


async def test_an_error_whose_body_never_comes() -> None:
    app = web.Application()

    async def stall(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=500)
        await response.prepare(request)
        await response.write(b"part of the reason")
        request.transport.close()  # type: ignore[union-attr]
        return response

    app.router.add_post("/chat/completions", stall)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        route = make_route(f"http://127.0.0.1:{runner.addresses[0][1]}", "chat")
        upstream = Upstream()
        with pytest.raises(UpstreamError) as error:
            async with upstream.post(Target(route, route.endpoints[0], "m"), b"{}", {}, Timeouts()):
                pass
        await upstream.close()
    finally:
        await runner.cleanup()
    assert error.value.failure.status == 500


async def test_a_connection_that_is_lost_is_not_called_unreachable() -> None:
    with FakeProvider(Drop()) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            _, body, _ = await running.post("chat", ask("chat", stream=False))
            assert running.last().failure.code == "hung_up"
    assert "closed the connection" in body["error"]["message"]


async def test_timeouts_name_their_phase() -> None:
    with FakeProvider(Reply(text="x", troubles=[Silence(30, "headers")])) as provider:
        route = make_route(provider.url("chat"), "chat")
        upstream = Upstream()
        with pytest.raises(UpstreamError) as error:
            async with upstream.post(
                Target(route, route.endpoints[0], "m"), b'{"messages":[]}', {}, Timeouts(first_byte=0.1)
            ):
                pass
        await upstream.close()
    assert error.value.failure.code == "timeout_first_byte"


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
async def test_what_a_provider_repeats_of_the_key_goes_no_further(status: int) -> None:
    """Not to the client either: what it is told stands in its conversation for good."""
    key = "canary~with+signs/in=it0123456789"
    said = f"you sent {key}, that is {quote(key, safe='')} or {key[:15]}"

    async def credential(_url: str) -> str | None:
        return key

    with FakeProvider(Status(status, said, headers={"x-echo": key})) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", credential=credential)) as running:
            _, body, _ = await running.post("chat", ask("chat", stream=False))
            exchange = running.last()
    text = json.dumps(body) + exchange.failure.message
    assert "you sent •••" in text
    assert not [piece for piece in (key, key[:15], key[-12:], quote(key, safe="")) if piece in text]
