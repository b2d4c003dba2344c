"""Requirement 5: a request with two ends is refused with its connection, and what is behind it is no request."""

import socket
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from app import discovery
from proxy import body
from tests import extent
from tests.app.serving import wait_until
from tests.fakes.provider import FakeProvider
from tests.hostile.conftest import Surface, prepare
from tests.hostile.scaled import HEAD, SILENCE, ScaledService
from tests.hostile.smuggled import SMUGGLED, contained, refused, second

PATIENCE_S = 10.0
SHORT_SECONDS = 0.3
"""For whoever promises more than comes; in the product that is a minute."""
TAKEN_BY_PYTHON = {
    "method in small letters",
    "extension with a carriage return",
    "extension with NUL",
}
"""What aiohttp's parser in Python reads where the one in C does not: their ends are clear all the same."""
LAST = "Connection: close"
"""In the request behind: what is left open then waits for something else."""


@pytest.fixture
def impatient(surface: Surface, monkeypatch: pytest.MonkeyPatch) -> Surface:
    assert surface.running.service is not None
    surface.running.service.proxy.head_seconds = SHORT_SECONDS
    monkeypatch.setattr(body, "SILENCE_SECONDS", SHORT_SECONDS)
    return surface


def exchange(port: int, data: bytes, tail: bytes, patience: float = PATIENCE_S) -> tuple[bytes, bool]:
    """Send both in one piece; return all that comes back, and whether the connection was ended."""
    with socket.create_connection(("127.0.0.1", port), patience) as line:
        got = b""
        try:
            line.sendall(data + tail)
            while more := line.recv(65_536):
                got += more
        except ConnectionError:
            pass  # closed with something unread: that is an end as well
        except TimeoutError:
            return got, False
        return got, True


def wrongs(port: int, key: str, provider: FakeProvider, taken: Collection[str] = ()) -> list[str]:
    """Send the corpus but for what is `taken`; return what was not refused as it has to be."""
    host, credential = f"127.0.0.1:{port}", f"Bearer {key}"
    tail = second(host, credential, LAST)
    cases = {name: case for name, case in refused(host, credential).items() if name not in taken}
    assert len(cases) >= 60
    wrong = [
        said
        for name, case in cases.items()
        for said in complaints(name, *exchange(port, case, tail), provider)
    ]
    extent.report({"surface": "smuggling", "cases": len(cases), "wrong": wrong})
    return wrong


def complaints(name: str, got: bytes, ended: bool, provider: FakeProvider) -> Iterator[str]:
    answers = got.count(b"\r\nDate: ")
    if not ended:
        yield f"{name}: left open"
    if got and got[9:10] != b"4":
        yield f"{name}: answered {got[:40]!r}"
    if answers > 1:
        yield f"{name}: {answers} answers"
    if provider.asks or provider.strays:
        yield f"{name}: reached the provider"
        provider.play(provider.script)


def test_what_has_two_ends_is_refused(impatient: Surface) -> None:
    wrong = wrongs(impatient.port, impatient.key, impatient.provider)
    assert not wrong, "\n".join(wrong)


def test_where_http_is_read_by_python_alone(
    provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """aiohttp's parser in C may be missing, or switched off by this variable."""
    context = prepare(provider)
    for name, value in ((HEAD, SHORT_SECONDS), (SILENCE, SHORT_SECONDS), ("AIOHTTP_NO_EXTENSIONS", 1)):
        monkeypatch.setenv(name, str(value))
    with ScaledService(tmp_path, "--port", "0") as service:
        assert discovery.read(context.paths) is not None
        wrong = wrongs(service.port, context.access.get("default"), provider, TAKEN_BY_PYTHON)
        assert "Traceback" not in service.err
    assert not wrong, "\n".join(wrong)


def test_a_request_within_a_request_is_none(impatient: Surface) -> None:
    host, credential = f"127.0.0.1:{impatient.port}", f"Bearer {impatient.key}"
    cases = contained(host, credential)
    behind = f"GET /health HTTP/1.1\r\nHost: {host}\r\n{LAST}\r\n\r\n".encode()
    for name, case in cases.items():
        got, _ = exchange(impatient.port, case, behind, patience=1.5)
        assert got.count(b"\r\nDate: ") <= 2, (name, got)
        assert [ask for ask in impatient.provider.asks if ask.says(SMUGGLED)] == [], name
    assert len(cases) >= 15


def test_the_request_behind_would_reach_the_provider(impatient: Surface) -> None:
    """Otherwise the corpus would show nothing."""
    host, credential = f"127.0.0.1:{impatient.port}", f"Bearer {impatient.key}"
    first, tail = second(host, credential), second(host, credential, LAST)
    assert exchange(impatient.port, first, tail)[0].count(b"HTTP/1.1 200") == 2
    assert [ask.says(SMUGGLED) for ask in impatient.provider.asks] == [True, True]


@pytest.mark.parametrize(
    "broken", [b"zz\r\nx\r\n0\r\n\r\n", b"-1\r\n", b"4\r\nabcdefgh\r\n0\r\n\r\n", b"\r\n\r\n"]
)
def test_chunks_that_break_off_in_the_middle(impatient: Surface, broken: bytes) -> None:
    """The head and a chunk were taken already. aiohttp 3.14.5 does not tell the reader: the deadline ends it."""
    host, credential = f"127.0.0.1:{impatient.port}", f"Bearer {impatient.key}"
    tail = second(host, credential, LAST)
    head = tail.partition(b"\r\n\r\n")[0].replace(LAST.encode(), b"Transfer-Encoding: chunked")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    assert impatient.running.service is not None
    recorder = impatient.running.service.recorder
    with socket.create_connection(("127.0.0.1", impatient.port), PATIENCE_S) as line:
        line.sendall(b"\r\n".join([*lines, b"", b"4", b"{   ", b""]))
        for _ in wait_until(lambda: bool(recorder.live())):
            pass
        line.sendall(broken + tail)
        got = b""
        with suppress(ConnectionResetError):
            while more := line.recv(65_536):
                got += more
    assert got == b"" or got.startswith(b"HTTP/1.1 4")
    assert got.count(b"\r\nDate: ") <= 1
    assert impatient.provider.asks == []
