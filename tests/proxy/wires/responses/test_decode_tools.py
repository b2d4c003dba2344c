"""Tool declarations and choices of every kind."""

import pytest

from proxy.conversation import Json, Note, Tool, ToolChoice
from proxy.wires.responses.decode_tools import merge_tools, read_tool_choice, read_tools

LARK: Json = {"type": "grammar", "syntax": "lark", "definition": "start: /.+/"}


def read(*specs: object) -> tuple[list[Tool], list[Note]]:
    notes: list[Note] = []
    return read_tools(specs, notes), notes


def test_functions() -> None:
    schema: Json = {"type": "object", "properties": {}}
    spec = {"type": "function", "name": "f", "description": "d", "parameters": schema, "strict": False}
    assert read(spec) == ([Tool("f", description="d", schema=schema, strict=False)], [])
    assert read({"name": "f"}) == ([Tool("f")], [])
    assert read({"type": "function", "function": {"name": "f", "parameters": schema}}) == (
        [Tool("f", schema=schema)],
        [],
    )
    assert read({"type": "function", "name": "f", "defer_loading": True, "output_schema": {}}) == (
        [Tool("f", deferred=True, extra={"output_schema": {}})],
        [],
    )


def test_row_031_parameters_that_are_missing_or_null_are_no_schema() -> None:
    tools, _ = read({"type": "function", "name": "a"}, {"type": "function", "name": "b", "parameters": None})
    assert [tool.schema for tool in tools] == [None, None]


def test_row_021_custom_tool_with_grammar() -> None:
    tools, _ = read(
        {"type": "custom", "name": "apply_patch", "description": "d", "format": LARK},
        {"type": "custom", "name": "free", "format": {"type": "text"}},
    )
    assert tools == [
        Tool("apply_patch", kind="custom", description="d", grammar=LARK),
        Tool("free", kind="custom"),
    ]


def test_row_022_same_child_in_two_namespaces_gives_two_tools() -> None:
    child = {"type": "function", "name": "run"}
    tools, _ = read(
        {"type": "namespace", "name": "a", "description": "about a", "tools": [child]},
        {"type": "namespace", "name": "b", "tools": [child]},
    )
    assert tools == [
        Tool("run", namespace="a", extra={"namespace_description": "about a"}),
        Tool("run", namespace="b"),
    ]
    assert merge_tools(tools, tools) == tuple(tools)


def test_row_026_tool_search_of_the_client() -> None:
    spec: Json = {
        "type": "tool_search",
        "execution": "client",
        "description": "d",
        "parameters": {"type": "object"},
    }
    assert read(spec)[0] == [
        Tool("tool_search", kind="search", description="d", schema={"type": "object"}, raw=spec)
    ]


@pytest.mark.parametrize("kind", ["web_search", "image_generation", "mcp", "tool_search", "brand_new"])
def test_row_027_hosted_tools(kind: str) -> None:
    spec: Json = {"type": kind}
    assert read(spec) == ([Tool(kind, kind="server", raw=spec)], [])


def test_hosted_tools_are_told_apart_by_their_declaration() -> None:
    tools, _ = read({"type": "mcp", "server_label": "a"}, {"type": "mcp", "server_label": "b"})
    assert merge_tools(tools, tools) == tuple(tools)


def test_what_is_no_tool_is_noted() -> None:
    tools, notes = read("web_search", {"type": "function"}, {"type": "custom"})
    assert tools == []
    assert len(notes) == 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("auto", ToolChoice("auto")),
        ("none", ToolChoice("none")),
        ("required", ToolChoice("required")),
        ("any", ToolChoice("required")),
        ({"type": "auto"}, ToolChoice("auto")),
        ({"type": "function", "name": "f"}, ToolChoice("tool", "f")),
        ({"type": "function", "function": {"name": "f"}}, ToolChoice("tool", "f")),
        ({"type": "function", "name": "f", "namespace": "n"}, ToolChoice("tool", "f", "n")),
        ({"type": "custom", "name": "apply_patch"}, ToolChoice("tool", "apply_patch")),
        ({"type": "web_search"}, ToolChoice("tool", "web_search")),
        (
            {
                "type": "allowed_tools",
                "mode": "required",
                "tools": [{"type": "function", "name": "f"}, {"type": "web_search"}, "x", {}],
            },
            ToolChoice("required", allowed=("f", "web_search")),
        ),
        ({"type": "allowed_tools", "tools": []}, ToolChoice("auto")),
    ],
)
def test_row_036_choices(value: object, expected: ToolChoice | None) -> None:
    notes: list[Note] = []
    assert read_tool_choice(value, notes) == expected
    assert notes == []


@pytest.mark.parametrize("value", ["whatever", 5, {"name": "f"}, {"type": "function"}])
def test_row_036_unknown_choices_are_noted(value: object) -> None:
    notes: list[Note] = []
    assert read_tool_choice(value, notes) is None
    assert len(notes) == 1
