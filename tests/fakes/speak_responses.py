"""OpenAI Responses as the maker emits it: every event with its sequence number, items complete when done."""

from __future__ import annotations

import itertools
import time
from typing import Any

from tests.fakes.asked import Ask
from tests.fakes.frames import (
    Frame,
    Mint,
    arguments,
    count,
    dumps,
    find_tool,
    free_input,
    pieces,
    round_robin,
)
from tests.fakes.script import Call, ErrorInStream, Reply, Say, Status, Think


def usage_of(reply: Reply, ask: Ask) -> dict[str, Any] | None:
    usage = count(reply, ask)
    if usage is None:
        return None
    return {
        "input_tokens": usage.input,
        "input_tokens_details": {"cached_tokens": usage.cached},
        "output_tokens": usage.output,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": usage.input + usage.output,
    }


def _shell(reply: Reply, ask: Ask, mint: Mint) -> dict[str, Any]:
    body = ask.body
    return {
        "id": mint.id("resp_"),
        "object": "response",
        "created_at": int(time.time()),
        "status": "in_progress",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "model": reply.model or ask.model,
        "output": [],
        "parallel_tool_calls": body.get("parallel_tool_calls", True),
        "previous_response_id": None,
        "reasoning": body.get("reasoning") or {"effort": None, "summary": None},
        "service_tier": "default",
        "store": body.get("store", True),
        "temperature": 1.0,
        "text": body.get("text") or {"format": {"type": "text"}},
        "tool_choice": body.get("tool_choice", "auto"),
        "tools": body.get("tools") or [],
        "top_p": 1.0,
        "truncation": "disabled",
        "usage": None,
        "user": None,
        "metadata": {},
    }


def _items(reply: Reply, ask: Ask, mint: Mint, style: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    issued: list[tuple[str, str]] = []
    sealed = "reasoning.encrypted_content" in (ask.body.get("include") or [])
    for part in reply.in_order():
        match part:
            case Think(text, redacted):
                item: dict[str, Any] = {"id": mint.id("rs_"), "type": "reasoning", "summary": []}
                token = mint.token("gAAAAAB")
                if style == "text":
                    item["content"] = [{"type": "reasoning_text", "text": text}]
                    token = ""
                else:
                    if not redacted:
                        item["summary"] = [{"type": "summary_text", "text": text}]
                    if sealed:
                        item["encrypted_content"] = token
                issued.append((text, token))
                items.append(item)
            case Say(text):
                content = [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}]
                items.append(
                    {
                        "id": mint.id("msg_"),
                        "type": "message",
                        "status": "completed",
                        "role": "assistant",
                        "content": content,
                    }
                )
            case Call():
                items.append(_call(part, ask, mint))
    mint.record("responses", issued, [i["call_id"] for i in items if "call_id" in i])
    return items


def _call(part: Call, ask: Ask, mint: Mint) -> dict[str, Any]:
    tool = find_tool(part, ask)
    name = tool.name if tool else part.name
    call_id = part.id or mint.id("call_")
    space = {"namespace": tool.namespace} if tool and tool.namespace else {}
    if tool and tool.kind == "custom":
        return {
            "id": mint.id("ctc_"),
            "type": "custom_tool_call",
            "status": "completed",
            "call_id": call_id,
            "name": name,
            **space,
            "input": free_input(part),
        }
    if tool and tool.kind == "search":
        return {
            "id": mint.id("tsc_"),
            "type": "tool_search_call",
            "status": "completed",
            "call_id": call_id,
            "execution": "client",
            "arguments": dict(part.args),
        }
    return {
        "id": mint.id("fc_"),
        "type": "function_call",
        "status": "completed",
        "arguments": arguments(part, tool),
        "call_id": call_id,
        "name": name,
        **space,
    }


