"""What a third-party Responses provider refuses with 400: the items and tools only the wire's maker knows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
ITEMS = ("message", "reasoning", "function_call", "function_call_output")
ROLES = ("user", "assistant", "system", "developer")
PREFIXES = {"message": "msg_", "reasoning": "rs_", "function_call": "fc_"}


def refuse(body: Any) -> str | None:
    """The first complaint, or None."""
    return next(complaints(body), None)


def complaints(body: Any) -> Iterator[str]:
    if not isinstance(body, dict):
        yield "the body must be a JSON object"
        return
    if not isinstance(body.get("model"), str) or not body["model"]:
        yield "Missing required parameter: 'model'."
    for foreign in ("messages", "max_tokens", "client_metadata", "stop", "stop_sequences", "thinking"):
        if foreign in body:
            yield f"Unknown parameter: '{foreign}'."
    if body.get("previous_response_id"):
        yield "previous_response_id is not supported."
    if (body.get("reasoning") or {}).get("context") is not None:
        yield "Unknown parameter: 'reasoning.context'."
    yield from _tools(body)
    items = body.get("input")
    if isinstance(items, str):
        return
    if not isinstance(items, list) or not items:
        yield "Missing required parameter: 'input'."
        return
    yield from _items(items)


def _tools(body: dict[str, Any]) -> Iterator[str]:
    names: set[str] = set()
    for number, tool in enumerate(body.get("tools") or []):
        if tool.get("type") != "function":
            yield f"Invalid value: '{tool.get('type')}'. Supported values are: 'function'. (tools[{number}].type)"
            continue
        name = str(tool.get("name", ""))
        if not NAME.fullmatch(name):
            yield f"Invalid 'tools[{number}].name': string does not match pattern '^[a-zA-Z0-9_-]+$'."
        if name in names:
            yield f"Tool names must be unique: {name}"
        names.add(name)
        for extra in ("defer_loading", "execution", "format"):
            if extra in tool:
                yield f"Unknown parameter: 'tools[{number}].{extra}'."
        schema = tool.get("parameters")
        if not isinstance(schema, dict) or schema.get("type") != "object":
            yield f"Invalid schema for function '{name}': schema must be a JSON Schema of 'type: \"object\"'."
    choice = body.get("tool_choice")
    if isinstance(choice, dict):
        if choice.get("type") != "function" or choice.get("name") not in names:
            yield "Tool choice names a tool that is not in 'tools'."
    elif choice == "required" and not names:
        yield "Tool choice 'required' must be specified with 'tools' parameter."


def _items(items: list[Any]) -> Iterator[str]:
    called: list[str] = []
    answered: set[str] = set()
    for number, item in enumerate(items):
        where = f"input[{number}]"
        kind = item.get("type") or "message"
        if kind not in ITEMS:
            yield f"Invalid value: '{kind}'. Supported values are: {', '.join(ITEMS)}. ({where})"
            continue
        item_id = item.get("id")
        prefix = PREFIXES.get(kind)
        if item_id is not None and prefix and not str(item_id).startswith(prefix):
            yield f"Invalid '{where}.id': '{item_id}'. Expected an ID that begins with '{prefix[:-1]}'."
        if kind == "message":
            yield from _message(where, item)
        elif kind == "reasoning":
            if not isinstance(item.get("summary"), list):
                yield f"Missing required parameter: '{where}.summary'."
        elif kind == "function_call":
            called.append(str(item.get("call_id", "")))
            yield from _call(where, item)
        else:
            call_id = str(item.get("call_id", ""))
            if call_id not in called:
                yield f"No tool call found for function call output with call_id {call_id}."
            answered.add(call_id)
            yield from _output(where, item.get("output"))
    if len(set(called)) != len(called):
        yield "Duplicate function call ids in input."
    if missing := [c for c in called if c not in answered]:
        yield f"No tool output found for function call {missing[0]}."


def _message(where: str, item: dict[str, Any]) -> Iterator[str]:
    role = item.get("role")
    if role not in ROLES:
        yield f"Invalid value: '{role}'. Supported values are: {', '.join(ROLES)}. ({where}.role)"
    content = item.get("content")
    if isinstance(content, str):
        if not content:
            yield f"Invalid '{where}.content': empty string."
        return
    if not isinstance(content, list) or not content:
        yield f"Invalid '{where}.content': empty array."
        return
    allowed = (
        ("output_text", "refusal") if role == "assistant" else ("input_text", "input_image", "input_file")
    )
    for part in content:
        if part.get("type") not in allowed:
            yield f"Invalid value: '{part.get('type')}'. Supported values are: {', '.join(allowed)}. ({where}.content)"


def _call(where: str, item: dict[str, Any]) -> Iterator[str]:
    if not item.get("call_id"):
        yield f"Missing required parameter: '{where}.call_id'."
    if not NAME.fullmatch(str(item.get("name", ""))):
        yield f"Invalid '{where}.name': string does not match pattern."
    if item.get("namespace") is not None:
        yield f"Unknown parameter: '{where}.namespace'."
    try:
        valid = isinstance(json.loads(item.get("arguments", "")), dict)
    except (TypeError, ValueError):
        valid = False
    if not valid:
        yield f"Invalid '{where}.arguments': expected a JSON object in a string."


def _output(where: str, output: Any) -> Iterator[str]:
    if isinstance(output, str):
        return
    if not isinstance(output, list) or not output:
        yield f"Invalid type for '{where}.output': expected a string or a list of content."
        return
    for part in output:
        if part.get("type") not in ("input_text", "input_image", "input_file"):
            yield f"Invalid value: '{part.get('type')}'. ({where}.output)"
