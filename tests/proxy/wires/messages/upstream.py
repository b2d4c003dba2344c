"""What an endpoint of the Messages wire sends in tests, event by event or whole."""

from __future__ import annotations

from typing import Any

from proxy.conversation import Event
from proxy.wires.messages import reply_decoder

STOP = {"type": "message_stop"}


def start(**usage: Any) -> dict[str, Any]:
    """Return `message_start` with these counts."""
    message = {"id": "msg_1", "type": "message", "role": "assistant", "model": "served", "content": []}
    return {"type": "message_start", "message": {**message, "usage": usage}}


def ended(reason: str | None = "end_turn", **usage: Any) -> dict[str, Any]:
    """Return the `message_delta` that gives the stop reason and these counts."""
    return {"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None}, "usage": usage}


def block(
    index: int | None, content: dict[str, Any], *deltas: dict[str, Any], stop: bool = True
) -> list[Any]:
    """Return the events of a block; `stop=False` leaves its end out, the index None its index."""
    at = {} if index is None else {"index": index}
    return [
        {"type": "content_block_start", **at, "content_block": content},
        *({"type": "content_block_delta", **at, "delta": delta} for delta in deltas),
        *([{"type": "content_block_stop", **at}] if stop else []),
    ]


def text(index: int, *pieces: str, stop: bool = True) -> list[Any]:
    """Return the events of a text block."""
    deltas = [{"type": "text_delta", "text": piece} for piece in pieces]
    return block(index, {"type": "text", "text": ""}, *deltas, stop=stop)


def call(index: int, *pieces: str, stop: bool = True, **fields: Any) -> list[Any]:
    """Return the events of a `tool_use` block; `fields` go into its start."""
    content = {"type": "tool_use", "id": f"toolu_{index}", "name": "Bash", "input": {}, **fields}
    deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    return block(index, content, *deltas, stop=stop)


def whole(content: list[Any], reason: str | None = "end_turn", **more: Any) -> list[Event]:
    """Decode a whole reply (`stream: false`) of these blocks."""
    body = {
        "type": "message",
        "id": "msg_1",
        "model": "served",
        "content": content,
        "stop_reason": reason,
        **more,
    }
    return reply_decoder().whole(body)
