"""Raw mode by either header: the provider's own behaviour, and still Turnout's credentials, marks and limits."""

import json
from typing import Any

from proxy.access import AccessKey
from proxy.conversation import WIRES
from proxy.guard import HOP_HEADER
from proxy.limits.rules import AccessRules
from tests.behaviours.documented import CHAT_STREAM, FIRST_ROUND, HELLO, RAW, RAW_HEADERS, SECOND_ROUND, WHOLE
from tests.behaviours.gateway import Gateway, gateway
from tests.behaviours.test_leaked_calls import FORMS
from tests.fakes.relay import KEY, PATHS, PROVIDER_KEY
from tests.fakes.script import Reply

ODD_SPACES = json.dumps(RAW, indent=3, ensure_ascii=False).replace("Hello", "\\u4f60\\u597d").encode()


async def post(on: Gateway, wire: str, data: bytes, headers: dict[str, str]) -> tuple[int, bytes, Any]:
    """Send these bytes; return status, bytes and the exchange."""
    url = f"{on.running.base}/v1{PATHS[wire]}"  # type: ignore[index]
    said = {"Content-Type": "application/json", **headers}
    async with on.running.session.post(url, data=data, headers=said) as answer:
        got = answer.status, await answer.read()
    await on.running._settle()
    return *got, on.running.last()


async def test_the_documented_request_passes_as_it_is_by_either_header() -> None:
    async with gateway() as on:
        for wire in WIRES:
            on.use(wire)
            for header in RAW_HEADERS:
                body = (
                    ODD_SPACES
                    if wire == "responses"
                    else json.dumps({**WHOLE[wire], "stream": True}).encode()
                )
                status, got, exchange = await post(on, wire, body, header)
                ask = on.asks[-1]
                assert status == 200
                assert ask.raw == body
                assert got == b"".join(chunk for _, chunk in exchange.upstream_reply)
                assert got.count(b"data:") > 3
                assert (ask.key, ask.headers[HOP_HEADER.lower()]) == (PROVIDER_KEY, "1")
                assert not {"x-codex-mode", "x-codex-raw-passthrough"} & ask.headers.keys()
                assert any(note.startswith("request: raw") for note in on.notes)
                assert (exchange.state, exchange.stop) == ("done", "end")


async def test_other_words_in_the_headers_are_no_raw_mode() -> None:
    async with gateway() as on:
        for header in ({"X-Codex-Mode": "normal"}, {"X-Codex-Raw-Passthrough": "false"}):
            status, _, exchange = await post(on, "responses", json.dumps(HELLO).encode(), header)
            assert status == 200
            assert not any("raw" in note for note in on.notes)
            assert exchange.upstream_request != exchange.client_request


async def test_nothing_is_mended() -> None:
    """A forced stream, types by role, completed tools, calls out of text: all of it is the caller's now."""
    typed = {**HELLO, "input": [{"role": "assistant", "content": [{"type": "input_text", "text": "x"}]}]}
    async with gateway(stream_only=True) as on:
        on.use("responses")
        status, got, exchange = await post(on, "responses", json.dumps(HELLO).encode(), RAW_HEADERS[0])
        assert (status, len(on.asks)) == (400, 1)
        assert json.loads(got)["error"]["message"] == "Stream must be set to true"
        assert (exchange.state, exchange.failure.status) == ("failed", 400)
        on.provider.stream_only = False
        status, got, _ = await post(on, "responses", json.dumps(typed).encode(), RAW_HEADERS[0])
        assert (status, len(on.asks)) == (400, 2)
        assert "Invalid value: 'input_text'" in json.loads(got)["error"]["message"]
        await post(on, "responses", json.dumps(SECOND_ROUND).encode(), RAW_HEADERS[0])
        assert "tools" not in on.sent
        leak = FORMS["tool_use with JSON"].replace('"', "'")
        on.provider.play(Reply(text=leak))
        status, got, _ = await post(on, "responses", json.dumps(FIRST_ROUND).encode(), RAW_HEADERS[0])
        assert (status, leak in got.decode()) == (200, True)


async def test_another_wire_is_a_clear_error() -> None:
    refused = []
    async with gateway() as on:
        for upstream in WIRES:
            on.use(upstream)
            for wire in WIRES:
                if wire == upstream:
                    continue
                status, got, exchange = await post(on, wire, json.dumps(WHOLE[wire]).encode(), RAW_HEADERS[1])
                error = json.loads(got)["error"]
                assert status == 400
                assert "X-Codex-Mode" in error["message"]
                assert f"speaks {upstream}" in error["message"]
                assert exchange.failure.code == "raw_not_possible"
                refused.append((wire, upstream))
        assert not on.asks
    assert len(refused) == 6


async def test_limits_hold() -> None:
    async with gateway() as on:
        on.use("responses")
        rules = AccessRules(per_minute=2, max_output=100, denied=("gpt-5.4",))
        on.running.proxy.access.load((AccessKey("default", KEY, rules=rules),))
        codes = []
        for change in ({"max_output_tokens": 101}, {"model": "gpt-5.4"}, {}, {}, {}):
            data = json.dumps({**RAW, **change}).encode()
            status, got, _ = await post(on, "responses", data, RAW_HEADERS[0])
            codes.append(200 if status == 200 else json.loads(got)["error"]["code"])
        assert codes == ["max_tokens_exceeded", "model_not_allowed", 200, 200, "rate_limit_rpm"]
        assert len(on.asks) == 2


async def test_a_quota_counts_what_passes_without_figures() -> None:
    """A streamed chat request that asks for no usage gets none: what it used up is estimated."""
    async with gateway() as on:
        on.use("chat")
        key = AccessKey("default", KEY, rules=AccessRules(tokens=30))
        on.running.proxy.access.load((key,))
        data = json.dumps(CHAT_STREAM).encode()
        codes = [(await post(on, "chat", data, RAW_HEADERS[0]))[0] for _ in range(4)]
        assert codes[0] == 200 and codes[-1] == 429
        assert on.running.proxy.recorder.exchanges()[0].usage.estimated
