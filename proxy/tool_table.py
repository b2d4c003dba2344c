"""The names that a request's tools travel under, and how a call under such a name is raised again."""

from collections.abc import Mapping

from msgspec import Struct

from proxy.conversation import ToolKind


class ToolName(Struct, frozen=True):
    """A tool as the client knows it."""

    name: str
    namespace: str | None = None
    kind: ToolKind = "function"


class ToolTable(Struct, frozen=True):
    """Per request: upstream name -> the client's tool. Names that travel unchanged are listed too.

    `lowered` are upstream names whose arguments wrap a custom tool's raw input as `{"input": "..."}`.
    """

    names: Mapping[str, ToolName] = {}
    lowered: frozenset[str] = frozenset()

    def client_tool(self, upstream_name: str) -> ToolName:
        """Return what the client calls this tool; an unknown name stays as it is."""
        return self.names.get(upstream_name) or ToolName(upstream_name)


EMPTY_TABLE = ToolTable()
