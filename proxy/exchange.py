"""One request and all that became of it: the record that every feature reads."""

import copy
import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Self

from proxy.bodies import Bodies, Chunks
from proxy.conversation import Failure, Fault, Json, Note, Usage, Wire
from proxy.origin import Origin, find_origin

State = Literal["live", "done", "failed", "cancelled"]

CHUNK_OVERHEAD = 144
"""Bytes that a recorded chunk takes beside its data (CPython 3.11): its entry, a tuple, a float, a bytes header.
A streamed token is a chunk of some 200 bytes, so that without this the record would be twice its limit."""
MAX_RECORDED = 10 * 1024 * 1024
"""So many bytes of both replies are recorded, each chunk with its overhead: some 15,000 streamed tokens at least. What
comes after that is passed on and not kept: a provider that never ends must not fill the memory, and the log writes
a record through copies of it."""
SHORTEST_SECONDS = 0.05
"""Tokens that came in less were not written then but only sent: their speed says nothing."""


@dataclass(slots=True)
class Attempt:
    """One upstream request. `status` 0: no answer came."""

    profile: str
    url: str
    started_ms: float
    status: int = 0
    ms: float | None = None
    error: str | None = None


class _Numbers:
    """Microseconds since 1970, never the same twice: the order of exchanges, also across restarts."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return self._last


_numbers = _Numbers()


@dataclass(slots=True)
class Exchange:
    """Bodies are bytes as they went over the line; a streamed side is a list of (seconds since start, chunk).

    Attributes:
        replay_of: the id of the exchange whose request was sent again.
        secrets: what has yet to be masked before anybody reads the bodies.
        sealed: what looks like a credential is masked, whosever it is.
        bodies_kept: they were not left out of the record.
        stored: the log has it, with its bodies; here they are gone.
    """

    client: str
    access_key: str
    inbound_wire: Wire
    path: str
    id: str = field(default_factory=lambda: f"x_{secrets.token_hex(8)}")
    number: int = field(default_factory=_numbers.next)
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
    replay_of: str | None = None
    attempts: list[Attempt] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    client_headers: dict[str, str] = field(default_factory=dict)
    upstream_headers: dict[str, str] = field(default_factory=dict)
    upstream_reply_headers: dict[str, str] = field(default_factory=dict)
    client_request: bytes = b""
    upstream_request: bytes = b""
    upstream_reply: Chunks = field(default_factory=list)
    client_reply: Chunks = field(default_factory=list)
    secrets: tuple[str, ...] = ()
    sealed: bool = False
    bodies_kept: bool = True
    stored: bool = False
    _room: int = MAX_RECORDED
    _size: int | None = None
    _origin: Origin | None = None

    def __repr__(self) -> str:
        """Neither what was said nor what has yet to be masked: it may stand in a traceback."""
        return f"<Exchange {self.id} {self.path.partition('?')[0]}>"

    def since(self) -> float:
        """Return the seconds since the request came in."""
        return time.perf_counter() - self.clock

    def heard(self, chunk: bytes) -> float:
        """Record what the provider sent; return when (seconds since the request)."""
        return self._record(self.upstream_reply, chunk)

    def said(self, chunk: bytes) -> float:
        """Record what was sent to the client; return when (seconds since the request)."""
        return self._record(self.client_reply, chunk)

    def _record(self, chunks: Chunks, chunk: bytes) -> float:
        at = self.since()
        if self._room > 0:
            self._room -= len(chunk) + CHUNK_OVERHEAD
            chunks.append((at, chunk))
            if self._room <= 0:
                limit = MAX_RECORDED // 1024**2
                self.notes.append(Note("record", f"the reply is recorded up to here: {limit} MiB are full"))
        return at

    @property
    def ended(self) -> bool:
        """Nothing more happens to it, and all that has yet to be masked is known."""
        return self.total is not None

    @property
    def started_at(self) -> str:
        """When it came in (ISO 8601, UTC)."""
        return datetime.fromtimestamp(self.number / 1e6, UTC).isoformat(timespec="milliseconds")

    @property
    def origin(self) -> Origin:
        """Where it comes from; looked for once, when the body is there."""
        if self._origin is not None:
            return self._origin
        found = find_origin(self.client, self.client_headers, self.client_request)
        if self.client_request:
            self._origin = found
        return found

    @property
    def bodies(self) -> Bodies:
        """The four bodies."""
        return Bodies(self.client_request, self.upstream_request, self.upstream_reply, self.client_reply)

    def memory(self) -> int:
        """Return the bytes of memory that the recorded bodies take."""
        return self.bodies.size + CHUNK_OVERHEAD * (len(self.upstream_reply) + len(self.client_reply))

    def drop_bodies(self) -> None:
        """Free the bodies; what is told of them stays."""
        self._size, self._origin = self.size(), self.origin
        self.client_request = self.upstream_request = b""
        self.upstream_reply, self.client_reply = [], []

    def leave_out_bodies(self) -> None:
        """Drop the bodies for good (the `record_bodies` setting, or too many)."""
        self.bodies_kept = False  # first: whoever reads the bodies meanwhile looks at this after
        self.drop_bodies()

    @property
    def warnings(self) -> list[str]:
        """The codes of the notes that are warnings, each once."""
        return list(dict.fromkeys(note.code for note in tuple(self.notes) if note.code))

    def size(self) -> int:
        """Return the bytes of all four bodies, also of those that are gone."""
        return self.bodies.size if self._size is None else self._size

    def copy(self) -> Self:
        """Return it as it is now; what goes on happening to it does not reach the copy."""
        now = copy.copy(self)
        now.upstream_reply, now.client_reply = self.upstream_reply.copy(), self.client_reply.copy()
        now.attempts, now.notes = self.attempts.copy(), self.notes.copy()
        return now

    def summary(self) -> Json:
        """Return the fields of `turnout log --json` (the command line contract)."""
        fault: Fault | None = self.failure.fault if self.failure else None
        error = (
            {"code": self.failure.code or self.failure.kind, "message": self.failure.message}
            if self.failure
            else None
        )
        usage, origin = self.usage, self.origin
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
            "notes": [
                {"path": note.path, "action": note.action, "code": note.code} for note in tuple(self.notes)
            ],
            "warnings": self.warnings,
            "size": self.size(),
            "session": origin.session,
            "client_version": origin.client_version,
            "project": origin.project,
            "tokens_per_second": self._tokens_per_second(),
            "replay_of": self.replay_of,
            "bodies_kept": self.bodies_kept,
        }

    def _tokens_per_second(self) -> float | None:
        """Output tokens over the time in which they came: from the first byte of a stream, else from the start."""
        if self.usage is None or self.total is None or not self.usage.output:
            return None
        seconds = self.total - (self.first_byte_at or 0.0 if self.streamed else 0.0)
        return round(self.usage.output / seconds, 1) if seconds >= SHORTEST_SECONDS else None

    def details(self) -> Json:
        """Return what `turnout log show --json` has beside the summary and the bodies."""
        return {
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

    def detail(self) -> Json:
        """Return the fields of `turnout log show --json`."""
        return join_detail(self.summary(), self.details(), self.bodies)


def join_detail(summary: Json, details: Json, bodies: Bodies) -> Json:
    """Return the fields of `turnout log show --json` from its three parts."""
    events = bodies.events() if summary["streamed"] else []
    return {**summary, "bodies": bodies.texts(), "events": events, **details}


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
