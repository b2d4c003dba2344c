"""The encoder of Messages requests: each field by the endpoint's dialect."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from proxy.conversation import (
    Message,
    Note,
    OutputFormat,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolCall,
    ToolChoice,
    ToolResult,
)
from proxy.dialect import Dialect
from proxy.wires.messages import decode_request, encode_request
from tests.proxy.wires.messages.bodies import MARK, PLAIN, said, text, write

MAKER = Dialect(
    maker=True,
    mid_system=True,
    cache_control=True,
    deferred_tools=True,
    thinking="adaptive",
    effort_field="output_config",
    server_tools=("web_search",),
    parameters=("temperature", "top_p", "top_k", "metadata"),
)


def test_the_least_body() -> None:
    assert write() == {
        "model": "m",
        "max_tokens": 32_000,
        "messages": [{"role": "user", "content": [text("Hi")]}],
        "stream": False,
    }


# ----------------------------------------------------------------------------- tools
def test_tools_and_choices() -> None:
    schema: dict[str, object] = {"type": "object", "properties": {"a": {}}}
    tools = (
        Tool("Read", description="Reads", schema=schema, strict=True, deferred=True),
        Tool("Bare"),
        Tool("web_search", "server", raw={"type": "web_search"}),
    )
    body = write(tools=tools, tool_choice=ToolChoice("required"), notes=(notes := []))
    assert body["tools"] == [
        {"name": "Read", "description": "Reads", "input_schema": schema},
        {"name": "Bare", "input_schema": {"type": "object", "properties": {}}},
    ]
    assert body["tool_choice"] == {"type": "any"}
    assert [note.path for note in notes] == ["tools.web_search"]
    able = write(tools=tools[:1], dialect=Dialect(strict_tools=True, deferred_tools=True))
    assert able["tools"][0] | {"strict": True, "defer_loading": True} == able["tools"][0]


@pytest.mark.parametrize(
    ("choice", "parallel", "expected"),
    [
        (None, None, None),
        (ToolChoice("auto"), None, {"type": "auto"}),
        (ToolChoice("none"), False, {"type": "none"}),
        (ToolChoice("tool", "Read"), True, {"type": "tool", "name": "Read"}),
        (None, False, {"type": "auto", "disable_parallel_tool_use": True}),
        (ToolChoice("required"), False, {"type": "any", "disable_parallel_tool_use": True}),
    ],
)
def test_row_038_serial_calls_are_part_of_the_choice(choice: Any, parallel: Any, expected: Any) -> None:
    body = write(tools=(Tool("Read"),), tool_choice=choice, parallel_tool_calls=parallel)
    assert body.get("tool_choice") == expected


def test_row_010_without_tools_there_is_no_choice() -> None:
    body = write(tool_choice=ToolChoice("auto"), parallel_tool_calls=False)
    assert "tools" not in body
    assert "tool_choice" not in body


# ----------------------------------------------------------------------------- figures and thinking
@pytest.mark.parametrize(
    ("wish", "most", "expected"),
    [(None, None, 32_000), (None, 8_192, 8_192), (500, None, 500), (500_000, 8_192, 8_192)],
)
def test_row_139_max_tokens_is_always_there_and_within_bounds(wish: Any, most: Any, expected: int) -> None:
    assert write(max_output=wish, dialect=Dialect(max_output=most))["max_tokens"] == expected


@pytest.mark.parametrize(
    ("style", "wish", "expected"),
    [
        ("adaptive", Thinking(enabled=True, budget=5_000), {"type": "adaptive"}),
        ("budget", Thinking(enabled=True, budget=5_000), {"type": "enabled", "budget_tokens": 5_000}),
        ("budget", Thinking(enabled=True), {"type": "enabled", "budget_tokens": 16_000}),
        ("budget", Thinking(enabled=True, budget=64_000), {"type": "enabled", "budget_tokens": 31_999}),
        ("budget", Thinking(enabled=True, budget=5), {"type": "enabled", "budget_tokens": 1_024}),
        ("type", Thinking(enabled=True, adaptive=True), {"type": "enabled"}),
        ("type", Thinking(enabled=False), {"type": "disabled"}),
        ("adaptive", Thinking(), None),
        ("none", Thinking(enabled=True), None),
    ],
)
def test_row_076_thinking_by_dialect(style: Any, wish: Thinking, expected: Any) -> None:
    assert write(thinking=wish, dialect=Dialect(thinking=style)).get("thinking") == expected


def test_thinking_that_has_no_room_is_switched_off() -> None:
    notes: list[Note] = []
    body = write(
        thinking=Thinking(enabled=True), max_output=64, dialect=Dialect(thinking="budget"), notes=notes
    )
    assert body["thinking"] == {"type": "disabled"}
    assert notes[0].path == "thinking"


def test_row_076_effort_never_stands_beside_disabled_thinking() -> None:
    dialect = Dialect(thinking="type", effort_field="output_config")
    assert write(thinking=Thinking(enabled=True, effort="max"), dialect=dialect)["output_config"] == {
        "effort": "max"
    }
    assert "output_config" not in write(thinking=Thinking(enabled=False, effort="max"), dialect=dialect)
    assert "output_config" not in write(thinking=Thinking(effort="max"), dialect=PLAIN)


def test_output_formats() -> None:
    schema: dict[str, object] = {"type": "object"}
    body = write(output=OutputFormat("json_schema", schema=schema))
    assert body["output_config"] == {"format": {"type": "json_schema", "schema": schema}}
    assert "output_config" not in write(output=OutputFormat("json_object"), notes=(notes := []))
    assert notes[0].path == "output"


def test_sampling_and_stop() -> None:
    sampling = Sampling(temperature=1.7, top_p=0.5, top_k=3)
    body = write(sampling=sampling, stop=("</b>", "\n"), user="ann", stream=True)
    assert (body["temperature"], body["top_p"], body["top_k"]) == (1.0, 0.5, 3)
    assert (body["stop_sequences"], body["metadata"], body["stream"]) == (["</b>"], {"user_id": "ann"}, True)
    notes: list[Note] = []
    thinks = write(
        sampling=sampling, thinking=Thinking(enabled=True), dialect=Dialect(thinking="type"), notes=notes
    )
    assert not {"temperature", "top_p", "top_k"} & set(thinks)
    assert [note.path for note in notes] == ["temperature", "top_p", "top_k"]


def test_keys_stand_in_one_order() -> None:
    body = write(
        said("system", "s"),
        said("user", "Hi"),
        tools=(Tool("Read"),),
        tool_choice=ToolChoice("auto"),
        thinking=Thinking(enabled=True, effort="low"),
        stop=("x",),
        user="ann",
        dialect=Dialect(thinking="type", effort_field="output_config"),
    )
    assert list(body) == [
        "model",
        "max_tokens",
        "system",
        "tools",
        "tool_choice",
        "messages",
        "thinking",
        "output_config",
        "stop_sequences",
        "metadata",
        "stream",
    ]


# ----------------------------------------------------------------------------- caches and extras
def test_row_009_cache_marks_go_only_where_they_count() -> None:
    marked = {"cache_control": MARK}
    items = (
        Message("system", (Text("s", marked),)),
        Message("user", (Text("Hi", marked),)),
        ToolCall("c", "B", "{}", extra=marked),
        ToolResult("c", (Text("x", marked), Text("y")), extra=marked),
    )
    fields: dict[str, Any] = {"tools": (Tool("B", extra=marked),), "wire": "messages"}
    assert b"cache_control" not in orjson.dumps(write(*items, **fields))
    honoured = write(*items, dialect=Dialect(cache_control=True), **fields)
    assert orjson.dumps(honoured).count(b"cache_control") == 6


def test_clients_of_other_wires_get_marks_behind_what_stays() -> None:
    body = write(
        said("system", "s", "t"),
        said("user", "Hi"),
        said("assistant", "Yes?"),
        said("user", "More", "words"),
        said("assistant", "Hm"),
        tools=(Tool("A"), Tool("B")),
        dialect=Dialect(cache_control=True),
    )
    assert "cache_control" not in body["system"][0]
    assert body["system"][1]["cache_control"] == MARK
    assert [tool.get("cache_control") for tool in body["tools"]] == [None, MARK]
    assert body["messages"][2]["content"][1]["cache_control"] == MARK
    assert orjson.dumps(body).count(b"cache_control") == 3


def test_row_030_what_only_the_maker_knows_goes_to_the_maker_alone() -> None:
    fields: dict[str, Any] = {
        "wire": "messages",
        "tools": (Tool("B", extra={"eager_input_streaming": True, "of_tomorrow": 1}),),
        "extra": {
            "context_management": {"edits": []},
            "speed": "fast",
            "metadata": {"user_id": "{}"},
            "service_tier": "auto",
            "enable_search": True,
        },
    }
    notes: list[Note] = []
    body = write(notes=notes, **fields)
    assert body["enable_search"] is True
    assert not {"context_management", "speed", "metadata", "service_tier"} & set(body)
    assert body["tools"][0] == {
        "name": "B",
        "input_schema": {"type": "object", "properties": {}},
        "of_tomorrow": 1,
    }
    assert [note.path for note in notes] == ["speed", "service_tier", "fields"]
    assert notes[-1].action.endswith("context_management, metadata")
    whole = write(dialect=MAKER, **fields)
    assert whole | fields["extra"] == whole
    assert whole["tools"][0]["eager_input_streaming"] is True
    assert "enable_search" not in write(**{**fields, "wire": "chat"})


def test_a_request_comes_back_to_the_maker_as_it_was() -> None:
    body: dict[str, Any] = {
        "model": "claude-opus-5-5",
        "max_tokens": 128_000,
        "system": [{**text("You help."), "cache_control": MARK}],
        "tools": [
            {"name": "Read", "description": "r", "input_schema": {"type": "object"}, "strict": True},
            {
                "name": "Cron",
                "input_schema": {"type": "object"},
                "defer_loading": True,
                "input_examples": [{}],
            },
            {"type": "web_search_20250305", "name": "web_search"},
        ],
        "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
        "messages": [
            {
                "role": "user",
                "content": [text("Hi"), {"type": "image", "source": {"type": "file", "file_id": "f"}}],
            },
            {"role": "system", "content": [{**text("Monday"), "cache_control": MARK}]},
            {
                "role": "assistant",
                "content": [
                    {"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}},
                    text("I look."),
                    {"type": "tool_use", "id": "t", "name": "Read", "input": {"a": 1}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {
                        "type": "tool_result",
                        "tool_use_id": "t",
                        "content": [{"type": "tool_reference", "tool_name": "Cron"}],
                        "cache_control": MARK,
                    },
                    text("Tool loaded."),
                    {"type": "document", "source": {"type": "url", "url": "https://x/a.pdf"}, "title": "A"},
                ],
            },
        ],
        "thinking": {"type": "adaptive", "display": "updates"},
        "output_config": {"effort": "high", "task_budget": {"total": 9}},
        "metadata": {"user_id": '{"session_id":"s"}'},
        "context_management": {"edits": []},
        "stream": True,
    }
    notes: list[Note] = []
    assert encode_request(decode_request(body, notes), MAKER, notes) == body
    assert notes == []
    off = encode_request(decode_request({**body, "thinking": {"type": "disabled"}}, notes), MAKER, notes)
    assert "context_management" not in off
    budget = {**body, "thinking": {"type": "enabled", "budget_tokens": 31_999}}
    assert encode_request(decode_request(budget, notes), MAKER, notes)["thinking"] == budget["thinking"]
