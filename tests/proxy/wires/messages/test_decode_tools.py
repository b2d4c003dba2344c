"""Declared tools of every kind, and the choice among them, as they are read."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.conversation import Note, Tool, ToolChoice
from tests.proxy.wires.messages.bodies import MARK, read


def test_row_030_tools() -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    request = read(
        tools=[
            {
                "name": "Read",
                "description": "Reads",
                "input_schema": schema,
                "strict": True,
                "type": "custom",
                "cache_control": MARK,
                "eager_input_streaming": True,
                "input_examples": [{}],
                "allowed_callers": ["direct"],
            },
            {"type": "function", "name": "Bare"},
        ]
    )
    assert request.tools == (
        Tool(
            "Read",
            description="Reads",
            schema=schema,
            strict=True,
            extra={
                "cache_control": MARK,
                "eager_input_streaming": True,
                "input_examples": [{}],
                "allowed_callers": ["direct"],
            },
        ),
        Tool("Bare"),
    )


def test_row_028_deferred_tools_and_their_placeholder() -> None:
    notes: list[Note] = []
    request = read(
        notes=notes,
        tools=[
            {"name": "DeferredToolPlaceholder", "input_schema": {}, "defer_loading": True},
            {"name": "WebFetch", "input_schema": {"type": "object"}, "defer_loading": True},
        ],
    )
    assert request.tools == (Tool("WebFetch", schema={"type": "object"}, deferred=True),)
    assert notes == []


def test_tools_that_the_provider_runs_keep_their_declaration() -> None:
    search = {"type": "web_search_20250305", "name": "web_search", "max_uses": 8}
    toolset = {"type": "mcp_toolset", "mcp_server_name": "x"}
    own = {"type": "of_tomorrow", "name": "Own", "input_schema": {"type": "object"}}
    assert read(tools=[search, toolset, own]).tools == (
        Tool("web_search", "server", raw=search),
        Tool("mcp_toolset", "server", raw=toolset),
        Tool("Own", schema={"type": "object"}),
    )


@pytest.mark.parametrize(
    ("choice", "expected", "parallel"),
    [
        ({"type": "auto"}, ToolChoice("auto"), None),
        ("auto", ToolChoice("auto"), None),
        ({"type": "any", "disable_parallel_tool_use": True}, ToolChoice("required"), False),
        (
            {"type": "tool", "name": "Bash", "disable_parallel_tool_use": False},
            ToolChoice("tool", "Bash"),
            True,
        ),
        ({"type": "none"}, ToolChoice("none"), None),
        ({"type": "of_tomorrow"}, None, None),
        (None, None, None),
    ],
)
def test_row_036_tool_choice(choice: Any, expected: ToolChoice | None, parallel: bool | None) -> None:
    request = read(tool_choice=choice)
    assert (request.tool_choice, request.parallel_tool_calls) == (expected, parallel)
