"""A request that one profile fails is answered by the next: each class of failure, and what is said of it."""

import asyncio
import random
from contextlib import AsyncExitStack
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from proxy import failures
from proxy.breaker import Settings
from proxy.conversation import WIRES, Request, Wire
from proxy.dialect import Dialect
from proxy.exchange import Exchange
from proxy.failover import Failover
from proxy.route import Target
from proxy.upstream import Timeouts
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import PROVIDER_KEY, RunningProxy, make_route, running_proxy
from tests.fakes.script import (
    NOTHING,
    Cut,
    Drop,
    Eof,
    ErrorInStream,
    Html,
    Reply,
    Script,
    Silence,
    Status,
)
from tests.proxy.test_relay import ENDS, ERRORS, ask, text_of

GOOD = Reply(text="the second answers")
PAIRS = list(product(WIRES, WIRES))
TOO_LONG = (
    "This model's maximum context length is 1000 tokens. However, your messages resulted in 4000 tokens."
)


class Two(AsyncExitStack):
    """`async with Two(first, second) as two`: two providers, a proxy that goes on from the first to the second."""

    def __init__(
        self,
        first: Script,
        second: Script = GOOD,
        wires: tuple[Wire, Wire] = ("chat", "chat"),
        dialect: Dialect | None = None,
        **options: Any,
    ) -> None:
        super().__init__()
        self._scripts, self._wires, self._dialect, self._options = (first, second), wires, dialect, options

    async def __aenter__(self) -> "Two":
        await super().__aenter__()
        self.first, self.second = [
            self.enter_context(FakeProvider(script, strict=True, key=PROVIDER_KEY))
            for script in self._scripts
        ]
        routes = [
            make_route(provider.url(wire), wire, self._dialect, profile=name, model=f"{name}-model")
            for provider, wire, name in zip((self.first, self.second), self._wires, ("a", "b"), strict=True)
        ]
        self.running: RunningProxy = await self.enter_async_context(
            running_proxy(*routes, fallback=True, **self._options)
        )
        return self

    @property
    def asked(self) -> tuple[int, int]:
        return len(self.first.asks), len(self.second.asks)

    @property
    def failover(self) -> Any:
        return self.running.proxy.exchanges.failover


GOES_ON = {
    "401": Status(401, "Incorrect API key provided."),
    "402": Status(402, "Insufficient Balance"),
    "403": Status(403, "Your region is not supported"),
    "404": Status(404, "The model does not exist", error_code="model_not_found"),
    "429": Status(429, "Rate limit reached"),
    "429-long": Status(429, "Rate limit reached", headers={"Retry-After": "120"}),
    "quota": Status(429, "You exceeded your current quota", error_code="insufficient_quota"),
    "500": Status(500, "boom"),
    "html": Html(502),
    "503": Status(503, "overloaded"),
    "400-overloaded": Status(400, "The engine is currently overloaded, please try again later"),
    "drop": Drop(),
    "no-headers": Reply(text="never", troubles=[Silence(30, "headers")]),
    "empty": Reply(),
    "error-in-200": Reply(text="x", troubles=[ErrorInStream(NOTHING)]),
    "silent-start": Reply(text="never", troubles=[Silence(30, "start")]),
}
STOPS = {
    "400": Status(400, "temperature: out of range"),
    "422": Status(422, "messages.3: invalid"),
    "context": Status(400, TOO_LONG, error_code="context_length_exceeded"),
    "413": Status(413, "Request entity too large"),
    "429-short": Status(429, "Rate limit reached", headers={"Retry-After": "2"}),
}
QUICK = Timeouts(first_byte=0.4, idle=0.4)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("case", GOES_ON)
async def test_requirement_047_the_next_profile_answers(case: str, stream: bool) -> None:
    async with Two(GOES_ON[case], timeouts=QUICK) as two:
        status, text = await two.running.stream("responses", ask("responses", stream=stream))
        exchange = two.running.last()
        summary, details = exchange.summary(), exchange.details()
    assert status == 200, text
    assert "answers" in "".join(text.split())
    assert two.asked == (1, 1)
    assert (summary["profile"], summary["upstream_model"], summary["state"]) == ("b", "b-model", "done")
    assert (summary["error"], summary["attempts"]) == (None, 2)
    first, second = details["attempts_detail"]
    assert (first["profile"], second["profile"]) == ("a", "b")
    assert first["error"] and first["ms"] is not None
    assert (second["status"], second["error"]) == (200, None)
    assert "fallback_used" in summary["warnings"]
    assert any("sent to b and not to a" in note["action"] for note in summary["notes"])


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("case", STOPS)
async def test_what_the_client_caused_is_said_to_the_client(case: str, stream: bool) -> None:
    async with Two(STOPS[case]) as two:
        status, _ = await two.running.stream("responses", ask("responses", stream=stream))
        assert status >= 400
        assert two.running.last().profile == "a"
        assert two.asked[1] == 0


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_it_is_translated_anew(inbound: Wire, upstream: Wire) -> None:
    """The fallback speaks another wire; the strict fake refuses what does not belong there."""
    for stream in (True, False):
        async with Two(Status(503, "overloaded"), wires=(inbound, upstream)) as two:
            status, text = await two.running.stream(inbound, ask(inbound, stream=stream))
            assert status == 200, text
            assert two.second.asks[0].model == "b-model"
            assert two.second.problems == []
            if stream:
                assert ENDS[inbound] in text


