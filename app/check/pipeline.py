"""Turnout itself, as the clients reach it: the very listener and translation, on a port of its own."""

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import aiohttp
import orjson

from app.check.line import ANSWER_SECONDS, RATE_TRIES
from proxy.access import AccessKey, AccessTable
from proxy.conversation import Failure, Json, Usage
from proxy.envelope import Sealer
from proxy.exchange import Exchange
from proxy.route import Route, RouteTable
from proxy.server import Proxy
from proxy.sse import SseEvent, SseReader
from proxy.upstream import Timeouts
from proxy.wires import Client

CLIENTS: tuple[Client, ...] = ("codex", "claude-code")


@dataclass(slots=True)
class Passed:
    """One request that went through Turnout, as its client got it and as Turnout recorded it."""

    status: int
    body: bytes
    events: list[SseEvent] = field(default_factory=list)
    exchange: Exchange | None = None

    @property
    def failure(self) -> Failure | None:
        """Why it failed, in Turnout's own words."""
        return None if self.exchange is None else self.exchange.failure


class Pipeline:
    """Serves one profile to both clients. Use it as an async context manager."""

    def __init__(
        self,
        route: Route,
        provider_keys: tuple[str, ...],
        patience: float,
        on_usage: Callable[[Usage | None], None],
        limit: float = ANSWER_SECONDS,
    ) -> None:
        """`limit`: seconds for one whole reply. The rest as in `Line`."""
        self._keys = {client: secrets.token_urlsafe(24) for client in CLIENTS}
        routes = RouteTable()
        routes.load({route.profile: route}, dict.fromkeys(CLIENTS, route.profile))
        access = AccessTable(tuple(AccessKey(client, key, client) for client, key in self._keys.items()))
        self._proxy = Proxy(routes, access, Sealer(secrets.token_bytes(32)), tuple)
        self._proxy.exchanges.timeouts = Timeouts(first_byte=limit, idle=limit)
        self._proxy.exchanges.keys_in_use = lambda: provider_keys
        self._patience, self._on_usage, self._limit = patience, on_usage, limit
        self._port = 0
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._port = await self._proxy.start(0)
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        self._proxy.hurry()
        await self._proxy.stop(0)

    async def post(self, client: Client, path: str, body: Json, headers: Mapping[str, str]) -> Passed:
        """Send a request as a client; a rate limit is waited for."""
        for attempt in range(RATE_TRIES + 1):
            passed = await self._post(client, path, body, headers)
            failure = passed.failure
            if failure is None or failure.kind != "rate_limited" or attempt == RATE_TRIES:
                break
            await asyncio.sleep(min(failure.retry_after or 2.0 * (attempt + 1), self._patience))
        return passed

    async def _post(self, client: Client, path: str, body: Json, headers: Mapping[str, str]) -> Passed:
        sent = {
            **headers,
            "Authorization": f"Bearer {self._keys[client]}",
            "Content-Type": "application/json",
        }
        url = f"http://127.0.0.1:{self._port}{path}"
        before = {exchange.id for exchange in self._proxy.recorder.exchanges()}
        async with (
            asyncio.timeout(2 * self._limit),
            self._session.post(url, data=orjson.dumps(body), headers=sent) as reply,
        ):
            said = await reply.read()
        reader = SseReader()
        events = [*reader.feed(said), *reader.end()] if reply.content_type == "text/event-stream" else []
        made = [one for one in self._proxy.recorder.exchanges() if one.id not in before]
        for _ in range(100):  # the record ends a moment after the reply does
            if not made or made[-1].state != "live":
                break
            await asyncio.sleep(0.005)
        exchange = made[-1] if made else None
        self._on_usage(exchange.usage if exchange is not None else None)
        return Passed(reply.status, said, events, exchange)
