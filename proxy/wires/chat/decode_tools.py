"""Tools and tool choice of a chat-completions body, with the legacy `functions`."""

from proxy.conversation import Json, Note, Tool, ToolChoice
from proxy.json_fields import as_object, bool_field, object_field, objects_field, text_field
from proxy.refusals import refuse, wrong_type


def read_tools(body: Json, notes: list[Note]) -> tuple[Tool, ...]:
    """Read `tools` and `functions`; of two with one name the first counts. Raises `RequestError`."""
    tools = [_tool(entry, path, notes) for entry, path in _entries(body, "tools")]
    tools += [_function(entry, path, {}) for entry, path in _entries(body, "functions")]
    named: dict[str, Tool] = {}
    for tool in tools:
        if tool.name in named:
            notes.append(Note("tools", f"second declaration of {tool.name!r} left out"))
        else:
            named[tool.name] = tool
    return tuple(named.values())


def read_tool_choice(body: Json) -> ToolChoice | None:
    """Read `tool_choice` or the legacy `function_call`. Raises `RequestError`."""
    value, path = body.get("tool_choice"), "tool_choice"
    if value is None:
        value, path = body.get("function_call"), "function_call"
    match value:
        case None:
            return None
        case "auto":
            return ToolChoice("auto")
        case "none":
            return ToolChoice("none")
        case "required" | "any":
            return ToolChoice("required")
    choice = as_object(value)
    if choice is None:
        raise refuse(path, "expected auto, none, required or an object that names a tool")
    kind = text_field(choice, "type", "function")
    inner = object_field(choice, kind) or choice
    if kind == "allowed_tools":
        return ToolChoice(
            "required" if inner.get("mode") == "required" else "auto",
            allowed=tuple(name for entry in objects_field(inner, "tools") if (name := _name(entry))),
        )
    name = text_field(inner, "name")
    if kind not in ("function", "custom") or not name:
        raise refuse(path, "expected an object that names a function or a custom tool")
    return ToolChoice("tool", name)


def _entries(body: Json, field: str) -> list[tuple[Json, str]]:
    value = body.get(field)
    if value is None:
        return []
    if not isinstance(value, list):
        raise wrong_type(field, "a list", value)
    entries: list[tuple[Json, str]] = []
    for number, member in enumerate(value):
        entry = as_object(member)
        if entry is None:
            raise wrong_type(f"{field}[{number}]", "an object", member)
        entries.append((entry, f"{field}[{number}]"))
    return entries


def _tool(entry: Json, path: str, notes: list[Note]) -> Tool:
    kind = text_field(entry, "type", "function")
    if kind == "function":
        inner = as_object(entry.get("function"))
        if inner is None:  # Flat, as on the responses wire.
            return _function({name: value for name, value in entry.items() if name != "type"}, path, {})
        outer = {name: value for name, value in entry.items() if name not in ("type", "function")}
        return _function(inner, f"{path}.function", outer)
    if kind == "custom":
        inner = object_field(entry, "custom") or entry
        return Tool(
            _required_name(inner, f"{path}.custom"),
            "custom",
            text_field(inner, "description"),
            grammar=_grammar(object_field(inner, "format")),
        )
    notes.append(Note(path, f"{kind!r} is a tool of the provider's own"))
    return Tool(_name(entry) or kind, "server", raw=entry)


def _function(function: Json, path: str, outer: Json) -> Tool:
    read = ("name", "description", "parameters", "strict")
    return Tool(
        _required_name(function, path),
        description=text_field(function, "description"),
        schema=as_object(function.get("parameters")),
        strict=bool_field(function, "strict"),
        extra={**outer, **{name: value for name, value in function.items() if name not in read}},
    )


def _grammar(wish: Json) -> Json | None:
    """Return a custom tool's format flat ({type, syntax, definition}); None for free text."""
    if wish.get("type") != "grammar":
        return None
    return {"type": "grammar", **object_field(wish, "grammar")}


def _required_name(holder: Json, path: str) -> str:
    name = holder.get("name")
    if not isinstance(name, str) or not name:
        raise wrong_type(f"{path}.name", "a tool's name", name or None)
    return name


def _name(entry: Json) -> str:
    inner = object_field(entry, text_field(entry, "type"))
    return text_field(inner, "name") or text_field(entry, "name")
