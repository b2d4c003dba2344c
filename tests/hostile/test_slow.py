"""Requirement 55, goal G13: who holds a connection and says nothing is let go, and nobody else waits meanwhile."""

import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Final

import pytest

from app import discovery
from app.context import Context
from proxy import body as bodies
from proxy import connection, server
from proxy.connection import GRACE_SECONDS
from tests import extent
from tests.app.serving import DEADLINE_S
from tests.fakes.provider import FakeProvider
from tests.hostile.conftest import prepare
from tests.hostile.scaled import HEAD, SILENCE, ScaledService
from tests.hostile.talk import Talk, http
from tests.hostile.watching import milliseconds, percentile

IDLE: Final = 500
SLOW: Final = 50
HEADS: Final = ("idle", "half a line", "slow head", "half a second head", "first byte of a second head")
DRIP_S = 0.2
HEAD_S, SILENCE_S = (server.HEAD_SECONDS, bodies.SILENCE_SECONDS) if extent.FULL else (1.0, 1.5)


def test_the_deadlines_are_those_of_the_requirement() -> None:
    assert connection.HEAD_SECONDS + connection.GRACE_SECONDS <= 15
    assert bodies.SILENCE_SECONDS <= 60


class Held:
    """Connections that are held open: their kind, when they were opened and when they were closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._selector = selectors.DefaultSelector()
        self.open: dict[socket.socket, tuple[str, float]] = {}
        self.closed: dict[str, list[float]] = {}
        self.said: dict[str, bytes] = {}

    def add(self, kind: str, data: bytes) -> None:
        line = socket.create_connection(("127.0.0.1", self._port), DEADLINE_S)
        line.setblocking(False)
        if data:
            line.send(data)
        self.open[line] = kind, time.perf_counter()
        self._selector.register(line, selectors.EVENT_READ)

    def drip(self, kind: str, byte: bytes) -> None:
        """Send one more byte over each connection of a kind."""
        for line, (of, _) in tuple(self.open.items()):
            if of == kind:
                with suppress(OSError):  # closed: seen at the next look
                    line.send(byte)

    def look(self, seconds: float) -> None:
        """Take what came for some time."""
        for key, _ in self._selector.select(seconds):
            line = key.fileobj
            assert isinstance(line, socket.socket)
            kind, opened = self.open[line]
            try:
                got = line.recv(65_536)
            except OSError:
                got = b""
            if got:
                self.said[kind] = got
                continue
            self.closed.setdefault(kind, []).append(time.perf_counter() - opened)
            self._selector.unregister(line)
            del self.open[line]
            line.close()

    def close(self) -> None:
        for line in self.open:
            line.close()
        self._selector.close()


@pytest.fixture
def service(
    provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[ScaledService]:
    prepare(provider)
    monkeypatch.setenv(HEAD, str(HEAD_S))
    monkeypatch.setenv(SILENCE, str(SILENCE_S))
    with ScaledService(tmp_path, "--port", "0") as one:
        yield one


def test_who_says_nothing_is_let_go(service: ScaledService) -> None:
    context = Context.from_environment()
    running = discovery.read(context.paths)
    assert running is not None
    port = service.port
    headers = [
        ("Host", f"127.0.0.1:{port}"),
        ("Content-Type", "application/json"),
        ("Authorization", f"Bearer {context.access.get('default')}"),
    ]
    body = b'{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}]}'
    good = http("POST", "/v1/messages", headers, body)
    control = http(
        "POST", "/_turnout/reload", [*headers[:2], ("Authorization", f"Bearer {running.token}")], b"{}"
    )
    head, _, sent = good.partition(b"\r\n\r\n")
    chunked = head.replace(b"Content-Length: %d" % len(sent), b"Transfer-Encoding: chunked")
    starts = {
        "idle": b"",
        "half a line": b"POST /v1/mess",
        "slow head": head[:40],
        "half a body": head + b"\r\n\r\n" + sent[:20],
        "half a second head": b"GET /health HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % port,
        "first byte of a second head": b"GET /health HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\nG" % port,
        "control, half a body": control.replace(b"reload", b"recording")[:-1],
        "chunks without an end": chunked + b"\r\n\r\n1\r\n{\r\n",
    }
    took: list[float] = []
    with ExitStack() as stack:
        held = Held(port)
        stack.callback(held.close)
        talk = stack.enter_context(Talk(port))
        for kind, start in starts.items():
            for _ in range(IDLE if kind == "idle" else SLOW):
                held.add(kind, start)
        held.look(0.1)
        held.drip("half a second head", b"G")
        deadline = time.perf_counter() + DEADLINE_S + HEAD_S + SILENCE_S
        while held.open and time.perf_counter() < deadline:
            for _ in range(4):
                begun = time.perf_counter()
                answer = talk.ask(good)
                took.append(time.perf_counter() - begun)
                assert answer.status == 200
            held.drip("slow head", b"a")
            for _ in range(20):
                held.look(DRIP_S / 20)
        left = {kind for kind, _ in held.open.values()}
    assert left == set()
    waits = {kind: (min(closed), max(closed)) for kind, closed in held.closed.items()}
    extent.report(
        {
            "surface": "slow", "connections": IDLE + SLOW * (len(starts) - 1), "head_s": HEAD_S, "silence_s": SILENCE_S,
            "closed_after_s": {kind: [round(one, 2) for one in both] for kind, both in waits.items()},
            "requests": len(took), "p50_ms": milliseconds(percentile(took, 0.5)),
            "p95_ms": milliseconds(percentile(took, 0.95)), "max_ms": milliseconds(max(took)),
        }
    )  # fmt: skip
    assert set(waits) == set(starts)
    assert min(low for low, _ in waits.values()) >= min(HEAD_S, SILENCE_S) * 0.9, "nobody is thrown out early"
    assert max(high for _, high in waits.values()) < max(HEAD_S, SILENCE_S) + GRACE_SECONDS + 30
    if extent.FULL:
        assert max(high for kind, (_, high) in waits.items() if kind in HEADS) <= 15
        assert max(high for _, high in waits.values()) <= 60
    assert held.said["half a body"].startswith(b"HTTP/1.1 4"), "one that was heard is told why"
    assert "Traceback" not in service.err