async def test_the_makers_own_bytes_go_to_the_maker_alone() -> None:
    with FakeProvider(Status(503, "overloaded")) as first, FakeProvider(GOOD) as second:
        routes = (
            make_route(first.url("responses"), "responses", Dialect(maker=True), profile="a", model=None),
            make_route(second.url("chat"), "chat", profile="b"),
        )
        async with running_proxy(*routes, fallback=True) as running:
            status, text = await running.stream("responses", ask("responses", stream=True))
            assert status == 200
            assert text.count("event: response.created") == 1
            status, text = await running.stream("responses", ask("responses", stream=True))
            assert first.asks[0].body["input"] == "hello"
            assert "messages" in second.asks[0].body


@pytest.mark.parametrize("wire", WIRES)
async def test_bytes_that_pass_untouched_wait_only_for_the_first_word(wire: Wire) -> None:
    """With a fallback behind it, the maker's stream arrives whole, its beginning included."""
    with FakeProvider(Reply(text="the maker's own words")) as maker, FakeProvider(GOOD) as second:
        own = make_route(maker.url(wire), wire, Dialect(maker=True), profile="a", model=None)
        async with running_proxy(
            own, make_route(second.url("chat"), "chat", profile="b"), fallback=True
        ) as running:
            status, text = await running.stream(wire, ask(wire, stream=True))
            assert status == 200
            sent = b"".join(chunk for _, chunk in running.last().upstream_reply).decode()
            assert text == sent
            maker.play(Reply(text="x", troubles=[ErrorInStream(0)]))
            status, text = await running.stream(wire, ask(wire, stream=True))
            assert status == 200
            assert ENDS[wire] in text
            assert ERRORS[wire] not in text
            assert running.last().profile == "b"


@pytest.mark.parametrize("trouble", [Cut(3), Eof(3), ErrorInStream(3)], ids=["cut", "eof", "error"])
async def test_never_after_the_first_byte(trouble: Any) -> None:
    reply = Reply(text="a text of several pieces, long enough to be cut", troubles=[trouble])
    async with Two(reply) as two:
        status, text = await two.running.stream("messages", ask("messages", stream=True))
        assert two.asked == (1, 0)
        assert two.failover.breakers.report()[0]["failures"] == 1, "a cut counts, although it began well"
        attempt = two.running.last().details()["attempts_detail"][0]
    assert status == 200
    assert ERRORS["messages"] in text
    assert ENDS["messages"] not in text
    assert attempt["error"]


@pytest.mark.parametrize("inbound", WIRES)
async def test_signs_of_life_are_no_reply(inbound: Wire) -> None:
    """The first is silent for long, so the client was told that we are there; the second's reply goes on from that."""
    silent = Reply(text="never", troubles=[Silence(30, "start")])
    async with Two(silent, timeouts=Timeouts(keepalive=0.05, first_byte=0.4)) as two:
        status, text = await two.running.stream(inbound, ask(inbound, stream=True))
        assert two.asked == (1, 1)
        assert two.running.last().state == "done"
    assert status == 200
    assert ENDS[inbound] in text
    assert ERRORS[inbound] not in text
    if inbound == "responses":
        assert text.count("event: response.created") == 1


@pytest.mark.parametrize("inbound", WIRES)
async def test_signs_of_life_and_then_nobody(inbound: Wire) -> None:
    silent = Reply(text="never", troubles=[Silence(30, "start")])
    async with Two(silent, Reply(), timeouts=Timeouts(keepalive=0.05, first_byte=0.4)) as two:
        status, text = await two.running.stream(inbound, ask(inbound, stream=True))
    assert status == 200
    assert ERRORS[inbound] in text
    assert ENDS[inbound] not in text


