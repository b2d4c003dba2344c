"""Reads a client's body: bounded, decompressed by us (bounded again), parsed as a JSON object."""

import zlib
from typing import Protocol

import orjson
from aiohttp import web

from proxy.conversation import Failure, FailureKind, Json
from proxy.surrogates import read_json
from proxy.wires import RequestError

_CHUNK = 64 * 1024


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


async def read_body(request: web.Request, limit: int) -> bytes:
    """Return the body as the client meant it. Raises `RequestError` (too_large, bad_request)."""
    received: list[bytes] = []
    size = 0
    async for chunk in request.content.iter_any():
        size += len(chunk)
        if size > limit:
            raise too_large(limit)
        received.append(chunk)
    body = b"".join(received)
    for coding in reversed(request.headers.get("Content-Encoding", "").lower().split(",")):
        body = decompress(body, coding.strip(), limit)
    return body


def decompress(body: bytes, coding: str, limit: int) -> bytes:
    """Undo one content coding, never past `limit` bytes."""
    if coding in ("", "identity"):
        return body
    decompressor = _decompressor(coding)
    if decompressor is None:
        raise _refused(
            f"Turnout does not read Content-Encoding {coding!r}; send gzip, deflate, zstd or none."
        )
    try:
        whole = decompressor.decompress(body, limit + 1)
    except Exception as error:  # each library has its own error, all mean the same
        raise _refused(f"The body is not valid {coding} data.") from error
    if len(whole) > limit:
        raise too_large(limit)
    if not decompressor.eof:
        raise _refused(f"The {coding} body is cut off.")
    return whole


def _decompressor(coding: str) -> _Decompressor | None:
    if coding in ("gzip", "x-gzip"):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    if coding == "deflate":
        return zlib.decompressobj()
    if coding == "zstd":
        from proxy.zstd import ZstdDecompressor  # rarely needed: Codex compresses for ChatGPT logins only

        return ZstdDecompressor()
    return None


def parse_object(body: bytes) -> Json:
    """Return the JSON object in a body. Raises `RequestError` with what is wrong and where."""
    try:
        parsed = read_json(body)  # refused for a cut emoji, a conversation would be stuck for good
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


def _refused(message: str) -> RequestError:
    return RequestError(_failure("bad_request", message, 400))


def _failure(kind: FailureKind, message: str, status: int) -> Failure:
    return Failure(kind=kind, message=message, fault="client", code=f"request_{kind}", status=status)