def _item_frames(item: dict[str, Any], index: int, size: int) -> list[Frame]:
    at: dict[str, Any] = {"item_id": item["id"], "output_index": index}

    def frame(kind: Any, event: str, **data: Any) -> Frame:
        return Frame(kind, {"type": event, **data}, event)

    def run(stem: str, key: str, text: str, done: dict[str, Any], **where: Any) -> list[Frame]:
        deltas = [frame("delta", f"{stem}.delta", **at, **where, delta=p) for p in pieces(text, size)]
        tail: dict[str, Any] = {"logprobs": []} if stem == "response.output_text" else {}
        for delta in deltas:
            delta.data.update(tail)
        return [*deltas, frame("close", f"{stem}.done", **at, **where, **{key: text}, **done, **tail)]

    opened: dict[str, Any] = dict(item)
    middle: list[Frame] = []
    match item["type"]:
        case "reasoning":
            opened["summary"] = []
            for number, part in enumerate(item["summary"]):
                where = {"summary_index": number}
                empty = {"type": "summary_text", "text": ""}
                middle.append(
                    frame("open", "response.reasoning_summary_part.added", **at, **where, part=empty)
                )
                middle += run("response.reasoning_summary_text", "text", part["text"], {}, **where)
                middle.append(
                    frame("close", "response.reasoning_summary_part.done", **at, **where, part=part)
                )
            if "content" in item:
                opened["content"] = []
                text = item["content"][0]["text"]
                middle += run("response.reasoning_text", "text", text, {}, content_index=0)
        case "message":
            opened |= {"status": "in_progress", "content": []}
            part = item["content"][0]
            empty = {**part, "text": ""}
            middle.append(frame("open", "response.content_part.added", **at, content_index=0, part=empty))
            middle += run("response.output_text", "text", part["text"], {}, content_index=0)
            middle.append(frame("close", "response.content_part.done", **at, content_index=0, part=part))
        case "function_call":
            opened |= {"status": "in_progress", "arguments": ""}
            name = {"name": item["name"]}
            middle += run("response.function_call_arguments", "arguments", item["arguments"], name)
        case "custom_tool_call":
            opened |= {"status": "in_progress", "input": ""}
            middle += run("response.custom_tool_call_input", "input", item["input"], {})
        case "tool_search_call":
            opened |= {"status": "in_progress"}
    return [
        frame("open", "response.output_item.added", output_index=index, item=opened),
        *middle,
        frame("close", "response.output_item.done", output_index=index, item=item),
    ]


def _finished(shell: dict[str, Any], items: list[dict[str, Any]], reply: Reply, ask: Ask) -> dict[str, Any]:
    reason = {"length": "max_output_tokens", "refusal": "content_filter"}.get(reply.ending)
    return {
        **shell,
        "status": "incomplete" if reason else "completed",
        "incomplete_details": {"reason": reason} if reason else None,
        "output": items,
        "usage": usage_of(reply, ask),
    }


def frames(reply: Reply, ask: Ask, mint: Mint, reasoning_style: str = "encrypted") -> list[Frame]:
    """`reasoning_style`: encrypted (OpenAI: summary and `encrypted_content`) or text (`reasoning_text` content)."""
    shell = _shell(reply, ask, mint)
    items = _items(reply, ask, mint, reasoning_style)
    out = [
        Frame("open", {"type": event, "response": shell}, event)
        for event in ("response.created", "response.in_progress")
    ]
    streams = [_item_frames(item, index, reply.piece) for index, item in enumerate(items)]
    plain = [s for s, i in zip(streams, items, strict=True) if not i["type"].endswith("_call")]
    calls = [s for s, i in zip(streams, items, strict=True) if i["type"].endswith("_call")]
    if reply.interleave and len(calls) > 1:
        out += [f for stream in plain for f in stream] + round_robin(calls)
    else:
        out += [f for stream in streams for f in stream]
    final = _finished(shell, items, reply, ask)
    event = f"response.{final['status']}"
    out.append(Frame("end", {"type": event, "response": final}, event))
    numbers = itertools.count()
    return [Frame(f.kind, {**f.data, "sequence_number": next(numbers)}, f.event) for f in out]


def whole(reply: Reply, ask: Ask, mint: Mint, reasoning_style: str = "encrypted") -> dict[str, Any]:
    return _finished(_shell(reply, ask, mint), _items(reply, ask, mint, reasoning_style), reply, ask)


def error(status: Status) -> dict[str, Any]:
    kind = status.type or ("invalid_request_error" if status.code < 500 else "server_error")
    return {"error": {"message": status.message, "type": kind, "param": None, "code": status.error_code}}


def error_event(trouble: ErrorInStream) -> bytes:
    response = {
        "id": "resp_failed",
        "object": "response",
        "created_at": int(time.time()),
        "status": "failed",
        "error": {"code": trouble.code, "message": trouble.message},
        "incomplete_details": None,
        "output": [],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "model": "fake",
        "usage": None,
    }
    body = {"type": "response.failed", "sequence_number": 9999, "response": response}
    return f"event: response.failed\ndata: {dumps(body)}\n\n".encode()
