"""Table B of the catalogue: how tools are declared, seen from the provider, and how their calls come back."""

import re
from typing import Any

import pytest

from proxy.conversation import WIRES, Wire
from tests.catalogue.talk import CLAUDE, CODEX, PAIRS, SCHEMA, body, calls, dialect, results, talk, tool
from tests.fakes.asked import Ask
from tests.fakes.script import Call, Reply

LARK = 'start: begin hunk+ end\nbegin: "*** Begin Patch" LF'
APPLY_PATCH = {
    "type": "custom",
    "name": "apply_patch",
    "description": "Edits files.",
    "format": {"type": "grammar", "syntax": "lark", "definition": LARK},
}
LEGAL = re.compile(r"[A-Za-z0-9_-]{1,64}")


def namespace(name: str, *children: dict[str, Any]) -> dict[str, Any]:
    return {"type": "namespace", "name": name, "description": "a group", "tools": list(children)}


def only_tool(asked: Ask) -> Any:
    """The one tool that the provider was told of, as (name, description, schema, source)."""
    (found,) = asked.tools.values()
    return found


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_021_a_custom_tool_is_a_function_with_one_string(upstream: Wire) -> None:
    async with talk(upstream) as on:
        await on.post("responses", body("responses", "patch it", tools=[APPLY_PATCH]), CODEX)
        told = only_tool(on.asks[0])
        assert told.name == "apply_patch"
        assert told.schema["required"] == ["input"]
        assert told.schema["properties"].keys() == {"input"}
        assert told.schema["properties"]["input"]["type"] == "string"
        assert LARK in told.description
        assert told.description.startswith("Edits files.")


async def test_row_021_an_endpoint_that_knows_custom_tools_gets_it_as_it_is() -> None:
    async with talk("responses", table="openai-responses", strict=False) as on:
        await on.post("responses", body("responses", "patch it", tools=[APPLY_PATCH]))
        assert on.sent["tools"] == [APPLY_PATCH]


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_022_namespaced_tools_get_flat_unique_names(upstream: Wire) -> None:
    child = tool("responses", "spawn_agent")
    asked = body(
        "responses",
        "go",
        tools=[
            namespace("multi_agent_v1", child),
            namespace("collaboration", child),
            namespace("n" * 50, tool("responses", "c" * 50)),
            tool("responses", "spawn_agent"),
        ],
    )
    async with talk(upstream) as on:
        await on.post("responses", asked)
        names = list(on.asks[0].tools)
        assert len(names) == len(set(names)) == 4
        assert all(LEGAL.fullmatch(name) for name in names)
        assert "spawn_agent" in names
        assert any("multi_agent_v1" in name for name in names)


LITE = {
    "type": "additional_tools",
    "id": "at_1",
    "role": "developer",
    "tools": [
        namespace(
            "functions",
            {"type": "custom", "name": "exec", "description": "Runs JavaScript.", "format": {"type": "text"}},
            tool("responses", "wait"),
        ),
        namespace("clock", tool("responses", "now")),
        namespace("collaboration", tool("responses", "spawn_agent")),
    ],
}


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_024_tools_that_stand_in_the_input_alone(upstream: Wire) -> None:
    async with talk(upstream, Reply(calls=[Call("exec", text="text(1)"), Call("now", {"path": "x"})])) as on:
        said = await on.stream("responses", body("responses", LITE, "go", parallel_tool_calls=False), CODEX)
        told = on.asks[0].tools
        assert sorted(name.rsplit("__", 1)[-1] for name in told) == ["exec", "now", "spawn_agent", "wait"]
        assert [(call.kind, call.name, call.namespace, call.arguments) for call in said.calls] == [
            ("custom", "exec", "functions", "text(1)"),
            ("call", "now", "clock", '{"path":"x"}'),
        ]


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_024_top_level_tools_win_over_additional_ones(upstream: Wire) -> None:
    extra = {**LITE, "tools": [tool("responses", "read", {"type": "object", "properties": {}})]}
    async with talk(upstream) as on:
        await on.post("responses", body("responses", extra, "go", tools=[tool("responses", "read")]))
        assert only_tool(on.asks[0]).schema == SCHEMA


