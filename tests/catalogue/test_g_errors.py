"""Table G of the catalogue: errors, headers and the other addresses."""

import gzip
import json
from collections.abc import Mapping
from typing import Any

import pytest
from aiohttp import web

from proxy.conversation import WIRES, Wire
from proxy.model_list import ListedModel
from tests.catalogue.replies import Said, read_stream
from tests.catalogue.talk import CLAUDE, CODEX, PAIRS, Talk, body, talk
from tests.fakes.raw_provider import Raw, chat_stream
from tests.fakes.relay import KEY, PATHS, PROVIDER_KEY, running_proxy
from tests.fakes.script import Html, NewApi, Reply, Status

AGENTS: Mapping[Wire, Mapping[str, str]] = {"responses": CODEX, "messages": CLAUDE, "chat": {}}


class Told:
    """A failure as a client gets it: before the first byte, or as the end of a stream."""

    def __init__(self, status: int, error: Any, headers: Mapping[str, str], in_stream: bool) -> None:
        self.status, self.error, self.headers, self.in_stream = status, error, headers, in_stream

    @property
    def message(self) -> str:
        return str(self.error["message"])


async def told(on: Talk, inbound: Wire, stream: bool = True, **fields: Any) -> Told:
    """Ask, and expect a failure in the wire's own envelope."""
    asked = body(inbound, "go", stream=stream, **fields)
    url = f"{on.running.base}/v1{PATHS[inbound]}"
    async with on.running.session.post(url, json=asked, headers=AGENTS[inbound]) as answer:
        text = await answer.text()
        if answer.status == 200:
            said: Said = read_stream(inbound, text)
            assert said.error is not None
            return Told(200, said.error, answer.headers, True)
        assert answer.content_type == "application/json"
        parsed = json.loads(text)
        if inbound == "messages":
            assert parsed["type"] == "error"
            assert parsed["error"].keys() == {"type", "message"}
        else:
            assert parsed["error"].keys() >= {"message", "type", "code"}
        return Told(answer.status, parsed["error"], answer.headers, False)


# ----------------------------------------------------------------------------- too long
TOO_LONG = [
    "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens.",
    "Input is too long: range of input length should be [1, 131072]",
    "prompt is too long: 140000 tokens > 131072 maximum",
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
]


@pytest.mark.parametrize("message", TOO_LONG, ids=range(len(TOO_LONG)))
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_122_a_full_context_for_codex(upstream: Wire, message: str) -> None:
    async with talk(upstream, Status(400, message)) as on:
        got = await told(on, "responses")
        assert got.error["code"] == "context_length_exceeded"
        assert got.in_stream or got.status == 400
        assert len(on.asks) == 1


@pytest.mark.parametrize("message", TOO_LONG, ids=range(len(TOO_LONG)))
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_123_a_full_context_for_claude_code(upstream: Wire, stream: bool, message: str) -> None:
    async with talk(upstream, Status(400, message)) as on:
        got = await told(on, "messages", stream)
        assert got.status == 400
        assert got.error["type"] == "invalid_request_error"
        assert got.message.startswith("prompt is too long")
        if "140000" in message:
            assert got.message == "prompt is too long: 140000 tokens > 131072 maximum"
        assert "x-should-retry" not in got.headers
        assert len(on.asks) == 1


async def test_row_123_room_that_is_too_small_lowers_max_tokens() -> None:
    message = (
        "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens "
        "(12000 in the messages, 128000 in the completion)."
    )
    script = [Status(400, message), Reply(text="ok")]
    async with talk("chat", script) as on:
        said = await on.post("messages", body("messages", "go") | {"max_tokens": 128000})
        assert said.text == "ok"
        assert on.sent["max_tokens"] <= 131072 - 12000


# ----------------------------------------------------------------------------- later
@pytest.mark.parametrize("headers", [{}, {"retry-after": "7"}], ids=["no delay", "7 s"])
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_124_a_rate_limit_for_codex(upstream: Wire, headers: dict[str, str]) -> None:
    async with talk(upstream, Status(429, "Rate limit reached", headers=headers)) as on:
        got = await told(on, "responses")
        if got.in_stream:
            assert got.error["code"] == "rate_limit_exceeded"
            assert f"try again in {headers.get('retry-after', '')}" in got.message
        else:
            assert got.status == 429
            delay = int(got.headers["retry-after"])
            assert delay == 7 if headers else 1 <= delay <= 10
        assert len(on.asks) == 1


