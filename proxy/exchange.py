"""One request and all that became of it: the record that every feature reads."""

import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from proxy.conversation import Failure, Fault, Json, Note, Usage, Wire

State = Literal["live", "done", "failed", "cancelled"]

CHUNK_OVERHEAD = 144
"""Bytes that a recorded chunk takes beside its data (CPython 3.11): its entry, a tuple, a float, a bytes header.
A streamed token is a chunk of some 200 bytes, so that without this the record would be twice its limit."""


@dataclass(slots=True)
class Attempt:
    """One upstream request. `status` 0: no answer came."""

    profile: str
    url: str
    started_ms: float
    status: int = 0
    ms: float | None = None
    error: str | None = None


@dataclass(slots=True)
class Exchange:
    """Bodies are bytes as they went over the line; a streamed side is a list of (seconds since start, chunk)."""

    client: str
    access_key: str
    inbound_wire: Wire
    path: str
    id: str = field(default_factory=lambda: f"x_{secrets.token_hex(8)}")
    started_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="milliseconds"))
    clock: float = field(default_factory=time.perf_counter)
    state: State = "live"
    upstream_wire: Wire | None = None
    profile: str | None = None
    requested_model: str | None = None
    upstream_model: str | None = None
    served_model: str | None = None
    streamed: bool = False
    status: int | None = None
    failure: Failure | None = None
    stop: str | None = None
    first_byte_at: float | None = None
    total: float | None = None
    usage: Usage | None = None
    attempts: list[Attempt] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    client_headers: dict[str, str] = field(default_factory=dict)
    upstream_headers: dict[str, str] = field(default_factory=dict)
    upstream_reply_headers: dict[str, str] = field(default_factory=dict)
    client_request: bytes = b""
    upstream_request: bytes = b""
    upstream_reply: list[tuple[float, bytes]] = field(default_factory=list)
    client_reply: list[tuple[float, bytes]] = field(default_factory=list)

    def since(self) -> float:
        """Return the seconds since the request came in."""
        return time.perf_counter() - self.clock

    def size(self) -> int:
        """Return the bytes of memory that the recorded bodies take."""
        chunks = self.upstream_reply + self.client_reply
        streamed = sum(len(chunk) for _, chunk in chunks) + CHUNK_OVERHEAD * len(chunks)
        return len(self.client_request) + len(self.upstream_request) + streamed

    def drop_bodies(self) -> None:
        """Forget the bodies (the `record_bodies` setting)."""
        self.client_request = self.upstream_request = b""
        self.upstream_reply, self.client_reply = [], []

    def summary(self) -> Json:
        """Return the fields of `turnout log --json` (the command line contract)."""
        fault: Fault | None = self.failure.fault if self.failure else None
        error = (
            {"code": self.failure.code or self.failure.kind, "message": self.failure.message}
            if self.failure
            else None
        )
        usage = self.usage
        return {
            "id": self.id,
            "started_at": self.started_at,
            "client": self.client,
            "access_key": self.access_key,
            "inbound_wire": self.inbound_wire,
            "upstream_wire": self.upstream_wire,
            "profile": self.profile,
            "path": self.path,
            "requested_model": self.requested_model,
            "upstream_model": self.upstream_model,
            "served_model": self.served_model,
            "streamed": self.streamed,
            "status": self.status,
            "state": self.state,
            "stop": self.stop,
            "fault": fault,
            "error": error,
            "ttft_ms": _milliseconds(self.first_byte_at),
            "total_ms": _milliseconds(self.total),
            "usage": None
            if usage is None
            else {
                "input": usage.input,
                "cached": usage.cached,
                "output": usage.output,
                "reasoning": usage.reasoning,
                "cache_write": usage.cache_write,
                "estimated": usage.estimated,
            },
            "attempts": len(self.attempts),
            "notes": [{"path": note.path, "action": note.action} for note in self.notes],
        }

    def detail(self) -> Json:
        """Return the fields of `turnout log show --json`."""
        upstream_reply = b"".join(chunk for _, chunk in self.upstream_reply)
        client_reply = b"".join(chunk for _, chunk in self.client_reply)
        return {
            **self.summary(),
            "bodies": {
                "client_request": _text(self.client_request),
                "upstream_request": _text(self.upstream_request),
                "upstream_response": _text(upstream_reply),
                "client_response": _text(client_reply),
            },
            "events": [
                {"side": side, "ms": _milliseconds(at), "data": _text(chunk)}
                for side, chunks in (("upstream", self.upstream_reply), ("client", self.client_reply))
                for at, chunk in chunks
            ]
            if self.streamed
            else [],
            "attempts_detail": [
                {
                    "profile": attempt.profile,
                    "url": attempt.url,
                    "started_ms": round(attempt.started_ms, 1),
                    "status": attempt.status,
                    "ms": None if attempt.ms is None else round(attempt.ms, 1),
                    "error": attempt.error,
                }
                for attempt in self.attempts
            ],
            "headers": {
                "client_request": self.client_headers,
                "upstream_request": self.upstream_headers,
                "upstream_response": self.upstream_reply_headers,
            },
        }


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")