# ----------------------------------------------------------------------------- how often
async def test_goal_016_two_are_asked_at_most() -> None:
    with (
        FakeProvider(Status(500, "boom")) as a,
        FakeProvider(Status(500, "boom")) as b,
        FakeProvider(GOOD) as c,
    ):
        routes = [
            make_route(one.url("chat"), "chat", profile=name) for one, name in ((a, "a"), (b, "b"), (c, "c"))
        ]
        async with running_proxy(*routes, fallback=True) as running:
            status, _, _ = await running.post("chat", ask("chat", stream=False))
            assert status >= 500
            assert [len(one.asks) for one in (a, b, c)] == [1, 1, 0]
            running.proxy.exchanges.failover.max_asked = 3
            status, _, _ = await running.post("chat", ask("chat", stream=False))
            assert status == 200
            assert running.last().profile == "c"


async def test_who_was_never_reached_does_not_count() -> None:
    with FakeProvider(Status(500, "boom")) as b, FakeProvider(GOOD) as c:
        routes = [
            make_route("http://127.0.0.1:9", "chat", profile="a"),
            make_route(b.url("chat"), "chat", profile="b"),
            make_route(c.url("chat"), "chat", profile="c"),
        ]
        async with running_proxy(*routes, fallback=True) as running:
            status, _, _ = await running.post("chat", ask("chat", stream=False))
            assert status == 200
            assert running.last().summary()["attempts"] == 3


async def test_where_all_fail_what_passes_is_said() -> None:
    async with Two(Status(503, "overloaded just now"), Status(401, "bad key")) as two:
        status, body, _ = await two.running.post("messages", ask("messages", stream=True))
        exchange = two.running.last()
        assert "overloaded just now" in body["error"]["message"]
        assert "also tried: b" in body["error"]["message"]
        assert (exchange.profile, exchange.upstream_model) == ("a", "a-model")
        assert b"a-model" in exchange.upstream_request
        assert b"overloaded" in exchange.upstream_reply[0][1]
    assert status in (503, 529)
    async with Two(Status(401, "bad key"), Status(402, "Insufficient Balance")) as two:
        _, body, _ = await two.running.post("messages", ask("messages", stream=True))
        assert "bad key" in body["error"]["message"]
        assert two.running.last().profile == "a"
    async with Two(Status(401, "bad key"), Status(503, "overloaded just now")) as two:
        _, body, _ = await two.running.post("messages", ask("messages", stream=True))
        assert "overloaded just now" in body["error"]["message"]
        assert two.running.last().profile == "b"


async def test_a_pinned_model_stays_where_it_is_pinned() -> None:
    async with Two(Status(500, "boom")) as two:
        body = {**ask("chat", stream=False), "model": "a-model@a"}
        status, _, _ = await two.running.post("chat", body)
        assert status >= 500
        assert two.asked == (1, 0)


async def test_without_fallbacks_nothing_moves() -> None:
    with FakeProvider(Status(500, "boom")) as first, FakeProvider(GOOD) as second:
        routes = [
            make_route(one.url("chat"), "chat", profile=name) for one, name in ((first, "a"), (second, "b"))
        ]
        async with running_proxy(*routes) as running:
            for _ in range(8):
                await running.post("chat", ask("chat", stream=False))
            assert (len(first.asks), len(second.asks)) == (8, 0), "an open breaker only reports"
            assert running.proxy.exchanges.failover.breakers.report()[0]["state"] == "open"
            first.play(GOOD)
            status, _, _ = await running.post("chat", ask("chat", stream=False))
            assert status == 200
            assert running.proxy.exchanges.failover.breakers.report() == []


# ----------------------------------------------------------------------------- conversations
async def test_a_conversation_stays_where_it_was_answered() -> None:
    turn = {"prompt_cache_key": "thread"}
    async with Two([Status(503, "overloaded"), Reply(text="first is back")]) as two:
        await two.running.post("responses", ask("responses", stream=False, **turn))
        await two.running.post("responses", ask("responses", stream=False, text="more", **turn))
        assert two.asked == (1, 2)
        await two.running.post("responses", ask("responses", stream=False, prompt_cache_key="another"))
        assert two.asked == (2, 2)
        two.second.play(Status(500, "boom"))
        two.first.play(Reply(text="first is back"))
        status, _, _ = await two.running.post("responses", ask("responses", stream=False, **turn))
        assert status == 200
        assert two.running.last().profile == "a"