async def test_row_124_a_wait_of_hours_is_no_wait_for_codex() -> None:
    async with talk("chat", Status(429, "Rate limit reached", headers={"retry-after": "7200"})) as on:
        got = await told(on, "responses")
        assert "retry-after" not in got.headers
        assert got.status == 400
        assert "2 hours" in got.message or "120 minutes" in got.message


@pytest.mark.parametrize("inbound", ["messages", "chat"])
async def test_row_124_others_get_the_delay_as_it_is(inbound: Wire) -> None:
    async with talk("chat", Status(429, "slow down", headers={"retry-after": "7"})) as on:
        got = await told(on, inbound)
        assert (got.status, got.headers["retry-after"]) == (429, "7")
        assert "x-should-retry" not in got.headers


# ----------------------------------------------------------------------------- never
@pytest.mark.parametrize("code", [401, 402, 403, 404, 413, 422])
@pytest.mark.parametrize("stream", [True, False])
async def test_row_125_a_permanent_error_costs_codex_one_request(code: int, stream: bool) -> None:
    async with talk("chat", Status(code, "there is a reason")) as on:
        got = await told(on, "responses", stream)
        assert got.status in (200, 400)
        assert "there is a reason" in got.message
        assert len(on.asks) == 1


@pytest.mark.parametrize("code", [401, 402, 403, 404, 413, 422])
@pytest.mark.parametrize("inbound", ["messages", "chat"])
async def test_row_125_and_others_too(inbound: Wire, code: int) -> None:
    async with talk("chat", Status(code, "there is a reason")) as on:
        got = await told(on, inbound)
        assert got.headers["x-should-retry"] == "false"
        assert "there is a reason" in got.message
        assert len(on.asks) == 1


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_127_a_bad_key_for_claude_code(upstream: Wire) -> None:
    async with talk(upstream, key="sk-canary-another") as on:
        got = await told(on, "messages")
        assert (got.status, got.error["type"]) == (401, "authentication_error")
        assert got.headers["x-should-retry"] == "false"
        assert PROVIDER_KEY not in json.dumps(got.error)


