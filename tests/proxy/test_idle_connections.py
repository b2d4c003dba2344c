"""Connections that wait: probed, and not used again after a sleep; streams under way are left alone."""

import asyncio
import socket
from typing import Any

import pytest

from proxy import idle_connections
from proxy.idle_connections import SleepWatch, open_socket
from tests.fakes.relay import make_route, running_proxy
from tests.fakes.sleepy_provider import SleepyProvider
from tests.proxy.test_relay import ask, text_of

SECOND = 1_000_000_000


class Times:
    """A clock that goes on in sleep; `jump` is a sleep."""

    def __init__(self) -> None:
        self.now = 1_000 * SECOND

    def __call__(self) -> int:
        return self.now

    def jump(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)


def test_requirement_058_the_system_probes_what_waits() -> None:
    with open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80))) as made:
        assert made.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        names = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)
        assert [made.getsockopt(socket.IPPROTO_TCP, name) for name in names] == [60, 60, 5, 30_000]
    assert idle_connections.IDLE_SECONDS <= 30


async def test_absence_is_seen_by_who_asks_and_by_the_pulse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle_connections, "PULSE_SECONDS", 0.01)
    times, dropped = Times(), []
    watch = SleepWatch(lambda: dropped.append(times.now), times)
    watch.use()
    times.jump(4)
    watch.use()
    assert dropped == []
    times.jump(6)
    watch.use()
    assert len(dropped) == 1
    times.jump(6)
    async with asyncio.timeout(10):
        while len(dropped) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    watch.stop()


async def test_the_pulse_ends_when_nothing_waits_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle_connections, "PULSE_SECONDS", 0.01)
    times = Times()
    watch = SleepWatch(lambda: None, times)
    watch.use()
    times.jump(idle_connections.IDLE_SECONDS + 2)
    async with asyncio.timeout(10):
        while watch._timer is not None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    watch.use()
    assert watch._timer is not None
    watch.stop()
    assert watch._timer is None


@pytest.mark.parametrize("end", ["silent", "closed"])
async def test_requirement_058_the_first_request_after_a_sleep_takes_a_new_connection(end: Any) -> None:
    async with SleepyProvider() as provider:
        async with running_proxy(make_route(provider.url, "chat")) as running:
            times = Times()
            running.proxy.upstream._exits._watch._clock = times
            running.proxy.upstream._exits._watch._seen = times.now
            for _ in range(2):
                status, body, _ = await running.post("chat", ask("chat", stream=False))
                assert (status, text_of("chat", body)) == (200, "awake")
            assert provider.requests == [2]  # the connection is kept
            provider.forget(closes=end == "closed")
            times.jump(3600)
            async with asyncio.timeout(5):
                status, body, _ = await running.post("chat", ask("chat", stream=False))
            assert (status, text_of("chat", body)) == (200, "awake")
            assert provider.requests == [2, 1]


async def test_a_stream_outlasts_the_dropping() -> None:
    release = asyncio.Event()
    async with SleepyProvider(release) as provider:
        async with running_proxy(make_route(provider.url, "chat")) as running:
            times = Times()
            watch = running.proxy.upstream._exits._watch
            watch._clock, watch._seen = times, times.now
            async with asyncio.timeout(10), asyncio.TaskGroup() as group:
                streaming = group.create_task(running.stream("chat", ask("chat", stream=True)))
                await provider.begun.wait()
                times.jump(3600)
                watch.use()
                release.set()
            status, text = streaming.result()
    assert status == 200
    assert "awake" in text
    assert "[DONE]" in text