async def test_a_manual_switch_releases_conversations_and_keeps_fallback_on() -> None:
    turn = {"prompt_cache_key": "thread"}
    async with Two([Status(503, "overloaded"), *[GOOD] * 9], [GOOD, Status(500, "boom")]) as two:
        await two.running.post("responses", ask("responses", stream=False, **turn))
        assert two.running.last().profile == "b"
        table = two.running.proxy.routes
        profiles = table._profiles
        clients: Any = ("codex", "claude-code", "other")
        both = {client: ["a", "b"] for client in clients}
        assert table.load(profiles, dict.fromkeys(clients, "b"), both) == clients
        two.failover.affinity.release(clients)
        await two.running.post("responses", ask("responses", stream=False, **turn))
        assert two.running.last().profile == "a", "b was chosen and failed"
        assert two.asked == (2, 2)


async def test_reasoning_that_one_sealed_never_reaches_the_other() -> None:
    first = [Reply(reasoning="secret thoughts of a", text="said by a"), Status(503, "overloaded")]
    dialect = Dialect(thinking="budget", reasoning_back="thinking")
    async with Two(first, wires=("messages", "messages"), dialect=dialect) as two:
        thinking = {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 4000}
        user = {"role": "user", "content": "hello"}
        _, said, _ = await two.running.post("messages", {**ask("messages", stream=False), **thinking})
        sealed = next(block for block in said["content"] if block["type"] == "thinking")
        assert sealed["signature"]
        again = [
            user,
            {"role": "assistant", "content": said["content"]},
            {"role": "user", "content": "go on"},
        ]
        status, _, _ = await two.running.post(
            "messages", {**ask("messages", stream=False), **thinking, "messages": again}
        )
        assert status == 200
        assert two.asked == (2, 1)
        got = two.second.asks[0].raw.decode()
        native = two.first.asks[1].raw.decode()
    assert "secret thoughts of a" in native, "its own provider gets it back"
    assert "signature" in native
    assert "signature" not in got
    assert "secret thoughts" not in got


# ----------------------------------------------------------------------------- breakers
async def test_requirement_061_an_open_breaker_is_gone_around_and_tried_again() -> None:
    async with Two(Status(500, "boom")) as two:
        breakers = two.failover.breakers
        now = [0.0]
        breakers._clock = lambda: now[0]
        for _ in range(6):
            status, _, _ = await two.running.post("chat", ask("chat", stream=False))
            assert status == 200
        assert two.asked == (4, 6)
        summary = two.running.last().summary()
        assert (summary["profile"], summary["attempts"]) == ("b", 1)
        assert any("keeps failing" in note["action"] for note in summary["notes"])
        now[0] = 60
        two.first.play(Reply(text="first is back"))
        await two.running.post("chat", ask("chat", stream=False))
        assert two.running.last().profile == "a"
        assert breakers.report() == []


async def test_requirement_061_of_two_at_once_only_one_tries() -> None:
    """A large request is translated in a thread: another one comes by while nobody has been asked yet."""
    failover = Failover()
    first, second = (make_route("https://a.example/v1", "chat", profile=name) for name in ("a", "b"))
    targets = [Target(one, one.endpoints[0], "m") for one in (first, second)]
    for _ in range(4):
        failover.breakers.failed(targets[0], failures.classify(503, {}, b""))
    failover.breakers.settings = Settings(pause=0)
    translating: list[str] = []

    async def translate(target: Target) -> Any:
        translating.append(target.route.profile)
        await asyncio.sleep(0)
        if len(translating) == 1:
            raise asyncio.CancelledError  # whoever leaves by now has tried nothing

    async def one() -> str:
        request = Request(wire="chat", model="m")
        exchange = Exchange(client="codex", access_key="k", inbound_wire="chat", path="/")
        course = await failover.course("codex", targets, request, translate, exchange)
        return course.leg.target.route.profile

    with pytest.raises(asyncio.CancelledError):
        await one()
    assert await asyncio.gather(one(), one(), one()) == ["a", "b", "b"]


async def test_where_every_breaker_is_open_the_first_is_asked() -> None:
    async with Two(Status(500, "boom"), Status(500, "boom")) as two:
        two.failover.breakers.settings = Settings(failures=1)
        await two.running.post("chat", ask("chat", stream=False))
        assert two.asked == (1, 1)
        two.first.play(Reply(text="first is back"))
        status, body, _ = await two.running.post("chat", ask("chat", stream=False))
    assert status == 200
    assert text_of("chat", body) == "first is back"


