"""Moves one reply from the provider to the client, streamed or whole, and lets the record see it pass."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from proxy import failures
from proxy.addresses import leads_nowhere, other_address
from proxy.body import apart
from proxy.conversation import Close, Delta, Event, Fail, Failure, Note, Stop
from proxy.exchange import Attempt, Exchange
from proxy.failover import Course
from proxy.mend import Mends, at
from proxy.outlet import ClientGoneError, Outlet
from proxy.redact import redact_headers, redact_url
from proxy.repairs import repairable
from proxy.route import Target
from proxy.sse import looks_like_sse
from proxy.tasks import spawn
from proxy.upstream import Timeouts, Upstream, UpstreamError, request_headers
from proxy.verbatim import WholeEvents

_log = logging.getLogger(__name__)
T = TypeVar("T")

MAX_MENDS = 3
"""A provider names one fault at a time, and some want several things at once (Codex's own backend: a stream, then
instructions). What is learned holds for the next requests, so that this happens once."""
MEND_ADDRESS = "nothing answers at the base URL as it is"
MAX_REPLY_BYTES = 128 * 1024 * 1024
"""No model streams this much; a provider that does is broken. An event may be a hundred times its words."""
MAX_WHOLE_BYTES = 16 * 1024 * 1024
"""A reply in one piece is all in memory, several times; the longest are some images."""
TELLING_BYTES = 9
"""From so many on a body can be told to be an event stream: a byte order mark and a field's name."""
_NOT_THE_MAKER = ("force_stream", "add_instructions")
"""Mends of refusals that OpenAI and Anthropic never give: a relay behind a preset of theirs does."""
DRAIN_SECONDS = 0.05
"""After its last event the provider still ends the body; waiting for that keeps the connection usable."""


