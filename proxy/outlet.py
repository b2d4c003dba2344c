"""The client's end of a streamed reply: waits until there is something to say, then never falls silent."""

import asyncio
from typing import Final, Literal

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


BEFORE_STATUS: Final = 1.5
"""So many intervals of silence pass before a first sign of life, which says status 200 for good: until then the
provider is connected or it is known why not, and its refusals, which come fast, can be said as what they are."""


class ClientGoneError(ConnectionError):
    """The client went away while it was being written to: not the provider's failure, and nothing more to say."""


class Outlet:
    """Commits to status 200 with the first bytes; until then a failure can still be a plain HTTP error.

    Attributes:
        committed: the status has gone out.
        stalled: the provider was silent for too long, in this phase, so its connection was closed.
        encoder: says the signs of life; where the reply comes from another translation, it has to go on with this one
            once something has gone out.
    """

    def __init__(
        self, request: web.Request, exchange: Exchange, encoder: ReplyEncoder, timeouts: Timeouts
    ) -> None:
        self.committed = False
        self.stalled: Literal["", "first_byte", "idle"] = ""
        self.encoder = encoder
        self._request, self._exchange, self._timeouts = request, exchange, timeouts
        self._response = web.StreamResponse(headers=_SSE_HEADERS)
        self._source: aiohttp.ClientResponse | None = None
        self._time = exchange.since
        self._heard = self._spoken = self._time()
        self._begun = False
        self._waiting = False

    async def write(self, data: bytes) -> None:
        """Send bytes to the client; waits only while the client is slow. Raises `ClientGoneError`."""
        self._waiting = True
        try:
            await self._send(data)
        finally:
            self._waiting = False
        # Nobody listened to the provider meanwhile: what it was silent for counts from now on.
        self._heard = self._spoken = self._time()

    async def end(self, last: bytes = b"") -> web.StreamResponse:
        """End the body, in one piece with its last bytes: Claude Code waits for it after `message_stop`.

        Raises `ClientGoneError`.
        """
        self._waiting = True  # until the relay is through
        if last:
            if not self.committed:
                await self._commit()
            self._record(last)
        try:
            await self._response.write_eof(last)
        except (ConnectionError, aiohttp.ClientError) as error:
            raise ClientGoneError(str(error)) from error
        return self._response

    async def _send(self, data: bytes) -> None:
        try:
            if not self.committed:
                await self._commit()
            self._record(data)
            await self._response.write(data)
        except (ConnectionError, aiohttp.ClientError) as error:
            raise ClientGoneError(str(error)) from error

    async def _commit(self) -> None:
        self.committed = True
        self._exchange.status = 200
        await self._response.prepare(self._request)

    def _record(self, data: bytes) -> None:
        self._spoken = self._exchange.said(data)

    def reads(self, source: aiohttp.ClientResponse | None, asked: float = 0.0) -> None:
        """From now on the timeouts run on this reply of the provider, asked for at that time; None: on none."""
        self._source = source
        self.stalled = ""
        self._heard, self._begun = asked, False

    def hear(self, at: float) -> None:
        """The provider sent something then (seconds since the request)."""
        self._heard, self._begun = at, True

    async def watch(self) -> None:
        """Keep the client's parser awake and end a silent provider; runs beside the relay, which cancels it."""
        timeouts = self._timeouts
        step = (
            min(timeouts.keepalive, timeouts.idle, timeouts.first_byte) / 2
        )  # deadlines may also come nearer
        while True:
            now = self._time()
            if self._waiting:  # for a slow client: neither side is silent
                await asyncio.sleep(step)
                continue
            speak_at = self._spoken + timeouts.keepalive * (1.0 if self.committed else BEFORE_STATUS)
            limit = timeouts.idle if self._begun else timeouts.first_byte
            stall_at = self._heard + limit if self._source is not None else float("inf")
            if self._source is not None and now >= stall_at:
                self.stalled = "idle" if self._begun else "first_byte"
                self._source.close()  # whoever reads it gets an error
                self._source = None
                continue
            if now >= speak_at:
                try:
                    await self._send(self.encoder.keepalive())
                except ClientGoneError:
                    return  # the handler is being cancelled
                continue
            await asyncio.sleep(min(speak_at - now, stall_at - now, step))
