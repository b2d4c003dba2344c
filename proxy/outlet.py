"""The client's end of a streamed reply: waits until there is something to say, then never falls silent."""

import asyncio

import aiohttp
from aiohttp import web

from proxy.exchange import Exchange
from proxy.upstream import Timeouts
from proxy.wires import ReplyEncoder

_SSE_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",
}


class Outlet:
    """Commits to status 200 with the first bytes; until then a failure can still be a plain HTTP error.

    Attributes:
        committed: the status has gone out.
        heard: when the provider last sent something (seconds since the request); whoever reads it sets it.
        stalled: the provider was silent for longer than the idle timeout, so its connection was closed.
        encoder: says the signs of life; where the reply comes from another translation, it has to go on with this one
            once something has gone out.
    """

    def __init__(
        self, request: web.Request, exchange: Exchange, encoder: ReplyEncoder, timeouts: Timeouts
    ) -> None:
        self.committed = False
        self.stalled = False
        self.encoder = encoder
        self._request, self._exchange, self._timeouts = request, exchange, timeouts
        self._response = web.StreamResponse(headers=_SSE_HEADERS)
        self._source: aiohttp.ClientResponse | None = None
        self._time = exchange.since
        self.heard = self._spoken = self._time()

    async def write(self, data: bytes) -> None:
        """Send bytes to the client; waits only while the client is slow."""
        if not self.committed:
            await self._commit()
        self._record(data)
        await self._response.write(data)

    async def end(self, last: bytes = b"") -> web.StreamResponse:
        """End the body, in one piece with its last bytes: Claude Code waits for it after `message_stop`."""
        if last:
            if not self.committed:
                await self._commit()
            self._record(last)
        await self._response.write_eof(last)
        return self._response

    async def _commit(self) -> None:
        self.committed = True
        self._exchange.status = 200
        await self._response.prepare(self._request)

    def _record(self, data: bytes) -> None:
        self._spoken = self._time()
        self._exchange.client_reply.append((self._spoken, data))

    def reads(self, source: aiohttp.ClientResponse | None) -> None:
        """From now on the idle timeout runs on this reply of the provider; None: on none."""
        self._source = source
        self.stalled = False
        self.heard = self._time()

    async def watch(self) -> None:
        """Keep the client's parser awake and end a silent provider; runs beside the relay, which cancels it."""
        timeouts = self._timeouts
        while True:
            now = self._time()
            speak_at = self._spoken + timeouts.keepalive
            stall_at = self.heard + timeouts.idle if self._source is not None else float("inf")
            if self._source is not None and now >= stall_at:
                self.stalled = True
                self._source.close()  # whoever reads it gets an error
                self._source = None
                continue
            if now >= speak_at:
                try:
                    await self.write(self.encoder.keepalive())
                except (ConnectionError, aiohttp.ClientError):
                    return  # the client left; the handler is being cancelled
                continue
            await asyncio.sleep(min(speak_at, stall_at) - now)
