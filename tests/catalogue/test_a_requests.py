"""Table A of the catalogue: the structure of requests, seen from the provider."""

import json
from typing import Any

import pytest

from proxy.conversation import WIRES, Wire
from tests.catalogue.talk import CLAUDE, CODEX, PAIRS, SCHEMA, body, calls, results, talk, tool
from tests.fakes.script import Reply

ENDPOINTS = {"responses": "responses", "messages": "messages", "chat": "chat/completions"}
BILLING = "x-anthropic-billing-header: cc_version=2.1.329.{}; cc_entrypoint=sdk-cli;"


def developer(text: str) -> dict[str, Any]:
    return {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": text}]}


def heads(wire: Wire, sent: Any) -> list[str]:
    """The system texts that an upstream body begins with."""
    match wire:
        case "chat":
            return [message["content"] for message in sent["messages"] if message["role"] == "system"]
        case "messages":
            return ["\n\n".join(block["text"] for block in sent["system"])]
        case "responses":
            return [sent["instructions"]]


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_001_a_base_prompt_in_the_first_developer_item(upstream: Wire) -> None:
    async with talk(upstream) as on:
        await on.stream("responses", body("responses", developer("You are an agent."), "hello"), CODEX)
        assert heads(upstream, on.sent) == ["You are an agent."]
        assert [entry.role for entry in on.asks[0].history] == ["system", "user"]
        assert "developer" not in on.asks[0].raw.decode()


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_002_instructions_and_developer_items_are_one_head_in_order(upstream: Wire) -> None:
    async with talk(upstream) as on:
        asked = body("responses", developer("second"), developer("third"), "hello", instructions="first")
        await on.post("responses", asked)
        (head,) = heads(upstream, on.sent)
        assert head.split() == ["first", "second", "third"]


@pytest.mark.parametrize(
    "content", ["tools changed", [{"type": "text", "text": "tools changed"}]], ids=["string", "blocks"]
)
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_004_a_system_message_in_the_middle(upstream: Wire, content: Any) -> None:
    asked = body(
        "messages",
        "hello",
        {"role": "system", "content": content},
        {"role": "assistant", "content": "hi"},
        {"role": "system", "content": content, "output_config": {"effort": "low"}},
        "go on",
        system="head",
    )
    async with talk(upstream) as on:
        await on.stream("messages", asked, CLAUDE)
        roles = {message.get("role") for message in on.sent.get("messages", on.sent.get("input"))}
        assert roles <= {"system", "user", "assistant"}
        assert on.asks[0].raw.decode().count("tools changed") == 2
        if upstream == "chat":
            assert [m["role"] for m in on.sent["messages"]].count("system") == 1


async def test_row_005_a_third_party_gets_system_messages_folded() -> None:
    asked = body(
        "messages",
        "hello",
        {"role": "system", "content": "mind the gap"},
        {"role": "assistant", "content": "hi"},
        "go on",
    )
    async with talk("messages") as on:
        await on.post("messages", asked)
        assert [message["role"] for message in on.sent["messages"]] == ["user", "assistant", "user"]
        assert on.asks[0].says("hello")
        assert "mind the gap" in str(on.sent["messages"][0])


async def test_row_005_the_maker_gets_them_untouched() -> None:
    asked = body("messages", "hello", {"role": "system", "content": "mind the gap"}, stream=False)
    async with talk("messages", table="anthropic-messages", strict=False, route={"model": None}) as on:
        await on.post("messages", asked)
        assert on.sent == asked


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_007_the_billing_line_is_stripped(upstream: Wire) -> None:
    async with talk(upstream) as on:
        for suffix in ("a1b", "f00"):
            system = [
                {"type": "text", "text": BILLING.format(suffix)},
                {"type": "text", "text": "You are an agent."},
            ]
            await on.post("messages", body("messages", "hello", system=system), CLAUDE)
        assert heads(upstream, on.sent) == ["You are an agent."]
        assert on.asks[0].raw == on.asks[1].raw
        assert b"billing" not in on.asks[0].raw


@pytest.mark.parametrize("upstream", ["chat", "responses"])
async def test_row_007_what_follows_the_line_in_its_block_stays(upstream: Wire) -> None:
    async with talk(upstream) as on:
        system = BILLING.format("abc") + "\nYou are an agent. Never mention x-anthropic-billing-header."
        await on.post("messages", body("messages", "hello", system=system))
        assert heads(upstream, on.sent) == ["You are an agent. Never mention x-anthropic-billing-header."]


@pytest.mark.parametrize("upstream", ["chat", "responses"])
async def test_row_009_cache_control_does_not_leak(upstream: Wire) -> None:
    mark = {"cache_control": {"type": "ephemeral", "ttl": "1h"}}
    asked = body(
        "messages",
        {"role": "user", "content": [{"type": "text", "text": "hello", **mark}]},
        calls("messages", ("toolu_1", "read", '{"path": "a"}')),
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "text", **mark}],
        },
        {"role": "system", "content": [{"type": "text", "text": "a reminder", **mark}]},
        system=[{"type": "text", "text": "head", **mark}],
        tools=[tool("messages", "read", **mark)],
    )
    async with talk(upstream) as on:
        await on.post("messages", asked)
        assert b"cache_control" not in on.asks[0].raw
        assert b"ttl" not in on.asks[0].raw


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_010_an_empty_list_of_tools_is_none(inbound: Wire, upstream: Wire) -> None:
    choice: Any = {"type": "auto"} if inbound == "messages" else "auto"
    parallel: dict[str, Any] = {} if inbound == "messages" else {"parallel_tool_calls": False}
    asked = body(inbound, "condense this", tools=[], tool_choice=choice, **parallel)
    async with talk(upstream) as on:
        await on.post(inbound, asked)
        assert on.sent.keys().isdisjoint({"tools", "tool_choice", "parallel_tool_calls"})


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_010_tools_that_are_there_stay(inbound: Wire, upstream: Wire) -> None:
    history = [*calls(inbound, ("call_1", "read", '{"path":"a"}')), *results(inbound, ("call_1", "x"))]
    async with talk(upstream) as on:
        await on.post(inbound, body(inbound, "hello", history, tools=[tool(inbound, "read")]))
        assert on.asks[0].tools["read"].schema == SCHEMA


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_011_unknown_fields_betas_and_queries_are_accepted(inbound: Wire, upstream: Wire) -> None:
    headers = {
        "anthropic-beta": "future-2027-01-01,context-1m-2025-08-07",
        "x-future": "1",
        "openai-beta": "x=1",
    }
    asked = body(inbound, "hello", brand_new_switch={"deep": [1]}, safeguards=[{"type": "x"}], stream=False)
    if inbound == upstream == "chat":
        del asked["safeguards"]  # a chat provider gets its own wire's unknown fields
    async with talk(upstream) as on:
        url = f"{on.running.base}/v1/{ENDPOINTS[inbound]}?beta=true&x=%20"
        async with on.running.session.post(url, json=asked, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
        assert "future-2027-01-01" not in on.asks[0].headers.get("anthropic-beta", "")
        assert on.asks[0].query == ""


@pytest.mark.parametrize("field", ["previous_response_id", "conversation", "background"])
@pytest.mark.parametrize("upstream", WIRES)
async def test_row_012_stored_state_is_refused_clearly(upstream: Wire, field: str) -> None:
    value: Any = {"background": True, "conversation": {"id": "conv_1"}}.get(field, "resp_1")
    async with talk(upstream) as on:
        status, error, _ = await on.refused("responses", body("responses", "hello", **{field: value}), CODEX)
        assert status == 400
        assert field in error["message"]
        assert on.asks == []


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_013_an_input_that_is_a_string(upstream: Wire) -> None:
    async with talk(upstream) as on:
        await on.post("responses", {"model": "m", "input": "just this"})
        assert [(entry.role, entry.text) for entry in on.asks[0].history] == [("user", "just this")]


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_013_items_without_a_type(upstream: Wire) -> None:
    items = [
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "second"},
        {"role": "user", "content": [{"type": "input_text", "text": "third"}]},
    ]
    async with talk(upstream) as on:
        await on.post("responses", {"model": "m", "input": items})
        assert [(entry.role, entry.text) for entry in on.asks[0].history] == [
            ("user", "first"),
            ("assistant", "second"),
            ("user", "third"),
        ]


