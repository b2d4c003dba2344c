"""Server-sent events: bytes in any chunks to events, and the few bytes around an event on the way out.

Reads what providers really send: LF, CRLF or CR, `data:` with and without a space, several data lines, a
byte order mark, comments, no blank line at the end. Never emits `id:` lines or empty data (openai-python 3.52
raises on both).
"""

from msgspec import Struct

MAX_EVENT_BYTES = 8 * 1024 * 1024
"""A single event may be this large; a longer one is an attack or a fault, not a reply."""

_BOM = b"\xef\xbb\xbf"


class EventTooLongError(ValueError):
    """An event grew past `MAX_EVENT_BYTES` without ending."""


class SseEvent(Struct, frozen=True, gc=False):
    """`name` is the `event:` line ("" where there is none), `data` the joined data lines."""

    name: str
    data: bytes


class SseReader:
    """Splits a byte stream into events; keeps what is not yet whole."""

    __slots__ = ("_after_cr", "_first", "_pieces", "_size")

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        """What has come of an event that is not whole, with LF as line ends. Joined only at its end: an
        event in thousands of small chunks costs no more than one in a few."""
        self._size = 0
        self._first = True
        self._after_cr = False
        """The last chunk ended with CR, which has been taken for a line end: an LF that follows belongs to it."""

    def feed(self, chunk: bytes) -> list[SseEvent]:
        """Return the events that `chunk` completes.

        Raises `EventTooLongError`, but never in the place of events: what came before the one that is too long is
        returned, and the next call raises.
        """
        if self._size > MAX_EVENT_BYTES:
            raise _too_long()
        if self._first:
            chunk = b"".join((*self._pieces, chunk))
            if len(chunk) < len(_BOM) and _BOM.startswith(chunk):
                self._pieces = [chunk]
                return []
            self._first = False
            self._pieces = []
            chunk = chunk.removeprefix(_BOM)
        if self._after_cr or b"\r" in chunk:
            chunk = self._with_lf(chunk)
        pieces = self._pieces
        if pieces:
            ends = b"\n\n" in chunk or (chunk[:1] == b"\n" and pieces[-1][-1:] == b"\n")
            if not ends:
                if chunk:
                    pieces.append(chunk)
                    self._size += len(chunk)
                    if self._size > MAX_EVENT_BYTES:
                        raise _too_long()
                return []
            pieces.append(chunk)
            chunk = b"".join(pieces)
            pieces.clear()
            self._size = 0
        blocks = chunk.split(b"\n\n")
        rest = blocks.pop()
        may_be_long = len(chunk) > MAX_EVENT_BYTES
        events: list[SseEvent] = []
        for block in blocks:
            if may_be_long and len(block) > MAX_EVENT_BYTES:
                rest = block
                break
            event = _parse(block)
            if event is not None:
                events.append(event)
        if rest:
            pieces.append(rest)
            self._size = len(rest)
            if self._size > MAX_EVENT_BYTES and not events:
                raise _too_long()
        return events

    def end(self) -> list[SseEvent]:
        """Return the last event where the stream ended without a blank line. Raises `EventTooLongError`."""
        if self._size > MAX_EVENT_BYTES:
            raise _too_long()
        rest = b"".join(self._pieces).strip(b"\n")
        self._pieces, self._size = [], 0
        event = _parse(rest) if rest else None
        return [event] if event is not None else []

    def _with_lf(self, chunk: bytes) -> bytes:
        """Return the chunk with LF for every line end, whatever stood at the end of the last one."""
        if self._after_cr and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if chunk.endswith(b"\r"):
            self._after_cr = True
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _too_long() -> EventTooLongError:
    return EventTooLongError(f"an event of the stream is longer than {MAX_EVENT_BYTES} bytes")


def _parse(block: bytes) -> SseEvent | None:
    if block.startswith(b"data: {") and b"\n" not in block:  # nearly every event of a chat stream
        return SseEvent("", block[6:])
    name, lines = "", []
    for line in block.split(b"\n"):
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"data":
            lines.append(value)
        elif field == b"event":
            name = value.decode("utf-8", "replace")
    joined = b"\n".join(lines)
    return SseEvent(name, joined) if joined and not joined.isspace() else None


def looks_like_sse(start: bytes) -> bool:
    """Tell whether a body that claims no type begins like an event stream."""
    head = start.removeprefix(_BOM).lstrip()
    return head.startswith((b"data:", b"event:", b":", b"id:", b"retry:"))
