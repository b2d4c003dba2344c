"""The second round without its tools: a provider that wants them declared gets them from the history."""

from typing import Any

from proxy.conversation import WIRES, Wire
from tests.behaviours.documented import ASKED_TO_LIST, LISTED, SECOND_ROUND
from tests.behaviours.gateway import Gateway, gateway
from tests.fakes.asked import Ask
from tests.fakes.script import Reply, Status, Turn

MORE_CALLS = [
    {"type": "function_call", "call_id": "call_yyy", "name": "read", "arguments": '{"path":"a.go"}'},
    {"type": "function_call_output", "call_id": "call_yyy", "output": "package main"},
]
CALL = {"limit": 20, "offset": 0}
SECOND: dict[Wire, Any] = {
    "responses": SECOND_ROUND,
    "chat": {
        "model": "gpt-5.3-codex",
        "messages": [
            {"role": "user", "content": ASKED_TO_LIST},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "call_xxx",
                        "type": "function",
                        "function": {"name": "list", "arguments": '{"limit":20,"offset":0}'},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": "call_xxx", "content": LISTED},
        ],
    },
    "messages": {
        "model": "gpt-5.3-codex",
        "max_tokens": 2000,
        "messages": [
            {"role": "user", "content": ASKED_TO_LIST},
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "call_xxx", "name": "list", "input": CALL}],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "call_xxx", "content": LISTED}],
            },
        ],
    },
}
"""The same request on every wire."""


def demanding(ask: Ask) -> Turn:
    """Answer as Anthropic does, and what stands in front of it: no calls in a history without their tools."""
    if missing := {call.name for call in ask.calls} - set(ask.tools):
        return Status(400, f"Requests which have `tool_use` blocks must define tools: {', '.join(missing)}")
    return Reply(text="There are 4 tools.")


async def second_round(on: Gateway, wire: Wire, body: Any) -> Ask:
    """Send it, see that the answer and the history are whole, and return what the provider got."""
    assert (await on.ask(wire, body)).text == "There are 4 tools."
    ask = on.asks[-1]
    assert ask.refused is None
    assert [(call.name, call.id) for call in ask.calls][:1] == [("list", "call_xxx")]
    assert ask.results[0].text == LISTED
    return ask


async def test_the_tools_of_the_history_are_declared() -> None:
    completed = []
    async with gateway(demanding) as on:
        for upstream in WIRES:
            on.use(upstream)
            for wire in WIRES:
                for stream in (False, True):
                    ask = await second_round(on, wire, {**SECOND[wire], "stream": stream})
                    assert list(ask.tools) == ["list"]
                    schema = ask.tools["list"].schema
                    assert schema["properties"] == {
                        "limit": {"type": "integer"},
                        "offset": {"type": "integer"},
                    }
                    assert not schema.get("required"), "a call shows what may be given, not what has to be"
                    assert "tools: completed from history: list" in on.notes
                    completed.append((upstream, wire, stream))
    assert len(completed) == 18


async def test_the_makers_wire_gets_them_too_when_another_is_translated_to_it() -> None:
    more: Any = {
        "claude": ("messages", "anthropic-messages"),
        "vendor": ("messages", "vendor-messages"),
        "relay": ("responses", "codex-responses"),
    }
    async with gateway(demanding, more=more, strict=False) as on:
        for profile in more:
            on.use(profile)
            for wire in ("responses", "chat"):
                body = {**SECOND[wire], "stream": profile == "relay"}  # type: ignore[index]
                assert list((await second_round(on, wire, body)).tools) == ["list"]  # type: ignore[arg-type]


async def test_all_that_were_called_and_no_others() -> None:
    body = {**SECOND_ROUND, "input": [*SECOND_ROUND["input"], *MORE_CALLS]}
    async with gateway(demanding) as on:
        for upstream in WIRES:
            on.use(upstream)
            ask = await second_round(on, "responses", body)
            assert list(ask.tools) == ["list", "read"]
            assert "tools: completed from history: list, read" in on.notes


async def test_a_declared_tool_stays_as_it_was_declared() -> None:
    declared = {"type": "function", "name": "list", "parameters": {"type": "object", "properties": {}}}
    async with gateway(demanding) as on:
        for upstream in WIRES:
            on.use(upstream)
            ask = await second_round(on, "responses", {**SECOND_ROUND, "tools": [declared]})
            assert ask.tools["list"].schema["properties"] == {}
            assert not any("completed" in note for note in on.notes)


async def test_where_words_are_wanted_tools_are_declared_only_if_they_have_to_be() -> None:
    """A question after the results wants words. Only Messages refuses calls whose tools are not declared."""
    asked = {"role": "user", "content": [{"type": "input_text", "text": "Now in one word?"}]}
    body = {**SECOND_ROUND, "input": [*SECOND_ROUND["input"], asked]}
    async with gateway(Reply(text="There are 4 tools.")) as on:
        for upstream in WIRES:
            on.use(upstream)
            ask = await second_round(on, "responses", body)
            assert list(ask.tools) == (["list"] if upstream == "messages" else [])
            assert on.sent.get("tool_choice") == ({"type": "none"} if upstream == "messages" else None)