# ----------------------------------------------------------------------------- odd bodies
ODD: dict[str, tuple[Status, str]] = {
    "html": (Html(502), "502"),
    "text": (Status(503, body="upstream connect error", content_type="text/plain"), "upstream connect error"),
    "empty": (Status(500, body="", content_type="text/plain"), "500"),
    "detail": (Status(422, body={"detail": [{"loc": ["body"], "msg": "field required"}]}), "field required"),
    "detail text": (Status(400, body={"detail": "no such thing"}), "no such thing"),
    "base_resp": (
        Status(200, body={"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}),
        "insufficient balance",
    ),
    "new-api": (NewApi(403, "用户额度不足", "insufficient_user_quota"), "用户额度不足"),
    "string": (Status(400, body={"error": "plain words"}), "plain words"),
    "list": (Status(400, body=[{"error": {"code": 400, "message": "from Gemini"}}]), "from Gemini"),
    "200 with an error": (Status(200, body={"error": {"message": "inside"}}), "inside"),
    "200 with html": (Html(200), ""),
}


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("shape", ODD)
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_129_bodies_of_all_shapes(inbound: Wire, shape: str, stream: bool) -> None:
    status, words = ODD[shape]
    async with talk("chat", status) as on:
        got = await told(on, inbound, stream)
        assert words in got.message
        assert "<html" not in got.message
        assert len(got.message) < 1000


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_129_every_pair_gets_its_own_envelope(inbound: Wire, upstream: Wire) -> None:
    async with talk(upstream, Html(502)) as on:
        got = await told(on, inbound)
        assert got.status >= 500
        assert "502" in got.message


# ----------------------------------------------------------------------------- headers
HARMFUL = {
    "openai-model": "gpt-other",
    "x-models-etag": '"new"',
    "x-codex-primary-used-percent": "99",
    "x-ratelimit-remaining-requests": "1",
    "x-reasoning-included": "true",
    "anthropic-ratelimit-requests-remaining": "1",
    "request-id": "req_upstream",
    "cf-ray": "abc",
    "via": "1.1 upstream",
    "set-cookie": "session=canary",
    "server": "upstream",
    "access-control-allow-origin": "*",
}


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_130_headers_of_the_provider_stay_there(
    inbound: Wire, upstream: Wire, stream: bool
) -> None:
    async with talk(upstream, Reply(text="ok"), reply_headers=HARMFUL) as on:
        url = f"{on.running.base}/v1{PATHS[inbound]}"
        async with on.running.session.post(url, json=body(inbound, "go", stream=stream)) as answer:
            text = await answer.text()
            got = {name.lower(): value for name, value in answer.headers.items()}
        assert answer.status == 200
        assert not {name for name in HARMFUL if name != "server"} & got.keys()
        assert got.get("server") != "upstream"
        assert "gpt-other" not in text


@pytest.mark.parametrize("maker", [True, False])
async def test_row_130_nor_where_bytes_pass_as_they_are(maker: bool) -> None:
    table = "openai-responses" if maker else "generic-responses"
    async with talk("responses", Reply(text="ok"), table, strict=False, reply_headers=HARMFUL) as on:
        url = f"{on.running.base}/v1/responses"
        asked = body("responses", "go", stream=True)
        async with on.running.session.post(url, json=asked, headers={"X-Codex-Mode": "raw"}) as answer:
            await answer.text()
            got = {name.lower() for name in answer.headers}
        assert not {name for name in HARMFUL if name != "server"} & got


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_131_a_compressed_reply_arrives_plain(inbound: Wire, stream: bool) -> None:
    plain = b"".join(chunk for chunk in chat_stream({"content": "packed"}) if isinstance(chunk, bytes))
    raw = Raw([gzip.compress(plain)], headers={"Content-Encoding": "gzip"})
    async with talk("chat", raw) as on:
        url = f"{on.running.base}/v1{PATHS[inbound]}"
        async with on.running.session.post(url, json=body(inbound, "go", stream=stream)) as answer:
            text = await answer.text()
            assert "content-encoding" not in answer.headers
            if stream:
                assert "content-length" not in answer.headers
        assert "packed" in text


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_131_no_credential_of_the_client_leaks(inbound: Wire, upstream: Wire) -> None:
    headers = {
        "x-api-key": "sk-canary-client-1",
        "cookie": "session=sk-canary-client-2",
        "openai-organization": "org-canary",
        "chatgpt-account-id": "acc-canary",
        "x-goog-api-key": "sk-canary-client-3",
        "proxy-authorization": "Basic sk-canary-client-4",
        "x-forwarded-for": "10.1.2.3",
    }
    async with talk(upstream, Reply(text="ok")) as on:
        await on.stream(inbound, body(inbound, "go"), headers)
        seen = json.dumps([on.asks[0].headers, on.asks[0].path, on.asks[0].query])
        assert "canary-client" not in seen
        assert "org-canary" not in seen
        assert "acc-canary" not in seen
        assert "10.1.2.3" not in seen
        assert KEY not in seen
        assert on.asks[0].key == PROVIDER_KEY


# ----------------------------------------------------------------------------- other addresses
@pytest.mark.parametrize("path", ["/v1/responses", "/responses", "/v1/v1/responses"])
async def test_row_132_a_websocket_is_told_to_upgrade(path: str) -> None:
    async with talk("chat") as on:
        headers = {
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "openai-beta": "responses_websockets=2026-02-06",
        }
        async with on.running.session.get(on.running.base + path, headers=headers) as answer:
            assert answer.status == 426


MODELS = (
    ListedModel("m-1", "fake", "M 1", {"slug": "m-1", "base_instructions": "You are an agent."}),
    ListedModel("m-2", "fake", "M 2", {"slug": "m-2", "base_instructions": "You are an agent."}),
)


async def test_row_133_one_list_for_codex_and_everybody_else() -> None:
    async with running_proxy(models=MODELS) as running:
        url = f"{running.base}/v1/models"
        tags = []
        for query in ("", "?client_version=0.169.0"):
            async with running.session.get(url + query) as answer:
                assert answer.status == 200
                listed = await answer.json()
                tags.append(answer.headers["etag"])
        assert [model["id"] for model in listed["data"]] == ["m-1", "m-2"]
        assert [model["slug"] for model in listed["models"]] == ["m-1", "m-2"]
        assert all(model["base_instructions"] for model in listed["models"])
        assert listed["object"] == "list"
        assert len(set(tags)) == 1


async def test_row_133_claude_code_gets_its_own_list() -> None:
    async with running_proxy(models=MODELS) as running:
        headers = {"anthropic-version": "2023-06-01"}
        async with running.session.get(f"{running.base}/v1/models?limit=1000", headers=headers) as answer:
            listed = await answer.json()
        assert [(model["id"], model["display_name"]) for model in listed["data"]] == [
            ("m-1", "M 1"),
            ("m-2", "M 2"),
        ]
        assert listed["has_more"] is False


@pytest.mark.parametrize(("method", "path"), [("HEAD", "/api/hello"), ("POST", "/api/event_logging/batch")])
async def test_row_135_greetings_and_telemetry_are_no_errors(method: str, path: str) -> None:
    async with running_proxy() as running:
        events: Any = None if method == "HEAD" else {"events": []}
        async with running.session.request(method, running.base + path, json=events) as answer:
            assert 200 <= answer.status < 300


# ----------------------------------------------------------------------------- figures
@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("thinks", [True, False])
@pytest.mark.parametrize("inbound", WIRES)
async def test_row_137_a_probe_for_one_token(inbound: Wire, thinks: bool, stream: bool) -> None:
    reply = Reply(reasoning="hm" if thinks else "", finish="length")
    limit = {"responses": "max_output_tokens", "messages": "max_tokens", "chat": "max_tokens"}[inbound]
    async with talk("chat", reply) as on:
        said = await on.either(inbound, body(inbound, "go") | {limit: 1}, stream)
        stops = {"responses": "incomplete:max_output_tokens", "messages": "max_tokens", "chat": "length"}
        assert said.stop == stops[inbound]
        assert said.text == ""


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_139_a_smaller_limit_is_learned(inbound: Wire) -> None:
    def answer(ask: Any) -> Any:
        if ask.body.get("max_tokens", 0) > 8192:
            return Status(400, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]")
        return Reply(text="ok")

    limit = {"responses": "max_output_tokens", "messages": "max_tokens", "chat": "max_tokens"}[inbound]
    async with talk("chat", answer) as on:
        for _ in range(2):
            said = await on.stream(inbound, body(inbound, "go") | {limit: 32000})
            assert said.text == "ok"
        assert [ask.body["max_tokens"] for ask in on.asks] == [32000, 8192, 8192]


@pytest.mark.parametrize("upstream", ["messages", "responses"])
async def test_row_139_on_other_wires(upstream: Wire) -> None:
    field = {"messages": "max_tokens", "responses": "max_output_tokens"}[upstream]

    def answer(ask: Any) -> Any:
        if ask.body.get(field, 0) > 8192:
            message = f"{field}: 32000 > 8192, which is the maximum allowed number of output tokens for m"
            return Status(400, message)
        return Reply(text="ok")

    async with talk(upstream, answer) as on:
        said = await on.post("messages", body("messages", "go") | {"max_tokens": 32000})
        assert said.text == "ok"
        assert on.sent[field] == 8192


# ----------------------------------------------------------------------------- nowhere else
async def test_row_131_a_redirect_is_not_followed() -> None:
    """The key belongs to the first address."""
    landed: list[web.Request] = []

    async def land(request: web.Request) -> web.Response:
        landed.append(request)
        return web.json_response({})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", land)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    target = f"http://127.0.0.1:{runner.addresses[0][1]}/v1/chat/completions"
    try:
        async with talk("chat", Status(307, headers={"Location": target})) as on:
            got = await told(on, "chat")
            assert got.status >= 400
            assert "redirect" in got.message
    finally:
        await runner.cleanup()
    assert landed == []


async def test_row_129_a_failure_leaves_the_connection_usable() -> None:
    async with talk("chat", [Html(502), Reply(text="ok")]) as on:
        await told(on, "chat")
        assert (await on.post("chat", body("chat", "go"))).text == "ok"
