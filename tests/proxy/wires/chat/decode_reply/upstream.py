"""Chunks as chat providers send them, and what the decoder makes of them."""

import json
from typing import Any

from proxy.conversation import Event
from proxy.reply.fold import Reply, fold
from proxy.sse import SseReader
from proxy.wires.chat import reply_decoder

DONE = b"data: [DONE]\n\n"


def chunk(delta: Any = None, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    choice: dict[str, Any] = {"index": 0, "delta": delta or {}, "finish_reason": finish}
    return {"id": "chatcmpl-1", "model": "deepseek-v4-pro", "choices": [choice], **fields}


def call(
    index: int | None = 0, call_id: str | None = None, name: str | None = None, arguments: Any = None
) -> dict[str, Any]:
    entry: dict[str, Any] = {"function": {}}
    if index is not None:
        entry["index"] = index
    if call_id is not None:
        entry["id"] = call_id
    if name is not None:
        entry["function"]["name"] = name
    if arguments is not None:
        entry["function"]["arguments"] = arguments
    return entry


def sse(*events: dict[str, Any] | bytes) -> bytes:
    return b"".join(
        event if isinstance(event, bytes) else b"data: " + json.dumps(event).encode() + b"\n\n"
        for event in events
    )


def decode(stream: bytes) -> list[Event]:
    reader, decoder = SseReader(), reply_decoder()
    events: list[Event] = []
    for event in reader.feed(stream) + reader.end():
        events += decoder.feed(event)
    return events + decoder.end()


def read(*events: dict[str, Any] | bytes) -> Reply:
    return fold(decode(sse(*events)))


def read_calls(*deltas: Any, finish: str | None = "tool_calls", done: bool = True) -> Reply:
    """Fold a stream of `tool_calls` lists."""
    chunks: list[Any] = [chunk({"tool_calls": delta}) for delta in deltas]
    if finish:
        chunks.append(chunk({}, finish))
    return read(*chunks, *([DONE] if done else []))


def calls_of(reply: Reply) -> list[tuple[str, str, str]]:
    assert all(part.complete for part in reply.parts if part.kind == "tool")
    return [(part.id, part.name, part.text) for part in reply.parts if part.kind == "tool"]


USAGE = {"prompt_tokens": 100, "completion_tokens": 7, "total_tokens": 107}


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels):
        value = {"a": value}
    return value
