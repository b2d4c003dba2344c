"""Names on the way up and back."""

from proxy.tool_table import EMPTY_TABLE, ToolName, ToolTable


def test_known_and_unknown_names() -> None:
    table = ToolTable({"ns__run": ToolName("run", "ns")})
    assert table.client_tool("ns__run") == ToolName("run", "ns")
    assert table.client_tool("other") == ToolName("other")
    assert EMPTY_TABLE.client_tool("x").kind == "function"
