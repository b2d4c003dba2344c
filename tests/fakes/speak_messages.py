"""Anthropic Messages as the maker emits it: blocks one after the other, signatures, usage at both ends.

Reasoning is shown only to a request that switched thinking on.
"""

from __future__ import annotations

import json
from typing import Any

from tests.fakes.asked import Ask
from tests.fakes.frames import Frame, Mint, arguments, count, dumps, find_tool, pieces
from tests.fakes.script import Call, ErrorInStream, Reply, Say, Status, Think

ENDINGS = {"stop": "end_turn", "length": "max_tokens", "tool": "tool_use", "refusal": "refusal"}
ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    529: "overloaded_error",
}


def usage_of(reply: Reply, ask: Ask) -> dict[str, Any] | None:
    usage = count(reply, ask)
    if usage is None:
        return None
    return {
        "input_tokens": max(0, usage.input - usage.cached - usage.written),
        "cache_creation_input_tokens": usage.written,
        "cache_read_input_tokens": usage.cached,
        "output_tokens": usage.output,
    }


def _ending(reply: Reply, ask: Ask) -> tuple[str, str | None]:
    for stop in ask.body.get("stop_sequences") or []:
        if any(isinstance(p, Say) and stop in p.text for p in reply.in_order()):
            return "stop_sequence", stop
    return ENDINGS[reply.ending], None


def _visible(text: str, ask: Ask) -> str:
    """The text up to the first stop sequence."""
    for stop in ask.body.get("stop_sequences") or []:
        text = text.split(stop)[0]
    return text


def _blocks(reply: Reply, ask: Ask, mint: Mint) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    thinks = (ask.body.get("thinking") or {}).get("type") in ("enabled", "adaptive")
    for part in reply.in_order():
        match part:
            case Think() if not thinks:
                continue
            case Think(text, redacted=True):
                blocks.append({"type": "redacted_thinking", "data": mint.token("Eo")})
            case Think(text):
                blocks.append({"type": "thinking", "thinking": text, "signature": mint.token("EqQB")})
            case Say(text):
                blocks.append({"type": "text", "text": _visible(text, ask)})
            case Call():
                tool = find_tool(part, ask)
                blocks.append(
                    {
                        "type": "tool_use",
                        "id": part.id or mint.id("toolu_01"),
                        "name": tool.name if tool else part.name,
                        "input": arguments(part, tool),
                    }
                )
    reasoning = [(b["thinking"], b["signature"]) for b in blocks if b["type"] == "thinking"]
    reasoning += [("", b["data"]) for b in blocks if b["type"] == "redacted_thinking"]
    mint.record("messages", reasoning, [b["id"] for b in blocks if b["type"] == "tool_use"])
    return blocks


def frames(reply: Reply, ask: Ask, mint: Mint) -> list[Frame]:
    usage = usage_of(reply, ask)
    start: dict[str, Any] = {
        "id": mint.id("msg_01"),
        "type": "message",
        "role": "assistant",
        "model": reply.model or ask.model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }
    if usage:
        start["usage"] = {**usage, "output_tokens": 1}
    out = [_frame("open", "message_start", message=start)]
    for index, block in enumerate(_blocks(reply, ask, mint)):
        first: dict[str, Any]
        match block["type"]:
            case "thinking":
                first = {"type": "thinking", "thinking": "", "signature": ""}
                deltas = [
                    {"type": "thinking_delta", "thinking": p} for p in pieces(block["thinking"], reply.piece)
                ]
                tail = [{"type": "signature_delta", "signature": block["signature"]}]
            case "text":
                first = {"type": "text", "text": ""}
                deltas = [{"type": "text_delta", "text": p} for p in pieces(block["text"], reply.piece)]
                tail = []
            case "tool_use":
                first = {"type": "tool_use", "id": block["id"], "name": block["name"], "input": {}}
                parts = ["", *pieces(block["input"], reply.piece)]
                deltas = [{"type": "input_json_delta", "partial_json": p} for p in parts]
                tail = []
            case _:
                first, deltas, tail = block, [], []
        out.append(_frame("open", "content_block_start", index=index, content_block=first))
        if index == 0:
            out.append(_frame("open", "ping"))
        out += [_frame("delta", "content_block_delta", index=index, delta=d) for d in deltas]
        out += [_frame("close", "content_block_delta", index=index, delta=d) for d in tail]
        out.append(_frame("close", "content_block_stop", index=index))
    reason, stop = _ending(reply, ask)
    delta: dict[str, Any] = {"delta": {"stop_reason": reason, "stop_sequence": stop}}
    if usage:
        delta["usage"] = usage
    return [*out, _frame("end", "message_delta", **delta), _frame("end", "message_stop")]


def _frame(kind: Any, event: str, **data: Any) -> Frame:
    return Frame(kind, {"type": event, **data}, event)


def whole(reply: Reply, ask: Ask, mint: Mint) -> dict[str, Any]:
    blocks = _blocks(reply, ask, mint)
    for block in blocks:
        if block["type"] == "tool_use":
            block["input"] = json.loads(block["input"] or "{}")
    reason, stop = _ending(reply, ask)
    body = {
        "id": mint.id("msg_01"),
        "type": "message",
        "role": "assistant",
        "model": reply.model or ask.model,
        "content": blocks,
        "stop_reason": reason,
        "stop_sequence": stop,
    }
    usage = usage_of(reply, ask)
    return {**body, "usage": usage} if usage else body


def error(status: Status) -> dict[str, Any]:
    kind = status.type or ERROR_TYPES.get(status.code, "api_error")
    return {
        "type": "error",
        "error": {"type": kind, "message": status.message},
        "request_id": "req_011CFake",
    }


def error_event(trouble: ErrorInStream) -> bytes:
    body = {"type": "error", "error": {"type": trouble.type, "message": trouble.message}}
    return f"event: error\ndata: {dumps(body)}\n\n".encode()
