"""Connections to providers that wait for their next request: probed by the system, dropped after a sleep."""

import asyncio
import contextlib
import socket
from asyncio.trsock import TransportSocket
from collections.abc import Callable, Iterable

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import AddrInfoType

from proxy.limits.clock import steady_ns

IDLE_SECONDS = 30
"""One that has waited for longer is not used again: routers and providers forget them without a word."""
PROBE_AFTER_SECONDS = PROBE_EVERY_SECONDS = 60
PROBES = 5
"""So many probes without an answer, and the system ends a connection whose other end is gone."""
UNACKNOWLEDGED_SECONDS = 30
"""What was sent and nobody has acknowledged for so long went to a network in which we are no more: told after this, and
not after the five minutes that a silent provider has."""
PULSE_SECONDS = 1.0
AWAY_SECONDS = 5.0
"""Who was not awake for so long, asleep or stopped, may be in another network: what waited leads nowhere."""

_NANOSECONDS = 1_000_000_000


def open_socket(address: AddrInfoType) -> socket.socket:
    """Return a socket that the system probes while nothing passes."""
    family, kind, protocol, *_ = address
    made = socket.socket(family, kind, protocol)
    probe(made)
    return made


def probe(one: socket.socket | TransportSocket) -> None:
    """Let the system probe a connection while nothing passes."""
    one.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE" if hasattr(socket, "TCP_KEEPIDLE") else "TCP_KEEPALIVE", PROBE_AFTER_SECONDS),
        ("TCP_KEEPINTVL", PROBE_EVERY_SECONDS),
        ("TCP_KEEPCNT", PROBES),
        ("TCP_USER_TIMEOUT", int(UNACKNOWLEDGED_SECONDS * 1000)),
    ):
        with contextlib.suppress(OSError, AttributeError):  # not every system has each of them
            one.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


class SleepWatch:
    """Tells whether we were away. Looks at a clock that goes on in sleep, each second while connections may wait.

    `dropping` is called once after each absence, before anything is sent.
    """

    def __init__(self, dropping: Callable[[], None], clock: Callable[[], int] = steady_ns) -> None:
        self._dropping, self._clock = dropping, clock
        self._seen = self._used = clock()
        self._timer: asyncio.TimerHandle | None = None

    def use(self) -> None:
        """A request is about to be sent."""
        self._used = self._look()
        if self._timer is None:
            self._wait()

    def stop(self) -> None:
        """Look no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> int:
        now = self._clock()
        if now - self._seen > AWAY_SECONDS * _NANOSECONDS:
            self._dropping()
        self._seen = now
        return now

    def _pulse(self) -> None:
        # As a timer's callback and no task: it comes before whatever a request that waits here has to do.
        self._timer = None
        if self._look() - self._used <= (IDLE_SECONDS + PULSE_SECONDS) * _NANOSECONDS:
            self._wait()

    def _wait(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(PULSE_SECONDS, self._pulse)


def close_idle(sessions: Iterable[aiohttp.ClientSession]) -> None:
    """Close what waits for its next request; streams under way go on."""
    for session in sessions:
        # aiohttp closes only all of them, and has no other list of those that wait.
        waiting: dict[object, Iterable[tuple[ResponseHandler, float]]] = getattr(
            session.connector, "_conns", {}
        )
        for connections in waiting.values():
            for connection, _ in connections:
                connection.close()
