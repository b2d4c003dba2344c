"""Events written as chat completions, streamed or whole, for any client of that wire."""

import secrets
import time
from collections.abc import Sequence

import orjson

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Json,
    Meta,
    Open,
    Start,
    Stop,
    Usage,
)
from proxy.reply.fold import Reply, ReplyPart
from proxy.wires import ReplyContext
from proxy.wires.chat.annotations import write_annotations
from proxy.wires.chat.errors import error_body
from proxy.wires.chat.finish import finish_reason
from proxy.wires.chat.reasoning_details import sealed_entry
from proxy.wires.chat.usage import write_usage

_KEEPALIVE = b": keep-alive\n\n"
"""A comment: SDKs skip it, and clients that read `choices[0]` of every chunk are spared an empty one."""
_TAIL = b',"logprobs":null,"finish_reason":null}]}\n\n'


def reply_encoder(context: ReplyContext) -> "ChatReplyEncoder":
    """Return an encoder for one streamed reply."""
    return ChatReplyEncoder(context)


class ChatReplyEncoder:
    """Writes one stream. The pieces around a delta are made once; only its text is encoded each time."""

    __slots__ = (
        "_annotations",
        "_complete",
        "_context",
        "_created",
        "_cut",
        "_head",
        "_ids",
        "_openings",
        "_over",
        "_refused",
        "_sealed",
        "_thinking",
        "_tools",
        "_unthought",
        "_usage",
    )

    def __init__(self, context: ReplyContext) -> None:
        self._context = context
        self._created = int(time.time())
        self._head = b""
        self._ids: Json = {}
        self._openings: dict[int, tuple[bytes, bytes]] = {}
        self._annotations: list[Json] = []
        self._usage: Usage | None = None
        self._tools: dict[int, bool] = {}
        self._sealed = 0
        self._unthought: int | None = None  # a key may be any number
        self._thinking = self._complete = self._cut = self._refused = self._over = False

    def encode(self, events: Sequence[Event]) -> bytes:
        """Return the bytes for these events."""
        pieces: list[bytes] = []
        for event in events:
            if isinstance(event, Delta):
                before, after = self._openings[event.key]
                if event.key == self._unthought:
                    pieces += self._part_thoughts()
                pieces += (before, orjson.dumps(event.text), after)
            else:
                pieces += self._pieces(event)
        return b"".join(pieces)

    def keepalive(self) -> bytes:
        """Return a comment; nothing once the stream is complete."""
        return b"" if self._over else _KEEPALIVE

    # ------------------------------------------------------------------------- events
    def _pieces(self, event: Start | Open | Meta | Close | Counted | Stop | Fail) -> Sequence[bytes]:
        match event:
            case Start():
                return self._begin(event.id)
            case Open():
                return (*self._begin(""), *self._open(event))
            case Meta():
                return self._meta(event)
            case Close():
                is_tool = event.key in self._tools
                self._complete |= is_tool and event.complete
                self._cut |= is_tool and not event.complete
                return ()
            case Counted():
                self._usage = event.usage
                return ()
            case Stop():
                return (*self._begin(""), *self._stop(event))
            case Fail():
                self._over = True
                return (b"data: ", orjson.dumps(error_body(event.failure)), b"\n\n")

    def _begin(self, reply_id: str) -> Sequence[bytes]:
        """Write the first chunk, once."""
        if self._head:
            return ()
        self._ids = _envelope("chat.completion.chunk", reply_id, self._created, self._context.model)
        self._head = b"data: " + orjson.dumps(self._ids)[:-1] + b',"choices":[{"index":0,"delta":'
        return (self._head, b'{"role":"assistant","content":null}', _TAIL)

    def _open(self, event: Open) -> Sequence[bytes]:
        match event.kind:
            case "tool":
                return self._open_tool(event)
            case "reasoning":
                self._openings[event.key] = (self._head + b'{"reasoning_content":', b"}" + _TAIL)
                self._unthought = event.key
            case "refusal":
                self._openings[event.key] = (self._head + b'{"refusal":', b"}" + _TAIL)
                self._refused = True
            case _:
                self._openings[event.key] = (self._head + b'{"content":', b"}" + _TAIL)
        return ()

    def _part_thoughts(self) -> Sequence[bytes]:
        """Write what stands before the first words of a part of thinking: a blank line from the second on."""
        self._unthought = None
        if not self._thinking:
            self._thinking = True
            return ()
        return (self._head, b'{"reasoning_content":"\\n\\n"}', _TAIL)

    def _open_tool(self, event: Open) -> Sequence[bytes]:
        index = len(self._tools)
        self._tools[event.key] = True
        kind, field = ("custom", "input") if event.tool == "custom" else ("function", "arguments")
        call = {"index": index, "id": event.id, "type": kind, kind: {"name": event.name, field: ""}}
        before = b'{"tool_calls":[{"index":%d,"%s":{"%s":' % (index, kind.encode(), field.encode())
        self._openings[event.key] = (self._head + before, b"}}]}" + _TAIL)
        return (self._head, b'{"tool_calls":[', orjson.dumps(call), b"]}", _TAIL)

    def _meta(self, event: Meta) -> Sequence[bytes]:
        if event.field == "sealed" and isinstance(event.value, str):
            entry = sealed_entry(event.value, self._sealed)
            self._sealed += 1
            return (self._head, b'{"reasoning_details":[', orjson.dumps(entry), b"]}", _TAIL)
        if event.field == "annotations":
            # Sent in one chunk at the end: the openai SDK cannot join lists whose entries have no index.
            self._annotations += write_annotations(event.value)
        return ()

    def _stop(self, event: Stop) -> Sequence[bytes]:
        self._over = True
        pieces: list[bytes] = []
        if self._annotations:
            pieces += (self._head, orjson.dumps({"annotations": self._annotations}), _TAIL)
        finish = finish_reason(event.reason, self._complete, self._cut, self._refused)
        choice = {"index": 0, "delta": {}, "logprobs": None, "finish_reason": finish}
        pieces += (b"data: ", orjson.dumps({**self._ids, "choices": [choice]}), b"\n\n")
        if self._usage is not None and self._context.include_usage:
            counted = {**self._ids, "choices": [], "usage": write_usage(self._usage)}
            pieces += (b"data: ", orjson.dumps(counted), b"\n\n")
        pieces.append(b"data: [DONE]\n\n")
        return pieces