@pytest.mark.parametrize(("inbound", "upstream"), [pair for pair in PAIRS if pair[0] != "messages"])
async def test_row_015_system_text_alone(inbound: Wire, upstream: Wire) -> None:
    async with talk(upstream) as on:
        await on.post(inbound, body(inbound, {"role": "system", "content": "You are brief."}))
        roles = [entry.role for entry in on.asks[0].history]
        assert roles == ["system", "user"]
        assert on.asks[0].history[1].text.strip()


@pytest.mark.parametrize("inbound", ["responses", "chat"])
async def test_row_016_a_history_that_begins_and_ends_with_the_assistant(inbound: Wire) -> None:
    said = {"role": "assistant", "content": "I was about to"}
    async with talk("messages") as on:
        await on.post(inbound, body(inbound, said, "go", said))
        assert [message["role"] for message in on.sent["messages"]] == ["user", "assistant"] * 2 + ["user"]
        assert all(message["content"] for message in on.sent["messages"])


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_018_empty_text_and_thinking_alone_make_no_message(upstream: Wire) -> None:
    thought = {"type": "thinking", "thinking": "hm", "signature": ""}
    asked = body(
        "messages",
        {"role": "user", "content": [{"type": "text", "text": ""}, {"type": "text", "text": "one"}]},
        {"role": "assistant", "content": [thought]},
        {"role": "user", "content": [{"type": "text", "text": "two"}, {"type": "text", "text": ""}]},
        {"role": "assistant", "content": [{"type": "text", "text": ""}, {"type": "text", "text": "three"}]},
        "four",
    )
    async with talk(upstream) as on:
        await on.post("messages", asked)
        spoken = [
            (entry.role, entry.text.split()) for entry in on.asks[0].history if entry.role != "reasoning"
        ]
        assert spoken == [("user", ["one", "two"]), ("assistant", ["three"]), ("user", ["four"])]


