"""Requirement 58: a network that loses packets, or where this machine has another address than before."""

import asyncio
import time

import pytest

from proxy import idle_connections
from proxy.upstream import Timeouts
from tests.extent import report
from tests.fakes.network import Cable
from tests.fakes.relay import RunningProxy, make_route, running_proxy
from tests.fakes.sleepy_provider import SleepyProvider
from tests.proxy.test_idle_connections import Times
from tests.proxy.test_relay import ask, text_of

ANSWERED_S = 5.0
CONNECT_S = 0.5


async def answered(running: RunningProxy) -> tuple[int, str, float]:
    """Return the status, what was said or is wrong, and how long it took."""
    began = time.monotonic()
    async with asyncio.timeout(60):
        status, body, _ = await running.post("chat", ask("chat", stream=False))
    said = text_of("chat", body) if status == 200 else running.last().failure.code
    return status, said, time.monotonic() - began


async def test_requirement_058_the_first_request_in_another_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle_connections, "UNACKNOWLEDGED_SECONDS", 0.5)
    with Cable() as cable:
        async with SleepyProvider(host=cable.there, listener=cable.listener()) as provider:
            route = make_route(provider.url, "chat", private_network=True, proxy="direct")
            async with running_proxy(route, timeouts=Timeouts(connect=CONNECT_S)) as running:
                times, watch = Times(), running.proxy.upstream._exits._watch
                watch._clock, watch._seen = times, times.now
                for _ in range(2):
                    assert (await answered(running))[:2] == (200, "awake")
                assert provider.requests == [2]

                cable.move()
                times.jump(3600)
                *said, moved = await answered(running)
                assert said == [200, "awake"]
                assert provider.requests == [2, 1]

                cable.drop(True)
                times.jump(3600)
                *said, lost = await answered(running)
                assert said == [503, "timeout_connect"]
                cable.drop(False)
                *said, found = await answered(running)
                assert said == [200, "awake"]

                cable.move()  # and nobody was asleep: that the old address is gone is found out by asking
                *said, _ = await answered(running)
                assert said == [502, "hung_up"]
                *said, again = await answered(running)
                assert said == [200, "awake"]
    report(
        {"requirement": 58, "moved_s": round(moved, 3), "lost_s": round(lost, 3), "found_s": round(found, 3)}
    )
    assert max(moved, lost, found, again) <= ANSWERED_S
