"""Raw mode: a reply's bytes go to the client as the provider sent them, and Turnout only looks on."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
from aiohttp import web

from proxy.conversation import Failure
from proxy.failures import classify
from proxy.outlet import ClientGoneError
from proxy.redact import mask_bytes
from proxy.relay import Relay
from proxy.sse import looks_like_sse
from proxy.upstream import UpstreamError, keys_in

_PASSED = ("Content-Type", "Retry-After")
"""What a client needs of a provider's headers. The others speak of the connection, or mean something else to a client
than the provider meant by them: `openai-model` and its like frighten Codex 0.169.0."""


class RawRelay(Relay):
    """Passes status, type and bytes on: nothing is mended, asked again or added, not even a sign of life.

    A reply that breaks off breaks the client's connection off. Only where no answer came is the failure said
    in the client's dialect.
    """

    raw = True
    _response: web.StreamResponse | None = None

    async def stream(self) -> web.StreamResponse:
        """Answer as the provider does. Raises `UpstreamError` where it does not answer."""
        try:
            async with self._attempt() as answer:
                return await self._pass_on(answer)
        except UpstreamError as error:
            return self._break_off(error.failure)
        except asyncio.CancelledError:
            return self._break_off(self._interruption())
        except ClientGoneError:
            raise
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return self._break_off(self._cut_short(self._phase(error), error))

    async def whole(self) -> web.StreamResponse:
        """Answer as the provider does, be it a stream or not."""
        return await self.stream()

    async def _pass_on(self, answer: aiohttp.ClientResponse) -> web.StreamResponse:
        exchange, translation = self._exchange, self._translation
        headers = {name: answer.headers[name] for name in _PASSED if name in answer.headers}
        response = web.StreamResponse(
            status=answer.status, headers={**headers, "Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
        )
        exchange.status = answer.status
        with _to_the_client():
            await response.prepare(self._request)
        self._response = response
        streamed = answer.ok and answer.content_type == "text/event-stream"
        body: list[bytes] = []
        while chunk := await self._next(answer):
            if exchange.first_byte_at is None:
                exchange.first_byte_at = exchange.since()
            if streamed:
                translation.feed(chunk)
            else:
                body.append(chunk)
            if answer.ok:
                await self._say(response, chunk)
        whole = b"".join(body)
        if not answer.ok and whole:  # some providers repeat the key in an error: not even raw lets it out
            await self._say(response, mask_bytes(whole, keys_in(answer.request_info.headers)))
        if streamed:
            translation.end()
        else:
            self._look_at(answer, whole)
        with _to_the_client():
            await response.write_eof()
        return response

    async def _say(self, response: web.StreamResponse, data: bytes) -> None:
        self._exchange.said(data)
        with _to_the_client():
            await response.write(data)

    async def _next(self, answer: aiohttp.ClientResponse) -> bytes:
        """Return what came next, b"" at the end of the body."""
        async with asyncio.timeout(self._timeouts.idle if self._size else self._timeouts.first_byte):
            chunk = await answer.content.readany()
        if chunk:
            self._keep(chunk)
        return chunk

    def _look_at(self, answer: aiohttp.ClientResponse, body: bytes) -> None:
        """Take what the record says of a reply that is no stream by its type."""
        translation = self._translation
        if not answer.ok:
            translation.failure = classify(answer.status, answer.headers, body)
        elif looks_like_sse(body[:64]):
            translation.feed(body)
            translation.end()
        else:
            translation.whole(body)

    def _break_off(self, failure: Failure) -> web.StreamResponse:
        """End a reply that has begun as its provider did: without an end."""
        self._translation.failure = failure
        if self._response is None:
            raise UpstreamError(failure)
        if (transport := self._request.transport) is not None:
            transport.abort()
        return self._response


@contextmanager
def _to_the_client() -> Iterator[None]:
    """Tell a client that left from a provider that did. Raises `ClientGoneError`."""
    try:
        yield
    except (ConnectionError, aiohttp.ClientError) as error:
        raise ClientGoneError(str(error)) from error