@pytest.mark.parametrize("upstream", WIRES)
@pytest.mark.parametrize("name", ["deepseek-v4-pro", "deepseek-v4-pro[1m]"])
async def test_row_019_the_one_million_context_name(upstream: Wire, name: str) -> None:
    headers = {**CLAUDE, "anthropic-beta": "context-1m-2025-08-07"}
    route = {"model": "other", "models": ("deepseek-v4-pro",)}
    async with talk(upstream, route=route) as on:
        said = await on.stream("messages", body("messages", "hello") | {"model": name}, headers)
        assert said.stop == "end_turn"
        assert on.sent["model"] == "deepseek-v4-pro"
        assert "anthropic-beta" not in on.asks[0].headers


SIDE_MODELS = [
    ("responses", "gpt-5.6-luna", "small"),
    ("responses", "codex-auto-review", "large"),
    ("messages", "claude-haiku-5-5", "small"),
    ("messages", "claude-sonnet-5", "large"),
    ("chat", "no-such-model", "large"),
]


@pytest.mark.parametrize("upstream", WIRES)
@pytest.mark.parametrize(("inbound", "name", "mapped"), SIDE_MODELS)
async def test_row_020_unknown_models_are_mapped(
    inbound: Wire, name: str, mapped: str, upstream: Wire
) -> None:
    route = {"model": "large", "small_model": "small"}
    async with talk(upstream, Reply(text="a title"), route=route, models=["large", "small"]) as on:
        said = await on.post(inbound, body(inbound, "hello") | {"model": name})
        assert said.text == "a title"
        assert said.model == name
        assert on.sent["model"] == mapped


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_011_half_a_character_does_not_block_a_conversation(inbound: Wire) -> None:
    """Claude Code cuts tool output in the middle of surrogate pairs and sends it again with every request."""
    async with talk("chat") as on:
        url = f"{on.running.base}/v1/{ENDPOINTS[inbound]}"
        asked = json.dumps(body(inbound, "cut \ud83d here", stream=False)).encode()
        headers = {"Content-Type": "application/json"}
        async with on.running.session.post(url, data=asked, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
        assert on.asks[0].user_text == "cut \ufffd here"
