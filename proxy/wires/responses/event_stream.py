"""The bytes of a Responses stream: numbered events, deltas from a template."""

import orjson

from proxy.conversation import Json


class EventStream:
    """Collects events until they are taken; one `sequence_number` counts them all, from 0."""

    __slots__ = ("_out", "_sequence")

    def __init__(self) -> None:
        self._out: list[bytes] = []
        self._sequence = -1

    def event(self, name: str, fields: Json) -> None:
        """Add an event."""
        self._sequence += 1
        event = {"type": name, "sequence_number": self._sequence, **fields}
        self._out.append(b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(event)))

    def delta(self, head: bytes, tail: bytes, quoted: bytes) -> None:
        """Add a delta event from its template (`delta_template`) and a JSON string: the hot path."""
        self._sequence += 1
        self._out.append(b"%b%d%b%b}\n\n" % (head, self._sequence, tail, quoted))

    def take(self) -> bytes:
        """Return what has been collected."""
        out, self._out = self._out, []
        return b"".join(out)


def delta_template(name: str, fields: Json) -> tuple[bytes, bytes]:
    """Return what stands before the sequence number and what between it and the text."""
    head = b'event: %b\ndata: {"type":"%b","sequence_number":' % (name.encode(), name.encode())
    return head, b"," + orjson.dumps(fields)[1:-1] + b',"delta":'
