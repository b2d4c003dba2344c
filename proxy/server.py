"""The listener: routes, the guard in front of them, and a start and stop that lose no stream."""

import asyncio
import logging
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import orjson
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from proxy import failures
from proxy.access import AccessKey, AccessTable, client_of, presented_key
from proxy.body import apart, parse_object, read_body
from proxy.connection import HEAD_SECONDS, Connection, Lobby, most_waiting
from proxy.control import Control
from proxy.conversation import Failure, Wire
from proxy.envelope import Sealer
from proxy.guard import (
    HOP_HEADER,
    Refusal,
    check_address,
    check_browser,
    check_content_coding,
    check_content_type,
    check_framing,
)
from proxy.handlers import Exchanges, plain, say
from proxy.limits import denials
from proxy.model_list import ListedModel, anthropic_list, openai_list
from proxy.recorder import Recorder
from proxy.refusals import refusing_depth
from proxy.route import RouteTable
from proxy.upstream import Upstream
from proxy.wires import Client, RequestError, codec
from proxy.wires.messages import count_tokens

DRAIN_SECONDS = 9.0
"""So long running streams may go on after a stop was asked for: with the last words, the end takes ten seconds."""
LAST_WORDS_SECONDS = 2.0
"""What does not end by itself is told so; a client that does not read that is not waited for."""
KEEP_ALIVE_SECONDS = 75
BACKLOG = 1024
ACCEPTED_AT_ONCE = 16
"""asyncio accepts as many as its backlog before anybody is served, and logs as many errors where descriptors are
used up (25,000 lines in twelve seconds)."""
SEND_BUFFER_BYTES = 256 * 1024
"""What the kernel takes ahead of a client that does not read; of its own accord it takes megabytes of every stream,
which we would have read, translated and recorded for nobody."""

_ENDPOINTS: dict[str, Wire] = {"responses": "responses", "messages": "messages", "chat/completions": "chat"}
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

KEY = web.RequestKey("access_key", AccessKey)

_log = logging.getLogger(__name__)
_http_log = logging.getLogger(f"{__name__}.http")


def _is_ours(record: logging.LogRecord) -> bool:
    """Tell a fault of ours from a request that is no HTTP: that one is answered, and its bytes are not for our log."""
    return record.exc_info is None or not isinstance(record.exc_info[1], HttpProcessingError)


_http_log.addFilter(_is_ours)


