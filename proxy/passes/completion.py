"""Tool definitions that the client left out although the conversation is in the middle of using the tools."""

from itertools import takewhile
from typing import cast

import orjson

from proxy.conversation import Item, Json, Note, Request, Text, Tool, ToolCall, ToolResult, Wire
from proxy.dialect import Dialect
from proxy.large_json import has_too_many_values
from proxy.passes.calls import call_key, tool_key
from proxy.passes.names import Key

_JSON_TYPES: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (str, "string"),
    (int, "integer"),
    (float, "number"),
    (dict, "object"),
)

_UNKNOWN_TOOL = ("unsupported call", "no such tool", "unknown tool", "aborted")
"""Starts of results that a client gives to calls of tools which it does not have (Codex 0.169.0)."""


def complete_tools(
    request: Request, tools: tuple[Tool, ...], wire: Wire, dialect: Dialect, notes: list[Note]
) -> tuple[tuple[Tool, ...], bool]:
    """Return the tools with those that the history shows and the request lacks, and whether they may be used.

    They may where the client hands in results and expects the model to go on. A request without tools that
    ends with the user's words wants words (a compaction, in the middle of a turn too) and gets no tools; but
    Anthropic refuses calls in the history of a request without tools: there they are declared, not to be used.
    """
    items = request.items
    goes_on = bool(items) and type(items[-1]) is ToolResult
    if goes_on:
        calls = _called_last(items) if tools else _calls(items)
    elif not tools and wire == "messages" and not dialect.reasoning_plain:
        calls = _calls(items)
    else:
        return tools, True
    declared = {tool_key(tool) for tool in (*tools, *request.tools)}
    missing: dict[Key, list[ToolCall]] = {}
    for call in calls:
        if call_key(call) not in declared:
            missing.setdefault(call_key(call), []).append(call)
    if not missing:
        return tools, True
    names = ", ".join(name for _, name in missing)
    notes.append(Note("tools", f"completed from history: {names}"))
    return (*tools, *(_definition(key, calls) for key, calls in missing.items())), goes_on


def _calls(items: tuple[Item, ...]) -> list[ToolCall]:
    refused = {item.call_id for item in items if type(item) is ToolResult and _is_refusal(item)}
    return [item for item in items if type(item) is ToolCall and item.id not in refused]


def _called_last(items: tuple[Item, ...]) -> list[ToolCall]:
    """Return the calls that the request ends with the results of, if the tools did not fail."""
    tail = takewhile(lambda item: type(item) is ToolResult, reversed(items))
    answered = {
        item.call_id
        for item in tail
        if type(item) is ToolResult and not item.is_error and not _is_refusal(item)
    }
    return [item for item in items if type(item) is ToolCall and item.id in answered]


def _is_refusal(result: ToolResult) -> bool:
    part = result.parts[0] if result.parts else None
    return type(part) is Text and part.text[:20].lower().startswith(_UNKNOWN_TOOL)


def _definition(key: Key, calls: list[ToolCall]) -> Tool:
    namespace, name = key
    if (kind := calls[0].kind) != "function":
        return Tool(name, kind=kind, namespace=namespace)
    fields: Json = {}
    for call in calls:
        for field, value in _arguments(call).items():
            fields.setdefault(field, _described(value))
    schema: Json = {"type": "object", "properties": fields, "additionalProperties": True}
    return Tool(name, namespace=namespace, schema=schema)


def _arguments(call: ToolCall) -> Json:
    if has_too_many_values(call.arguments):
        return {}
    try:
        value = orjson.loads(call.arguments)
    except orjson.JSONDecodeError:
        return {}
    return cast(Json, value) if isinstance(value, dict) else {}


def _described(value: object) -> Json:
    if isinstance(value, list):
        return {"type": "array", "items": _described(value[0]) if value else {}}
    return next(({"type": word} for kind, word in _JSON_TYPES if isinstance(value, kind)), {})
