"""The provider's end: one long-lived session, credentials put on at the last moment, no redirect followed."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress

import aiohttp
from msgspec import Struct

from proxy import failures, outbound
from proxy.body import BIG_BYTES
from proxy.conversation import Failure
from proxy.guard import HOP_HEADER
from proxy.outbound import Exits, host_of
from proxy.redact import mask, mask_bytes
from proxy.route import KeyUnavailableError, Target

MAX_ERROR_BYTES = 256 * 1024
"""So much of an error's body is read."""
PIECE_BYTES = 256 * 1024
"""Of a large request, so much goes on its way at a time."""
ERROR_BODY_SECONDS = 10
"""An error's body is small; a provider that stalls in it gives none."""
USER_AGENT = "Turnout/0.1"

_FORWARDED = ("anthropic-beta", "anthropic-version", "openai-beta")
"""The only headers of a client that go on, and only on their own wire."""


class Timeouts(Struct, frozen=True):
    """In seconds. `first_byte` runs from the request to the reply's headers, `idle` between its bytes."""

    connect: float = 10.0
    first_byte: float = 300.0
    idle: float = 120.0
    keepalive: float = 10.0


class UpstreamError(Exception):
    """The provider gave no usable reply. `body` and `headers`: of a refusal, without the key that was sent."""

    def __init__(self, failure: Failure, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.body = body
        self.headers = headers or {}


class Upstream:
    """Opens requests to providers."""

    def __init__(self) -> None:
        self._exits = Exits()

    async def close(self) -> None:
        """Close the connections."""
        await self._exits.close()

    @asynccontextmanager
    async def post(
        self,
        target: Target,
        body: bytes,
        headers: Mapping[str, str],
        timeouts: Timeouts,
        any_status: bool = False,
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send a request; yields the reply once its headers are here and say 2xx (`any_status`: anything but 3xx).

        Leaving the block before the reply's end closes the connection: the provider stops generating.
        Raises `UpstreamError`.
        """
        url, route = target.endpoint.url, target.route
        proxy: str | None = None
        try:
            way = self._exits.way(url, route.proxy, route.private_network)
            proxy = way.proxy
            async with asyncio.timeout(timeouts.first_byte):
                answer = await way.session.post(
                    url,
                    data=body if len(body) < BIG_BYTES else _in_pieces(body),
                    headers={**headers, "Content-Length": str(len(body))},
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect),
                    proxy=way.http_proxy,
                    ssl=way.ssl,
                )
        except outbound.errors(proxy) as error:
            raise UpstreamError(_failure_of(error, url, proxy, timeouts)) from error
        try:
            if not any_status or answer.status < 400:
                await _demand_success(answer, keys_in(headers))
            yield answer
        finally:
            if not answer.content.at_eof():
                answer.close()
            answer.release()


async def _in_pieces(body: bytes) -> AsyncIterator[bytes]:
    """Yield a large body as the connection takes it; all at once it is copied while everybody waits."""
    for at in range(0, len(body), PIECE_BYTES):
        yield body[at : at + PIECE_BYTES]


def _failure_of(error: Exception, url: str, proxy: str | None, timeouts: Timeouts) -> Failure:
    """Return why no answer came."""
    found = outbound.refused_address(error) or outbound.proxy_failure(proxy, error)
    if found is not None:
        return found
    if isinstance(error, TimeoutError):
        connecting = isinstance(error, aiohttp.ServerTimeoutError)
        return (
            failures.timed_out("connect", timeouts.connect)
            if connecting
            else failures.timed_out("first_byte", timeouts.first_byte)
        )
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.InvalidURL | ValueError):
        return failures.unreachable(host_of(url), _why(error))
    return failures.hung_up(host_of(url))


async def request_headers(
    target: Target, inbound: Mapping[str, str], same_wire: bool, stream: bool, raw: bool = False
) -> dict[str, str]:
    """Return all headers of an upstream request. Raises `UpstreamError` where the key cannot be had.

    `raw`: the client's own versions and betas go on to whatever provider.
    """
    headers = {
        "Content-Type": "application/json",
        "Accept": "text/event-stream" if stream else "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": USER_AGENT,
        HOP_HEADER: "1",
    }
    if raw or (same_wire and target.dialect.maker):
        headers.update({name: inbound[name] for name in _FORWARDED if name in inbound})
    if target.endpoint.wire == "messages":
        headers.setdefault("anthropic-version", "2023-06-01")
    headers.update(target.route.headers)
    if target.override is not None:
        headers.update(target.override.headers)
    try:
        key = await target.route.credential(target.endpoint.url)
    except KeyUnavailableError as error:
        raise UpstreamError(
            Failure(kind="auth", message=str(error), fault="turnout", code=error.code)
        ) from error
    if key is not None:
        if target.route.auth in ("bearer", "both"):
            headers["Authorization"] = f"Bearer {key}"
        if target.route.auth in ("x-api-key", "both"):
            headers["x-api-key"] = key
    return headers


def keys_in(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys that a request to a provider carries."""
    carried = (headers.get("Authorization", "").removeprefix("Bearer "), headers.get("x-api-key", ""))
    return tuple(key for key in dict.fromkeys(carried) if key)


async def _demand_success(answer: aiohttp.ClientResponse, keys: tuple[str, ...]) -> None:
    """Raise `UpstreamError` where the status says no. What the provider repeats of the key goes no further."""
    if answer.status >= 300:  # a redirect is not followed: the key belongs to the first address
        body = b""
        with suppress(TimeoutError, aiohttp.ClientError):
            async with asyncio.timeout(ERROR_BODY_SECONDS):
                while len(body) < MAX_ERROR_BYTES and (chunk := await answer.content.readany()):
                    body += chunk
        body = mask_bytes(body, keys)
        headers = answer.headers.copy()
        headers.update({name: mask(value, keys) for name, value in answer.headers.items()})
        raise UpstreamError(failures.classify(answer.status, headers, body), body, headers)


def _why(error: Exception) -> str:
    """Return an error's reason in a few words."""
    cause = getattr(error, "os_error", None) or error
    return str(getattr(cause, "strerror", None) or cause) or type(error).__name__
