"""A fake provider whose defects are switches: what it refuses, how it streams, what its model list promises."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from aiohttp import web

from tests.fakes.asked import Ask
from tests.fakes.frames import Frame
from tests.fakes.provider import SPEAK, FakeProvider
from tests.fakes.script import WIRES, Html, Reply, Status, Turn
from tests.fakes.zoo_agent import Agent

MODEL = "fake-large"
SMALL = "fake-small"
LONG = 100
"""Characters: shorter replies are not worth the wait in a test."""

Refuse = Callable[[Ask], Turn | None]
Change = Callable[[Reply, Ask], Reply]
Reframe = Callable[[list[Frame], Ask], list[Frame]]


class ZooProvider(FakeProvider):
    """`refuse`: answers instead of the model (None: it does not). `change`: what becomes of the model's reply.

    `reframe` changes the events of a stream; `burst`: seconds until all of a stream comes at once; `pages`: paths
    outside /v1 are web pages; `door` answers everything, the model list too; `types`: the list's
    `supported_endpoint_types`.
    """

    def __init__(
        self,
        agent: Agent | None = None,
        *,
        refuse: Refuse | None = None,
        change: Change | None = None,
        reframe: Reframe | None = None,
        burst: float | None = None,
        pages: bool = False,
        door: Turn | None = None,
        types: Sequence[str] | None = None,
        **options: Any,
    ) -> None:
        options.setdefault("models", (MODEL, SMALL))
        super().__init__(self._play, **options)
        self.agent = agent or Agent()
        self._refusing, self._change, self._reframe, self._burst = refuse, change, reframe, burst
        self._pages, self._door, self._types = pages, door, types

    def _play(self, ask: Ask) -> Turn:
        refused = self._refusing(ask) if self._refusing else None
        if refused is not None:
            return refused
        turn = self.agent(ask)
        return self._change(turn, ask) if self._change and isinstance(turn, Reply) else turn

    async def _respond(self, request: web.Request, ask: Ask) -> web.StreamResponse:
        if self._pages and not ask.path.startswith("/v1/"):
            return self._refuse(ask, replace(Html(200)))
        if isinstance(self._door, Status):
            return self._refuse(ask, self._door)
        return await super()._respond(request, ask)

    def _complaint(self, ask: Ask) -> str | None:
        if ask.wire in WIRES and isinstance(ask.body, dict) and not {"messages", "input"} & ask.body.keys():
            return "messages: field required"
        return super()._complaint(ask)

    def _model_list(self, ask: Ask) -> web.Response:
        if self._types is None:
            return super()._model_list(ask)
        ask.status = 200
        data = [
            {"id": n, "object": "model", "supported_endpoint_types": list(self._types)}
            for n in (MODEL, SMALL)
        ]
        return web.json_response({"object": "list", "data": data})

    async def _stream(self, request: web.Request, ask: Ask, reply: Reply) -> web.StreamResponse:
        if self._burst is None and self._reframe is None:
            return await super()._stream(request, ask, reply)
        frames = SPEAK[ask.wire].frames(reply, ask, self.mint, *self._style(ask))
        if self._reframe is not None:
            frames = self._reframe(frames, ask)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        ask.status = 200
        await response.prepare(request)
        if self._burst is not None and len(reply.text) > LONG:
            await asyncio.sleep(self._burst)
        await response.write(b"".join(frame.encode() for frame in frames))
        await response.write_eof()
        return response


def split_ids(frames: list[Frame], _ask: Ask) -> list[Frame]:
    """A call's id in two pieces (chat), as a provider does that streams it token by token."""
    out: list[Frame] = []
    for frame in frames:
        entry = _call_of(frame)
        if entry is None or "id" not in entry:
            out.append(frame)
            continue
        whole = entry["id"]
        first, second = json.loads(json.dumps(frame.data)), json.loads(json.dumps(frame.data))
        first["choices"][0]["delta"]["tool_calls"][0]["id"] = whole[:8]
        rest = {"index": entry["index"], "id": whole[8:], "function": {"arguments": ""}}
        second["choices"][0]["delta"] = {"tool_calls": [rest]}
        out += [Frame("open", first), Frame("open", second)]
    return out


def _call_of(frame: Frame) -> dict[str, Any] | None:
    if not isinstance(frame.data, dict) or not frame.data.get("choices"):
        return None
    calls = frame.data["choices"][0]["delta"].get("tool_calls")
    return calls[0] if calls else None
