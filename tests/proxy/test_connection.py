"""The deadline of a request's head: when it runs, when it does not, and that all else is handed on."""

import asyncio
import threading
from contextlib import suppress

import pytest

from proxy import connection
from proxy.connection import Connection, Lobby, most_waiting
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import make_route, running_proxy
from tests.fakes.script import Hold, Reply
from tests.proxy.test_relay import ask

HEAD_S = 0.05
LATER_S = 0.3
DEADLINE_S = 60.0
"""Only ends a hang."""
REQUEST = b"GET /health HTTP/1.1\r\n\r\n"


class Inner(asyncio.Protocol):
    """Stands for aiohttp's: keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[object] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.told.append("made")

    def data_received(self, data: bytes) -> None:
        self.told.append(data)

    def eof_received(self) -> bool | None:
        self.told.append("eof")
        return True

    def pause_writing(self) -> None:
        self.told.append("pause")

    def resume_writing(self) -> None:
        self.told.append("resume")

    def connection_lost(self, exc: Exception | None) -> None:
        self.told.append(("lost", exc))


class Line(asyncio.Transport):
    """A transport that is closed once."""

    def __init__(self) -> None:
        super().__init__()
        self.protocol: asyncio.BaseProtocol | None = None
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def get_protocol(self) -> asyncio.BaseProtocol:
        assert self.protocol is not None
        return self.protocol


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setattr(connection, "GRACE_SECONDS", 0.01)
    return Line()


def connect(line: Line) -> tuple[Connection, Inner]:
    inner = Inner()
    made = Connection(inner, HEAD_S)
    line.protocol = made
    made.connection_made(line)
    return made, inner


async def test_all_is_handed_on(line: Line) -> None:
    made, inner = connect(line)
    made.data_received(b"x")
    made.pause_writing()
    made.resume_writing()
    assert made.eof_received() is True
    made.connection_lost(None)
    assert inner.told == ["made", b"x", "pause", "resume", "eof", ("lost", None)]


async def test_one_that_says_nothing_is_closed(line: Line) -> None:
    connect(line)
    await asyncio.sleep(LATER_S)
    assert line.closed


async def test_bytes_of_a_head_do_not_lengthen_the_time(line: Line) -> None:
    made, _ = connect(line)
    for _ in range(10):
        made.data_received(b"a")
        await asyncio.sleep(LATER_S / 10)
    assert line.closed


async def test_an_answer_may_take_its_time_and_so_may_the_next_request(line: Line) -> None:
    made, _ = connect(line)
    made.data_received(REQUEST)
    made.begin()
    made.data_received(b"its body")
    await asyncio.sleep(LATER_S)
    made.data_received(b"{}")
    made.end()
    await asyncio.sleep(LATER_S)
    assert not line.closed


@pytest.mark.parametrize("with_the_first", [True, False])
async def test_a_second_head_that_stops_is_closed(line: Line, with_the_first: bool) -> None:
    made, _ = connect(line)
    made.data_received(REQUEST + b"P" if with_the_first else REQUEST)
    made.begin()
    made.end()
    if not with_the_first:
        made.data_received(b"P")
    await asyncio.sleep(LATER_S)
    assert line.closed


async def test_one_that_is_gone_is_left_alone(line: Line) -> None:
    made, _ = connect(line)
    made.connection_lost(ConnectionResetError())
    await asyncio.sleep(LATER_S)
    assert not line.closed


async def test_the_connection_of_a_request_is_found(line: Line) -> None:
    made, _ = connect(line)
    assert Connection.of(line) is made
    assert Connection.of(None) is None
    line.protocol = Inner()
    assert Connection.of(line) is None
    made.connection_lost(None)


async def test_of_too_many_that_wait_the_oldest_go() -> None:
    lobby = Lobby(2)
    lines = [Line() for _ in range(5)]
    made = [Connection(Inner(), 60, lobby) for _ in lines]
    for one, line in zip(made[:2], lines, strict=False):
        one.connection_made(line)
    made[0].begin()
    made[2].connection_made(lines[2])
    assert not any(line.closed for line in lines), "an answer is no waiting"
    made[3].connection_made(lines[3])
    assert [line.closed for line in lines] == [False, True, False, False, False]
    made[1].connection_lost(None)
    made[2].connection_lost(None)
    made[0].end()
    made[4].connection_made(lines[4])
    closed = [line.closed for line in lines]
    assert closed == [False, True, False, True, False], "who was answered last is young"


async def test_a_flood_of_silent_connections_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody on this machine can open connections; whoever has a reply under way, or asks, is not one of them."""
    monkeypatch.setattr(connection, "MOST_WAITING", 40)
    held = threading.Event()
    script = Reply(text="word " * 40, troubles=[Hold(held, where="middle")])
    with FakeProvider(script) as provider:
        async with running_proxy(make_route(provider.url("chat"), "chat")) as running:
            url = f"{running.base}/v1/chat/completions"
            async with running.session.post(url, json=ask("chat", stream=True)) as answer:
                silent = [await asyncio.open_connection("127.0.0.1", running.proxy.port) for _ in range(200)]
                async with asyncio.timeout(DEADLINE_S), running.session.get(f"{running.base}/health") as said:
                    assert said.status == 200
                    for reader, _ in silent[:150]:
                        with suppress(ConnectionError):
                            assert await reader.read() == b""
                assert 0 < sum(not reader.at_eof() for reader, _ in silent) <= 50
                held.set()
                assert (await answer.text()).rstrip().endswith("[DONE]")
            for _, writer in silent:
                writer.close()


def test_so_many_may_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    plenty = connection.MOST_WAITING
    for limit, most in ((100_000, plenty), (resource.RLIM_INFINITY, plenty), (256, 64)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limit=limit: (limit, limit))
        assert most_waiting() == most
