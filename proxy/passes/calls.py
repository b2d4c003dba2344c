"""Calls and results in the history under the names and in the form of the lowered tools."""

from collections.abc import Mapping
from operator import is_
from typing import Final

import msgspec
import orjson

from proxy.conversation import Item, Note, Text, Tool, ToolCall, ToolKind, ToolResult
from proxy.large_json import has_too_many_values
from proxy.passes.names import Key

SEARCH_NAME: Final = "tool_search"
"""The search for deferred tools goes by this name in every wire that has to see it as a function."""

_object = msgspec.json.Decoder(dict[str, msgspec.Raw])


def with_namespaces(items: tuple[Item, ...], tools: tuple[Tool, ...]) -> tuple[Item, ...]:
    """Return the items with calls of namespaced tools under their namespace where they were called without.

    Codex 0.169.0 takes such a call if the name is clear; the model is to see what is declared.
    """
    direct = {tool.name for tool in tools if tool.namespace is None}
    homes: dict[str, set[str]] = {}
    for tool in tools:
        if tool.namespace is not None and tool.name not in direct:
            homes.setdefault(tool.name, set()).add(tool.namespace)
    if not homes:
        return items
    out = [
        msgspec.structs.replace(item, namespace=min(homes[item.name]))
        if type(item) is ToolCall and item.namespace is None and len(homes.get(item.name, ())) == 1
        else item
        for item in items
    ]
    return items if all(map(is_, out, items)) else tuple(out)


def tool_keys(tools: tuple[Tool, ...], items: tuple[Item, ...], native: bool) -> dict[Key, ToolKind]:
    """Return every tool that is offered or was called, by its name; what is declared decides its kind.

    An endpoint that knows all kinds (`native`) gets all but plain functions as they are; they need no name.
    """
    keys: dict[Key, ToolKind] = {}
    for tool in tools:
        if tool.kind != "server":
            keys[tool_key(tool)] = tool.kind
    for item in items:
        if type(item) is ToolCall:
            keys.setdefault(call_key(item), item.kind)
    if native:
        return {key: kind for key, kind in keys.items() if kind == "function" and key[0] is None}
    return keys


def tool_key(tool: Tool) -> Key:
    """Return the name under which a declared tool is known."""
    return (None, SEARCH_NAME) if tool.kind == "search" else (tool.namespace, tool.name)


def call_key(call: ToolCall) -> Key:
    """Return the name of the tool that was called."""
    return (None, SEARCH_NAME) if call.kind == "search" else (call.namespace, call.name)


def lower_calls(
    items: tuple[Item, ...], names: Mapping[Key, str], native: bool, notes: list[Note], loads: bool = False
) -> tuple[Item, ...]:
    """Return the items with calls and results as those of the lowered tools.

    `native`: the endpoint knows all kinds; `loads`: it loads deferred tools by reference itself. Arguments
    of functions are JSON objects afterwards: chat templates and messages endpoints parse them.
    """
    out: list[Item] | None = None
    for position, item in enumerate(items):
        lowered: Item = item
        if type(item) is ToolCall:
            lowered = _lower_call(item, names, native, notes)
        elif type(item) is ToolResult and not native:
            lowered = _lower_result(item, names, loads)
        if lowered is not item:
            out = list(items) if out is None else out
            out[position] = lowered
    return items if out is None else tuple(out)


def _lower_call(call: ToolCall, names: Mapping[Key, str], native: bool, notes: list[Note]) -> ToolCall:
    arguments = call.arguments if call.kind == "custom" else _as_object(call, notes)
    if native and (call.namespace or call.kind != "function"):
        if arguments is call.arguments:
            return call
        return msgspec.structs.replace(call, arguments=arguments)
    name = names.get(call_key(call), call.name)
    if call.kind == "custom":
        arguments = orjson.dumps({"input": arguments}).decode()
    if (
        name == call.name
        and call.namespace is None
        and arguments is call.arguments
        and call.kind == "function"
    ):
        return call
    return msgspec.structs.replace(
        call, name=name, namespace=None, kind="function", arguments=arguments, item_id=None
    )


def _lower_result(result: ToolResult, names: Mapping[Key, str], loads: bool) -> ToolResult:
    """Return the result as a function's; what a search found goes by the names that the model can call."""
    if result.kind == "search" and (
        found := [name for key, name in names.items() if key[1] in result.loaded]
    ):
        parts = (Text(f"Found, and available from now on: {', '.join(found)}"),)
        return msgspec.structs.replace(result, kind="function", loaded=(), parts=parts)
    if result.kind == "function" and (loads or not result.loaded):
        return result
    return msgspec.structs.replace(result, kind="function", loaded=result.loaded if loads else ())


def _as_object(call: ToolCall, notes: list[Note]) -> str:
    """Return arguments that are a JSON object; what is none is told as `{"input": ...}`."""
    text = call.arguments
    try:
        if has_too_many_values(text):
            raise msgspec.DecodeError
        _object.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        pass
    else:
        return text
    if text.strip() in ("", "null"):
        return "{}"
    notes.append(Note(f"calls.{call.id}", "its arguments are no JSON object: told as they are"))
    return orjson.dumps({"input": text}).decode()
