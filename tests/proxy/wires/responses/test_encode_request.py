"""The neutral request to a Responses body: settings by dialect, tools, and what comes back unchanged."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import (
    Item,
    Json,
    Message,
    Note,
    OutputFormat,
    Reasoning,
    Request,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
    Wire,
)
from proxy.dialect import Dialect
from proxy.wires.responses import decode_request, encode_request

OPENAI = Dialect(
    maker=True,
    developer_role=True,
    custom_tools=True,
    strict_tools=True,
    tool_result_images=True,
    effort_field="reasoning",
    thinking="effort",
    reasoning_back="encrypted",
    parameters=("temperature", "top_p", "verbosity", "prompt_cache_key", "user", "service_tier", "metadata"),
)
OPENAI_LIKE = Dialect(
    developer_role=True,
    custom_tools=True,
    strict_tools=True,
    effort_field="reasoning",
    reasoning_back="encrypted",
)
SCHEMA: Json = {"type": "object", "properties": {"a": {"type": "string"}}}


def write(dialect: Dialect = Dialect(), wire: Wire = "messages", **fields: Any) -> tuple[Json, list[Note]]:  # noqa: B008
    notes: list[Note] = []
    request = Request(wire=wire, model="m", **fields)
    return encode_request(request, dialect, notes), notes


def test_head_becomes_instructions_and_later_system_text_stays_in_place() -> None:
    items: tuple[Item, ...] = (
        Message("system", (Text("One."), Text("Two."))),
        Message("system", (Text("Three."),)),
        Message("user", (Text("Hi"),)),
        Message("system", (Text("Later."),)),
    )
    body, _ = write(items=items)
    assert body["instructions"] == "One.\n\nTwo.\n\nThree."
    assert [item["role"] for item in body["input"]] == ["user", "system"]  # type: ignore[attr-defined]
    assert [item["role"] for item in write(OPENAI, items=items)[0]["input"]] == ["user", "developer"]  # type: ignore[attr-defined]
    assert "instructions" not in write(items=items[2:])[0]


def test_least_request_stores_nothing() -> None:
    body, notes = write(items=(Message("user", (Text("Hi"),)),))
    assert body == {
        "model": "m",
        "input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]}],
        "store": False,
        "stream": False,
    }
    assert notes == []
    assert write(Dialect(stream_only=True))[0]["stream"] is True
    assert write(stream=True)[0]["stream"] is True


def test_instructions_are_put_in_only_where_they_are_demanded_and_none_are_said() -> None:
    demanding = Dialect(default_instructions="Help.")
    user = Message("user", (Text("x"),))
    for dialect, items, said, noted in (
        (demanding, (user,), "Help.", 1),
        (demanding, (Message("system", (Text("Own."),)), user), "Own.", 0),
        (Dialect(), (user,), None, 0),
    ):
        notes: list[Note] = []
        body = encode_request(Request(wire="chat", model="m", items=items), dialect, notes)
        assert (body.get("instructions"), len(notes)) == (said, noted)


def test_encrypted_reasoning_is_asked_for_where_it_goes_back_so() -> None:
    assert write(OPENAI)[0]["include"] == ["reasoning.encrypted_content"]
    assert "include" not in write()[0]


def test_what_else_a_client_wants_included_goes_where_it_is_known() -> None:
    asked = ["reasoning.encrypted_content", "message.output_text.logprobs", 7]
    for dialect, sent, noted in (
        (OPENAI, asked[:2], 0),
        (Dialect(parameters=("include",)), asked[1:2], 0),
        (Dialect(reasoning_back="encrypted"), asked[:1], 1),
        (Dialect(), None, 1),
    ):
        notes: list[Note] = []
        request = Request(wire="responses", model="m", extra={"include": asked})
        assert encode_request(request, dialect, notes).get("include") == sent
        assert [note.path for note in notes] == ["include"] * noted


def test_row_010_no_tools_no_choice() -> None:
    body, _ = write(tool_choice=ToolChoice("auto"), parallel_tool_calls=False)
    assert not {"tools", "tool_choice", "parallel_tool_calls"} & body.keys()


def test_row_034_strict_is_always_said() -> None:
    tools = (Tool("a", schema=SCHEMA), Tool("b", description="d", schema=SCHEMA, strict=True))
    body, _ = write(tools=tools, parallel_tool_calls=True)
    assert body["tools"] == [
        {"type": "function", "name": "a", "parameters": SCHEMA, "strict": False},
        {"type": "function", "name": "b", "description": "d", "parameters": SCHEMA, "strict": False},
    ]
    assert body["parallel_tool_calls"] is True
    strict = write(OPENAI, tools=tools)[0]["tools"]
    assert [tool["strict"] for tool in strict] == [False, True]  # type: ignore[attr-defined]
    silent = Dialect(parallel_tool_calls=False)
    assert "parallel_tool_calls" not in write(silent, tools=tools, parallel_tool_calls=True)[0]


def test_row_031_missing_schema_is_an_empty_object() -> None:
    body, _ = write(tools=(Tool("a"),))
    assert body["tools"] == [
        {"type": "function", "name": "a", "parameters": {"type": "object", "properties": {}}, "strict": False}
    ]


def test_codex_tools_towards_an_endpoint_that_knows_them() -> None:
    lark: Json = {"type": "grammar", "syntax": "lark", "definition": "start: /.+/"}
    hosted: Json = {"type": "web_search", "external_web_access": False}
    search: Json = {"type": "tool_search", "execution": "client"}
    body, notes = write(
        OPENAI_LIKE,
        wire="responses",
        tools=(
            Tool("spawn", schema=SCHEMA, namespace="agents", extra={"namespace_description": "about"}),
            Tool("apply_patch", kind="custom", description="d", grammar=lark),
            Tool("free", kind="custom"),
            Tool("wait", schema=SCHEMA, namespace="agents", deferred=True),
            Tool("tool_search", kind="search", description="find", schema=SCHEMA, raw=search),
            Tool("tool_search", kind="search"),
            Tool("web_search", kind="server", raw=hosted),
            Tool("found", schema=SCHEMA, extra={"found_by_search": True}),
        ),
    )
    assert body["tools"] == [
        {
            "type": "namespace",
            "name": "agents",
            "description": "about",
            "tools": [
                {"type": "function", "name": "spawn", "parameters": SCHEMA, "strict": False},
                {
                    "type": "function",
                    "name": "wait",
                    "parameters": SCHEMA,
                    "strict": False,
                    "defer_loading": True,
                },
            ],
        },
        {"type": "custom", "name": "apply_patch", "description": "d", "format": lark},
        {"type": "custom", "name": "free"},
        {"type": "tool_search", "execution": "client", "description": "find", "parameters": SCHEMA},
        {"type": "tool_search", "execution": "client"},
        hosted,
    ]
    assert notes == []


def test_row_026_found_tools_are_declared_where_search_is_unknown() -> None:
    tools = (Tool("found", schema=SCHEMA, extra={"found_by_search": True}),)
    assert len(write(tools=tools, wire="responses")[0]["tools"]) == 1  # type: ignore[arg-type]


def test_hosted_tools_of_another_wire_are_left_out_with_a_note() -> None:
    body, notes = write(tools=(Tool("web_search", kind="server", raw={"type": "web_search_20250305"}),))
    assert "tools" not in body
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("choice", "written"),
    [
        (ToolChoice("auto"), "auto"),
        (ToolChoice("required"), "required"),
        (ToolChoice("none"), "none"),
        (ToolChoice("tool", "f"), {"type": "function", "name": "f"}),
        (ToolChoice("tool", "f", "ns"), {"type": "function", "name": "f", "namespace": "ns"}),
        (ToolChoice("tool", "patch"), {"type": "custom", "name": "patch"}),
        (ToolChoice("tool", "web_search"), {"type": "web_search"}),
        (ToolChoice("tool", "tool_search"), {"type": "tool_search"}),
        (
            ToolChoice("auto", allowed=("f", "patch")),
            {
                "type": "allowed_tools",
                "mode": "auto",
                "tools": [{"type": "function", "name": "f"}, {"type": "custom", "name": "patch"}],
            },
        ),
    ],
)
def test_row_036_choices(choice: ToolChoice, written: object) -> None:
    tools = (
        Tool("f"),
        Tool("f", namespace="ns"),
        Tool("patch", kind="custom"),
        Tool("web_search", kind="server", raw={"type": "web_search"}),
        Tool("tool_search", kind="search"),
    )
    assert write(OPENAI_LIKE, wire="responses", tools=tools, tool_choice=choice)[0]["tool_choice"] == written


@pytest.mark.parametrize(
    ("dialect", "thinking", "written"),
    [
        (Dialect(effort_field="reasoning"), Thinking(effort="high"), {"reasoning": {"effort": "high"}}),
        (
            Dialect(effort_field="reasoning"),
            Thinking(enabled=True, effort="low", summary=True),
            {"reasoning": {"effort": "low", "summary": "auto"}},
        ),
        (Dialect(effort_field="reasoning"), Thinking(), {}),
        (Dialect(effort_field="reasoning_effort"), Thinking(effort="low"), {"reasoning_effort": "low"}),
        (Dialect(effort_field="reasoning_effort"), Thinking(), {}),
        (Dialect(thinking="type"), Thinking(enabled=False), {"thinking": {"type": "disabled"}}),
        (Dialect(thinking="type"), Thinking(enabled=True), {"thinking": {"type": "enabled"}}),
        (Dialect(thinking="type"), Thinking(), {}),
        (Dialect(thinking="enable_thinking"), Thinking(enabled=True), {"enable_thinking": True}),
        (Dialect(), Thinking(enabled=True, effort="high", summary=True), {}),
    ],
)
def test_row_076_thinking_by_dialect(dialect: Dialect, thinking: Thinking, written: Json) -> None:
    body, _ = write(dialect, thinking=thinking)
    names = ("reasoning", "reasoning_effort", "thinking", "enable_thinking")
    assert {name: body[name] for name in names if name in body} == written


def test_reasoning_context_goes_back_where_it_is_known() -> None:
    extra: Json = {"reasoning": {"context": "all_turns"}}
    thinking = Thinking(enabled=True, effort="low")
    body, _ = write(OPENAI_LIKE, wire="responses", thinking=thinking, extra=extra)
    assert body["reasoning"] == {"effort": "low", "context": "all_turns"}
    body, _ = write(Dialect(effort_field="reasoning"), wire="responses", thinking=thinking, extra=extra)
    assert body["reasoning"] == {"effort": "low"}


def test_text_settings() -> None:
    output = OutputFormat("json_schema", "n", SCHEMA, True, "d")
    body, _ = write(OPENAI, output=output, verbosity="low")
    assert body["text"] == {
        "format": {"type": "json_schema", "name": "n", "description": "d", "schema": SCHEMA, "strict": True},
        "verbosity": "low",
    }
    assert write(output=OutputFormat("json_object"), verbosity="low")[0]["text"] == {
        "format": {"type": "json_object"}
    }
    assert write(output=OutputFormat("json_schema"))[0]["text"] == {
        "format": {"type": "json_schema", "name": "output", "schema": {}}
    }


def test_row_137_probe_for_one_token() -> None:
    assert write(max_output=1)[0]["max_output_tokens"] == 16
    assert write(max_output=4000)[0]["max_output_tokens"] == 4000
    assert "max_output_tokens" not in write()[0]


def test_parameters_by_dialect() -> None:
    fields: dict[str, Any] = {
        "sampling": Sampling(temperature=0.5, top_p=0.9, top_k=5, seed=1),
        "cache_key": "thread",
        "user": "u",
        "stop": ("END",),
    }
    body, notes = write(Dialect(parameters=("top_k", "user")), **fields)
    assert {name: body.get(name) for name in ("temperature", "top_p", "top_k", "seed", "user")} == {
        "temperature": None,
        "top_p": None,
        "top_k": 5,
        "seed": None,
        "user": "u",
    }
    assert [note.path for note in notes] == ["stop"]
    body, _ = write(OPENAI, **fields)
    assert (body["temperature"], body["prompt_cache_key"]) == (0.5, "thread")


def test_extra_goes_back_on_its_own_wire_where_it_is_known() -> None:
    extra: Json = {
        "include": ["x"],
        "store": True,
        "client_metadata": {"a": 1},
        "service_tier": "flex",
        "truncation": "auto",
        "reasoning": {"context": "all_turns"},
    }
    body, notes = write(Dialect(parameters=("service_tier",)), wire="responses", extra=extra)
    assert body["service_tier"] == "flex"
    assert body["store"] is False
    assert not {"client_metadata", "truncation", "include", "reasoning"} & body.keys()
    assert [note.path for note in notes] == ["truncation", "fields", "include"]
    body, notes = write(OPENAI, wire="responses", extra=extra)
    assert (body["client_metadata"], body["truncation"], notes) == ({"a": 1}, "auto", [])
    body, notes = write(OPENAI, wire="messages", extra={"context_management": {}})
    assert "context_management" not in body
    assert notes == []


# ----------------------------------------------------------------------------- what is read and written again
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
user_items = st.builds(lambda text: Message("user", (Text(text),)), words)
assistant_items = st.builds(lambda text: Message("assistant", (Text(text),)), words)
reasoning_items = st.builds(Reasoning, words)
call_items = st.builds(
    lambda name, text: ToolCall(f"call_{name}", name, orjson.dumps({"a": text}).decode()), names, words
)
custom_items = st.builds(
    lambda name, text: ToolCall(f"custom_{name}", name, text, kind="custom"), names, words
)
result_items = st.builds(lambda name, text: ToolResult(f"call_{name}", (Text(text),)), names, words)
neutral_items = st.lists(
    user_items | assistant_items | reasoning_items | call_items | custom_items | result_items, max_size=6
)


@given(neutral_items)
def test_what_is_written_is_read_as_the_same(items: list[Item]) -> None:
    dialect = Dialect(reasoning_back="reasoning_text")
    request = Request(wire="responses", model="m", items=tuple(items))
    body = encode_request(request, dialect, [])
    again = decode_request(orjson.loads(orjson.dumps(body)), [])
    assert again.items == request.items


@given(neutral_items)
def test_equal_requests_give_equal_bytes(items: list[Item]) -> None:
    def written() -> bytes:
        request = Request(wire="responses", model="m", items=tuple(items), cache_key="k", stream=True)
        return orjson.dumps(encode_request(request, OPENAI, []))

    assert written() == written()
