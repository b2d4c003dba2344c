"""One request as the fake provider saw it: the record a test asserts on, with neutral views of the three wires."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from tests.fakes.script import Wire


@dataclass(frozen=True, slots=True)
class Tool:
    """A declared tool. `kind`: function, custom, search, or the hosted type's own name."""

    name: str
    kind: str
    namespace: str | None
    description: str
    schema: Any
    source: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Past:
    """One entry of the history: a message, a call or a result."""

    role: Literal["system", "user", "assistant", "call", "result", "reasoning", "other"]
    text: str = ""
    id: str = ""
    name: str = ""
    images: int = 0


@dataclass(eq=False, repr=False)
class Ask:
    """One request: what came in and what became of it. Times are `time.monotonic()` seconds."""

    wire: Wire | Literal["models", "count_tokens", "other"]
    method: str
    path: str
    headers: dict[str, str]  # lower-case names
    raw: bytes
    body: Any
    at: float
    query: str = ""
    #: None until answered.
    status: int | None = None
    #: Why strict mode (or the reasoning rule) said 400.
    refused: str | None = None
    #: The reply was sent to its last byte.
    finished_at: float | None = None
    #: The other side went away before that.
    aborted_at: float | None = None
    #: Pieces of reasoning in this request that this provider issued itself / did not issue / issued and misses.
    own_reasoning: list[str] = field(default_factory=list)
    foreign_reasoning: list[str] = field(default_factory=list)
    missing_reasoning: list[str] = field(default_factory=list)
    #: Another text than this provider issued with the same call (chat).
    altered_reasoning: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Ask {self.wire} {self.path} {self.model} {len(self.raw)} bytes: {self.status} {self.refused or ''}>"

    @property
    def model(self) -> str:
        return str(self.body.get("model", "")) if isinstance(self.body, dict) else ""

    @property
    def stream(self) -> bool:
        return bool(self.body.get("stream")) if isinstance(self.body, dict) else False

    @property
    def key(self) -> str:
        """The credential that came in, without `Bearer`."""
        bearer = self.headers.get("authorization", "")
        return bearer.removeprefix("Bearer ") if bearer else self.headers.get("x-api-key", "")

    @cached_property
    def tools(self) -> dict[str, Tool]:
        """Declared tools by name (a namespaced one as `namespace.name`), also those in items of the input."""
        return {(f"{t.namespace}.{t.name}" if t.namespace else t.name): t for t in _tools(self)}

    def tool(self, name: str) -> Tool | None:
        """The declared tool of that name, or the one whose flattened or namespaced name ends in it."""
        if name in self.tools:
            return self.tools[name]
        for known, tool in self.tools.items():
            if known.endswith(name) and known[: -len(name)].rstrip().endswith(("_", ".", "-", "/", ":")):
                return tool
        return None

    @cached_property
    def history(self) -> list[Past]:
        match self.wire:
            case "chat":
                return list(_chat_history(self.body))
            case "messages":
                return list(_messages_history(self.body))
            case "responses":
                return list(_responses_history(self.body))
            case _:
                return []

    @property
    def results(self) -> list[Past]:
        """All tool results in the history."""
        return [p for p in self.history if p.role == "result"]

    @property
    def calls(self) -> list[Past]:
        """All tool calls in the history."""
        return [p for p in self.history if p.role == "call"]

    @property
    def user_text(self) -> str:
        """The text of the last user entry."""
        return next((p.text for p in reversed(self.history) if p.role == "user"), "")

    @property
    def images(self) -> int:
        return sum(p.images for p in self.history)

    def says(self, needle: str) -> bool:
        """Is the text anywhere in the request's strings?"""
        return any(needle in text for text in _strings(self.body))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _tools(ask: Ask) -> Iterator[Tool]:
    body = ask.body if isinstance(ask.body, dict) else {}
    if ask.wire == "chat":
        for tool in _dicts(body.get("tools")):
            inner = tool.get("function") or tool.get("custom") or {}
            yield Tool(
                str(inner.get("name", "")),
                str(tool.get("type")),
                None,
                str(inner.get("description", "")),
                inner.get("parameters"),
                tool,
            )
    elif ask.wire == "messages":
        for tool in _dicts(body.get("tools")):
            kind = str(tool.get("type") or "custom")
            yield Tool(
                str(tool.get("name", "")),
                "function" if kind == "custom" else kind,
                None,
                str(tool.get("description", "")),
                tool.get("input_schema"),
                tool,
            )
    elif ask.wire == "responses":
        yield from _responses_tools(_dicts(body.get("tools")), None)
        for item in _dicts(body.get("input")):
            if item.get("type") in ("additional_tools", "tool_search_output"):
                yield from _responses_tools(_dicts(item.get("tools")), None)


