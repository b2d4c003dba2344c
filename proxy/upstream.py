"""The provider's end: one long-lived session, credentials put on at the last moment, no redirect followed."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from urllib.parse import urlsplit

import aiohttp
from msgspec import Struct

from proxy import failures
from proxy.conversation import Failure
from proxy.guard import HOP_HEADER
from proxy.route import KeyUnavailableError, Target

POOL_IDLE_SECONDS = 30
"""An idle connection older than this is not used again: after sleep or a network change it is dead."""
READ_BUFFER_BYTES = 64 * 1024
MAX_ERROR_BYTES = 256 * 1024
"""So much of an error's body is read."""
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
    """The provider gave no usable reply."""

    def __init__(self, failure: Failure, body: bytes = b"") -> None:
        super().__init__(failure.message)
        self.failure = failure
        self.body = body


class Upstream:
    """Opens requests to providers."""

    def __init__(self) -> None:
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def close(self) -> None:
        """Close the connections."""
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    @asynccontextmanager
    async def post(
        self, target: Target, body: bytes, headers: Mapping[str, str], timeouts: Timeouts
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        """Send a request; yields the reply once its headers are here and say 2xx.

        Leaving the block before the reply's end closes the connection: the provider stops generating.
        Raises `UpstreamError`.
        """
        url = target.endpoint.url
        try:
            async with asyncio.timeout(timeouts.first_byte):
                answer = await self._session(url).post(
                    url,
                    data=body,
                    headers=headers,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=timeouts.connect),
                )
        except TimeoutError as error:
            connecting = isinstance(error, aiohttp.ServerTimeoutError)
            phase, seconds = (
                ("connect", timeouts.connect) if connecting else ("first_byte", timeouts.first_byte)
            )
            raise UpstreamError(failures.timed_out(phase, seconds)) from error
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL, ValueError) as error:
            raise UpstreamError(failures.unreachable(_host(url), _why(error))) from error
        except (aiohttp.ClientError, OSError) as error:
            raise UpstreamError(failures.hung_up(_host(url))) from error
        try:
            await _demand_success(answer)
            yield answer
        finally:
            if not answer.content.at_eof():
                answer.close()
            answer.release()

    def _session(self, url: str) -> aiohttp.ClientSession:
        """Return the session for a URL: the environment's proxies are for other machines only."""
        local = _is_loopback(_host(url))
        session = self._sessions.get(local)
        if session is None:
            session = self._sessions[local] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=POOL_IDLE_SECONDS),
                timeout=aiohttp.ClientTimeout(total=None),
                read_bufsize=READ_BUFFER_BYTES,
                trust_env=not local,
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent",),
            )
        return session


async def request_headers(
    target: Target, inbound: Mapping[str, str], same_wire: bool, stream: bool
) -> dict[str, str]:
    """Return all headers of an upstream request. Raises `UpstreamError` where the key cannot be had."""
    headers = {
        "Content-Type": "application/json",
        "Accept": "text/event-stream" if stream else "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": USER_AGENT,
        HOP_HEADER: "1",
    }
    if same_wire and target.endpoint.dialect.maker:
        headers.update({name: inbound[name] for name in _FORWARDED if name in inbound})
    if target.endpoint.wire == "messages":
        headers.setdefault("anthropic-version", "2023-06-01")
    headers.update(target.route.headers)
    try:
        key = await target.route.credential()
    except KeyUnavailableError as error:
        raise UpstreamError(
            Failure(kind="auth", message=str(error), fault="turnout", code="key_unavailable")
        ) from error
    if key is not None:
        if target.route.auth in ("bearer", "both"):
            headers["Authorization"] = f"Bearer {key}"
        if target.route.auth in ("x-api-key", "both"):
            headers["x-api-key"] = key
    return headers


async def _demand_success(answer: aiohttp.ClientResponse) -> None:
    if answer.status >= 300:  # a redirect is not followed: the key belongs to the first address
        body = b""
        with suppress(TimeoutError, aiohttp.ClientError):
            async with asyncio.timeout(ERROR_BODY_SECONDS):
                while len(body) < MAX_ERROR_BYTES and (chunk := await answer.content.readany()):
                    body += chunk
        raise UpstreamError(failures.classify(answer.status, answer.headers, body), body)


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


@lru_cache(maxsize=64)  # a profile's host is asked about at each request
def _is_loopback(host: str) -> bool:
    name = host.rsplit(":", 1)[0].strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _why(error: Exception) -> str:
    """Return an error's reason in a few words."""
    cause = getattr(error, "os_error", None) or error
    return str(getattr(cause, "strerror", None) or cause) or type(error).__name__
