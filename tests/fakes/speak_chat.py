"""Chat completions as a provider emits it: chunks, the usage chunk on request, `[DONE]`, and the whole body."""

from __future__ import annotations

import time
from typing import Any

from tests.fakes.asked import Ask
from tests.fakes.frames import Frame, Mint, arguments, count, dumps, find_tool, pieces, round_robin
from tests.fakes.script import Call, ErrorInStream, Reply, Say, Status, Think

ENDINGS = {"stop": "stop", "length": "length", "tool": "tool_calls", "refusal": "content_filter"}


def usage_of(reply: Reply, ask: Ask) -> dict[str, Any] | None:
    usage = count(reply, ask)
    if usage is None:
        return None
    return {
        "prompt_tokens": usage.input,
        "completion_tokens": usage.output,
        "total_tokens": usage.input + usage.output,
        "prompt_tokens_details": {"cached_tokens": usage.cached},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    }


def _reasoning_delta(text: str, style: str) -> dict[str, Any]:
    if style == "details":
        return {"reasoning": text, "reasoning_details": [_detail(text, None)]}
    return {style: text}


def _detail(text: str, signature: str | None) -> dict[str, Any]:
    return {"type": "reasoning.text", "text": text, "signature": signature, "format": "unknown", "index": 0}


def frames(reply: Reply, ask: Ask, mint: Mint, reasoning_style: str = "reasoning_content") -> list[Frame]:
    """`reasoning_style`: reasoning_content (DeepSeek), reasoning, details (OpenRouter), think (inline tags)."""
    head = {
        "id": mint.id("chatcmpl-"),
        "object": "chat.completion.chunk",
        "created": int(time.time()),
        "model": reply.model or ask.model,
        "system_fingerprint": "fp_fake",
    }
    with_usage = bool((ask.body.get("stream_options") or {}).get("include_usage"))
    extra = {"usage": None} if with_usage else {}

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {**head, "choices": [choice], **extra}

    out = [Frame("open", chunk({"role": "assistant", "content": ""}))]
    calls: list[list[Frame]] = []
    ids: list[str] = []
    thought = ""
    for part in reply.in_order():
        match part:
            case Think(text):
                thought += text
                if reasoning_style == "think":
                    shown = [{"content": p} for p in pieces(f"<think>{text}</think>", reply.piece)]
                else:
                    shown = [_reasoning_delta(p, reasoning_style) for p in pieces(text, reply.piece)]
                out += [Frame("delta", chunk(d)) for d in shown]
            case Say(text):
                out += [Frame("delta", chunk({"content": p})) for p in pieces(text, reply.piece)]
            case Call():
                index = len(calls)
                tool = find_tool(part, ask)
                ids.append(part.id or mint.id(f"call_{index:02d}_"))
                first = {
                    "index": index,
                    "id": ids[-1],
                    "type": "function",
                    "function": {"name": tool.name if tool else part.name, "arguments": ""},
                }
                stream = [Frame("open", chunk({"tool_calls": [first]}))]
                for piece in pieces(arguments(part, tool), reply.piece):
                    delta = {"index": index, "function": {"arguments": piece}}
                    stream.append(Frame("delta", chunk({"tool_calls": [delta]})))
                calls.append(stream)
    out += round_robin(calls) if reply.interleave else [f for stream in calls for f in stream]
    details = None
    if thought and reasoning_style == "details":
        signature = mint.token("sig")
        details = [_detail(thought, signature)]
        closing = {"reasoning_details": [_detail("", signature)]}
        out.append(Frame("delta", chunk(closing)))
    mint.record("chat", [(thought, "")] if thought else [], ids, details)
    out.append(Frame("end", chunk({}, ENDINGS[reply.ending])))
    usage = usage_of(reply, ask)
    if with_usage and usage:
        out.append(Frame("end", {**head, "choices": [], "usage": usage}))
    out.append(Frame("end", "[DONE]"))
    return out


def whole(reply: Reply, ask: Ask, mint: Mint, reasoning_style: str = "reasoning_content") -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": None}
    calls: list[dict[str, Any]] = []
    thought = ""
    for part in reply.in_order():
        match part:
            case Think(text):
                thought += text
            case Say(text):
                message["content"] = (message["content"] or "") + text
            case Call():
                tool = find_tool(part, ask)
                function = {"name": tool.name if tool else part.name, "arguments": arguments(part, tool)}
                call_id = part.id or mint.id(f"call_{len(calls):02d}_")
                calls.append({"id": call_id, "type": "function", "function": function, "index": len(calls)})
    details = None
    if thought and reasoning_style == "think":
        message["content"] = f"<think>{thought}</think>" + (message["content"] or "")
    elif thought and reasoning_style == "details":
        details = [_detail(thought, mint.token("sig"))]
        message |= {"reasoning": thought, "reasoning_details": details}
    elif thought:
        message[reasoning_style] = thought
    mint.record("chat", [(thought, "")] if thought else [], [c["id"] for c in calls], details)
    if calls:
        message["tool_calls"] = calls
    elif message["content"] is None:
        message["content"] = ""
    return {
        "id": mint.id("chatcmpl-"),
        "object": "chat.completion",
        "created": int(time.time()),
        "model": reply.model or ask.model,
        "choices": [
            {"index": 0, "message": message, "logprobs": None, "finish_reason": ENDINGS[reply.ending]}
        ],
        "usage": usage_of(reply, ask),
        "system_fingerprint": "fp_fake",
    }


def error(status: Status) -> dict[str, Any]:
    kinds = {401: "authentication_error", 429: "rate_limit_error"}
    default = kinds.get(status.code, "invalid_request_error" if status.code < 500 else "server_error")
    return {
        "error": {
            "message": status.message,
            "type": status.type or default,
            "param": None,
            "code": status.error_code,
        }
    }


def error_event(trouble: ErrorInStream) -> bytes:
    body = {"error": {"message": trouble.message, "type": trouble.code, "code": trouble.code, "param": None}}
    return f"data: {dumps(body)}\n\n".encode()
