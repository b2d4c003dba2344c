"""The control API of the desktop app and the command line, under `/_turnout/`, with a token of its own."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeAlias

import orjson
from aiohttp import web

from proxy.body import pieces
from proxy.conversation import Json
from proxy.exchange import Exchange
from proxy.later_routes import LaterRoutes, Make
from proxy.recorder import Recorder, Test
from proxy.tasks import spawn
from proxy.wires import RequestError

MAX_WAITING = 1_000
"""A listener that is this many events behind loses the oldest; it can ask for the list again."""
PROGRESS_SECONDS = 0.5
"""A request under way is told again at most this often; a stream has hundreds of chunks a second."""

DEFAULT_LISTED = 1_000
MAX_LISTED = 20_000
"""Requests in one answer: more than a table of them can use, some 20 MB."""
MAX_DIGITS = 9
"""A number of requests has no more; Python refuses to read one with thousands."""
MAX_BODY_BYTES = 4 * 1024 * 1024
"""A body with the ids of as many requests as can be listed has 0.5 MB."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_Waiting: TypeAlias = "asyncio.Queue[bytes | None]"
_BEGUN = (0, 0, 0)


def _nothing() -> None:
    pass


def _no_filter(_expression: str) -> Test:
    raise web.HTTPBadRequest(text="no filter language")


