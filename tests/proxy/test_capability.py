"""What a request needs, and what an endpoint lacks, by the names of the capabilities."""

from typing import Any

import pytest

from proxy.capability import BY_NAME, RULES, CapabilityMissingError, missing, runs
from proxy.conversation import (
    File,
    Foreign,
    Image,
    Item,
    Message,
    OutputFormat,
    Request,
    Text,
    Thinking,
    Tool,
    ToolChoice,
    ToolResult,
    Wire,
)
from proxy.dialect import Dialect
from proxy.wires import RequestError


def ask(*items: Item, wire: Wire = "messages", **fields: Any) -> Request:
    return Request(wire=wire, model="m", items=items, **fields)


def said(*parts: Any) -> Message:
    return Message("user", parts)


def server(kind: str) -> Tool:
    return Tool("t", "server", raw={"type": kind})


def block(kind: str) -> Foreign:
    return Foreign("messages", {"type": kind}, "words")


NEEDS: list[tuple[str, Request]] = [
    ("images", ask(said(Image("data:image/png;base64,AA")))),
    ("images", ask(ToolResult("c", (Image("data:image/png;base64,AA"),)))),
    ("documents", ask(said(File("data:application/pdf;base64,AA")))),
    ("search_results", ask(block("search_result"))),
    ("search_results", ask(ToolResult("c", (Text("x", {"block": "search_result"}),)))),
    ("web_search", ask(tools=(server("web_search_20250305"),))),
    ("code_execution", ask(tools=(server("code_execution_20250825"),))),
    ("code_execution", ask(tools=(server("code_interpreter"),), wire="responses")),
    ("mcp", ask(tools=(server("mcp_toolset"),))),
    ("mcp", ask(tools=(server("mcp"),), wire="responses")),
    ("mcp", ask(block("mcp_tool_use"))),
    ("mcp", ask(block("mcp_tool_result"))),
    ("mcp", ask(extra={"mcp_servers": [{"url": "https://x"}]})),
    ("containers", ask(extra={"container": "c_1"})),
    ("containers", ask(block("container_upload"))),
    ("server_tools", ask(tools=(server("computer_20250124"),))),
    ("cache_control", ask(said(Text("x", {"cache_control": {}})))),
    ("cache_control", ask(ToolResult("c", (), extra={"cache_control": {}}))),
    ("cache_control", ask(tools=(Tool("t", extra={"cache_control": {}}),))),
    ("citations", ask(said(File("", extra={"citations": {"enabled": True}})))),
    ("is_error", ask(ToolResult("c", (), is_error=True))),
    ("thinking", ask(thinking=Thinking(enabled=True))),
    ("thinking", ask(thinking=Thinking(effort="high"))),
    ("tool_choice", ask(tool_choice=ToolChoice("required"))),
    ("custom_tools", ask(tools=(Tool("apply_patch", "custom"),))),
    ("custom_tools", ask(tools=(Tool("x", namespace="mcp"),))),
    ("structured_output", ask(output=OutputFormat("json_object"))),
    ("stop_sequences", ask(stop=("END",))),
]


@pytest.mark.parametrize(("name", "request_"), NEEDS, ids=[f"{n:02}-{row[0]}" for n, row in enumerate(NEEDS)])
def test_what_a_request_needs(name: str, request_: Request) -> None:
    assert BY_NAME[name].needs(request_)


def test_every_capability_has_a_row() -> None:
    assert {name for name, _ in NEEDS} == set(BY_NAME)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_plain_request_needs_none(rule: Any) -> None:
    tools = (Tool("run", schema={"type": "object"}),)
    plain = ask(said(Text("hi")), ToolResult("c", (Text("ok"),)), tools=tools, extra={"mcp_servers": []})
    assert not rule.needs(plain)
    assert rule.default in rule.choices


LACKS: list[tuple[str, Wire, dict[str, Any], bool]] = [
    ("images", "chat", {"images": False}, True),
    ("images", "chat", {}, False),
    ("documents", "chat", {}, True),
    ("search_results", "messages", {}, True),
    ("search_results", "messages", {"server_tools": ("web_search",)}, False),
    ("search_results", "chat", {"server_tools": ("web_search",)}, True),
    ("mcp", "messages", {"server_tools": ("mcp",)}, False),
    ("mcp", "messages", {"server_tools": ("web_search",)}, True),
    ("mcp", "responses", {"server_tools": ("mcp",)}, True),
    ("web_search", "messages", {"server_tools": ("web_search",)}, False),
    ("containers", "messages", {"server_tools": ("code_execution",)}, False),
    ("server_tools", "messages", {}, True),
    ("cache_control", "messages", {"cache_control": True}, False),
    ("citations", "messages", {"maker": True}, False),
    ("citations", "messages", {}, True),
    ("is_error", "messages", {"is_error": False}, True),
    ("is_error", "chat", {"is_error": False}, False),
    ("thinking", "chat", {}, True),
    ("thinking", "chat", {"thinking": "type"}, False),
    ("tool_choice", "chat", {"tool_choice": "auto"}, True),
    ("custom_tools", "responses", {"custom_tools": True}, False),
    ("custom_tools", "chat", {"custom_tools": True}, True),
    ("structured_output", "chat", {"structured": "json_object"}, True),
    ("structured_output", "chat", {}, False),
    ("structured_output", "messages", {"structured": "none"}, True),
    ("stop_sequences", "responses", {}, True),
    ("stop_sequences", "chat", {"stop_limit": 1}, True),
    ("stop_sequences", "chat", {"stop_limit": None}, False),
]


@pytest.mark.parametrize(("name", "wire", "fields", "lacks"), LACKS)
def test_what_an_endpoint_lacks(name: str, wire: Wire, fields: dict[str, Any], lacks: bool) -> None:
    request = ask(said(Text("x")), output=OutputFormat("json_schema", schema={}), stop=("a", "b"))
    assert BY_NAME[name].lacks(request, wire, Dialect(**fields)) is lacks


def test_the_error_names_what_is_missing() -> None:
    error = missing(BY_NAME["mcp"], "fallback")
    assert isinstance(error, RequestError) and isinstance(error, CapabilityMissingError)
    assert (error.capability, error.policy) == ("mcp", "fallback")
    assert (error.failure.code, error.failure.fault, error.failure.status) == (
        "capability_missing",
        "client",
        400,
    )
    assert "MCP" in error.failure.message


def test_versions_of_a_server_tool() -> None:
    assert runs(Dialect(server_tools=("web_search",)), "web_search_20250305")
    assert not runs(Dialect(), "web_search")
