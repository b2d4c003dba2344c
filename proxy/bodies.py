"""The four bodies of one exchange as a value: what is kept, shown, exported and sent again."""

from msgspec import Struct

Chunks = list[tuple[float, bytes]]
"""Pieces of a reply as they came: seconds since the request, bytes."""


class Bodies(Struct, frozen=True, array_like=True):
    """Bytes as they went over the line, without secrets."""

    client_request: bytes = b""
    upstream_request: bytes = b""
    upstream_reply: Chunks = []
    client_reply: Chunks = []

    @property
    def size(self) -> int:
        """Bytes of all four."""
        chunks = sum([len(chunk) for _, chunk in self.upstream_reply])
        chunks += sum([len(chunk) for _, chunk in self.client_reply])
        return len(self.client_request) + len(self.upstream_request) + chunks

    def texts(self) -> dict[str, str]:
        """Return them as `turnout log show --json` names them."""
        return {
            "client_request": _text(self.client_request),
            "upstream_request": _text(self.upstream_request),
            "upstream_response": _text(b"".join([chunk for _, chunk in self.upstream_reply])),
            "client_response": _text(b"".join([chunk for _, chunk in self.client_reply])),
        }

    def events(self) -> list[dict[str, object]]:
        """Return the pieces of both replies with their times in milliseconds."""
        return [
            {"side": side, "ms": round(at * 1000, 1), "data": _text(chunk)}
            for side, chunks in (("upstream", self.upstream_reply), ("client", self.client_reply))
            for at, chunk in chunks
        ]


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
