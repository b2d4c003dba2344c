"""A scripted provider that speaks chat completions, Messages and Responses on a loopback port, and records.

How to use it in a test (sync or async: the server has its own thread and event loop)::

    from tests.fakes.provider import FakeProvider
    from tests.fakes.script import Call, Cut, Reply, Status, Usage

    with FakeProvider([Reply(calls=[Call("shell", {"command": "ls"})]), Reply(text="done")]) as provider:
        ...  # POST to provider.url("chat") + "/chat/completions", or to provider.base + any of its paths
        assert provider.asks[1].results[0].text == "a.txt"
    async with FakeProvider(Reply(text="hi"), strict=True) as provider: ...

**The script** is one turn (answered for ever), a list of turns (in order; a request past its end gets a 500 and a line
in `provider.problems`), or a function `(Ask) -> Turn`. It can be changed at any time: `provider.play(script)`, which
also forgets the requests recorded so far (`keep=True` keeps them). Turns are in neutral form and are rendered in the
wire that was asked, streamed or whole: see `script.py` (`Reply`, `Status`, `Html`, `NewApi`, `Drop`, and the troubles
`Cut`, `Eof`, `ErrorInStream`, `Silence`, `Hold`, `JsonInsteadOfSse`, `Extra` in `Reply.troubles`).

**The paths**: `POST …/chat/completions`, `…/messages`, `…/messages/count_tokens`, `…/responses`, `GET …/models`, below
any prefix, with or without /v1; a doubled endpoint or a doubled /v1 is the 404 it is in real life.

**The record**: `provider.asks` (model requests in order), `provider.strays` (everything else). An `Ask` has `wire`,
`path`, `headers`, `raw`, `body`, `model`, `stream`, `key`, `at`, what became of it (`status`, `refused`, `finished_at`,
`aborted_at`), and neutral views: `tools`, `tool(name)`, `history`, `results`, `calls`, `user_text`, `images`,
`says(text)`. `provider.wait(n)` waits for n requests.

**Modes** (keyword arguments, changeable attributes): `strict` refuses with 400 what a third-party provider of that wire
does not know (`refuse_*.py`); `reasoning_required` refuses a history that lacks this provider's own reasoning or brings
another's, where it can tell (in any case recorded: `Ask.own_reasoning`, `foreign_reasoning`, `altered_reasoning`,
`missing_reasoning`); `stream_only` refuses `stream: false`; `key` is the only credential accepted; `models` are the
only models known (default: any); `wires` are the wires served (others: 404); `chat_reasoning` ("reasoning_content",
"reasoning", "details", "think") and `responses_reasoning` ("encrypted", "text") choose where the reasoning is shown;
`reply_headers` are added to every answer. `provider.refusals` lists every refusal; `provider.problems` whatever the
test itself got wrong.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
import traceback
from collections.abc import Collection, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes import (
    memory,
    refuse_chat,
    refuse_messages,
    refuse_responses,
    speak_chat,
    speak_messages,
    speak_responses,
)
from tests.fakes.asked import Ask
from tests.fakes.delivery import AwayError, pause, reset, send_stream, send_whole
from tests.fakes.frames import Mint, dumps
from tests.fakes.script import WIRES, Drop, ErrorInStream, JsonInsteadOfSse, Reply, Script, Status, Turn, Wire

ENDPOINTS: dict[str, Wire] = {"chat/completions": "chat", "messages": "messages", "responses": "responses"}
REFUSE = {
    "chat": refuse_chat.refuse,
    "messages": refuse_messages.refuse,
    "responses": refuse_responses.refuse,
}
SPEAK: dict[str, Any] = {"chat": speak_chat, "messages": speak_messages, "responses": speak_responses}
#: A request body may be this large (bytes): agents send megabytes.
MAX_BODY = 256 * 1024 * 1024


class FakeProvider:
    """See the module. Reusable: `with` starts it on a free port, leaving stops it (again: nothing)."""

    def __init__(
        self,
        script: Script = (),
        *,
        strict: bool = False,
        reasoning_required: bool = False,
        stream_only: bool = False,
        key: str | None = None,
        models: Sequence[str] | None = None,
        wires: Collection[Wire] = WIRES,
        chat_reasoning: str = "reasoning_content",
        responses_reasoning: str = "encrypted",
        reply_headers: Mapping[str, str] | None = None,
        port: int = 0,
    ) -> None:
        self.script = script
        self.strict = strict
        self.reasoning_required = reasoning_required
        self.stream_only = stream_only
        self.key = key
        self.models = models
        self.wires = wires
        self.chat_reasoning = chat_reasoning
        self.responses_reasoning = responses_reasoning
        self.reply_headers = dict(reply_headers or {})
        self.asks: list[Ask] = []
        self.strays: list[Ask] = []
        self.problems: list[str] = []
        self.mint = Mint()
        self.port = port
        self._played = 0
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None

    # Where it is

    @property
    def base(self) -> str:
        """`http://127.0.0.1:PORT`, without a path."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, wire: Wire) -> str:
        """The base URL a user would paste for that wire (Messages: without /v1)."""
        return self.base if wire == "messages" else f"{self.base}/v1"

    # What it answers, what it saw

    def play(self, script: Script, *, keep: bool = False) -> None:
        """Answer by this script from now on; forget the record so far unless `keep`."""
        with self._changed:
            self.script = script
            self._played = 0
            if not keep:
                self.asks.clear()
                self.strays.clear()
                self.problems.clear()

    def wait(self, number: int, timeout: float = 30.0) -> list[Ask]:
        """Block until `number` model requests came in (TimeoutError after `timeout` seconds)."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.asks) >= number, timeout):
                raise TimeoutError(f"{len(self.asks)} requests, not {number}, within {timeout} s")
            return list(self.asks)

    @property
    def refusals(self) -> list[str]:
        return [ask.refused for ask in self.asks if ask.refused]

    # Start and stop

    def __enter__(self) -> Self:
        started: list[BaseException | None] = []
        ready = threading.Event()

        def run() -> None:
            try:
                asyncio.run(self._serve(ready, started))
            except BaseException as error:  # noqa: BLE001 - handed to the thread that started us
                started.append(error)
                ready.set()

        self._thread = threading.Thread(target=run, name="fake-provider", daemon=True)
        self._thread.start()
        ready.wait(10)
        if started and started[0]:
            raise started[0]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._loop and self._stop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread:
            self._thread.join(10)

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.__enter__)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.__exit__, kind, error, trace)

    async def _serve(self, ready: threading.Event, started: list[BaseException | None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/{path:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.02)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        sockets = site._server.sockets if isinstance(site._server, asyncio.Server) else ()
        self.port = sockets[0].getsockname()[1]
        started.append(None)
        ready.set()
        await self._stop.wait()
        await runner.cleanup()

    # One request

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        try:
            body = json.loads(raw) if raw else None
        except ValueError:
            body = None
        ask = Ask(
            wire=_endpoint(request.path),
            method=request.method,
            path=request.path,
            headers={k.lower(): v for k, v in request.headers.items()},
            raw=raw,
            body=body,
            at=time.monotonic(),
            query=request.query_string,
        )
        with self._changed:
            (self.asks if ask.wire in WIRES and request.method == "POST" else self.strays).append(ask)
            self._changed.notify_all()
        try:
            response = await self._respond(request, ask)
        except asyncio.CancelledError:
            if ask.finished_at is None:
                ask.aborted_at = time.monotonic()
            raise
        except (ConnectionResetError, BrokenPipeError):
            ask.aborted_at = ask.aborted_at or time.monotonic()
            raise
        except AwayError:
            return web.Response()
        except Exception:
            self.problems.append(traceback.format_exc())
            raise
        ask.finished_at = ask.finished_at or time.monotonic()
        return response

    async def _respond(self, request: web.Request, ask: Ask) -> web.StreamResponse:
        if problem := self._at_the_door(request, ask):
            return self._refuse(ask, problem)
        if ask.wire == "models":
            return self._model_list(ask)
        if ask.wire == "count_tokens":
            ask.status = 200
            return web.json_response({"input_tokens": max(1, len(ask.raw) // 4)})
        memory.judge(ask, self.mint)
        if complaint := self._complaint(ask):
            ask.refused = complaint
            return self._refuse(ask, Status(400, complaint))
        turn = self._next_turn(ask)
        match turn:
            case Drop():
                await reset(request)
                raise AwayError
            case Status():
                await pause(turn.troubles, "headers")
                return self._refuse(ask, turn)
            case Reply():
                await pause(turn.troubles, "headers")
                whole = any(isinstance(t, JsonInsteadOfSse) for t in turn.troubles)
                if ask.stream and not whole:
                    return await self._stream(request, ask, turn)
                return await self._whole(request, ask, turn)

    def _at_the_door(self, request: web.Request, ask: Ask) -> Status | None:
        if ask.wire == "other" or (ask.wire in WIRES and request.method != "POST"):
            return Status(404, f"Invalid URL ({request.method} {request.path})", error_code="not_found")
        if ask.wire in WIRES and ask.wire not in self.wires:
            return Status(404, f"Invalid URL ({request.method} {request.path})", error_code="not_found")
        if self.key is not None and ask.key != self.key:
            return Status(401, "Incorrect API key provided.", error_code="invalid_api_key")
        return None

    def _complaint(self, ask: Ask) -> str | None:
        if not isinstance(ask.body, dict):
            return "We could not parse the JSON body of your request."
        if self.models is not None and ask.model not in self.models:
            return f"The model `{ask.model}` does not exist or you do not have access to it."
        if self.stream_only and not ask.stream:
            return "Stream must be set to true"
        if self.strict and (refused := REFUSE[ask.wire](ask.body)):
            return refused
        return memory.complaint(ask) if self.reasoning_required else None

    def _next_turn(self, ask: Ask) -> Turn:
        script = self.script
        if isinstance(script, (Reply, Status, Drop)):
            return script
        if callable(script):
            return script(ask)
        with self._changed:
            number, self._played = self._played, self._played + 1
        if number < len(script):
            return script[number]
        self.problems.append(f"request {number + 1} ({ask.wire}, {ask.model}) is past the end of the script")
        return Status(500, "the script has ended")

    def _refuse(self, ask: Ask, status: Status) -> web.Response:
        ask.status = status.code
        headers = {**self.reply_headers, **status.headers}
        if isinstance(status.body, (str, bytes)):
            data = status.body.encode() if isinstance(status.body, str) else status.body
            kind = status.content_type or "text/plain"
        else:
            wire = ask.wire if ask.wire in WIRES else "chat"
            data = dumps(SPEAK[wire].error(status) if status.body is None else status.body).encode()
            kind = status.content_type or "application/json"
        return web.Response(status=status.code, body=data, headers={"Content-Type": kind, **headers})

    def _model_list(self, ask: Ask) -> web.Response:
        ask.status = 200
        names = self.models or ["fake-large", "fake-small"]
        if "anthropic-version" in ask.headers:
            entries = [
                {"type": "model", "id": n, "display_name": n, "created_at": "2026-01-01T00:00:00Z"}
                for n in names
            ]
            return web.json_response(
                {"data": entries, "has_more": False, "first_id": names[0], "last_id": names[-1]}
            )
        data = [{"id": n, "object": "model", "created": 1760000000, "owned_by": "fake"} for n in names]
        return web.json_response({"object": "list", "data": data})

    # Replies

    async def _whole(self, request: web.Request, ask: Ask, reply: Reply) -> web.StreamResponse:
        error = next((t for t in reply.troubles if isinstance(t, ErrorInStream)), None)
        if error:  # not in a stream: a 200 with an error inside
            return self._refuse(ask, Status(200, error.message, type=error.type, error_code=error.code))
        data = dumps(SPEAK[ask.wire].whole(reply, ask, self.mint, *self._style(ask))).encode()
        return await send_whole(request, ask, reply, data, {**self.reply_headers, **reply.headers})

    async def _stream(self, request: web.Request, ask: Ask, reply: Reply) -> web.StreamResponse:
        speak = SPEAK[ask.wire]
        frames = speak.frames(reply, ask, self.mint, *self._style(ask))
        headers = {**self.reply_headers, **reply.headers}
        return await send_stream(request, ask, reply, frames, speak.error_event, headers)

    def _style(self, ask: Ask) -> list[str]:
        """Where the wire shows reasoning, where it has a choice."""
        styles = {"chat": [self.chat_reasoning], "responses": [self.responses_reasoning]}
        return styles.get(ask.wire, [])


def _endpoint(path: str) -> Any:
    """Which wire a path asks for; `other` for what a real provider does not have."""
    path = path.rstrip("/")
    known = r"chat/completions|messages/count_tokens|messages|responses|models"
    match = re.fullmatch(rf"(?P<prefix>(?:/[\w.~-]+)*?)/(?P<end>{known})", path)
    if not match:
        return "other"
    prefix = match["prefix"]
    if re.search(rf"/({known}|chat)(/|$)", prefix) or prefix.count("/v1") > 1:
        return "other"
    end = match["end"]
    return ENDPOINTS.get(end) or ("count_tokens" if end.endswith("count_tokens") else "models")
