"""Reads a client's body: bounded, decompressed by us (bounded again), parsed as a JSON object."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from typing import ParamSpec, Protocol, TypeVar

import aiohttp
import orjson
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from proxy.conversation import Failure, FailureKind, Json
from proxy.guard import content_codings
from proxy.large_json import MAX_VALUES, has_too_many_values, read_large_json
from proxy.wires import RequestError

SILENCE_SECONDS = 55.0
"""A body may take long, but not pause for so long: whoever stops in the middle does not come back."""
DISCARD_SECONDS = 5.0
"""So long the rest of a body that is too large is still read: a client that is cut off while it sends does not see
the answer."""
MAX_CODINGS = 3
"""Clients use one; each layer may be as large as the limit, so their number is bounded too."""
MAX_MEMBERS = 1_000
"""Compressors write one member, parallel ones one for each 64 KiB."""
BIG_BYTES = 1024 * 1024
"""A body of this size takes some milliseconds to read and to translate: other clients' streams do not wait for it."""

_SLICE, _PIECE = 16 * 1024, 256 * 1024
"""So much goes into and comes out of a decompressor at a time; what it has not used yet is copied each time."""

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


class _Brotli:
    """What the others' decompressors are. Up to twice `max_length` comes at once, and at least 32 KiB."""

    unused_data = b""
    """What follows in the same piece is an error."""

    def __init__(self) -> None:
        import brotli  # type: ignore[import-untyped]  # no client of today's sends it

        self._stream = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        finished: bool = self._stream.is_finished()
        return finished

    def decompress(self, data: bytes, max_length: int = _PIECE, /) -> bytes:
        piece: bytes = self._stream.process(data, output_buffer_limit=max_length)
        return piece


async def apart(
    size: int, work: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> _Result:
    """Do something with a body of `size` bytes: in a thread where it is big."""
    if size < BIG_BYTES:
        return work(*args, **kwargs)
    return await asyncio.to_thread(work, *args, **kwargs)


async def pieces(request: web.Request) -> AsyncIterator[bytes]:
    """Yield a body as it comes. Raises `RequestError` where it stops coming."""
    while True:
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                piece = await request.content.readany()
        except TimeoutError:
            raise _stalled() from None
        except (web.RequestPayloadError, HttpProcessingError, aiohttp.ClientPayloadError) as error:
            raise _refused("The body breaks the rules of HTTP.") from error
        if not piece:
            return
        yield piece


async def read_body(request: web.Request, limit: int) -> bytes:
    """Return the body as the client meant it. Raises `RequestError` (too_large, bad_request)."""
    received: list[bytes] = []
    size = 0
    async for piece in pieces(request):
        size += len(piece)
        if size > limit:
            received.clear()
            await _discard(request)
            raise too_large(limit)
        received.append(piece)
    body = await apart(size, b"".join, received)  # from a megabyte on, it lets go of Python's lock
    received.clear()
    codings = content_codings(request.headers.getall("Content-Encoding", []))
    # In a thread whatever its size: sixteen kilobytes can be half a gigabyte.
    return await asyncio.to_thread(_unpack, body, codings, limit) if codings else body


async def _discard(request: web.Request) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(DISCARD_SECONDS):
            while await request.content.readany():
                pass


def _unpack(body: bytes, codings: Sequence[str], limit: int) -> bytes:
    if len(codings) > MAX_CODINGS:
        raise _refused(f"The body has {len(codings)} content codings; Turnout undoes up to {MAX_CODINGS}.")
    for coding in reversed(codings):
        body = decompress(body, coding, limit)
    return body


def decompress(body: bytes, coding: str, limit: int) -> bytes:
    """Undo one content coding, never past `limit` bytes. Raises `RequestError`."""
    if coding in ("", "identity"):
        return body
    for _ in _pieces_of(body, coding, limit):
        pass  # what is refused is never held: the allocator would keep the room for it
    return b"".join(_pieces_of(body, coding, limit))


def _pieces_of(body: bytes, coding: str, limit: int) -> Iterator[bytes]:
    decompressor: _Decompressor | None = None
    room, members = limit, 0
    for at in range(0, len(body), _SLICE):
        data = body[at : at + _SLICE]
        while True:
            if decompressor is None:
                members += 1
                if members > (MAX_MEMBERS if coding != "br" else 1):  # nothing may follow br
                    raise _refused(f"The {coding} body has too many members, or something behind its end.")
                decompressor = _decompressor(coding)
            most = min(_PIECE, room + 1)
            try:
                piece = decompressor.decompress(data, most)
            except Exception as error:  # each library has its own error, all mean the same
                raise _refused(f"The body is not valid {coding} data.") from error
            room -= len(piece)
            if room < 0:
                raise too_large(limit)
            yield piece
            if decompressor.eof:
                data, decompressor = decompressor.unused_data, None
                if not data:
                    break
            else:
                data = getattr(decompressor, "unconsumed_tail", b"")  # zstd and br keep it themselves
                if not data and len(piece) < most:
                    break
    if decompressor is not None or not body:
        raise _refused(f"The {coding} body is cut off.")


def _decompressor(coding: str) -> _Decompressor:
    if coding == "zstd":
        from proxy.zstd import ZstdDecompressor  # rarely needed: Codex compresses for ChatGPT logins only

        return ZstdDecompressor()
    if coding in ("gzip", "x-gzip"):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    if coding == "deflate":
        return zlib.decompressobj()
    if coding == "br":
        return _Brotli()
    raise _refused(
        f"Turnout does not read Content-Encoding {coding!r}; send gzip, deflate, zstd, br or none."
    )


def parse_object(body: bytes) -> Json:
    """Return the JSON object in a body. Raises `RequestError` with what is wrong and where."""
    if has_too_many_values(body):
        raise _refused(f"The body has more than {MAX_VALUES:,} values.")
    try:
        parsed = read_large_json(body)  # refused for a cut emoji, a conversation would be stuck for good
    except orjson.JSONDecodeError as error:
        raise _refused(f"The body is not valid JSON: {error}.") from error
    if not isinstance(parsed, dict):
        raise _refused("The body must be a JSON object.")
    return parsed


def too_large(limit: int) -> RequestError:
    """Return the error of a body over the limit."""
    message = (
        f"The request is larger than {limit / 1_048_576:.0f} MiB; "
        "raise the limit with: turnout config set max_body_bytes BYTES"
    )
    return RequestError(_failure("too_large", message, 413))


def _stalled() -> RequestError:
    message = f"The body stopped coming: nothing for {SILENCE_SECONDS:.0f} seconds."
    return RequestError(_failure("bad_request", message, 408))


def _refused(message: str) -> RequestError:
    return RequestError(_failure("bad_request", message, 400))


def _failure(kind: FailureKind, message: str, status: int) -> Failure:
    return Failure(kind=kind, message=message, fault="client", code=f"request_{kind}", status=status)
