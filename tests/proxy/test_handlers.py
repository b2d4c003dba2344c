"""A request's way through the steps, and what each refusal sounds like on each wire."""

from typing import Any

import pytest

from proxy.conversation import Failure, Wire
from proxy.handlers import plain, say
from proxy.wires import HttpReply
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import CODEX_KEY, make_route, running_proxy
from tests.fakes.script import Reply, Status
from tests.proxy.test_relay import ask


@pytest.mark.parametrize("wire", ["responses", "messages", "chat"])
async def test_no_profile_is_said_with_the_fix(wire: Wire) -> None:
    async with running_proxy() as running:
        status, body, _ = await running.post(wire, ask(wire, stream=True))
        exchange = running.last()
    assert status == 400
    assert "turnout use" in body["error"]["message"]
    assert (exchange.failure.code, exchange.failure.fault) == ("no_profile", "client")


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        ("responses", {"model": "m", "input": "x", "previous_response_id": "resp_1"}),
        ("responses", {"model": "m"}),
        ("messages", {"model": "m", "max_tokens": 1}),
        ("messages", {"model": "m", "max_tokens": 1, "messages": "text"}),
        ("chat", {"model": "m"}),
        ("chat", {"model": "m", "messages": [{"role": "user", "content": "x"}], "n": 2}),
    ],
)
async def test_row_012_what_cannot_be_served_is_a_clear_400(wire: Wire, body: Any) -> None:
    with FakeProvider(Reply(text="hi")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            status, said, _ = await running.post(wire, body)
            assert running.last().failure.fault == "client"
        assert provider.asks == []
    assert status == 400
    assert len(said["error"]["message"]) > 10


async def test_the_record_names_client_profile_and_models() -> None:
    with FakeProvider(Reply(text="hi", model="served-other")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat", profile="p1")) as running:
            await running.post(
                "responses", ask("responses", stream=False), {"Authorization": f"Bearer {CODEX_KEY}"}
            )
            summary = running.last().summary()
    assert (summary["client"], summary["access_key"], summary["profile"]) == ("codex", "codex", "p1")
    assert (summary["inbound_wire"], summary["upstream_wire"]) == ("responses", "chat")
    assert (summary["requested_model"], summary["upstream_model"]) == ("m", "fake-model")
    assert summary["served_model"] == "served-other"
    assert (summary["state"], summary["status"], summary["attempts"]) == ("done", 200, 1)


async def test_a_model_can_name_its_profile() -> None:
    with FakeProvider(Reply(text="first")) as first, FakeProvider(Reply(text="second")) as second:
        routes = (
            make_route(first.url("chat"), "chat", profile="one"),
            make_route(second.url("messages"), "messages", profile="two", model="two-model"),
        )
        async with running_proxy(*routes) as running:
            await running.post("chat", {**ask("chat", stream=False), "model": "two-model@two"})
            assert running.last().profile == "two"
        assert first.asks == []
        assert second.asks[0].model == "two-model"


async def test_row_139_a_refused_output_limit_is_clamped_once_and_remembered() -> None:
    refusal = Status(400, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]")

    def script(asked: Any) -> Any:
        return Reply(text="ok") if asked.body.get("max_tokens", 0) <= 8192 else refusal

    with FakeProvider(script) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            body = {**ask("messages", stream=True), "max_tokens": 128_000}
            for _ in range(2):
                status, _ = await running.stream("messages", body)
                assert status == 200
        assert [one.body["max_tokens"] for one in provider.asks] == [128_000, 8192, 8192]


async def test_a_refused_prefill_is_mended() -> None:
    refusal = Status(
        400,
        "This model does not support assistant message prefill. The conversation must end with a user message.",
    )

    def script(asked: Any) -> Any:
        return refusal if asked.body["messages"][-1]["role"] == "assistant" else Reply(text="ok")

    history = [{"role": "user", "content": "x"}, {"role": "assistant", "content": "half a"}]
    with FakeProvider(script) as provider:
        async with running_proxy(make_route(provider.url("messages"), "messages")) as running:
            status, _ = await running.stream(
                "messages", {**ask("messages", stream=True), "messages": history}
            )
            assert status == 200
        assert len(provider.asks) == 2


async def test_a_refusal_that_cannot_be_mended_is_asked_once() -> None:
    with FakeProvider(Status(400, "your prompt is not to my liking")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            status, _ = await running.stream("messages", ask("messages", stream=True))
            assert status == 400
        assert len(provider.asks) == 1


def test_plain_and_say() -> None:
    assert plain(HttpReply(418, b"{}", (("x-a", "b"),))).headers["x-a"] == "b"
    said = say(Failure("auth", "no", "client", status=401), "chat", "other")
    assert said.status == 401


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("wire", ["responses", "messages", "chat"])
async def test_an_error_of_our_own_is_said_in_the_dialect(
    wire: Wire, stream: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise KeyError("surprise")

    with FakeProvider(Reply(text="hi")) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            monkeypatch.setattr("proxy.relay._is_event_stream", broken)
            status, body, _ = await running.post(wire, ask(wire, stream=stream))
            monkeypatch.setattr("proxy.handlers.Relay", broken)
            again, _, _ = await running.post(wire, ask(wire, stream=stream))
            exchanges = running.proxy.recorder.exchanges()
    assert status >= 500
    assert again >= 500
    assert "of its own" in body["error"]["message"]
    assert [(one.state, one.failure.fault) for one in exchanges if one.failure] == [("failed", "turnout")] * 2


async def test_what_cannot_be_said_is_recorded_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> HttpReply:
        monkeypatch.undo()
        raise KeyError("surprise")

    async with running_proxy() as running:
        monkeypatch.setattr("proxy.wires.chat.say_error", broken)
        status, _, _ = await running.post("chat", ask("chat", stream=False))
        exchange = running.last()
    assert (status, exchange.state, exchange.failure.code) == (502, "failed", "no_profile")
