"""Bodies and details as compressed bytes; both requests and both replies are much alike, so they are one piece."""

from typing import TypeVar

import msgspec

from proxy.bodies import Bodies
from proxy.conversation import Json
from proxy.zstd import ZstdCompressor, compress, decompress

LEVEL = 3
"""Measured with an agent's turn (two requests of 45 KB, two streams, 217 KB in all): 25 KB after 0.4 ms; zlib leaves
36 KB after 4 ms."""

_FOUR, _BYTES = b"\x94", b"\xc6"
"""MessagePack's marks of a list of four and of bytes behind their length."""

_Packed = TypeVar("_Packed")


def pack_bodies(bodies: Bodies) -> bytes:
    """Return them compressed, with the time of each piece.

    Two requests of twenty megabytes are not copied into one piece first: that keeps Python's lock for 60 ms.
    """
    compressor = ZstdCompressor(LEVEL)
    pieces = [compressor.compress(_FOUR)]
    for body in (bodies.client_request, bodies.upstream_request):
        pieces += (compressor.compress(_BYTES + len(body).to_bytes(4, "big")), compressor.compress(body))
    for chunks in (bodies.upstream_reply, bodies.client_reply):
        pieces.append(compressor.compress(msgspec.msgpack.encode(chunks)))
    return b"".join((*pieces, compressor.flush()))


def unpack_bodies(packed: bytes) -> Bodies:
    """Undo `pack_bodies`."""
    return _unpack(packed, Bodies)


def pack_details(details: Json) -> bytes:
    """Return an exchange's headers and attempts compressed."""
    return _pack(details)


def unpack_details(packed: bytes) -> Json:
    """Undo `pack_details`."""
    return _unpack(packed, dict)


def _pack(value: object) -> bytes:
    return compress(msgspec.msgpack.encode(value), LEVEL)


def _unpack(packed: bytes, kind: type[_Packed]) -> _Packed:
    return msgspec.msgpack.decode(decompress(packed), type=kind)
