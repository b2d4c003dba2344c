"""What a third-party Messages provider refuses with 400: today's Claude Code extras and broken histories."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ID = re.compile(r"[a-zA-Z0-9_-]+")
NAME = re.compile(r"[a-zA-Z0-9_-]{1,128}")
BLOCKS = {
    "user": ("text", "image", "document", "tool_result"),
    "assistant": ("text", "thinking", "redacted_thinking", "tool_use"),
}


def refuse(body: Any) -> str | None:
    """The first complaint, or None."""
    return next(complaints(body), None)


def complaints(body: Any) -> Iterator[str]:
    if not isinstance(body, dict):
        yield "the body must be a JSON object"
        return
    if not isinstance(body.get("model"), str) or not body["model"]:
        yield "model: Field required"
    if not isinstance(body.get("max_tokens"), int) or body["max_tokens"] < 1:
        yield "max_tokens: Field required"
    yield from _thinking(body)
    yield from _tools(body)
    system = body.get("system")
    if isinstance(system, list):
        for number, block in enumerate(system):
            if block.get("type") != "text" or not block.get("text"):
                yield f"system.{number}: text content blocks must be non-empty"
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        yield "messages: at least one message is required"
        return
    yield from _messages(messages)


def _thinking(body: dict[str, Any]) -> Iterator[str]:
    thinking = body.get("thinking")
    if thinking is None:
        return
    kind = thinking.get("type")
    if kind not in ("enabled", "disabled"):
        yield f"thinking: Input tag '{kind}' does not match any of the expected tags: 'disabled', 'enabled'"
    elif kind == "enabled":
        budget = thinking.get("budget_tokens")
        if not isinstance(budget, int) or budget < 1024:
            yield "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
        elif budget >= body.get("max_tokens", 0):
            yield "`max_tokens` must be greater than `thinking.budget_tokens`"
        if (body.get("tool_choice") or {}).get("type") in ("any", "tool"):
            yield "Thinking may not be enabled when tool_choice forces tool use."


def _tools(body: dict[str, Any]) -> Iterator[str]:
    tools = body.get("tools")
    names: set[str] = set()
    for number, tool in enumerate(tools or []):
        where = f"tools.{number}"
        if tool.get("type") not in (None, "custom"):
            yield f"{where}: Input tag '{tool.get('type')}' does not match any of the expected tags: 'custom'"
            continue
        for extra in ("defer_loading", "eager_input_streaming", "input_examples", "allowed_callers"):
            if extra in tool:
                yield f"{where}.custom.{extra}: Extra inputs are not permitted"
        name = str(tool.get("name", ""))
        if not NAME.fullmatch(name):
            yield f"{where}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'"
        if name in names:
            yield "tools: Tool names must be unique."
        names.add(name)
        schema = tool.get("input_schema")
        if not isinstance(schema, dict) or schema.get("type") != "object":
            yield f"{where}.custom.input_schema.type: Field required"
        else:
            for union in ("anyOf", "oneOf", "allOf"):
                if union in schema:
                    yield f"{where}.custom.input_schema: {union} is not supported at the top level"
    choice = body.get("tool_choice")
    if choice is not None and not tools:
        yield "tool_choice: may only be specified while providing tools"
    if choice and choice.get("type") == "tool" and choice.get("name") not in names:
        yield f"tool_choice: Tool '{choice.get('name')}' not found in provided tools"


def _messages(messages: list[Any]) -> Iterator[str]:
    owed: list[str] = []
    before = None
    for number, message in enumerate(messages):
        where = f"messages.{number}"
        role = message.get("role")
        if role not in BLOCKS:
            yield f"{where}: Input should be 'user' or 'assistant', got '{role}'"
            return
        if number == 0 and role != "user":
            yield 'messages: first message must use the "user" role'
        if role == before:
            yield f'messages: roles must alternate, but found multiple "{role}" roles in a row'
        before = role
        content = message.get("content")
        if isinstance(content, str):
            content = [{"type": "text", "text": content}]
        if not isinstance(content, list) or not content:
            yield f"{where}: all messages must have non-empty content"
            continue
        results = [b for b in content if b.get("type") == "tool_result"]
        answered = [b.get("tool_use_id") for b in results]
        if results and content[: len(results)] != results:
            yield f"{where}: tool_result blocks must come first in the content"
        if role == "user" and (missing := [i for i in owed if i not in answered]):
            yield f"{where}: `tool_use` ids without `tool_result` blocks immediately after: {', '.join(missing)}"
        if strangers := [str(i) for i in answered if i not in owed]:
            yield f"{where}: unexpected `tool_use_id` found in `tool_result` blocks: {', '.join(strangers)}"
        if len(set(answered)) != len(answered):
            yield f"{where}: each `tool_use` must have a single result"
        owed = []
        for block in content:
            yield from _block(where, role, block)
            if block.get("type") == "tool_use":
                owed.append(str(block.get("id")))
        if len(set(owed)) != len(owed):
            yield f"{where}: `tool_use` ids must be unique"
    if owed:
        yield f"`tool_use` ids without `tool_result` blocks immediately after: {', '.join(owed)}"
    if before == "assistant":
        yield "This model does not support assistant message prefill. The conversation must end with a user message."


def _block(where: str, role: str, block: dict[str, Any]) -> Iterator[str]:
    kind = block.get("type")
    if kind not in BLOCKS[role]:
        yield f"{where}: Input tag '{kind}' does not match any of the expected tags: {', '.join(BLOCKS[role])}"
    elif kind == "text" and not str(block.get("text", "")).strip():
        yield "messages: text content blocks must contain non-whitespace text"
    elif kind == "tool_use":
        if not ID.fullmatch(str(block.get("id", ""))):
            yield f"{where}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'"
        if not isinstance(block.get("input"), dict):
            yield f"{where}.tool_use.input: Input should be a valid dictionary"
    elif kind == "image":
        source = block.get("source") or {}
        if source.get("type") not in ("base64", "url"):
            yield f"{where}.image.source: Input tag '{source.get('type')}' is not known"
    elif kind == "tool_result":
        if not ID.fullmatch(str(block.get("tool_use_id", ""))):
            yield f"{where}.tool_result.tool_use_id: String should match pattern '^[a-zA-Z0-9_-]+$'"
        inner = block.get("content")
        for part in inner if isinstance(inner, list) else []:
            if part.get("type") not in ("text", "image", "document"):
                yield f"{where}.tool_result.content: Input tag '{part.get('type')}' is not known"