def encode_whole(reply: Reply, context: ReplyContext) -> Json:
    """Write a whole reply. A tool call that was cut is left out."""
    texts = [part.text for part in reply.parts if part.kind in ("text", "compaction")]
    thoughts = [part.text for part in reply.parts if part.kind == "reasoning" and part.text]
    refusals = [part.text for part in reply.parts if part.kind == "refusal"]
    tools = [part for part in reply.parts if part.kind == "tool"]
    sealed = [part.sealed for part in reply.parts if part.kind == "reasoning" and part.sealed is not None]
    annotations = [entry for part in reply.parts for entry in write_annotations(part.annotations)]
    calls = [_call(part) for part in tools if part.complete]
    message: Json = {
        "role": "assistant",
        "content": "".join(texts) if texts else None,
        "refusal": "".join(refusals) if refusals else None,
    }
    if thoughts:
        message["reasoning_content"] = "\n\n".join(thoughts)
    if sealed:
        message["reasoning_details"] = [sealed_entry(value, index) for index, value in enumerate(sealed)]
    if annotations:
        message["annotations"] = annotations
    if calls:
        message["tool_calls"] = calls
    reason = reply.stop.reason if reply.stop is not None else "end"
    finish = finish_reason(reason, bool(calls), len(calls) < len(tools), bool(refusals))
    body = _envelope("chat.completion", reply.id, int(time.time()), context.model)
    body["choices"] = [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}]
    if reply.usage is not None:
        body["usage"] = write_usage(reply.usage)
    return body


def _call(part: ReplyPart) -> Json:
    if part.tool == "custom":
        return {"id": part.id, "type": "custom", "custom": {"name": part.name, "input": part.text}}
    function = {"name": part.name, "arguments": part.text or "{}"}
    return {"id": part.id, "type": "function", "function": function}


def _envelope(kind: str, reply_id: str, created: int, model: str) -> Json:
    """Return the fields of every chunk. `created` is in seconds."""
    reply_id = reply_id or "chatcmpl-" + secrets.token_hex(12)
    return {"id": reply_id, "object": kind, "created": created, "model": model}
