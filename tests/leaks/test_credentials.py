"""Requirements 13, 14 and 16 (goal G6): nothing that a client brings to show who it is reaches a provider.

Eight kinds of credentials, nine pairs of wires, four phases: 288 requests, each looked through at the provider for
header, query and body; then the routes beside the three wires, and the exact names of the headers that go out.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import orjson
from multidict import CIMultiDict

from proxy.breaker import Settings as BreakerSettings
from proxy.conversation import WIRES, Wire
from proxy.dialect import Dialect
from proxy.route import Credential, Route
from tests import extent
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import KEY, PATHS, RunningProxy, make_route, running_proxy
from tests.fakes.requests import CHAT, MESSAGES, RESPONSES
from tests.fakes.script import Reply, Status, Turn

CANARY = "tn-canary-of-the-client-0123456789"
FIRST_KEY, SECOND_KEY = "sk-canary-first-0123456789", "sk-canary-second-0123456789"
BODIES: Mapping[Wire, dict[str, Any]] = {"chat": CHAT, "messages": MESSAGES, "responses": RESPONSES}

KINDS: Mapping[str, Mapping[str, str]] = {
    "Authorization": {"Authorization": f"Basic {CANARY}", "x-api-key": KEY},
    "x-api-key": {"Authorization": f"Bearer {KEY}", "x-api-key": CANARY},
    "x-goog-api-key": {"Authorization": f"Bearer {KEY}", "x-goog-api-key": CANARY},
    "api-key": {"Authorization": f"Bearer {KEY}", "api-key": CANARY},
    "Cookie": {"Authorization": f"Bearer {KEY}", "Cookie": f"session={CANARY}"},
    "chatgpt-account-id": {"Authorization": f"Bearer {KEY}", "chatgpt-account-id": CANARY},
    "proxy-authorization": {"Authorization": f"Bearer {KEY}", "Proxy-Authorization": f"Basic {CANARY}"},
    "?key=": {"Authorization": f"Bearer {KEY}"},
}
PHASES = ("stream", "whole", "retry", "failover")


def credential(key: str) -> Credential:
    async def fetch(_url: str) -> str | None:
        return key

    return fetch


class Pair:
    """Two providers, of which the second is asked where the first fails, each with a key of its own."""

    def __init__(self, out: Wire, stack: ExitStack, **fields: Any) -> None:
        self.first = stack.enter_context(FakeProvider(Reply(text="hello")))
        self.second = stack.enter_context(FakeProvider(Reply(text="hello")))
        self.routes = [
            self._route(self.first, out, "first", FIRST_KEY, fields),
            self._route(self.second, out, "second", SECOND_KEY, fields),
        ]

    @staticmethod
    def _route(fake: FakeProvider, out: Wire, name: str, key: str, fields: Mapping[str, Any]) -> Route:
        return make_route(fake.base + "/v1", out, profile=name, credential=credential(key), **fields)

    def play(self, phase: str) -> None:
        refusal = Status(
            400,
            "Unsupported parameter: 'tool_choice' is not supported with this model.",
            error_code="unsupported_parameter",
        )
        turns: dict[str, Turn | list[Turn]] = {
            "retry": [refusal, Reply(text="hello")],
            "failover": Status(503),
        }
        self.first.play(turns.get(phase, Reply(text="hello")))
        self.second.play(Reply(text="hello"))

    def asks(self) -> Iterator[tuple[str, Ask]]:
        yield from ((FIRST_KEY, one) for one in (*self.first.asks, *self.first.strays))
        yield from ((SECOND_KEY, one) for one in (*self.second.asks, *self.second.strays))


@asynccontextmanager
async def serving(out: Wire, **fields: Any) -> AsyncIterator[tuple[Pair, RunningProxy]]:
    with ExitStack() as stack:
        pair = Pair(out, stack, **fields)
        async with running_proxy(*pair.routes, fallback=True) as running:
            running.proxy.exchanges.failover.breakers.settings = BreakerSettings(failures=1_000_000)
            running.session.headers.clear()
            yield pair, running


def looked_through(ask: Ask, key: str) -> list[str]:
    """What is wrong with a request as the provider got it."""
    everything = " ".join((ask.path, ask.query, *ask.headers, *ask.headers.values(), ask.raw.decode()))
    wrong = [f"{word} in {ask.wire}" for word in (CANARY, CANARY[:12], KEY) if word in everything]
    other = SECOND_KEY if key == FIRST_KEY else FIRST_KEY
    wrong += ["the other provider's key"] if other in everything else []
    carried = [value for value in ask.headers.values() if key in value]
    wrong += [] if carried == [f"Bearer {key}"] else [f"carries {carried}"]
    return wrong


async def send(
    running: RunningProxy, path: str, body: Any, headers: Mapping[str, str], method: str = "POST"
) -> tuple[int, bytes]:
    url = f"{running.base}{path}"
    data = None if body is None else orjson.dumps(body)
    sent = {"Content-Type": "application/json", **headers}
    async with running.session.request(method, url, data=data, headers=sent) as answer:
        return answer.status, await answer.read()


async def test_requirement_013_no_foreign_credential_reaches_a_provider() -> None:
    cells = asked = 0
    wrong: list[Any] = []
    for out in WIRES:
        async with serving(out) as (pair, running):
            for wire in WIRES:
                for kind, headers in KINDS.items():
                    for phase in PHASES:
                        cells += 1
                        pair.play(phase)
                        running.proxy.exchanges.mends.forget("first")
                        path = f"/v1{PATHS[wire]}" + (f"?key={CANARY}" if kind == "?key=" else "")
                        body = BODIES[wire] | {"stream": phase != "whole", "tool_choice": "auto"}
                        if wire == "messages":
                            body["tool_choice"] = {"type": "auto"}
                        status, said = await send(running, path, body, headers)
                        seen = list(pair.asks())
                        asked += len(seen)
                        cell = (wire, out, kind, phase)
                        if status != 200 or b"hello" not in said or CANARY.encode() in said:
                            wrong.append((*cell, status, said[:200]))
                        if len(seen) != (1 if phase in ("stream", "whole") else 2):
                            wrong.append((*cell, len(seen), "requests"))
                        wrong += [(*cell, one) for key, ask in seen for one in looked_through(ask, key)]
            recorded = await asyncio.to_thread(lambda: orjson.dumps([
                (one.path, one.client_headers, one.upstream_headers, one.client_request, one.upstream_request)
                for one in running.proxy.recorder.exchanges()
            ], default=bytes.decode))  # fmt: skip
            if any(word.encode() in recorded for word in (CANARY, KEY, FIRST_KEY, SECOND_KEY)):
                wrong.append((out, "in the record"))
    assert wrong == []
    assert cells == 288
    assert asked == 288 * 3 // 2
    extent.report({"credential matrix": cells, "upstream requests": asked, "foreign": 0})


async def test_a_foreign_bearer_is_no_access_key() -> None:
    """What OAuth clients send to their own maker: it opens nothing here, and goes nowhere."""
    async with serving("messages") as (pair, running):
        for headers in ({"Authorization": f"Bearer {CANARY}", "x-api-key": KEY}, {"x-api-key": CANARY}):
            status, said = await send(running, "/v1/messages", MESSAGES, headers)
            assert status == 401
            assert CANARY.encode() not in said
        status, _ = await send(
            running, "/v1/messages", MESSAGES, CIMultiDict([("x-api-key", KEY), ("x-api-key", CANARY)])
        )
        assert status in (200, 400, 401)
        assert [one for key, ask in pair.asks() for one in looked_through(ask, key)] == []


async def test_requirement_013_the_routes_beside_the_wires() -> None:
    """Raw mode, the model list, counting and compaction."""
    wrong: list[Any] = []
    seen = 0
    for out in WIRES:
        async with serving(out, dialect=Dialect(maker=True)) as (pair, running):
            for kind, headers in KINDS.items():
                query = f"?key={CANARY}" if kind == "?key=" else ""
                raw = {"X-Codex-Mode": "raw", "X-Codex-Raw-Passthrough": "true", **headers}
                compact = {
                    "model": "m",
                    "input": [{"role": "user", "content": "hello"}],
                    "instructions": "sum up",
                }
                for method, path, body, more in (
                    ("POST", f"/v1{PATHS[out]}", BODIES[out] | {"stream": True}, raw),
                    ("POST", f"/v1{PATHS[out]}", BODIES[out], raw),
                    ("GET", "/v1/models", None, headers),
                    ("GET", "/v1/models/fake-model", None, headers),
                    ("POST", "/v1/messages/count_tokens", MESSAGES, headers),
                    ("POST", "/v1/responses/compact", compact, headers),
                    ("POST", "/v1/embeddings", {"input": "x"}, headers),
                ):
                    pair.play("whole")
                    _, said = await send(running, path + query, body, more, method)
                    if CANARY.encode() in said:
                        wrong.append((path, kind, "in the answer"))
                    seen += len(list(pair.asks()))
                    wrong += [
                        (path, kind, out, one) for key, ask in pair.asks() for one in looked_through(ask, key)
                    ]
    assert wrong == []
    assert seen >= 2 * 8 * 3  # raw mode at the very least


FOREIGN_HEADERS = {
    "Connection": "keep-alive, x-secret",
    "x-secret": CANARY,
    "Keep-Alive": "timeout=5",
    "TE": "trailers",
    "Trailer": "x-secret",
    "Proxy-Connection": "keep-alive",
    "X-Forwarded-For": "10.1.2.3",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Client-Cert": CANARY,
    "X-Real-IP": "10.1.2.3",
    "Forwarded": "for=10.1.2.3;host=evil.example",
    "Via": "1.1 evil.example",
    "X-Original-URL": "/evil",
    "X-HTTP-Method-Override": "DELETE",
    "Accept-Language": "de",
    "Referer": "https://evil.example/",
    "User-Agent": "claude-cli/2.1.329 (external, cli)",
    "x-stainless-arch": "x64",
    "x-app": "cli",
    "x-request-id": CANARY,
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    "baggage": CANARY,
    "session-id": "00000000-0000-4000-8000-000000000000",
    "x-claude-code-session-id": "00000000-0000-4000-8000-000000000000",
    "originator": "codex_cli_rs",
    "anthropic-dangerous-direct-browser-access": "true",
    "anthropic-beta": "some-beta-2026-01-01",
    "anthropic-version": "2023-06-01",
    "openai-beta": "responses=v1",
    "openai-organization": CANARY,
    "openai-project": CANARY,
}
ALWAYS = {
    "host",
    "content-type",
    "content-length",
    "accept",
    "accept-encoding",
    "user-agent",
    "authorization",
    "x-turnout-hop",
}
GOLDEN: Mapping[tuple[Wire, bool], set[str]] = {
    ("chat", False): ALWAYS,
    ("responses", False): ALWAYS,
    ("messages", False): ALWAYS | {"anthropic-version"},
    ("chat", True): ALWAYS | {"anthropic-beta", "anthropic-version", "openai-beta"},
    ("responses", True): ALWAYS | {"anthropic-beta", "anthropic-version", "openai-beta"},
    ("messages", True): ALWAYS | {"anthropic-beta", "anthropic-version", "openai-beta"},
}
"""By the provider's wire, and whether it is that wire's own maker and asked on it."""


async def test_requirement_016_exactly_these_headers_go_on() -> None:
    wrong = []
    for out in WIRES:
        for maker in (False, True):
            async with serving(out, dialect=Dialect(maker=maker)) as (pair, running):
                for wire in WIRES:
                    pair.play("whole")
                    headers = {"Authorization": f"Bearer {KEY}", **FOREIGN_HEADERS}
                    await send(running, f"/v1{PATHS[wire]}", BODIES[wire], headers)
                    [(_, ask)] = pair.asks()
                    wanted = GOLDEN[out, maker and wire == out]
                    if set(ask.headers) != wanted:
                        wrong.append((wire, out, maker, set(ask.headers) ^ wanted))
                    if ask.headers["user-agent"].startswith("claude") or CANARY in str(ask.headers):
                        wrong.append((wire, out, maker, ask.headers))
    assert wrong == []
