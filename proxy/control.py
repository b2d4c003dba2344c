"""The control API of the desktop app and the command line, under `/_turnout/`, with a token of its own."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable

import orjson
from aiohttp import web

from proxy.conversation import Json
from proxy.exchange import Exchange
from proxy.recorder import Recorder

MAX_WAITING = 1_000
"""A listener that is this many events behind loses the oldest; it can ask for the list again."""


class Control:
    """`status` and `reload` belong to the service: what it is doing, and reading its files again."""

    def __init__(
        self,
        token: str,
        recorder: Recorder,
        status: Callable[[], Json],
        reload: Callable[[], Awaitable[None]],
    ) -> None:
        self._token, self._recorder = token, recorder
        self._status, self._reload = status, reload
        self._followers: set[asyncio.Queue[Json | None]] = set()

    def add_routes(self, app: web.Application) -> None:
        """Add the API's routes."""
        app.router.add_get("/_turnout/status", self._guarded(self._get_status))
        app.router.add_post("/_turnout/reload", self._guarded(self._post_reload))
        app.router.add_get("/_turnout/exchanges", self._guarded(self._get_exchanges))
        app.router.add_get("/_turnout/exchanges/{id}", self._guarded(self._get_exchange))
        app.router.add_get("/_turnout/events", self._guarded(self._get_events))
        app.on_shutdown.append(self._end_events)

    def _guarded(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def guarded(request: web.Request) -> web.StreamResponse:
            offered = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(self._token.encode(), offered.encode("utf-8", "surrogateescape")):
                return _json(
                    {"error": {"code": "invalid_token", "message": "The control token is wrong."}}, 401
                )
            return await handler(request)

        return guarded

    async def _get_status(self, _request: web.Request) -> web.Response:
        return _json(self._status())

    async def _post_reload(self, _request: web.Request) -> web.Response:
        await self._reload()
        return _json(self._status())

    async def _get_exchanges(self, request: web.Request) -> web.Response:
        limit = request.query.get("limit", "")
        kept = self._recorder.exchanges(int(limit) if limit.isdecimal() else None)
        return _json({"exchanges": [exchange.summary() for exchange in kept]})

    async def _get_exchange(self, request: web.Request) -> web.Response:
        exchange = self._recorder.get(request.match_info["id"])
        if exchange is None:
            return _json({"error": {"code": "no_such_exchange", "message": "No such request is kept."}}, 404)
        return _json(exchange.detail())

    async def _get_events(self, request: web.Request) -> web.StreamResponse:
        """Stream the summary of each request at its begin and end, a JSON line each."""
        waiting: asyncio.Queue[Json | None] = asyncio.Queue(MAX_WAITING)

        def tell(exchange: Exchange) -> None:
            if waiting.full():
                waiting.get_nowait()
            waiting.put_nowait(exchange.summary())

        stop_listening = self._recorder.listen(tell)
        self._followers.add(waiting)
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        try:
            await response.prepare(request)
            while (event := await waiting.get()) is not None:
                await response.write(orjson.dumps(event) + b"\n")
        finally:
            stop_listening()
            self._followers.discard(waiting)
        return response

    async def _end_events(self, _app: web.Application) -> None:
        """The service ends: end the streams of events in order, rather than wait for their listeners."""
        for waiting in self._followers:
            if waiting.full():
                waiting.get_nowait()
            waiting.put_nowait(None)


def _json(value: Json, status: int = 200) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(value), content_type="application/json")
