"""The `tools` list and `tool_choice`: the client's own tools, deferred ones, and those a provider runs."""

from collections.abc import Iterable

from msgspec.structs import replace

from proxy.conversation import NO_EXTRA, Json, Note, Tool, ToolChoice
from proxy.json_fields import as_object, bool_field, text_field
from proxy.refusals import refuse, wrong_type
from proxy.wires.messages.decode_history import ToolChange

_PLACEHOLDER = "DeferredToolPlaceholder"
"""Claude Code 2.1.329 declares this tool only to mark that others are deferred; it does nothing."""

_OWN_TYPES = (None, "custom", "function")
_OWN_FIELDS = frozenset({"type", "name", "description", "input_schema", "defer_loading", "strict"})
_MODES = {"auto": "auto", "any": "required", "tool": "tool", "none": "none"}


def read_tools(tools: object, changes: Iterable[ToolChange], notes: list[Note]) -> tuple[Tool, ...]:
    """Read the declared tools as the conversation's tool changes leave them."""
    if tools is None:
        tools = []
    if not isinstance(tools, list):
        raise wrong_type("tools", "a list of tools", tools)
    found: dict[str, Tool] = {}
    for number, value in enumerate(tools):
        declaration = as_object(value)
        if declaration is None:
            raise wrong_type(f"tools[{number}]", "an object", value)
        _add(found, _tool(declaration, f"tools[{number}]"))
    for change in changes:
        if not change.present:
            found.pop(change.name, None)
        elif change.definition is not None:
            _add(found, _tool(change.definition, "tool_addition"))
        elif change.name in found:
            found[change.name] = replace(found[change.name], deferred=False)
        else:
            notes.append(Note("tool_addition", f"{change.name} is not declared"))
    return tuple(found.values())


def _add(found: dict[str, Tool], tool: Tool) -> None:
    if tool.name != _PLACEHOLDER:
        found[tool.name] = tool


def _tool(declaration: Json, path: str) -> Tool:
    kind = declaration.get("type")
    schema = as_object(declaration.get("input_schema"))
    if kind not in _OWN_TYPES and schema is None:
        return Tool(text_field(declaration, "name") or str(kind), "server", raw=declaration)
    name = declaration.get("name")
    if not isinstance(name, str) or not name:
        raise wrong_type(f"{path}.name", "a name", name or None)
    return Tool(
        name,
        description=text_field(declaration, "description"),
        schema=schema,
        deferred=bool_field(declaration, "defer_loading") or False,
        strict=bool_field(declaration, "strict"),
        extra=NO_EXTRA
        if declaration.keys() <= _OWN_FIELDS
        else {k: v for k, v in declaration.items() if k not in _OWN_FIELDS},
    )


def read_tool_choice(value: object, notes: list[Note]) -> tuple[ToolChoice | None, bool | None]:
    """Return the choice and whether calls may be parallel (None: not said)."""
    if value is None:
        return None, None
    choice: Json | None = {"type": value} if isinstance(value, str) else as_object(value)
    if choice is None:
        raise wrong_type("tool_choice", "an object", value)
    serial = bool_field(choice, "disable_parallel_tool_use")
    parallel = None if serial is None else not serial
    match _MODES.get(text_field(choice, "type")):
        case "tool":
            name = text_field(choice, "name")
            if not name:
                raise refuse("tool_choice.name", "the type tool needs a name")
            return ToolChoice("tool", name), parallel
        case "auto":
            return ToolChoice("auto"), parallel
        case "required":
            return ToolChoice("required"), parallel
        case "none":
            return ToolChoice("none"), parallel
        case _:
            notes.append(Note("tool_choice", f"unknown type {choice.get('type')!r} left out"))
            return None, parallel
