"""A client's connection, closed where it is held open without a request: aiohttp has no deadline for a head."""

import asyncio
import sys
from typing import cast

HEAD_SECONDS = 12.0
"""From the connection, or from the first byte after a reply, to the end of a request's head. Both clients send it in
one piece."""
GRACE_SECONDS = 0.5
"""After a pause of the whole process (a laptop that slept) what came meanwhile is read first."""
MOST_WAITING = 1_000
"""Connections without a request. Clients keep a handful for their next one; whoever has thousands wants to use up our
descriptors, and needs no key for it."""
WAITING_SHARE = 4
"""One in so many of the descriptors that the process may have; replies take two each."""


def most_waiting() -> int:
    """Return how many connections may wait for a request."""
    if sys.platform == "win32":
        return MOST_WAITING
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_WAITING if soft == resource.RLIM_INFINITY else min(MOST_WAITING, soft // WAITING_SHARE)


class Lobby:
    """The connections that have no request, the longest waiting first; where there are too many it is let go."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: dict[Connection, None] = {}

    def enter(self, one: "Connection") -> None:
        """It waits from now on."""
        self._waiting[one] = None
        if len(self._waiting) > self._most:
            oldest = next(iter(self._waiting))
            del self._waiting[oldest]
            oldest.close()

    def leave(self, one: "Connection") -> None:
        """It has a request, or is gone."""
        self._waiting.pop(one, None)


class Connection(asyncio.Protocol):
    """Stands before aiohttp's protocol of a connection, which it hands everything on to.

    Whoever answers requests says so by `begin` and `end`; `of` finds the connection of a request.
    """

    __slots__ = ("_answering", "_head_seconds", "_inner", "_lobby", "_tail", "_timer", "_transport")

    def __init__(
        self, inner: asyncio.BaseProtocol, head_seconds: float = HEAD_SECONDS, lobby: Lobby | None = None
    ) -> None:
        self._lobby = lobby or Lobby(MOST_WAITING)
        self._inner = cast("asyncio.Protocol", inner)
        self._head_seconds = head_seconds
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.BaseTransport | None = None
        self._answering = False
        self._tail = b""
        """The end of what came last."""

    @classmethod
    def of(cls, transport: asyncio.BaseTransport | None) -> "Connection | None":
        """Return the connection that a transport belongs to; None where it is gone."""
        found = transport.get_protocol() if transport is not None else None
        return found if isinstance(found, cls) else None

    def begin(self) -> None:
        """The head of a request is complete."""
        self._answering = True
        self._lobby.leave(self)
        self._stop_waiting()

    def end(self) -> None:
        """The request is answered; the next may begin for as long as the connection is kept alive.

        Where it has begun already, its first bytes came with the last of this one and nothing else tells of them.
        """
        self._answering = False
        if self._transport is not None:
            self._lobby.enter(self)
        if not self._tail.endswith(b"\r\n\r\n") and not self._tail.rstrip().endswith(b"}"):
            self._wait()

    # ------------------------------------------------------------------ what asyncio calls
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first head."""
        self._transport = transport
        self._inner.connection_made(transport)
        self._lobby.enter(self)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Begin to wait for a head with its first byte."""
        if self._timer is None and not self._answering:
            self._wait()
        self._tail = data[-4:]
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Hand on."""
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        """Hand on."""
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Hand on."""
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._lobby.leave(self)
        self._stop_waiting()
        self._transport = None
        self._inner.connection_lost(exc)

    # ------------------------------------------------------------------ the deadline
    def _wait(self) -> None:
        self._stop_waiting()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._head_seconds, self._give_up, loop)

    def _give_up(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = loop.call_later(GRACE_SECONDS, self.close)

    def close(self) -> None:
        """Let it go."""
        if self._transport is not None:
            self._transport.close()

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
