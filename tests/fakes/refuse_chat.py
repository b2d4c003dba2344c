"""What a third-party chat-completions provider refuses with 400: everything the wire itself does not know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
ROLES = ("system", "user", "assistant", "tool")
USER_PARTS = ("text", "image_url", "input_audio", "file")


def refuse(body: Any) -> str | None:
    """The first complaint, or None."""
    return next(complaints(body), None)


def complaints(body: Any) -> Iterator[str]:
    if not isinstance(body, dict):
        yield "the body must be a JSON object"
        return
    if not isinstance(body.get("model"), str) or not body["model"]:
        yield "model: field required"
    for foreign in ("input", "instructions", "system", "max_output_tokens", "include", "output_config"):
        if foreign in body:
            yield f"unknown field `{foreign}`"
    if _has_key(body, "cache_control"):
        yield "unknown field `cache_control`"
    yield from _tools(body)
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        yield "messages: at least one message is required"
        return
    yield from _messages(messages)


def _has_key(value: Any, key: str) -> bool:
    if isinstance(value, dict):
        return key in value or any(_has_key(v, key) for v in value.values())
    return isinstance(value, list) and any(_has_key(v, key) for v in value)


def _tools(body: dict[str, Any]) -> Iterator[str]:
    tools = body.get("tools")
    if tools is None:
        if "tool_choice" in body:
            yield "tool_choice is only allowed when tools are specified"
        if "parallel_tool_calls" in body:
            yield "parallel_tool_calls is only allowed when tools are specified"
        return
    if not isinstance(tools, list) or not tools:
        yield "[] is too short - 'tools'"
        return
    names: set[str] = set()
    for number, tool in enumerate(tools):
        if not isinstance(tool, dict) or tool.get("type") != "function":
            kind = tool.get("type") if isinstance(tool, dict) else tool
            yield f"tools[{number}].type: unknown variant `{kind}`, expected `function`"
            continue
        function = tool.get("function")
        if not isinstance(function, dict):
            yield f"tools[{number}].function: field required"
            continue
        name = str(function.get("name", ""))
        if not NAME.fullmatch(name):
            yield f"Invalid 'tools[{number}].function.name': string does not match '^[a-zA-Z0-9_-]{{1,64}}$'"
        if name in names:
            yield f"Tool names must be unique: {name}"
        names.add(name)
        unknown = set(tool) - {"type", "function"} | set(function) - {
            "name",
            "description",
            "parameters",
            "strict",
        }
        if unknown:
            yield f"tools[{number}]: unknown field `{min(unknown)}`"
        schema = function.get("parameters")
        if not isinstance(schema, dict) or schema.get("type") != "object":
            yield f"Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"'"
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        if choice.get("type") != "function":
            yield f"tool_choice.type: unknown variant `{choice.get('type')}`"
        elif (choice.get("function") or {}).get("name") not in names:
            yield "tool_choice names a tool that is not in tools"
    elif choice not in (None, "auto", "none", "required"):
        yield f"tool_choice: unknown variant `{choice}`"


def _messages(messages: list[Any]) -> Iterator[str]:
    open_calls: list[str] = []
    for number, message in enumerate(messages):
        where = f"messages[{number}]"
        role = message.get("role") if isinstance(message, dict) else None
        if role not in ROLES:
            yield f"{where}.role: unknown variant `{role}`, expected one of `system`, `user`, `assistant`, `tool`"
            continue
        if open_calls and role != "tool":
            yield (
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
                f"'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(open_calls)}"
            )
            open_calls = []
        if role == "tool":
            call_id = message.get("tool_call_id")
            if not call_id:
                yield f"{where}.tool_call_id: must not be empty"
            elif call_id not in open_calls:
                yield (
                    f"{where}: messages with role 'tool' must be a response to a preceding message with 'tool_calls'"
                )
            else:
                open_calls.remove(call_id)
            if not isinstance(message.get("content"), str):
                yield from _parts(where, message.get("content"), ("text",), may_be_empty=True)
            continue
        calls = message.get("tool_calls")
        if calls is not None:
            if role != "assistant" or not isinstance(calls, list) or not calls:
                yield f"{where}.tool_calls: must be a non-empty list of an assistant message"
                continue
            yield from _calls(where, calls)
            open_calls = [str(c.get("id")) for c in calls]
        if calls and message.get("content") in (None, ""):
            continue
        allowed = USER_PARTS if role == "user" else ("text",)
        yield from _parts(where, message.get("content"), allowed)
    if open_calls:
        yield f"The following tool_call_ids did not have response messages: {', '.join(open_calls)}"


def _calls(where: str, calls: list[Any]) -> Iterator[str]:
    ids = [c.get("id") for c in calls]
    if len(set(ids)) != len(ids) or not all(ids):
        yield f"{where}.tool_calls: ids must be present and unique"
    for call in calls:
        function = call.get("function") or {}
        if call.get("type") != "function" or not NAME.fullmatch(str(function.get("name", ""))):
            yield f"{where}.tool_calls: invalid function call"
        arguments = function.get("arguments")
        try:
            valid = isinstance(arguments, str) and isinstance(json.loads(arguments), dict)
        except ValueError:
            valid = False
        if not valid:
            yield f"{where}.tool_calls: function arguments must be a JSON object in a string"


def _parts(where: str, content: Any, allowed: tuple[str, ...], may_be_empty: bool = False) -> Iterator[str]:
    if isinstance(content, str):
        if not content:
            yield f"{where}.content: must not be empty"
        return
    if not isinstance(content, list) or (not content and not may_be_empty):
        yield f"{where}.content: must not be empty"
        return
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in allowed:
            yield f"{where}.content: unknown variant `{kind}`, expected one of {', '.join(allowed)}"
        elif kind == "text" and not part.get("text"):
            yield f"{where}.content: text must not be empty"
        elif kind == "image_url" and not str((part.get("image_url") or {}).get("url", "")).startswith(
            ("data:image/", "http")
        ):
            yield f"{where}.content: image_url.url must be a data URL or an http URL"