class Proxy:
    """The service's listener on one loopback port.

    `models` says what can be asked for; it is called at each model list. `refresh` is awaited before each request
    is looked at: whoever fills `routes` and `access` can bring them up to date there.
    """

    def __init__(
        self,
        routes: RouteTable,
        access: AccessTable,
        sealer: Sealer,
        models: Callable[[], Sequence[ListedModel]],
        refresh: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.routes, self.access = routes, access
        self.recorder = Recorder()
        self.upstream = Upstream()
        self.exchanges = Exchanges(routes, self.recorder, self.upstream, sealer)
        self.port = 0
        self.head_seconds = HEAD_SECONDS
        self._models = models
        self._refresh = refresh
        self._runner: web.AppRunner | None = None
        self._listening: asyncio.Server | None = None
        self._running: set[asyncio.Task[object]] = set()

    # ------------------------------------------------------------------ start and stop
    async def start(self, port: int, control: Control | None = None) -> int:
        """Listen on 127.0.0.1 and return the port. Raises `OSError` where it is taken."""
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if sys.platform == "win32":  # the other option would share the port there
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                # Lets a restart take over a port in TIME_WAIT; another listener still makes bind fail.
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            listener.bind(("127.0.0.1", port))
        except OSError:
            listener.close()
            raise
        self.port = listener.getsockname()[1]
        self._runner = web.AppRunner(
            self._application(control),
            access_log=None,
            logger=_http_log,
            handler_cancellation=True,  # a client that leaves must end its upstream request
            auto_decompress=False,  # proxy.body does it, with a limit
            keepalive_timeout=KEEP_ALIVE_SECONDS,
            lingering_time=0,
            shutdown_timeout=LAST_WORDS_SECONDS,
        )
        await self._runner.setup()
        make = self._runner.server
        assert make is not None  # noqa: S101  # it is set up
        loop, lobby = asyncio.get_running_loop(), Lobby(most_waiting())
        self._listening = await loop.create_server(
            lambda: Connection(make(), self.head_seconds, lobby), sock=listener, backlog=ACCEPTED_AT_ONCE
        )
        listener.listen(BACKLOG)
        return self.port

    def is_listening(self) -> bool:
        """Tell whether connections can come in: something in the process may have closed the socket under us."""
        try:
            listener = self._listening.sockets[0] if self._listening is not None else None
            return listener is not None and (
                listener.getsockname()[1] == self.port
                and listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1
            )
        except (OSError, IndexError):
            return False

    async def stop(self, drain: float = DRAIN_SECONDS) -> None:
        """Accept nothing new, let running streams end for `drain` seconds, end the rest."""
        if self._runner is not None:
            if self._listening is not None:
                self._listening.close()
            if self._running:
                await asyncio.wait(self._running, timeout=drain)
            self.hurry()
            if self._running:
                await asyncio.wait(self._running, timeout=LAST_WORDS_SECONDS)
            await self._runner.cleanup()
        await self.upstream.close()

    def hurry(self) -> None:
        """End the running streams now: who asked for the stop does not want to wait for them."""
        self.exchanges.interrupt(_STOPPING)

    # ------------------------------------------------------------------ routes
    def _application(self, control: Control | None) -> web.Application:
        app = web.Application(middlewares=[self._guard], client_max_size=2**40)  # proxy.body has the limit
        app.on_response_prepare.append(_close_unexpected)
        for prefix in ("", "/v1", "/v1/v1"):
            for path, wire in _ENDPOINTS.items():
                app.router.add_post(f"{prefix}/{path}", self._exchange(wire))
            app.router.add_get(f"{prefix}/responses", _no_websocket)
            app.router.add_post(f"{prefix}/messages/count_tokens", self._count_tokens)
            app.router.add_get(f"{prefix}/models", self._list_models)
        app.router.add_get("/health", _health)
        app.router.add_route("HEAD", "/api/hello", _nothing)
        app.router.add_get("/api/hello", _nothing, allow_head=False)
        app.router.add_post("/api/event_logging/batch", _nothing)
        if control is not None:
            control.add_routes(app)
        return app

    def _exchange(self, wire: Wire) -> _Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            task = asyncio.current_task()
            if task is not None:
                self._running.add(task)
                task.add_done_callback(self._running.discard)
            return await self.exchanges.answer(request, wire, request[KEY])

        return handle

    async def _count_tokens(self, request: web.Request) -> web.Response:
        """Answer from an estimate: Claude Code's /context asks some thirty times in a row."""
        try:
            self.exchanges.gate.visit(request[KEY]).check_key()
            body = await read_body(request, self.exchanges.limits.max_body)
            counted = await apart(len(body), _counted, body)
        except RequestError as error:
            return say(error.failure, "messages", client_of(request[KEY], request.headers))
        return web.Response(body=orjson.dumps({"input_tokens": counted}), content_type="application/json")

    async def _list_models(self, request: web.Request) -> web.Response:
        """List what the key may ask for."""
        asks_anthropic = "anthropic-version" in request.headers
        key, models = request[KEY], self._models()
        try:
            self.exchanges.gate.visit(key).check_key()
        except RequestError as error:
            return say(error.failure, _wire_of(request) or "chat", client_of(key, request.headers))
        if key.rules is not None:
            models = [model for model in models if self._may_ask(key, request, model.id)]
        return plain(anthropic_list(models) if asks_anthropic else openai_list(models))

    def _may_ask(self, key: AccessKey, request: web.Request, model: str) -> bool:
        if key.rules is None or not key.rules.allows(model):
            return key.rules is None
        try:
            target = self.routes.pick(client_of(key, request.headers), "chat", model)
        except RequestError:  # nothing serves the client yet
            return True
        return key.rules.may_reach(target.route.profile, target.model)

    # ------------------------------------------------------------------ the guard
    @web.middleware
    async def _guard(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Let in only what may come in; the order is from the connection inwards."""
        connection = Connection.of(request.transport)
        if connection is None:  # the client left
            return await self._answer(request, handler)
        connection.begin()
        try:
            return await self._answer(request, handler)
        finally:
            connection.end()

    async def _answer(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        try:
            return await self._admit(request, handler)
        except (web.HTTPException, ConnectionError, aiohttp.ClientError):
            raise
        except Exception:  # whatever it is, the client is told
            if request.writer.output_size > 0:
                raise
            _log.exception("a request could not be answered")
            return say(failures.own_fault(), _wire_of(request) or "chat", _client_of(request))

    async def _admit(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        refusal = self._refusal(request)
        if refusal is not None:
            response = _refuse(request, refusal)
            response.force_close()  # whatever else comes from there is not looked at
            return response
        if self._refresh is not None:
            await self._refresh()
        if request.path == "/health" or request.path.startswith("/_turnout/"):
            return await self._found(request, handler)  # nothing to protect; a token of its own
        key = self.access.authenticate(request.headers)
        if key is None:
            return _say_unauthorised(request)
        request[KEY] = key
        return await self._found(request, handler)

    def _refusal(self, request: web.Request) -> Refusal | None:
        headers = request.headers
        return (
            check_framing(
                request.method,
                request.version,
                headers.getall("Transfer-Encoding", []),
                headers.getall("Content-Length", []),
            )
            or check_address(request.raw_path, headers.getall("Host", []), self.port)
            or check_browser(headers.getall("Origin", []), headers.getall("Sec-Fetch-Site", []))
            or (
                check_content_type(headers.get("Content-Type"))
                if request.method in ("POST", "PUT", "PATCH")
                else None
            )
            or check_content_coding(headers.getall("Content-Encoding", []))
            or (_LOOP if HOP_HEADER in headers else None)
        )

    async def _found(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return _refuse(request, Refusal(404, "not_found", f"Turnout has nothing at {request.path}."))
        except web.HTTPMethodNotAllowed:
            message = f"Turnout does not know {request.method} {request.path}."
            return _refuse(request, Refusal(405, "method_not_allowed", message))


_STOPPING = Failure(
    kind="overloaded", code="stopping", fault="turnout", message="Turnout was stopped before the reply ended."
)
_LOOP = Refusal(
    508, "loop", "This request comes from Turnout itself: the profile's base URL points back at Turnout."
)


def _wire_of(request: web.Request) -> Wire | None:
    for path, wire in _ENDPOINTS.items():
        if request.path.endswith(f"/{path}") or f"/{path}/" in request.path:
            return wire
    return "messages" if "anthropic-version" in request.headers else None


def _client_of(request: web.Request) -> Client:
    return client_of(AccessKey("", ""), request.headers)


def _say_unauthorised(request: web.Request) -> web.Response:
    failure = denials.missing() if presented_key(request.headers) is None else denials.invalid()
    return say(failure, _wire_of(request) or "chat", _client_of(request))


def _refuse(request: web.Request, refusal: Refusal) -> web.Response:
    error = {"type": "invalid_request_error", "message": refusal.message}
    body: dict[str, object]
    if _wire_of(request) == "messages":
        body = {"type": "error", "error": error}
    else:
        body = {"error": {**error, "param": None, "code": refusal.code}}
    headers = {"x-should-retry": "false"}
    return web.Response(
        status=refusal.status, body=orjson.dumps(body), headers=headers, content_type="application/json"
    )


async def _close_unexpected(_request: web.Request, response: web.StreamResponse) -> None:
    """aiohttp answers an `Expect` that it does not know before the guard has looked at anything."""
    if response.status == web.HTTPExpectationFailed.status_code:
        response.force_close()
        response.headers["Connection"] = "close"


def _counted(body: bytes) -> int:
    with refusing_depth():
        return count_tokens(codec("messages").decode_request(parse_object(body), []))


async def _health(_request: web.Request) -> web.Response:
    return web.Response(body=b'{"status":"ok"}', content_type="application/json")


async def _nothing(_request: web.Request) -> web.Response:
    """Answer Claude Code's greeting and older clients' telemetry: nothing is read or kept."""
    return web.Response(body=b"{}", content_type="application/json")


async def _no_websocket(request: web.Request) -> web.Response:
    """426 makes Codex 0.169.0 fall back to HTTP silently; any other status costs visible retries."""
    if request.headers.get("Upgrade", "").lower() == "websocket":
        response = _refuse(
            request, Refusal(426, "upgrade_required", "Turnout speaks HTTP here, not websocket.")
        )
        response.force_close()  # what was sent behind it is no HTTP
        return response
    return _refuse(request, Refusal(405, "method_not_allowed", "Send a POST to this address."))
