"""Requests as chat-completions bodies, by the provider's dialect (translation 3.1, 3.3, 3.8)."""

from typing import Any

import orjson
import pytest

from proxy.conversation import (
    Json,
    Message,
    Note,
    OutputFormat,
    Request,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolChoice,
)
from proxy.dialect import Dialect
from proxy.wires.chat import encode_request

HI = Message("user", (Text("hi"),))
TOOL = Tool("f", description="does f", schema={"type": "object", "properties": {}})


def request(**fields: Any) -> Request:
    return Request(**{"wire": "responses", "model": "m", "items": (HI,), **fields})


def encode(asked: Request, notes: list[Note] | None = None, **dialect: Any) -> Any:
    return encode_request(asked, Dialect(**dialect), [] if notes is None else notes)


def test_the_least_of_all() -> None:
    assert encode(request()) == {
        "model": "m",
        "stream": False,
        "messages": [{"role": "user", "content": "hi"}],
    }


def test_a_stream_asks_for_usage_where_that_is_known() -> None:
    assert encode(request(stream=True))["stream_options"] == {"include_usage": True}
    assert "stream_options" not in encode(request(stream=True), stream_options=False)
    only = encode(request(stream=False), stream_only=True)
    assert only["stream"] is True
    assert only["stream_options"] == {"include_usage": True}


def test_max_output_under_the_name_of_the_dialect() -> None:
    assert encode(request(max_output=5))["max_tokens"] == 5
    openai = encode(request(max_output=5), max_tokens_field="max_completion_tokens")
    assert openai["max_completion_tokens"] == 5
    assert "max_tokens" not in openai


def test_parameters_are_sent_where_the_dialect_lists_them() -> None:
    asked = request(
        sampling=Sampling(0.5, 0.9, 40, 7, 1, 2), verbosity="low", user="u", cache_key="k", stop=("a", "b")
    )
    notes: list[Note] = []
    body = encode(asked, notes)
    assert (body["temperature"], body["top_p"], body["stop"]) == (0.5, 0.9, ["a", "b"])
    left = {"top_k", "seed", "presence_penalty", "frequency_penalty", "verbosity", "user", "prompt_cache_key"}
    assert not left & set(body)
    assert {note.path for note in notes} == left - {"prompt_cache_key"}
    full = encode(asked, parameters=tuple(left))
    assert left <= set(full)
    assert full["prompt_cache_key"] == "k"
    assert "temperature" not in full


@pytest.mark.parametrize(
    ("thinking", "dialect", "fields"),
    [
        (Thinking(enabled=True), {"thinking": "type"}, {"thinking": {"type": "enabled"}}),
        (Thinking(enabled=False), {"thinking": "type"}, {"thinking": {"type": "disabled"}}),
        (Thinking(), {"thinking": "type"}, {}),
        (Thinking(enabled=True), {"thinking": "enable_thinking"}, {"enable_thinking": True}),
        (Thinking(enabled=False), {"thinking": "enable_thinking"}, {"enable_thinking": False}),
        (Thinking(), {"thinking": "reasoning_split"}, {"reasoning_split": True}),
        (Thinking(enabled=False), {"thinking": "reasoning_split"}, {"reasoning_split": False}),
        (Thinking(enabled=True, effort="high"), {}, {}),
        (
            Thinking(enabled=True, effort="max"),
            {"thinking": "type", "effort_field": "reasoning_effort"},
            {"thinking": {"type": "enabled"}, "reasoning_effort": "max"},
        ),
        (
            Thinking(enabled=False, effort="high"),
            {"thinking": "type", "effort_field": "reasoning_effort"},
            {"thinking": {"type": "disabled"}},
        ),
        (
            Thinking(effort="low"),
            {"thinking": "effort", "effort_field": "reasoning"},
            {"reasoning": {"effort": "low"}},
        ),
        (
            Thinking(enabled=False, effort="none"),
            {"thinking": "effort", "effort_field": "reasoning"},
            {"reasoning": {"effort": "none"}},
        ),
    ],
)
def test_row_076_thinking_in_the_words_of_the_dialect(
    thinking: Thinking, dialect: Json, fields: Json
) -> None:
    body = encode(request(thinking=thinking), **dialect)
    assert {
        name: value for name, value in body.items() if name not in ("model", "stream", "messages")
    } == fields


def test_output_format() -> None:
    schema = OutputFormat("json_schema", "title", {"type": "object"}, True, "d")
    told = {"name": "title", "schema": {"type": "object"}, "description": "d", "strict": True}
    assert encode(request(output=schema))["response_format"] == {"type": "json_schema", "json_schema": told}
    assert encode(request(output=schema), structured="json_object")["response_format"] == {
        "type": "json_object"
    }
    plain = OutputFormat("json_schema", schema={"type": "object"})
    assert encode(request(output=plain))["response_format"]["json_schema"] == {
        "name": "output",
        "schema": {"type": "object"},
    }
    assert encode(request(output=OutputFormat("json_object")))["response_format"] == {"type": "json_object"}
    notes: list[Note] = []
    assert "response_format" not in encode(request(output=schema), notes, structured="none")
    assert notes[0].path == "response_format"


