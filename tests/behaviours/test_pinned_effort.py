"""A model that is pinned to one effort, whatever a client says: on every wire, and visible between before and after."""

from typing import Any

import orjson

from proxy.conversation import WIRES, Wire
from proxy.overrides import Override
from tests.behaviours.documented import WHOLE
from tests.behaviours.gateway import gateway
from tests.fakes.script import Reply, Status

PINNED: Any = {"overrides": {"gpt-5.4": Override(effort="xhigh")}}
MAKERS: Any = {
    "maker-responses": ("responses", "openai-responses"),
    "maker-chat": ("chat", "openai-chat"),
    "maker-messages": ("messages", "anthropic-messages"),
    "relay": ("responses", "codex-responses"),
}
LOW: dict[Wire, Any] = {
    "responses": {"reasoning": {"effort": "low"}},
    "chat": {"reasoning_effort": "low"},
    "messages": {"thinking": {"type": "enabled", "budget_tokens": 1024}},
}


def effort_of(body: Any) -> Any:
    if "input" in body:
        return body.get("reasoning", {}).get("effort")
    return body.get("reasoning_effort") or body.get("output_config", {}).get("effort")


async def test_the_pinned_model_thinks_at_its_effort_and_no_other_does() -> None:
    seen = []
    async with gateway(more=MAKERS, route=PINNED, strict=False) as on:
        for profile in (*WIRES, *MAKERS):
            on.use(profile)
            for wire in WIRES:
                for said in ({}, LOW[wire]):
                    await on.ask(wire, {**WHOLE[wire], **said, "model": "gpt-5.4"})
                    exchange = on.running.last()
                    before, after = exchange.client_request, exchange.upstream_request
                    assert orjson.loads(after) == on.sent
                    assert effort_of(on.sent) == "xhigh", (profile, wire, said)
                    assert b"xhigh" in after and b"xhigh" not in before
                    assert any(note.startswith("override.effort: xhigh") for note in on.notes)
                    await on.ask(wire, {**WHOLE[wire], **said, "model": "gpt-5.3-codex"})
                    assert effort_of(on.sent) != "xhigh"
                    assert not any("override" in note for note in on.notes)
                    seen.append((profile, wire))
    assert len(seen) == 7 * 3 * 2


async def test_the_diff_of_a_request_that_passes_byte_for_byte_is_that_and_nothing_else() -> None:
    async with gateway(more=MAKERS, route=PINNED, strict=False) as on:
        on.use("maker-responses")
        body = {**WHOLE["responses"], "model": "gpt-5.4"}
        await on.ask("responses", body)
        assert on.sent == {**body, "reasoning": {"effort": "xhigh"}}


async def test_a_provider_that_refuses_it_is_asked_without() -> None:
    """What the user pinned is tried; where the field is unknown the request still gets through, with a note."""
    refusal = "Unknown parameter: 'reasoning_effort'."

    def script(ask: Any) -> Any:
        return Status(400, refusal) if "reasoning_effort" in ask.body else Reply(text="Hello there.")

    async with gateway(script, route=PINNED) as on:
        on.use("chat")
        assert (await on.ask("chat", {**WHOLE["chat"], "model": "gpt-5.4"})).text == "Hello there."
        assert any("drop_parameter reasoning_effort" in note for note in on.notes)
