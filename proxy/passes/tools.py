"""Tools as the upstream knows them: which are offered, what they are lowered to, and under which names.

Returns the table with which the reply side raises the model's calls again.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import is_
from typing import Final

import msgspec

from proxy.capability import CapabilityMissingError, kind_of
from proxy.conversation import (
    Failure,
    Item,
    Json,
    Note,
    Request,
    Tool,
    ToolCall,
    ToolChoice,
    ToolKind,
    ToolResult,
    Wire,
    replace,
)
from proxy.dialect import Dialect
from proxy.passes.calls import lower_calls, tool_key, tool_keys, with_namespaces
from proxy.passes.completion import complete_tools
from proxy.passes.names import Key, encode_names
from proxy.passes.schemas import clean_tool_schema
from proxy.passes.tool_choice import settle_tool_choice
from proxy.tool_table import ToolName, ToolTable

CACHED_NAMINGS: Final = 64
"""Sets of tools whose names are kept: the same tools come with every request of a session."""

_MAKER_TOOL_FIELDS = frozenset({"allowed_callers", "eager_input_streaming", "input_examples"})
"""Of messages: what only the wire's maker is told of a tool."""

_SEARCH_SCHEMA: Json = {
    "type": "object",
    "properties": {
        "query": {"type": "string", "description": "What the tool you look for should do."},
        "limit": {"type": "integer", "description": "How many tools to return at most."},
    },
    "required": ["query"],
}
_INPUT_SCHEMA: Json = {
    "type": "object",
    "properties": {"input": {"type": "string", "description": "The whole input of the tool, as plain text."}},
    "required": ["input"],
    "additionalProperties": False,
}
_INPUT_RULE: Final = (
    "The argument `input` is handed to the tool as it is: one string of plain text, without JSON, quotes or"
    " code fences of its own."
)
_PATCH_RULE: Final = """The input is one patch of this form:
*** Begin Patch
*** Update File: path/of/file.py
@@ def name_of_the_place():
 a line that stays, after one space
-a line that goes
+a line that comes
*** Add File: path/of/new_file.txt
+each line of the new file
*** Delete File: path/of/old_file.txt
*** End Patch
Paths are relative. Show about three unchanged lines around each change."""


def lower_tools(
    request: Request, wire: Wire, dialect: Dialect, notes: list[Note]
) -> tuple[Request, ToolTable]:
    """Return the request with tools and calls in the upstream's terms, and the table of their names.

    Raises `CapabilityMissingError` where nothing but tools that another provider runs was offered to a model that
    is asked to use them (Claude Code's web search): it would make the results up.
    """
    native = wire == "responses" and dialect.custom_tools
    items = with_namespaces(request.items, request.tools)
    if items is not request.items:
        request = replace(request, items=items)
    tools, may_call = complete_tools(request, _offered(request, wire, dialect, notes), wire, dialect, notes)
    if tools is not request.tools or not may_call:
        choice = request.tool_choice if may_call else ToolChoice("none")
        request = replace(request, tools=tools, tool_choice=choice)
    kinds = tool_keys(tools, request.items, native)
    names, table = _named(tuple(kinds.items()), dialect.tool_name_max)
    if renamed := [key[1] for key, name in names.items() if name != key[1]]:
        notes.append(Note("tools", f"under other names upstream: {', '.join(renamed)}"))
    if lost := _lost_fields(request, wire, dialect):
        notes.append(Note("tools", f"fields left out: {', '.join(lost)}"))
    request = settle_tool_choice(request, names, wire, dialect, notes)
    tools = tuple([_lower_tool(tool, names, native) for tool in request.tools])
    tools = _with_clean_schemas(tools, wire, dialect, notes)
    if _same(tools, request.tools):
        tools = request.tools
    items = lower_calls(request.items, names, native, notes, _loads_tools(request, wire, dialect))
    if tools is not request.tools or items is not request.items:
        request = replace(request, tools=tools, items=items)
    return request, table


# ----------------------------------------------------------------------------- which tools
def _offered(request: Request, wire: Wire, dialect: Dialect, notes: list[Note]) -> tuple[Tool, ...]:
    """Return the declared tools without hosted ones and without deferred ones that nobody loaded."""
    keep_deferred = _loads_tools(request, wire, dialect)
    loaded: set[str] | None = None
    waiting = 0
    out: list[Tool] = []
    for tool in request.tools:
        if tool.kind == "server":
            if _runs(tool, request.wire, wire, dialect):
                out.append(tool)
            else:
                notes.append(Note("tools", f"{tool.name} left out: the provider does not run it"))
        elif tool.deferred and not keep_deferred:
            loaded = _loaded(request.items) if loaded is None else loaded
            if tool.name in loaded:
                out.append(msgspec.structs.replace(tool, deferred=False))
            else:
                waiting += 1
        else:
            out.append(tool)
    if waiting:
        notes.append(Note("tools", f"{waiting} deferred, not offered before they are looked for"))
    hosted_only = request.wire == "messages" and all(tool.kind == "server" for tool in request.tools)
    if request.tools and not out and hosted_only:
        raise _cannot_run(request.tools)
    return request.tools if _same(out, request.tools) else tuple(out)