class Control:
    """What the desktop app and the command line ask of a running service.

    `status` and `reload` belong to the service: what it is doing, and reading its files again. `more` makes the
    routes of whoever knows profiles (whole paths, `/_turnout/…`) when one is first asked for; they are behind the same
    token. `cost` is what a request cost, by its summary; `compile_filter` makes a test of an expression, or raises
    `web.HTTPBadRequest`.
    """

    def __init__(
        self,
        token: str,
        recorder: Recorder,
        status: Callable[[], Awaitable[Json]],
        reload: Callable[[], Awaitable[None]],
        more: Make | None = None,
        cost: Callable[[Json], Json | None] | None = None,
        compile_filter: Callable[[str], Test] = _no_filter,
    ) -> None:
        self._token, self._recorder = token, recorder
        self._status, self._reload = status, reload
        self._more, self._cost, self._compile_filter = more, cost, compile_filter
        self._followers: set[_Waiting] = set()
        self._stop_listening: Callable[[], None] = _nothing
        self._watching: asyncio.Task[None] | None = None

    def add_routes(self, app: web.Application) -> None:
        """Add the API's routes."""
        ours = (
            web.get("/_turnout/status", self._get_status),
            web.post("/_turnout/reload", self._post_reload),
            web.get("/_turnout/exchanges", self._get_exchanges),
            web.delete("/_turnout/exchanges", self._delete_exchanges),
            web.post("/_turnout/recording", self._post_recording),
            web.get("/_turnout/exchanges/{id}", self._get_exchange),
            web.get("/_turnout/events", self._get_events, allow_head=False),
        )
        app.router.add_routes(self._behind_the_token(ours))
        if self._more is not None:
            app.router.register_resource(LaterRoutes("/_turnout", self._make_more(self._more)))
        app.on_shutdown.append(self._end_events)

    def publish(self, event: str, data: Json) -> None:
        """Send a line to all who follow the events: "status", "profiles", "cleared"."""
        if self._followers:
            line = _line(event, data)
            for waiting in self._followers:
                _put(waiting, line)

    async def publish_status(self) -> None:
        """Send the status to all who follow; to be called after each change of it."""
        if self._followers:
            self.publish("status", await self._status())

    def _make_more(self, make: Make) -> Make:
        async def made() -> Sequence[web.RouteDef]:
            return self._behind_the_token(await make())

        return made

    def _behind_the_token(self, routes: Sequence[web.RouteDef]) -> list[web.RouteDef]:
        return [web.RouteDef(one.method, one.path, self._guarded(one.handler), one.kwargs) for one in routes]

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            offered = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(self._token.encode(), offered.encode("utf-8", "surrogateescape")):
                return _refuse("invalid_token", "The control token is wrong.", 401)
            return await handler(request)

        return guarded

    async def _get_status(self, _request: web.Request) -> web.Response:
        return _json(await self._status())

    async def _post_reload(self, _request: web.Request) -> web.Response:
        await self._reload()
        return _json(await self._status())

    # ------------------------------------------------------------------ requests
    async def _get_exchanges(self, request: web.Request) -> web.Response:
        """The newest that pass `filter`, before the one with the id `before`; oldest first."""
        query = request.query
        said = query.get("limit", "")
        limit = int(said[:MAX_DIGITS]) if said.isdecimal() else DEFAULT_LISTED
        test = self._compile_filter(query["filter"]) if query.get("filter") else None
        found = await asyncio.to_thread(self._summaries, min(limit, MAX_LISTED), query.get("before"), test)
        return web.Response(body=found, content_type="application/json")

    def _summaries(self, limit: int, before: str | None, test: Test | None) -> bytes:
        """All of it in the caller's thread: ten thousand summaries are some megabytes of JSON."""
        found = self._recorder.summaries(
            limit, before, None if test is None else lambda one: test(self._priced(one))
        )
        return orjson.dumps({"exchanges": [self._priced(one) for one in found]})

    async def _get_exchange(self, request: web.Request) -> web.Response:
        found = await asyncio.to_thread(self._recorder.detail, request.match_info["id"])
        if found is None:
            return _refuse("no_such_exchange", "No such request is kept.", 404)
        return _json(self._priced(found))

    async def _delete_exchanges(self, request: web.Request) -> web.Response:
        """Forget `{"ids": […]}`, or all that began up to `{"until": ISO 8601}`; what is under way stays."""
        try:
            asked = orjson.loads(await _read(request))
            ids, until = asked.get("ids"), asked.get("until")
            number = None if until is None else int(datetime.fromisoformat(until).timestamp() * 1e6) + 999
            if not isinstance(ids, list | None) or (ids is None and number is None):
                raise TypeError
        except (ValueError, TypeError, AttributeError):
            return _refuse("bad_request", 'Say {"ids": […]} or {"until": "2026-01-31T12:00:00Z"}.', 400)
        try:
            count = await asyncio.to_thread(self._recorder.delete, ids, number)
        except Exception as error:  # noqa: BLE001  # the log says why, in its own words
            return _refuse("log_unavailable", str(error), 503)
        self.publish("cleared", {})
        return _json({"deleted": count})

    async def _post_recording(self, request: web.Request) -> web.Response:
        """Pause the record of new requests, or go on with it: `{"on": true}`."""
        try:
            on = orjson.loads(await _read(request))["on"]
        except (ValueError, TypeError, KeyError):
            on = None
        if not isinstance(on, bool):
            return _refuse("bad_request", 'Say {"on": true} or {"on": false}.', 400)
        self._recorder.recording = on
        await self.publish_status()
        return _json({"recording": on})

    def _priced(self, summary: Json) -> Json:
        if "cost" not in summary:
            summary["cost"] = None if self._cost is None else self._cost(summary)
        return summary

    # ------------------------------------------------------------------ events
    async def _get_events(self, request: web.Request) -> web.StreamResponse:
        """Stream what happens, a JSON line each: the status first, then requests as they begin, move and end."""
        waiting: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_WAITING)
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        self._follow(waiting)
        try:
            await response.prepare(request)
            await response.write(_line("status", await self._status()))
            while (line := await waiting.get()) is not None:
                await response.write(line)
        finally:
            self._unfollow(waiting)
        return response

    def _follow(self, waiting: _Waiting) -> None:
        if not self._followers:
            self._stop_listening = self._recorder.listen(self._tell)
            self._watching = spawn(self._watch(), "progress of requests")
        self._followers.add(waiting)

    def _unfollow(self, waiting: _Waiting) -> None:
        self._followers.discard(waiting)
        if not self._followers:
            self._stop_listening()
            if self._watching is not None:
                self._watching.cancel()

    def _tell(self, exchange: Exchange) -> None:
        self.publish("exchange", self._priced(exchange.summary()))

    async def _watch(self) -> None:
        """Tell again what has moved since it was told last; only while somebody listens."""
        told: dict[str, tuple[int, ...]] = {}
        while True:
            await asyncio.sleep(PROGRESS_SECONDS)
            now = {exchange.id: (exchange, _progress(exchange)) for exchange in self._recorder.live()}
            for name, (exchange, progress) in now.items():
                if told.get(name, _BEGUN) != progress:
                    self._tell(exchange)
            told = {name: progress for name, (_, progress) in now.items()}

    async def _end_events(self, _app: web.Application) -> None:
        """The service ends: end the streams of events in order, rather than wait for their listeners."""
        for waiting in self._followers:
            _put(waiting, None)


async def _read(request: web.Request) -> bytes:
    """The body; one that is too long is cut, and then no JSON."""
    body = b""
    try:
        async for piece in pieces(request):
            body += piece
            if len(body) > MAX_BODY_BYTES:
                break
    except RequestError as error:
        raise web.HTTPBadRequest(text=error.failure.message) from error
    return body[:MAX_BODY_BYTES]


def _progress(exchange: Exchange) -> tuple[int, ...]:
    return len(exchange.upstream_reply), len(exchange.client_reply), len(exchange.attempts)


def _put(waiting: _Waiting, line: bytes | None) -> None:
    if waiting.full():
        waiting.get_nowait()
    waiting.put_nowait(line)


def _line(event: str, data: Json) -> bytes:
    return orjson.dumps({"event": event, "data": data}) + b"\n"


def _refuse(code: str, message: str, status: int) -> web.Response:
    return _json({"error": {"code": code, "message": message, "fix": ""}}, status)


def _json(value: Json, status: int = 200) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(value), content_type="application/json")