async def test_the_clients_leaving_is_not_the_providers_failure() -> None:
    silent = Reply(text="never", troubles=[Silence(20, "headers")])
    async with Two(silent) as two:
        task = asyncio.ensure_future(two.running.stream("chat", ask("chat", stream=True)))  # noqa: TID251
        while not two.first.asks:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task])
        async with asyncio.timeout(10):
            while two.running.last().state == "live":  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert two.running.last().state == "cancelled"
        assert two.failover.breakers.report() == []
        assert two.asked == (1, 0)


# ----------------------------------------------------------------------------- capabilities
async def test_what_a_profile_lacks_goes_to_one_that_has_it() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    content = [{"type": "text", "text": "look"}, image]
    with FakeProvider(GOOD) as first, FakeProvider(GOOD) as second:
        blind = make_route(first.url("chat"), "chat", Dialect(images=False), profile="a")
        blind = replace(blind, policies={"images": "fallback"})
        seeing = make_route(second.url("chat"), "chat", profile="b")
        async with running_proxy(blind, seeing, fallback=True) as running:
            body = {"model": "m", "messages": [{"role": "user", "content": content}]}
            status, _, _ = await running.post("chat", body)
            assert status == 200
            assert (len(first.asks), len(second.asks)) == (0, 1)
            assert "image_url" in second.asks[0].raw.decode()
            assert any("images" in note["action"] for note in running.last().summary()["notes"])
            await running.post("chat", ask("chat", stream=False))
            assert len(first.asks) == 1
        also_blind = replace(
            make_route(second.url("chat"), "chat", Dialect(images=False), profile="b"),
            policies={"images": "fallback"},
        )
        async with running_proxy(blind, also_blind, fallback=True) as running:
            status, said, _ = await running.post("chat", body)
            assert status == 400
            assert "images" in said["error"]["message"]
            assert running.last().profile == "a"
        first.play(Status(503, "overloaded"))
        async with running_proxy(
            make_route(first.url("chat"), "chat", profile="a"), also_blind, fallback=True
        ) as running:
            status, said, _ = await running.post("chat", body)
            assert status == 503
            exchange = running.last()
            assert (exchange.profile, exchange.summary()["attempts"]) == ("a", 1)
            assert not exchange.warnings, "it was sent nowhere else"


# ----------------------------------------------------------------------------- many at once
async def test_requirement_057_two_hundred_at_once_with_faults() -> None:
    """A fifth of the first provider's answers are faulty; each stream is whole or ends with an error of its wire."""
    chosen = random.Random(57)
    faults = [Status(500, "boom"), Drop(), Reply(), Status(429, "slow down"), Html(502)]
    late = [Reply(text="cut " * 20, troubles=[Cut(4)]), Reply(text="cut " * 20, troubles=[ErrorInStream(4)])]

    def first(asked: Any) -> Any:
        number = int(asked.raw.decode().split("nonce-")[1].split("-")[0])
        if number % 5 == 0:
            return chosen.choice(faults if number % 10 else late)
        return Reply(text=f"answer nonce-{number}-")

    def second(asked: Any) -> Any:
        number = int(asked.raw.decode().split("nonce-")[1].split("-")[0])
        return Reply(text=f"answer nonce-{number}-")

    async with Two(first, second) as two:
        two.failover.breakers.settings = Settings(failures=10_000)

        async def one(number: int) -> tuple[Wire, int, str]:
            wire = WIRES[number % 3]
            body = ask(wire, stream=True, text=f"nonce-{number}-")
            path = {"responses": "/responses", "messages": "/messages", "chat": "/chat/completions"}[wire]
            async with two.running.session.post(f"{two.running.base}/v1{path}", json=body) as answer:
                return wire, answer.status, await answer.text()

        done = await asyncio.gather(*(one(number) for number in range(200)))
    whole = 0
    for number, (wire, status, text) in enumerate(done):
        assert status == 200, text
        joined = "".join(text.split())
        if ENDS[wire] in text:
            whole += 1
            assert ERRORS[wire] not in text
        else:
            assert ERRORS[wire] in text
            assert number % 10 == 0
        assert not [other for other in range(200) if other != number and f"nonce-{other}-" in joined]
    assert whole >= 180