def _responses_tools(tools: list[dict[str, Any]], namespace: str | None) -> Iterator[Tool]:
    for tool in tools:
        kind = str(tool.get("type"))
        if kind == "namespace":
            yield from _responses_tools(_dicts(tool.get("tools")), str(tool.get("name")))
            continue
        yield Tool(
            str(tool.get("name") or kind),
            {"tool_search": "search"}.get(kind, kind),
            namespace,
            str(tool.get("description", "")),
            tool.get("parameters"),
            tool,
        )


def _flatten(content: Any) -> tuple[str, int]:
    """The text of a content value and the number of images in it."""
    if isinstance(content, str):
        return content, 0
    texts: list[str] = []
    images = 0
    for part in _dicts(content):
        kind = str(part.get("type"))
        if kind in ("image", "image_url", "input_image"):
            images += 1
        elif isinstance(part.get("text"), str):
            texts.append(part["text"])
        elif kind == "tool_reference":
            texts.append(str(part.get("tool_name")))
        elif "encrypted_content" in part:
            texts.append(str(part["encrypted_content"]))
    return "\n".join(texts), images


def _chat_history(body: Any) -> Iterator[Past]:
    for message in _dicts(body.get("messages")):
        role = message.get("role")
        text, images = _flatten(message.get("content"))
        if role == "tool":
            yield Past("result", text, str(message.get("tool_call_id", "")), images=images)
            continue
        reasoning = message.get("reasoning_content") or message.get("reasoning")
        if role == "assistant" and isinstance(reasoning, str):
            yield Past("reasoning", reasoning)
        if text or images or not message.get("tool_calls"):
            neutral: Any = {"developer": "system"}.get(str(role), role)
            yield Past(
                neutral if neutral in ("system", "user", "assistant") else "other", text, images=images
            )
        for call in _dicts(message.get("tool_calls")):
            inner = call.get("function") or {}
            yield Past(
                "call", str(inner.get("arguments", "")), str(call.get("id", "")), str(inner.get("name", ""))
            )


def _messages_history(body: Any) -> Iterator[Past]:
    if body.get("system"):
        yield Past("system", _flatten(body["system"])[0])
    for message in _dicts(body.get("messages")):
        role = message.get("role")
        content = message.get("content")
        blocks = [{"type": "text", "text": content}] if isinstance(content, str) else _dicts(content)
        plain: list[dict[str, Any]] = []
        for block in blocks:
            kind = block.get("type")
            if kind == "tool_result":
                text, images = _flatten(block.get("content"))
                yield Past("result", text, str(block.get("tool_use_id", "")), images=images)
            elif kind in ("thinking", "redacted_thinking"):
                yield Past("reasoning", str(block.get("thinking") or block.get("data")))
            elif kind == "tool_use":
                arguments = json.dumps(block.get("input"), ensure_ascii=False)
                yield Past("call", arguments, str(block.get("id", "")), str(block.get("name", "")))
            else:
                plain.append(block)
        if plain:
            text, images = _flatten(plain)
            neutral: Any = role if role in ("system", "user", "assistant") else "other"
            yield Past(neutral, text, images=images)


def _responses_history(body: Any) -> Iterator[Past]:
    if body.get("instructions"):
        yield Past("system", str(body["instructions"]))
    if isinstance(body.get("input"), str):
        yield Past("user", body["input"])
    for item in _dicts(body.get("input")):
        kind = str(item.get("type") or "message")
        if kind == "message":
            text, images = _flatten(item.get("content"))
            role: Any = {"developer": "system"}.get(str(item.get("role")), item.get("role"))
            yield Past(role if role in ("system", "user", "assistant") else "other", text, images=images)
        elif kind == "reasoning":
            yield Past("reasoning", _flatten(item.get("summary"))[0] or _flatten(item.get("content"))[0])
        elif kind.endswith("_output"):
            text, images = _flatten(item.get("output"))
            if kind == "tool_search_output":
                text = ", ".join(str(t.get("name")) for t in _dicts(item.get("tools")))
            yield Past("result", text, str(item.get("call_id", "")), images=images)
        elif kind.endswith("_call"):
            arguments = item.get("arguments", item.get("input", ""))
            yield Past(
                "call",
                arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False),
                str(item.get("call_id", "")),
                str(item.get("name") or kind.removesuffix("_call")),
            )
        elif kind == "agent_message":
            yield Past("user", _flatten(item.get("content"))[0])
        else:
            yield Past("other", kind)