TOOL_SEARCH = {
    "type": "tool_search",
    "execution": "client",
    "description": "Finds tools.",
    "parameters": {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]},
}
FOUND = {
    "type": "tool_search_output",
    "call_id": "call_s",
    "execution": "client",
    "tools": [namespace("mcp__calendar", tool("responses", "list_events"))],
}
SEARCHED = {
    "type": "tool_search_call",
    "call_id": "call_s",
    "execution": "client",
    "arguments": {"query": "calendar"},
}


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_026_tool_search_is_a_function_and_what_it_finds_is_a_tool(upstream: Wire) -> None:
    async with talk(upstream, Reply(calls=[Call("list_events", {"path": "today"})])) as on:
        await on.post("responses", body("responses", "go", tools=[TOOL_SEARCH]))
        told = only_tool(on.asks[0])
        assert told.kind == "function"
        assert told.schema["required"] == ["query"]
        said = await on.post("responses", body("responses", "go", SEARCHED, FOUND, tools=[TOOL_SEARCH]))
        assert len(on.asks[1].tools) == 2
        (call,) = on.asks[1].calls
        assert call.name == told.name
        assert "list_events" in on.asks[1].results[0].text
        assert [(one.name, one.namespace) for one in said.calls] == [("list_events", "mcp__calendar")]


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_027_hosted_tools_are_left_out(upstream: Wire) -> None:
    hosted = {"type": "web_search", "external_web_access": False}
    async with talk(upstream) as on:
        await on.post("responses", body("responses", "go", tools=[hosted], tool_choice="auto"))
        assert "tools" not in on.sent
        assert "tool_choice" not in on.sent
        await on.post("responses", body("responses", "go", tools=[hosted, tool("responses", "read")]))
        assert list(on.asks[1].tools) == ["read"]


PLACEHOLDER = tool("messages", "DeferredToolPlaceholder", defer_loading=True)
FETCH = tool("messages", "WebFetch", defer_loading=True)


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_028_deferred_tools_come_when_they_are_referred_to(upstream: Wire) -> None:
    tools = [tool("messages", "ToolSearch"), FETCH, PLACEHOLDER]
    history = [
        *calls("messages", ("toolu_1", "ToolSearch", '{"path":"fetch"}')),
        {
            "role": "user",
            "content": [
                {
                    "type": "tool_result",
                    "tool_use_id": "toolu_1",
                    "content": [{"type": "tool_reference", "tool_name": "WebFetch"}],
                },
                {"type": "text", "text": "Tool loaded."},
            ],
        },
    ]
    async with talk(upstream) as on:
        await on.post("messages", body("messages", "go", tools=tools), CLAUDE)
        assert list(on.asks[0].tools) == ["ToolSearch"]
        await on.post("messages", body("messages", "go", history, tools=tools), CLAUDE)
        assert sorted(on.asks[1].tools) == ["ToolSearch", "WebFetch"]
        assert b"defer_loading" not in on.asks[1].raw
        assert "WebFetch" in on.asks[1].results[0].text


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_028_a_tool_that_is_added_by_a_system_message(upstream: Wire) -> None:
    added = {
        "type": "tool_addition",
        "tool": {"type": "tool_definition", "definition": tool("messages", "CronList")},
    }
    asked = body("messages", "go", {"role": "system", "content": [added]}, tools=[tool("messages", "read")])
    async with talk(upstream) as on:
        await on.post("messages", asked)
        assert sorted(on.asks[0].tools) == ["CronList", "read"]


@pytest.mark.parametrize("upstream", WIRES)
async def test_row_030_what_only_the_maker_knows_of_a_tool_is_stripped(upstream: Wire) -> None:
    rich = tool(
        "messages",
        "read",
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMA},
        type="custom",
        strict=True,
        eager_input_streaming=True,
        input_examples=[{"path": "a"}],
        allowed_callers=["direct"],
        cache_control={"type": "ephemeral"},
    )
    async with talk(upstream, table=None) as on:
        await on.post("messages", body("messages", "go", tools=[rich]))
        told = only_tool(on.asks[0])
        source = told.source.get("function", told.source)
        assert told.schema == SCHEMA
        known = {"name", "description", "parameters", "input_schema", "type", "strict", "cache_control"}
        assert source.keys() <= known
        assert source.get("strict") is not True


SHAPELESS: list[Any] = [None, "missing", {}, {"type": None}, {"type": "object", "properties": None}]


@pytest.mark.parametrize("parameters", SHAPELESS, ids=str)
@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_031_a_tool_without_parameters(inbound: Wire, upstream: Wire, parameters: Any) -> None:
    declared = tool(inbound, "ping", parameters)
    if parameters == "missing":
        place = declared.get("function", declared)
        del place["input_schema" if inbound == "messages" else "parameters"]
    async with talk(upstream) as on:
        await on.post(inbound, body(inbound, "go", tools=[declared]))
        assert only_tool(on.asks[0]).schema == {"type": "object", "properties": {}}


