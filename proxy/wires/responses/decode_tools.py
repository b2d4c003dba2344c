"""Tool declarations and tool choice of the Responses wire to the neutral model."""

from collections.abc import Iterable
from typing import Literal

from proxy.conversation import NO_EXTRA, Json, Note, Tool, ToolChoice
from proxy.json_fields import as_object, bool_field, list_field, object_field, objects_field, text_field

TOOL_SEARCH = "tool_search"
NAMESPACE_DESCRIPTION = "namespace_description"
"""Key in `Tool.extra`: how the namespace that the tool stood in was described."""

_FUNCTION_FIELDS = frozenset(
    {"type", "name", "description", "parameters", "strict", "defer_loading", "function"}
)
_CUSTOM_FIELDS = frozenset({"type", "name", "description", "format", "defer_loading"})


def read_tools(values: Iterable[object], notes: list[Note]) -> list[Tool]:
    """Read declarations of every kind; one `Tool` for each child of a namespace."""
    tools: list[Tool] = []
    for value in values:
        spec = as_object(value)
        if spec is None:
            notes.append(Note("tools", "an entry that is no object was left out"))
        else:
            _read(spec, None, "", tools, notes)
    return tools


def merge_tools(declared: list[Tool], found: list[Tool]) -> tuple[Tool, ...]:
    """Join the declared tools with those found in items, each name once; what is declared wins.

    Server tools are told apart by their whole declaration (two `mcp` servers share a type).
    """
    seen: set[tuple[str | None, str]] = set()
    merged: list[Tool] = []
    for tool in (*declared, *found):
        if tool.kind == "server":
            if tool not in merged:
                merged.append(tool)
        elif (tool.namespace, tool.name) not in seen:
            seen.add((tool.namespace, tool.name))
            merged.append(tool)
    return tuple(merged)


def _read(
    spec: Json, namespace: str | None, namespace_description: str, tools: list[Tool], notes: list[Note]
) -> None:
    kind = spec.get("type") or "function"
    if kind == "namespace":
        # The innermost declared namespace is the one a call must name (Codex 0.169.0).
        for child in objects_field(spec, "tools"):
            _read(child, text_field(spec, "name") or namespace, text_field(spec, "description"), tools, notes)
        return
    # Some SDKs send the nested form of chat completions.
    inner = object_field(spec, "function") if kind == "function" and "function" in spec else spec
    name = text_field(inner, "name")
    about: Json = {NAMESPACE_DESCRIPTION: namespace_description} if namespace_description else {}
    match kind:
        case "function" if name:
            rest = {k: v for k, v in inner.items() if k not in _FUNCTION_FIELDS and v is not None}
            tools.append(
                Tool(
                    name,
                    description=text_field(inner, "description"),
                    schema=as_object(inner.get("parameters")),
                    namespace=namespace,
                    deferred=spec.get("defer_loading") is True,
                    strict=bool_field(inner, "strict"),
                    extra={**rest, **about} if rest or about else NO_EXTRA,
                )
            )
        case "custom" if name:
            grammar = object_field(spec, "format")
            rest = {k: v for k, v in spec.items() if k not in _CUSTOM_FIELDS and v is not None}
            tools.append(
                Tool(
                    name,
                    kind="custom",
                    description=text_field(spec, "description"),
                    namespace=namespace,
                    grammar=grammar if grammar.get("type") == "grammar" else None,
                    deferred=spec.get("defer_loading") is True,
                    extra={**rest, **about} if rest or about else NO_EXTRA,
                )
            )
        case "function" | "custom":
            notes.append(Note("tools", "a tool without a name was left out"))
        case "tool_search" if spec.get("execution") == "client":
            tools.append(
                Tool(
                    TOOL_SEARCH,
                    kind="search",
                    description=text_field(spec, "description"),
                    schema=as_object(spec.get("parameters")),
                    raw=spec,
                )
            )
        case _:
            tools.append(Tool(str(kind), kind="server", raw=spec))


def read_tool_choice(value: object, notes: list[Note]) -> ToolChoice | None:
    """Read `tool_choice`: a word, a named tool of any kind, or `allowed_tools`."""
    match value:
        case None:
            return None
        case "auto" | "none" | "required":
            return ToolChoice(value)
        case "any":
            return ToolChoice("required")
    spec = as_object(value)
    kind = spec.get("type") if spec is not None else None
    if spec is None or not isinstance(kind, str):
        notes.append(Note("tool_choice", "an unknown form was left out"))
        return None
    if kind == "allowed_tools":
        return _read_allowed(spec)
    if kind in ("auto", "none", "required"):
        return read_tool_choice(kind, notes)
    name = text_field(spec, "name") or text_field(object_field(spec, "function"), "name")
    if not name and kind in ("function", "custom"):
        notes.append(Note("tool_choice", "a choice without a name was left out"))
        return None
    # A hosted tool and tool search are chosen by their type, which is their name here.
    return ToolChoice("tool", name or kind, text_field(spec, "namespace") or None)


def _read_allowed(spec: Json) -> ToolChoice:
    mode: Literal["auto", "required"] = "required" if spec.get("mode") == "required" else "auto"
    names = [
        text_field(entry, "name")
        or text_field(object_field(entry, "function"), "name")
        or text_field(entry, "type")
        for value in list_field(spec, "tools")
        if (entry := as_object(value)) is not None
    ]
    return ToolChoice(mode, allowed=tuple(name for name in names if name))
