"""Limits of access keys over HTTP: every code on every wire, streamed and not, and places that come back."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from proxy.access import AccessKey
from proxy.conversation import WIRES, Wire
from proxy.limits.rules import AccessRules
from proxy.model_list import ListedModel
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import KEY, PATHS, RunningProxy, make_route, running_proxy
from tests.fakes.script import Cut, Hold, Reply, Script, Status
from tests.limits.codes import RULES
from tests.proxy.test_relay import ask

STATUSES = {
    "api_key_expired": 401,
    "api_key_disabled": 403,
    "model_not_allowed": 403,
    "quota_exceeded": 429,
    "rate_limit_rpm": 429,
    "rate_limit_rpd": 429,
    "concurrent_limit": 429,
    "max_tokens_exceeded": 400,
}
MODELS = tuple(ListedModel(name, "fake", name, {"slug": name}) for name in ("gpt-5", "gpt-5@work", "glm"))
DEADLINE_S = 60.0
"""Only ends a hang."""


@asynccontextmanager
async def limited(
    script: Script, *, upstream: Wire = "chat", models: tuple[ListedModel, ...] = (), **rules: Any
) -> AsyncIterator[tuple[RunningProxy, FakeProvider]]:
    """A proxy whose default key has these rules."""
    with FakeProvider(script) as provider:
        async with running_proxy(make_route(provider.url(upstream), upstream), models=models) as running:
            set_rules(running, **rules)
            yield running, provider


def set_rules(running: RunningProxy, **rules: Any) -> None:
    running.proxy.access.load((AccessKey("default", KEY, rules=AccessRules(**rules)),))


def used(running: RunningProxy) -> dict[str, int]:
    key = running.proxy.access.authenticate({"x-api-key": KEY})
    assert key is not None
    return running.proxy.exchanges.gate.figures(key)


async def until_free(running: RunningProxy) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while used(running)["active"]:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


@pytest.mark.parametrize("stream", [True, False], ids=["stream", "whole"])
@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("code", RULES)
async def test_every_code_on_every_wire(code: str, wire: Wire, stream: bool) -> None:
    async with limited(Reply(text="hi"), tokens=10**6, per_minute=99, per_day=99) as (running, provider):
        assert (await running.post(wire, ask(wire, stream=False)))[0] == 200
        held = threading.Event()
        provider.play(Reply(text="later", troubles=[Hold(held)]))
        under_way = asyncio.ensure_future(running.stream(wire, ask(wire, stream=True)))  # noqa: TID251
        while used(running)["active"] != 1:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        set_rules(running, **RULES[code])
        body = {**ask(wire, stream), "max_output_tokens" if wire == "responses" else "max_tokens": 5000}
        status, said, headers = await _refused(running, wire, body)
        assert (status, said["error"]["code"]) == (STATUSES[code], code)
        assert ("Retry-After" in headers) == (code in ("rate_limit_rpm", "concurrent_limit"))
        exchange = running.last()
        assert (exchange.state, exchange.failure.code, exchange.failure.fault) == ("failed", code, "client")
        assert exchange.streamed == stream or code.startswith("api_key")
        held.set()
        assert (await under_way)[0] == 200
        assert len(provider.asks) == 1, "nothing that was refused reached the provider"


async def _refused(running: RunningProxy, wire: Wire, body: Any) -> Any:
    async with running.session.post(f"{running.base}/v1{PATHS[wire]}", json=body) as answer:
        return answer.status, await answer.json(), answer.headers


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "missing_api_key"),
        ({"Authorization": "Bearer "}, "missing_api_key"),  # a variable that is not set
        ({"Authorization": "Basic dXNlcjpwYXNz"}, "missing_api_key"),
        ({"x-api-key": ""}, "missing_api_key"),
        ({"x-api-key": "wrong"}, "invalid_api_key"),
        ({"Authorization": "Bearer wrong", "x-api-key": KEY}, "invalid_api_key"),
    ],
    ids=["missing", "empty", "no bearer", "empty-x", "wrong", "one of two"],
)
async def test_strangers(wire: Wire, headers: dict[str, str], code: str) -> None:
    async with limited(Reply()) as (running, provider), aiohttp.ClientSession(headers=headers) as stranger:
        async with stranger.post(f"{running.base}/v1{PATHS[wire]}", json=ask(wire, True)) as answer:
            said = await answer.json()
            assert (answer.status, said["error"]["code"]) == (401, code)
        assert provider.asks == []
        assert running.proxy.recorder.exchanges() == []


@pytest.mark.parametrize("upstream", WIRES)
async def test_the_quota_counts_what_the_provider_reports(upstream: Wire) -> None:
    async with limited(Reply(text="hi"), upstream=upstream, tokens=10**6) as (running, _):
        for stream in (True, False):
            before = used(running)["tokens"]
            await running.stream("messages", ask("messages", stream))
            usage = running.last().usage
            assert usage.input + usage.output > 0
            assert used(running)["tokens"] - before == usage.input + usage.output
            assert not usage.estimated


async def test_places_come_back_after_replies_breaks_and_departures() -> None:
    async with limited(Reply(text="hi " * 20), concurrent=1) as (running, provider):
        for stream in (True, False):
            assert (await running.stream("chat", ask("chat", stream)))[0] == 200
        provider.play(Reply(text="hi " * 20, troubles=[Cut(after=3)]))
        await running.stream("chat", ask("chat", True))
        await until_free(running)
        held = threading.Event()
        provider.play(Reply(text="hi " * 20, troubles=[Hold(held, where="middle")]))
        async with running.session.post(
            f"{running.base}/v1/chat/completions", json=ask("chat", True)
        ) as answer:
            await answer.content.readany()
            assert used(running)["active"] == 1
            assert (await _refused(running, "chat", ask("chat", True)))[1]["error"][
                "code"
            ] == "concurrent_limit"
            answer.close()
        await until_free(running)
        held.set()
        async with running.session.post(
            f"{running.base}/v1/chat/completions", data=b"[", headers={"Content-Type": "application/json"}
        ) as answer:
            assert answer.status == 400
        assert used(running)["active"] == 0


async def test_two_hundred_at_once_against_five_places() -> None:
    held = threading.Event()
    async with limited(Reply(text="hi", troubles=[Hold(held)]), concurrent=5) as (running, provider):
        limit = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(
            connector=limit, headers={"Authorization": f"Bearer {KEY}"}
        ) as session:

            async def one() -> tuple[int, str]:
                url = f"{running.base}/v1/chat/completions"
                async with session.post(url, json=ask("chat", True)) as answer:
                    return answer.status, await answer.text()

            all_of_them = [asyncio.ensure_future(one()) for _ in range(200)]  # noqa: TID251
            async with asyncio.timeout(DEADLINE_S):
                while sum(task.done() for task in all_of_them) < 195:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert used(running)["active"] == 5
            assert not any(task.done() and task.result()[0] == 200 for task in all_of_them)
            held.set()
            said = await asyncio.gather(*all_of_them)
        assert sorted(status for status, _ in said) == [200] * 5 + [429] * 195
        assert sum('"concurrent_limit"' in text for _, text in said) == 195
        assert len(provider.asks) == 5
        await until_free(running)


async def test_the_minute_is_told_and_kept() -> None:
    async with limited(Reply(text="hi"), per_minute=2) as (running, _):
        for _ in range(2):
            assert (await running.post("chat", ask("chat", False)))[0] == 200
        status, _, headers = await running.post("chat", ask("chat", False))
        assert status == 429
        assert 50 <= int(headers["Retry-After"]) <= 60
        running.proxy.exchanges.gate.clock = type(running.proxy.exchanges.gate.clock)(
            time.time_ns, lambda: time.monotonic_ns() + 10**15
        )
        assert (await running.post("chat", ask("chat", False)))[0] == 200


@pytest.mark.parametrize("wire", WIRES)
async def test_no_other_name_leads_to_what_is_denied(wire: Wire) -> None:
    """Any name that a profile does not have goes to its default model, and some to its small one."""
    with FakeProvider(Reply(text="hi")) as cheap, FakeProvider(Reply(text="hi")) as dear:
        first = make_route(
            dear.url("chat"),
            "chat",
            profile="work",
            model="dear",
            small_model="small",
            model_map={"alias": "dear", "plain": "cheap"},
        )
        second = make_route(cheap.url("chat"), "chat", profile="home", model="cheap")
        async with running_proxy(first, second) as running:
            for denied, names in (
                ("dear", ("dear", "DEAR", "alias", "whatever", "dear ", "x@work", "alias@work[1m]")),
                ("small", ("claude-haiku-4-5", "gpt-5-mini", "small@work")),
                ("*@work", ("alias", "plain", "plain@work", "plain@WORK@nowhere")),
            ):
                set_rules(running, denied=(denied,))
                for name in names:
                    body = {**ask(wire, False), "model": name}
                    status, said, _ = await _refused(running, wire, body)
                    assert (status, said["error"]["code"]) == (403, "model_not_allowed"), (denied, name)
            assert dear.asks == []
            for denied, name, provider in (
                ("dear", "plain", dear),
                ("dear@home", "alias", dear),
                ("*@*", "alias", dear),
                ("*@work", "x@home", cheap),
            ):
                set_rules(running, denied=(denied,))
                asked = len(provider.asks)
                status, _, _ = await running.post(wire, {**ask(wire, False), "model": name})
                assert status == 200, (denied, name)
                assert len(provider.asks) == asked + 1


async def test_a_fallback_that_is_denied_is_left_out() -> None:
    with FakeProvider(Status(500, "boom")) as first, FakeProvider(Reply(text="hi")) as second:
        routes = [
            make_route(provider.url("chat"), "chat", profile=name, model=f"{name}-model")
            for name, provider in (("a", first), ("b", second))
        ]
        async with running_proxy(*routes, fallback=True) as running:
            for denied, status in (("*@b", 502), ("b-model", 502), ("*@c", 200)):
                set_rules(running, denied=(denied,))
                assert (await running.post("chat", ask("chat", False)))[0] == status, denied
        assert (len(first.asks), len(second.asks)) == (3, 1)


async def test_the_model_list_has_what_may_be_asked_for() -> None:
    async with limited(Reply(), models=MODELS, allowed=("gpt-*",), denied=("*@work",)) as (running, _):
        async with running.session.get(f"{running.base}/v1/models") as answer:
            body = await answer.json()
        assert [one["id"] for one in body["data"]] == ["gpt-5"]
        assert [one["slug"] for one in body["models"]] == ["gpt-5"]
        headers = {"anthropic-version": "2023-06-01"}
        async with running.session.get(f"{running.base}/v1/models", headers=headers) as answer:
            assert [one["id"] for one in (await answer.json())["data"]] == ["gpt-5"]


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/models"), ("POST", "/v1/messages/count_tokens")])
@pytest.mark.parametrize(
    ("rules", "status", "code"),
    [({"expires_at": 0.0}, 401, "api_key_expired"), ({"enabled": False}, 403, "api_key_disabled")],
    ids=["expired", "disabled"],
)
async def test_a_key_that_is_not_accepted_opens_nothing(
    method: str, path: str, rules: dict[str, Any], status: int, code: str
) -> None:
    async with limited(Reply(), models=MODELS, **rules) as (running, _):
        async with running.session.request(
            method, running.base + path, json=ask("messages", False)
        ) as answer:
            assert (answer.status, (await answer.json())["error"]["code"]) == (status, code)


async def test_counting_tokens_costs_no_request() -> None:
    async with limited(Reply(), per_minute=1) as (running, _):
        for _ in range(3):
            url = f"{running.base}/v1/messages/count_tokens"
            async with running.session.post(url, json=ask("messages", False)) as answer:
                assert answer.status == 200
        assert used(running)["minute"] == 0


@pytest.mark.parametrize("raw", [False, True], ids=["translated", "raw"])
@pytest.mark.parametrize("upstream", WIRES)
async def test_the_quota_counts_what_a_client_took_that_left_before_the_figures(
    upstream: Wire, raw: bool
) -> None:
    """The figures come last: whoever leaves with the last word would never use anything up."""
    held = threading.Event()
    script = Reply(text="word " * 400, piece=20, troubles=[Hold(held, where="middle", after=80)])
    inbound: Wire = upstream if raw else "messages"
    headers = {"X-Codex-Mode": "raw"} if raw else {}
    async with limited(script, upstream=upstream, tokens=150) as (running, provider):
        body = ask(inbound, True)
        url = f"{running.base}/v1{PATHS[inbound]}"
        async with running.session.post(url, json=body, headers=headers) as answer:
            heard = b""
            async with asyncio.timeout(DEADLINE_S):
                while heard.count(b"word") < 250:
                    heard += await answer.content.readany()
            answer.close()
        await until_free(running)
        assert 150 <= used(running)["tokens"] < 1000
        held.set()
        assert (await _refused(running, inbound, body))[1]["error"]["code"] == "quota_exceeded"
        assert len(provider.asks) == 1


async def test_the_quota_counts_replies_that_break_off_and_no_refusals() -> None:
    script = Reply(text="word " * 400, troubles=[Cut(after=100)])
    async with limited(script, tokens=10**6) as (running, provider):
        await running.stream("messages", ask("messages", True))
        assert used(running)["tokens"] > 50
        before = used(running)["tokens"]
        for refusal in (Status(400, "no"), Status(500, "boom"), Status(429, "later")):
            provider.play(refusal)
            await running.stream("messages", ask("messages", True))
        assert used(running)["tokens"] == before