ODD_NAMES = ["mcp.server:tool/x", "n" * 70, "read file", "工具"]


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_033_odd_names_are_sanitized_and_come_back(inbound: Wire, upstream: Wire) -> None:
    def answer(ask: Ask) -> Reply:
        return Reply(calls=[Call(name, {"path": "x"}) for name in ask.tools])

    asked = body(
        inbound,
        "go",
        calls(inbound, ("call_1", ODD_NAMES[0], '{"path":"a"}')),
        results(inbound, ("call_1", "x")),
    )
    async with talk(upstream, answer) as on:
        said = await on.stream(inbound, asked | {"tools": [tool(inbound, name) for name in ODD_NAMES]})
        names = list(on.asks[0].tools)
        assert len(set(names)) == 4
        assert all(LEGAL.fullmatch(name) for name in names)
        assert on.asks[0].calls[0].name == names[0]
        assert [call.name for call in said.calls] == ODD_NAMES


@pytest.mark.parametrize("inbound", WIRES)
async def test_row_034_strict_is_said_on_responses(inbound: Wire) -> None:
    async with talk("responses") as on:
        await on.post(inbound, body(inbound, "go", tools=[tool(inbound, "read")]))
        assert on.sent["tools"][0]["strict"] is False


def chosen(wire: Wire, sent: Any) -> Any:
    """The name of the tool that a body forces."""
    choice = sent["tool_choice"]
    assert choice["type"] == ("tool" if wire == "messages" else "function")
    return choice["function"]["name"] if wire == "chat" else choice["name"]


@pytest.mark.parametrize("upstream", WIRES)
@pytest.mark.parametrize(
    "choice",
    [
        {"type": "function", "name": "read"},
        {"type": "custom", "name": "apply_patch"},
        {"type": "function", "name": "spawn", "namespace": "agents"},
    ],
    ids=["function", "custom", "namespaced"],
)
async def test_row_036_a_forced_tool_goes_by_its_upstream_name(upstream: Wire, choice: Any) -> None:
    tools = [tool("responses", "read"), APPLY_PATCH, namespace("agents", tool("responses", "spawn"))]
    async with talk(upstream, Reply(calls=[Call("read", {"path": "x"})])) as on:
        await on.post("responses", body("responses", "go", tools=tools, tool_choice=choice))
        name = chosen(upstream, on.sent)
        assert name in on.asks[0].tools
        assert name.endswith(choice["name"])


FORCED: dict[Wire, Any] = {
    "responses": {"type": "function", "name": "read"},
    "messages": {"type": "tool", "name": "read"},
    "chat": {"type": "function", "function": {"name": "read"}},
}
REQUIRED: dict[Wire, Any] = {
    "responses": "required",
    "messages": {"type": "any"},
    "chat": "required",
}


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_036_choices_on_every_pair(inbound: Wire, upstream: Wire) -> None:
    tools = [tool(inbound, "read"), tool(inbound, "write")]
    async with talk(upstream) as on:
        await on.post(inbound, body(inbound, "go", tools=tools, tool_choice=FORCED[inbound]))
        assert on.sent["tool_choice"] == FORCED[upstream]
        await on.post(inbound, body(inbound, "go", tools=tools, tool_choice=REQUIRED[inbound]))
        assert on.sent["tool_choice"] == REQUIRED[upstream]


async def test_row_036_deepseek_forces_no_tool_while_thinking() -> None:
    choice = {"type": "function", "name": "read"}
    asked = body(
        "responses", "go", tools=[tool("responses", "read")], tool_choice=choice, reasoning={"effort": "high"}
    )
    async with talk("chat", table=dialect("deepseek-chat")) as on:
        await on.post("responses", asked)
        assert on.sent.get("tool_choice", "auto") == "auto"
        assert on.sent["thinking"] == {"type": "enabled"}


@pytest.mark.parametrize(("inbound", "upstream"), PAIRS)
async def test_row_038_one_call_at_a_time(inbound: Wire, upstream: Wire) -> None:
    wish: dict[str, Any] = {"parallel_tool_calls": False}
    if inbound == "messages":
        wish = {"tool_choice": {"type": "auto", "disable_parallel_tool_use": True}}
    async with talk(upstream) as on:
        await on.post(inbound, body(inbound, "go", tools=[tool(inbound, "read")], **wish))
        if upstream == "messages":
            assert on.sent["tool_choice"] == {"type": "auto", "disable_parallel_tool_use": True}
        else:
            assert on.sent["parallel_tool_calls"] is False