# ----------------------------------------------------------------------------- tools
def test_tools_choice_and_parallel_calls() -> None:
    body = encode(
        request(tools=(TOOL,), tool_choice=ToolChoice("tool", "f"), parallel_tool_calls=False),
        strict_tools=True,
    )
    assert body["tools"] == [
        {"type": "function", "function": {"name": "f", "description": "does f", "parameters": TOOL.schema}}
    ]
    assert body["tool_choice"] == {"type": "function", "function": {"name": "f"}}
    assert body["parallel_tool_calls"] is False
    unknown = encode(request(tools=(TOOL,), parallel_tool_calls=False), parallel_tool_calls=False)
    assert "parallel_tool_calls" not in unknown


@pytest.mark.parametrize("mode", ["auto", "none", "required"])
def test_row_036_choice_in_a_word(mode: Any) -> None:
    assert encode(request(tools=(TOOL,), tool_choice=ToolChoice(mode)))["tool_choice"] == mode


def test_a_choice_of_nothing_is_auto() -> None:
    assert encode(request(tools=(TOOL,), tool_choice=ToolChoice("tool")))["tool_choice"] == "auto"


def test_row_010_no_choice_without_tools() -> None:
    body = encode(request(tools=(), tool_choice=ToolChoice("auto"), parallel_tool_calls=True))
    assert not {"tools", "tool_choice", "parallel_tool_calls"} & set(body)


def test_row_027_a_hosted_tool_of_another_wire_leaves_no_empty_list() -> None:
    notes: list[Note] = []
    search = Tool("web_search", "server", raw={"type": "web_search"})
    body = encode(request(tools=(search,), tool_choice=ToolChoice("auto")), notes)
    assert not {"tools", "tool_choice"} & set(body)
    assert notes[0].path == "tools.web_search"
    assert encode(request(wire="chat", tools=(search,)))["tools"] == [{"type": "web_search"}]


def test_row_030_strict_and_marks_only_where_they_are_known() -> None:
    tool = Tool("f", strict=True, extra={"cache_control": {"type": "ephemeral"}, "x": 1})
    bare = encode(request(tools=(tool,)))["tools"][0]
    assert bare == {
        "type": "function",
        "function": {"name": "f", "parameters": {"type": "object", "properties": {}}},
    }
    full = encode(request(tools=(tool,)), strict_tools=True, cache_control=True)["tools"][0]
    assert full["function"]["strict"] is True
    assert full["cache_control"] == {"type": "ephemeral"}


def test_row_031_missing_parameters_become_an_empty_object() -> None:
    for schema in (None, {}):
        (tool,) = encode(request(tools=(Tool("f", schema=schema),)))["tools"]
        assert tool["function"]["parameters"] == {"type": "object", "properties": {}}


def test_custom_tools_in_the_makers_form() -> None:
    grammar = {"type": "grammar", "syntax": "lark", "definition": "start: X"}
    tools = (Tool("p", "custom", "d", grammar=grammar), Tool("q", "custom"))
    body = encode(request(wire="chat", tools=tools, tool_choice=ToolChoice("tool", "p")))
    told = {"type": "grammar", "grammar": {"syntax": "lark", "definition": "start: X"}}
    assert body["tools"] == [
        {"type": "custom", "custom": {"name": "p", "description": "d", "format": told}},
        {"type": "custom", "custom": {"name": "q"}},
    ]
    assert body["tool_choice"] == {"type": "custom", "custom": {"name": "p"}}


# ----------------------------------------------------------------------------- extra and bytes
def test_extra_goes_back_only_to_its_own_wire() -> None:
    extra = {"logit_bias": {"1": 2}, "store": True, "stream": "never"}
    notes: list[Note] = []
    own = encode(request(wire="chat", extra=extra), notes)
    assert own["logit_bias"] == {"1": 2}
    assert own["stream"] is False
    assert "store" not in own
    assert [note.path for note in notes] == ["store"]
    assert encode(request(wire="chat", extra=extra), parameters=("store",))["store"] is True
    assert "logit_bias" not in encode(request(wire="messages", extra=extra))


def test_row_007_the_next_request_begins_with_the_same_bytes() -> None:
    first = request(stream=True, tools=(TOOL,), thinking=Thinking(enabled=True), max_output=9)
    longer = request(
        stream=True,
        tools=(TOOL,),
        thinking=Thinking(enabled=True),
        max_output=9,
        items=(HI, Message("assistant", (Text("a"),)), Message("user", (Text("b"),))),
    )
    one, two = (orjson.dumps(encode(asked, thinking="type")) for asked in (first, longer))
    assert two.startswith(one.removesuffix(b"]}"))
    assert orjson.dumps(encode(first, thinking="type")) == one
