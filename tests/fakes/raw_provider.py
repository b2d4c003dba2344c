"""A provider that answers with the very bytes a test wrote: for streams that no well-behaved renderer makes."""

import json
import time
from asyncio import sleep
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self, get_args

from aiohttp import web

from tests.fakes.asked import Ask
from tests.fakes.frames import dumps
from tests.fakes.script import Wire

PATHS: Mapping[Wire, str] = {
    "chat": "/chat/completions",
    "messages": "/messages",
    "responses": "/responses",
}


@dataclass(frozen=True, slots=True)
class Raw:
    """One answer: chunks are written one by one, a number among them is a pause in seconds."""

    chunks: Sequence[bytes | float]
    status: int = 200
    content_type: str = "text/event-stream"
    headers: Mapping[str, str] = field(default_factory=dict)


class RawProvider:
    """`async with RawProvider(Raw([...])) as provider`; the last answer is given for ever. Records `asks`."""

    def __init__(self, *turns: Raw) -> None:
        self.turns = turns
        self.asks: list[Ask] = []
        self.port = 0
        self._runner: web.AppRunner | None = None

    def url(self, wire: Wire) -> str:
        """The base URL: what the wire's path is added to."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**30)
        for wire in get_args(Wire):
            app.router.add_post(f"/v1{PATHS[wire]}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.02)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        wire: Any = next(wire for wire, path in PATHS.items() if request.path.endswith(path))
        headers = {name.lower(): value for name, value in request.headers.items()}
        turn = self.turns[min(len(self.asks), len(self.turns) - 1)]
        self.asks.append(Ask(wire, "POST", request.path, headers, raw, json.loads(raw), time.monotonic()))
        response = web.StreamResponse(
            status=turn.status, headers={"Content-Type": turn.content_type, **turn.headers}
        )
        await response.prepare(request)
        for chunk in turn.chunks:
            if isinstance(chunk, bytes):
                await response.write(chunk)
                await sleep(0)
            else:
                await sleep(chunk)
        await response.write_eof()
        return response


# ----------------------------------------------------------------------------- writing streams by hand
DONE = b"data: [DONE]\n\n"


def data(value: Any) -> bytes:
    """One event without a name."""
    return f"data: {dumps(value)}\n\n".encode()


def escaped_data(value: Mapping[str, Any]) -> bytes:
    """One event whose characters beyond ASCII are escapes: so halves of surrogate pairs can be written too."""
    name = f"event: {value['type']}\n" if "type" in value else ""
    return f"{name}data: {json.dumps(value, ensure_ascii=True)}\n\n".encode()


def named(value: Mapping[str, Any]) -> bytes:
    """One event that is named by its own type, as messages and responses have them."""
    return f"event: {value['type']}\n".encode() + data(value)


def chat_chunk(delta: Any = None, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    """One chat chunk; `fields` stand beside `choices`."""
    choice = {"index": 0, "delta": delta or {}, "finish_reason": finish}
    return {
        "id": "chatcmpl-raw",
        "object": "chat.completion.chunk",
        "model": "raw",
        "choices": [choice],
        **fields,
    }


def chat_stream(*deltas: Any, finish: str | None = "stop", usage: Any = None) -> list[bytes | float]:
    """A chat stream of these deltas; `finish` None: it is never said."""
    out = [data(chat_chunk({"role": "assistant", "content": ""}))]
    out += [data(chat_chunk(delta)) for delta in deltas]
    if finish is not None:
        out.append(data(chat_chunk({}, finish)))
    if usage is not None:
        out.append(data({**chat_chunk(), "choices": [], "usage": usage}))
    return [*out, DONE]


def tool_delta(index: int | None, arguments: Any = None, name: Any = None, **fields: Any) -> dict[str, Any]:
    """A delta of one tool call; what is None is left out (`id` and others in `fields` are not)."""
    function = {} if name is None else {"name": name}
    if arguments is not None:
        function["arguments"] = arguments
    place = {} if index is None else {"index": index}
    return {"tool_calls": [{**place, **fields, "function": function}]}


def messages_stream(
    *blocks: Mapping[str, Any], stop: str | None = "end_turn", usage: Any = None, ends: bool = True
) -> list[bytes | float]:
    """A messages stream: each block is its `content_block` with the key `deltas` for what follows."""
    message = {"id": "msg_raw", "type": "message", "role": "assistant", "model": "raw", "content": []}
    start = {"input_tokens": 5, "output_tokens": 1} if usage is None else usage
    out = [named({"type": "message_start", "message": {**message, "stop_reason": None, "usage": start}})]
    for index, block in enumerate(blocks):
        content = {name: value for name, value in block.items() if name != "deltas"}
        out.append(named({"type": "content_block_start", "index": index, "content_block": content}))
        out += [
            named({"type": "content_block_delta", "index": index, "delta": delta})
            for delta in block.get("deltas", ())
        ]
        out.append(named({"type": "content_block_stop", "index": index}))
    if not ends:
        return list(out)
    delta = {"stop_reason": stop, "stop_sequence": None}
    out.append(named({"type": "message_delta", "delta": delta, "usage": {"output_tokens": 7}}))
    return [*out, named({"type": "message_stop"})]


def responses_stream(
    *events: Mapping[str, Any], output: Sequence[Any] = (), **fields: Any
) -> list[bytes | float]:
    """A responses stream around these events; `fields` go into the last response object."""
    shell = {"id": "resp_raw", "object": "response", "created_at": 1, "model": "raw", "status": "in_progress"}
    usage = {"input_tokens": 5, "output_tokens": 7, "total_tokens": 12}
    final = {**shell, "status": "completed", "output": list(output), "usage": usage, **fields}
    named_events = [named(event) for event in events]
    end = named({"type": f"response.{final['status']}", "response": final})
    return [named({"type": "response.created", "response": {**shell, "output": []}}), *named_events, end]
