"""Tools and tool choice of chat clients."""

from typing import Any

import pytest

from proxy.conversation import Note, Tool, ToolChoice
from proxy.wires import RequestError
from proxy.wires.chat.decode_tools import read_tool_choice, read_tools

SCHEMA = {"type": "object", "properties": {"a": {"type": "string"}}}


def test_function_tools_nested_flat_and_without_type() -> None:
    function = {"name": "f", "description": "does f", "parameters": SCHEMA, "strict": True}
    expected = Tool("f", description="does f", schema=SCHEMA, strict=True)
    assert read_tools({"tools": [{"type": "function", "function": function}]}, []) == (expected,)
    assert read_tools({"tools": [{"function": function}]}, []) == (expected,)
    assert read_tools({"tools": [{"type": "function", **function}]}, []) == (expected,)
    assert read_tools({"functions": [function]}, []) == (expected,)


@pytest.mark.parametrize("parameters", [None, "x", []])
def test_row_031_parameters_that_are_no_object_are_none(parameters: Any) -> None:
    tools = read_tools(
        {"tools": [{"type": "function", "function": {"name": "f", "parameters": parameters}}]}, []
    )
    assert tools == (Tool("f"),)


def test_unknown_fields_of_a_tool_are_kept() -> None:
    entry = {"type": "function", "function": {"name": "f", "x": 1}, "cache_control": {"type": "ephemeral"}}
    (tool,) = read_tools({"tools": [entry]}, [])
    assert tool.extra == {"cache_control": {"type": "ephemeral"}, "x": 1}


def test_custom_tools() -> None:
    grammar = {"syntax": "lark", "definition": "start: X"}
    entry = {
        "type": "custom",
        "custom": {"name": "p", "description": "d", "format": {"type": "grammar", "grammar": grammar}},
    }
    free = {"type": "custom", "custom": {"name": "q", "format": {"type": "text"}}}
    assert read_tools({"tools": [entry, free]}, []) == (
        Tool("p", "custom", "d", grammar={"type": "grammar", **grammar}),
        Tool("q", "custom"),
    )


def test_tools_of_the_provider_are_kept_as_they_are() -> None:
    notes: list[Note] = []
    search = {"type": "web_search", "web_search": {"enable": True}}
    builtin = {"type": "builtin_function", "builtin_function": {"name": "$web_search"}}
    assert read_tools({"tools": [search, builtin]}, notes) == (
        Tool("web_search", "server", raw=search),
        Tool("$web_search", "server", raw=builtin),
    )
    assert len(notes) == 2


def test_of_two_tools_with_one_name_the_first_counts() -> None:
    notes: list[Note] = []
    tools = read_tools(
        {"tools": [{"function": {"name": "f"}}], "functions": [{"name": "f", "description": "d"}]}, notes
    )
    assert tools == (Tool("f"),)
    assert notes[0].path == "tools"


@pytest.mark.parametrize("body", [{}, {"tools": None}, {"tools": []}])
def test_row_010_no_tools(body: Any) -> None:
    assert read_tools(body, []) == ()


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ({"tools": {}}, "tools: expected a list"),
        ({"tools": ["f"]}, "tools[0]: expected an object"),
        ({"tools": [{"type": "function", "function": {}}]}, "tools[0].function.name: expected a tool's name"),
        (
            {"tools": [{"type": "custom", "custom": {"name": 1}}]},
            "tools[0].custom.name: expected a tool's name",
        ),
        ({"functions": [{"name": ""}]}, "functions[0].name: expected a tool's name"),
    ],
)
def test_tools_that_cannot_be_understood(body: Any, start: str) -> None:
    with pytest.raises(RequestError) as caught:
        read_tools(body, [])
    assert caught.value.failure.message.startswith(start)


@pytest.mark.parametrize(
    ("value", "choice"),
    [
        (None, None),
        ("auto", ToolChoice("auto")),
        ("none", ToolChoice("none")),
        ("required", ToolChoice("required")),
        ("any", ToolChoice("required")),
        ({"type": "function", "function": {"name": "f"}}, ToolChoice("tool", "f")),
        ({"type": "function", "name": "f"}, ToolChoice("tool", "f")),
        ({"type": "custom", "custom": {"name": "p"}}, ToolChoice("tool", "p")),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {
                    "mode": "required",
                    "tools": [
                        {"type": "function", "function": {"name": "f"}},
                        {"type": "function", "name": "g"},
                    ],
                },
            },
            ToolChoice("required", allowed=("f", "g")),
        ),
        (
            {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "g"}]},
            ToolChoice("auto", allowed=("g",)),
        ),
    ],
)
def test_row_036_tool_choice(value: Any, choice: ToolChoice | None) -> None:
    assert read_tool_choice({"tool_choice": value}) == choice


def test_legacy_function_call_choice() -> None:
    assert read_tool_choice({"function_call": "none"}) == ToolChoice("none")
    assert read_tool_choice({"function_call": {"name": "f"}}) == ToolChoice("tool", "f")


@pytest.mark.parametrize("value", ["maybe", 5, {}, {"type": "function"}, {"type": "file", "name": "x"}])
def test_a_choice_that_cannot_be_understood(value: Any) -> None:
    with pytest.raises(RequestError, match=r"^tool_choice: expected"):
        read_tool_choice({"tool_choice": value})