def _loads_tools(request: Request, wire: Wire, dialect: Dialect) -> bool:
    """Tell whether the endpoint loads deferred tools itself: each wire has its own way, good there alone."""
    if request.wire != wire:
        return False
    return dialect.deferred_tools if wire == "messages" else wire == "responses" and dialect.custom_tools


def _lost_fields(request: Request, wire: Wire, dialect: Dialect) -> list[str]:
    """Return the fields of declarations that another wire, or another than the wire's maker, has no place for."""
    if request.wire == wire and (dialect.maker or wire != "messages"):
        return []
    extras = [tool.extra for tool in request.tools if tool.extra]
    lost = {name for extra in extras for name in extra if name != "cache_control"}
    return sorted(lost if request.wire != wire else lost & _MAKER_TOOL_FIELDS)


def _same(some: Sequence[Tool], others: Sequence[Tool]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _runs(tool: Tool, origin: Wire, wire: Wire, dialect: Dialect) -> bool:
    """Tell whether the provider runs this very tool; a web search also if it was declared on messages."""
    raw = tool.raw or {}
    kind = raw.get("type")
    if not isinstance(kind, str) or not any(kind.startswith(known) for known in dialect.server_tools):
        return False
    if origin == wire:
        return True
    # The counterpart cannot keep sites out.
    return (
        (origin, wire) == ("messages", "responses")
        and kind.startswith("web_search")
        and not raw.get("blocked_domains")
    )


def _loaded(items: tuple[Item, ...]) -> set[str]:
    """Return the names of tools that a search loaded or that the model has already called."""
    loaded: set[str] = set()
    for item in items:
        if type(item) is ToolResult:
            loaded.update(item.loaded)
        elif type(item) is ToolCall:
            loaded.add(item.name)
    return loaded


def _cannot_run(tools: tuple[Tool, ...]) -> CapabilityMissingError:
    names = ", ".join(tool.name for tool in tools)
    search = any(kind_of(tool.raw).startswith("web_search") for tool in tools)
    return CapabilityMissingError(
        "web_search" if search else "server_tools",
        "fallback",
        Failure(
            kind="bad_request",
            fault="client",
            code="server_tool_unavailable",
            status=400,
            message=f"The provider in use cannot run {names}: such a tool runs only where it was made.",
        ),
    )


# ----------------------------------------------------------------------------- lowering
@lru_cache(maxsize=CACHED_NAMINGS)
def _named(kinds: tuple[tuple[Key, ToolKind], ...], limit: int) -> tuple[Mapping[Key, str], ToolTable]:
    """Return the tools' upstream names and the table that leads back (both shared: not to be changed)."""
    names = encode_names((key for key, _ in kinds), limit)
    table = ToolTable(
        names={names[key]: ToolName(key[1], key[0], kind) for key, kind in kinds},
        lowered=frozenset(names[key] for key, kind in kinds if kind == "custom"),
    )
    return names, table


def _lower_tool(tool: Tool, names: Mapping[Key, str], native: bool) -> Tool:
    if tool.kind == "server" or (native and (tool.namespace or tool.kind != "function")):
        return tool
    name = names[tool_key(tool)]
    if tool.kind == "function":
        if name == tool.name and tool.namespace is None:
            return tool
        return msgspec.structs.replace(tool, name=name, namespace=None)
    if tool.kind == "search":
        schema, description = tool.schema or _SEARCH_SCHEMA, tool.description
    else:
        schema, description = _INPUT_SCHEMA, _say_input(tool)
    return Tool(name=name, description=description, schema=schema, deferred=tool.deferred, extra=tool.extra)


def _say_input(tool: Tool) -> str:
    """Return a custom tool's description with all that its declaration said of the input."""
    pieces = [tool.description, _INPUT_RULE]
    if tool.name == "apply_patch":
        pieces.append(_PATCH_RULE)
    grammar = tool.grammar or {}
    definition = grammar.get("definition")
    if isinstance(definition, str) and definition:
        syntax = grammar.get("syntax")
        kind = f"{syntax} grammar" if isinstance(syntax, str) and syntax else "grammar"
        pieces.append(f"The input must match this {kind}:\n{definition}")
    return "\n\n".join(piece for piece in pieces if piece)


# ----------------------------------------------------------------------------- schemas
def _with_clean_schemas(
    tools: tuple[Tool, ...], wire: Wire, dialect: Dialect, notes: list[Note]
) -> tuple[Tool, ...]:
    adapted: list[str] = []
    out: list[Tool] = []
    for tool in tools:
        if tool.kind != "function":
            out.append(tool)
            continue
        clean = clean_tool_schema(tool.schema, dialect.schema, tool.name)
        schema = clean.schema if clean.changed else tool.schema
        strict = True if tool.strict and dialect.strict_tools and clean.strict else None
        if strict is None and wire == "responses":
            strict = False  # that wire turns strict on by itself where the schema allows it
        if tool.strict and not strict:
            notes.append(Note(f"tools.{tool.name}.strict", "not strict upstream"))
        if clean.changed:
            adapted.append(tool.name)
        if clean.changed or strict != tool.strict:
            tool = msgspec.structs.replace(tool, schema=schema, strict=strict)  # noqa: PLW2901
        out.append(tool)
    if adapted:
        notes.append(Note("tools", f"schemas adapted: {', '.join(adapted)}"))
    return tuple(out)