class Relay:
    """One exchange's provider side."""

    raw = False
    """The provider's answer goes on as it is, whatever it is (`proxy.raw_relay`)."""

    def __init__(
        self,
        request: web.Request,
        exchange: Exchange,
        course: Course,
        upstream: Upstream,
        timeouts: Timeouts,
        mends: Mends,
    ) -> None:
        self._request, self._exchange, self._course = request, exchange, course
        self._target, self._translation = course.leg.target, course.leg.translation
        self._upstream, self._timeouts, self._mends = upstream, timeouts, mends
        self._verbatim = WholeEvents()
        self._unsaid: list[Event] = []
        """What the reply said so far, while the client has heard nothing of it."""
        self._held = b""
        self._size = 0
        self._task = asyncio.current_task()
        self._interrupted: Failure | None = None

    def interrupt(self, failure: Failure) -> None:
        """End the exchange now, with this failure as its end."""
        self._interrupted = failure
        if self._task is not None:
            self._task.cancel()

    async def stream(self) -> web.StreamResponse:
        """Answer with a stream. Raises `UpstreamError` while a plain HTTP error can still be said."""
        translation = self._translation
        outlet = Outlet(self._request, self._exchange, translation.encoder, self._timeouts)
        watch = spawn(self._watch(outlet), "keep-alive")
        try:
            return await self._moving(partial(self._stream, outlet), outlet)
        except UpstreamError as error:
            return await self._fail(error.failure, outlet)
        except asyncio.CancelledError:
            return await self._fail(self._interruption(), outlet)
        except ClientGoneError:
            raise
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return await self._fail(self._cut_short(outlet.stalled, error), outlet)
        except Exception:  # noqa: BLE001  # the stream must not just end
            _log.exception("a reply could not be relayed")
            return await self._fail(failures.own_fault(), outlet)
        finally:
            watch.cancel()

    async def whole(self) -> web.StreamResponse:
        """Answer with one JSON body, whatever the provider sends."""
        exchange = self._exchange
        try:
            said = await self._moving(self._whole)
        except asyncio.CancelledError:
            raise UpstreamError(self._interruption()) from None
        except (aiohttp.ClientError, OSError) as error:
            raise UpstreamError(self._cut_short(self._phase(error), error)) from error
        exchange.status = 200
        exchange.said(said)
        return web.Response(body=said, content_type="application/json")

    async def _watch(self, outlet: Outlet) -> None:
        """Without its watch a stream would know neither signs of life nor an end of a silent provider."""
        try:
            await outlet.watch()
        except Exception:
            self.interrupt(failures.own_fault())
            raise

    # ------------------------------------------------------------------ the provider's side
    async def _moving(self, send: Callable[[], Awaitable[T]], outlet: Outlet | None = None) -> T:
        """Send the request; where one profile fails before it says anything, ask the next."""
        while True:
            try:
                return await self._mending(send)
            except ClientGoneError:
                raise
            except (UpstreamError, aiohttp.ClientError, TimeoutError, OSError) as error:
                if self._exchange.first_byte_at is not None:
                    raise
                stalled = outlet.stalled if outlet else self._phase(error)
                failure = (
                    error.failure if isinstance(error, UpstreamError) else self._cut_short(stalled, error)
                )
                if not await self._course.move(failure):
                    raise UpstreamError(self._course.verdict()) from error
            self._take_leg(outlet)

    def _take_leg(self, outlet: Outlet | None) -> None:
        """Go on with the profile that is asked now."""
        leg = self._course.leg
        self._target, self._translation = leg.target, leg.translation
        self._size = 0
        if outlet is None:
            return
        outlet.reads(None)
        if outlet.committed:  # it has said that the reply begins
            self._translation.encoder = outlet.encoder
        else:
            outlet.encoder = self._translation.encoder

    async def _mending(self, send: Callable[[], Awaitable[T]]) -> T:
        """Send the request; where it fails by what a change mends, change it and send it once more.

        Only while the client has heard nothing of a reply; signs of life may have gone out.
        """
        for _ in range(MAX_MENDS):
            try:
                return await send()
            except UpstreamError as error:
                if self._exchange.first_byte_at is not None:
                    raise
                if (other := self._other_address(error.failure)) is not None:
                    return await self._elsewhere(send, other, error)
                if not self._mend(error):
                    raise
        return await send()

    async def _stream(self, outlet: Outlet) -> web.StreamResponse:
        async with self._attempt() as answer:
            outlet.reads(answer, asked=self._exchange.attempts[-1].started_ms / 1000)
            last = await self._pump(answer, outlet)
            return await self._finish(answer, outlet, last)

    async def _whole(self) -> bytes:
        async with self._attempt() as answer:
            body = await self._read_all(answer)
        streamed = _is_event_stream(answer) or looks_like_sse(body[:64])
        said = await apart(len(body), self._translation.answer, body, streamed)
        if self._translation.failure is not None:
            raise UpstreamError(self._translation.failure)
        return said

    @asynccontextmanager
    async def _attempt(self) -> AsyncIterator[aiohttp.ClientResponse]:
        exchange, target, translation = self._exchange, self._target, self._translation
        same_wire = exchange.inbound_wire == target.endpoint.wire
        headers = await request_headers(
            target, self._request.headers, same_wire, translation.stream, self.raw
        )
        attempt = Attempt(target.route.profile, redact_url(target.endpoint.url), exchange.since() * 1000)
        exchange.attempts.append(attempt)
        exchange.upstream_request = translation.body
        self._verbatim, self._unsaid, self._held = WholeEvents(), [], b""
        exchange.upstream_headers = redact_headers(headers)
        try:
            async with self._upstream.post(
                target, translation.body, headers, self._timeouts, any_status=self.raw
            ) as answer:
                attempt.status = answer.status
                exchange.upstream_reply_headers = redact_headers(answer.headers)
                yield answer
        except UpstreamError as error:
            attempt.status = error.failure.status or attempt.status
            attempt.error = error.failure.message
            if error.headers:
                exchange.upstream_reply_headers = redact_headers(error.headers)
            if error.body:
                exchange.heard(error.body)
            raise
        finally:
            attempt.ms = exchange.since() * 1000 - attempt.started_ms

    def _mend(self, error: UpstreamError) -> bool:
        """Change the request by what the provider said; only what Turnout itself wrote can be changed.

        What passed byte for byte is written anew where the refusal shows that it was not the wire's maker.
        """
        repair = repairable(error.failure, error.body)
        if repair is None or (self._translation.verbatim and repair.action not in _NOT_THE_MAKER):
            return False
        dialect = self._mends.learn(self._target, repair, self._translation.dialect)
        if dialect is None:
            return False
        said = f"sent again after a refusal: {repair.action} {repair.field}".rstrip()
        self._translation.again(dialect, Note("request", said))
        return True

    def _other_address(self, failure: Failure) -> Target | None:
        """Return the endpoint where it may be instead, if nothing answers at its address."""
        endpoint = self._target.endpoint
        if not leads_nowhere(failure):
            return None
        url = other_address(endpoint.url, endpoint.wire)
        return None if url is None else at(self._target, url)

    async def _elsewhere(self, send: Callable[[], Awaitable[T]], other: Target, error: UpstreamError) -> T:
        """Send the request to another address of the same host; where nothing is there either, the first was meant."""
        before, self._target = self._target, other
        path = urlsplit(other.endpoint.url).path
        self._translation.again(
            self._translation.dialect, Note("base_url", f"sent again to {path}: {MEND_ADDRESS}")
        )
        try:
            found = await send()
        except UpstreamError as second:
            if leads_nowhere(second.failure):
                self._translation.failure = None
                raise error from None
            self._mends.keep_address(before, other.endpoint.url)
            raise
        self._mends.keep_address(before, other.endpoint.url)
        return found

    async def _pump(self, answer: aiohttp.ClientResponse, outlet: Outlet) -> bytes:
        """Read the provider's reply to its last event and write the client's, but for the last bytes.

        They are returned, to go out in one piece with the end of the body.
        """
        translation, content = self._translation, answer.content
        start = await self._start_of_unnamed(answer)
        if not _is_event_stream(answer) and not looks_like_sse(start):
            return self._said(translation.whole(await self._read_all(answer, start)))
        while True:
            chunk = start or await content.readany()
            start = b""
            if not chunk:
                return self._said(translation.end(), b"") + self._rest()
            outlet.hear(self._keep(chunk))
            said = self._said(translation.feed(chunk), chunk)
            if translation.ended:
                return said + self._rest()
            if said:
                await outlet.write(said)

    def _said(self, events: list[Event], chunk: bytes | None = None) -> bytes:
        """Return events in the client's bytes; where bytes pass untouched, those of the whole events so far."""
        translation = self._translation
        if self._exchange.first_byte_at is None:
            events = self._unsaid = self._unsaid + events
            if (failure := _refusal(events)) is not None:
                raise UpstreamError(failure)
            if self._course.may_move and not _speaks(events):
                if translation.verbatim and chunk:
                    self._held += self._verbatim.feed(chunk)
                return b""
            self._unsaid = []
        data = translation.encoder.encode(events) if events else b""
        if translation.verbatim and chunk is not None:
            passed = self._held + self._verbatim.feed(chunk)
            self._held = b""
            data = passed if passed or translation.failure is None else data
        if data and self._exchange.first_byte_at is None:
            self._exchange.first_byte_at = self._exchange.since()
        return data

    def _rest(self) -> bytes:
        """Return what came behind the last whole event, unless the reply broke off there."""
        return b"" if self._translation.failure is not None else self._verbatim.rest()

    async def _finish(
        self, answer: aiohttp.ClientResponse, outlet: Outlet, last: bytes
    ) -> web.StreamResponse:
        """End the client's body and read the provider's to its end."""
        untouched = self._translation.verbatim and self._translation.failure is None
        rest = outlet.write if untouched else None
        if rest and last:
            await rest(last)
        ended = None if rest else await outlet.end(last)
        try:
            async with asyncio.timeout(DRAIN_SECONDS):
                while not answer.content.at_eof() and (chunk := await answer.content.readany()):
                    if rest:
                        await rest(chunk)
        except (TimeoutError, aiohttp.ClientError):
            pass
        except asyncio.CancelledError:
            if ended is None or (task := asyncio.current_task()) is None:
                raise
            task.uncancel()  # who leaves with the whole reply has cancelled nothing: Codex does not wait for its end
        return ended or await outlet.end()

    async def _fail(self, failure: Failure, outlet: Outlet) -> web.StreamResponse:
        if not outlet.committed:
            raise UpstreamError(failure)
        begun = [event for event in self._unsaid if type(event) is not Fail]
        said = self._translation.encoder.encode([*begun, Fail(failure)]) if self._unsaid else b""
        await outlet.write(said or self._translation.fail(failure))
        return await outlet.end()

    def _interruption(self) -> Failure:
        """Return why Turnout itself cancelled this exchange; where it was the client, go on being cancelled."""
        if self._interrupted is None or self._task is None:
            raise asyncio.CancelledError
        self._task.uncancel()
        return self._interrupted

    def _phase(self, error: Exception) -> str:
        """Return which timeout ended the reading of a whole body; "" where none did."""
        return "" if not isinstance(error, TimeoutError) else "idle" if self._size else "first_byte"

    def _cut_short(self, stalled: str, error: Exception) -> Failure:
        if stalled:
            timeouts = self._timeouts
            return failures.timed_out(stalled, timeouts.idle if stalled == "idle" else timeouts.first_byte)
        return failures.cut(f"{self._size} bytes ({type(error).__name__})")

    # ------------------------------------------------------------------ reading
    async def _start_of_unnamed(self, answer: aiohttp.ClientResponse) -> bytes:
        """Return the first bytes where the type does not tell what they are: some providers name a wrong one."""
        start = b""
        if not _is_event_stream(answer) and "json" not in answer.content_type:
            while len(start.lstrip()) < TELLING_BYTES and (chunk := await answer.content.readany()):
                start += chunk
        return start

    async def _read_all(self, answer: aiohttp.ClientResponse, start: bytes = b"") -> bytes:
        pieces: list[bytes] = [start]
        if start:
            self._keep(start, whole=True)
        while True:
            async with asyncio.timeout(self._timeouts.idle if self._size else self._timeouts.first_byte):
                piece = await answer.content.readany()
            if not piece:
                return b"".join(pieces)
            self._keep(piece, whole=True)
            pieces.append(piece)

    def _keep(self, chunk: bytes, whole: bool = False) -> float:
        """Record what the provider sent; return when, in seconds since the request."""
        self._size += len(chunk)
        most = MAX_WHOLE_BYTES if whole else MAX_REPLY_BYTES
        if self._size > most:
            limit = most // 1024**2
            raise UpstreamError(
                Failure(
                    kind="server",
                    message=f"The provider's reply is over {limit} MiB.",
                    code="reply_too_large",
                )
            )
        return self._exchange.heard(chunk)


def _is_event_stream(answer: aiohttp.ClientResponse) -> bool:
    return answer.content_type == "text/event-stream"


def _speaks(events: list[Event]) -> bool:
    """Tell whether there is more than a beginning: a word, a whole part, or a whole reply without one."""
    return any(_is_said(event) or type(event) is Stop for event in events)


def _refusal(events: list[Event]) -> Failure | None:
    """Return the failure of a reply that fails before it says anything."""
    for event in events:
        if _is_said(event):
            return None
        if type(event) is Fail:
            return event.failure
    return None


def _is_said(event: Event) -> bool:
    return type(event) is Delta or (type(event) is Close and event.complete)
