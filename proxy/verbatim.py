"""Bodies that go on byte for byte: only a request's model is exchanged, and a stream goes on by whole events."""

import re
from typing import cast

import msgspec
import orjson

from proxy.large_json import read_large_json, write_json

_GAP = re.compile(rb'[\s,{]*"(?:[^"\\]|\\.)*"\s*:\s*')
_top_level = msgspec.json.Decoder(dict[str, msgspec.Raw])


def with_model(body: bytes, model: str) -> bytes:
    """Return the body with another model; every other byte stays."""
    position = 0
    for key, raw in _top_level.decode(body).items():
        gap = _GAP.match(body, position)
        value = bytes(raw)
        if gap is None or not body.startswith(value, gap.end()):
            break  # a key that occurs twice: the values no longer stand in the order of the mapping
        position = gap.end() + len(value)
        if key == "model":
            return body[: gap.end()] + orjson.dumps(model) + body[position:]
    parsed = cast(dict[str, object], read_large_json(body))
    parsed["model"] = model
    return write_json(parsed)


_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")
_OVERLAP = max(map(len, _ENDS)) - 1


class WholeEvents:
    """Passes a stream on up to the end of its last whole event.

    So what Turnout has to add where the provider's stream breaks never stands in the middle of an event.
    """

    __slots__ = ("_pieces", "_tail")

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._tail = b""

    def feed(self, chunk: bytes) -> bytes:
        """Take bytes, return those that may go on."""
        seam = self._tail + chunk
        end = max(seam.rfind(mark) + len(mark) if mark in seam else 0 for mark in _ENDS) - len(self._tail)
        if end <= 0:
            self._pieces.append(chunk)
            self._tail = seam[-_OVERLAP:]
            return b""
        whole = b"".join((*self._pieces, chunk[:end]))
        rest = chunk[end:]
        self._pieces, self._tail = [rest] if rest else [], rest[-_OVERLAP:]
        return whole

    def rest(self) -> bytes:
        """Return what came after the last whole event."""
        rest, self._pieces, self._tail = b"".join(self._pieces), [], b""
        return rest
