"""Requirements 58, 59: after a sleep the first request is answered at once; a clock that is set harms nothing."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.context import Context
from profiles.making import make_profile
from profiles.profile import KeyRef
from proxy import exchange
from proxy.idle_connections import AWAY_SECONDS
from tests.app.serving import ServiceInThread, chat, post
from tests.extent import FULL, report
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Hold, Reply
from tests.fakes.sleepy_provider import SleepyProvider
from tests.lifecycle.service import FaultyService

STOPPED_S = 20.0 if FULL else AWAY_SECONDS + 0.7
ANSWERED_S = 5.0
KEY = "sk-canary-sleep-0123456789"
DAY_NS = 86_400_000_000_000


def add(context: Context, base_url: str) -> str:
    profile = make_profile("fake", base_url=base_url, wire="chat", model="m", key=KeyRef("env", "SLEEP_KEY"))
    context.profiles.add(profile.profile)
    context.routes.set("other", "fake")
    return context.access.get("default")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLEEP_KEY", KEY)


async def test_requirement_058_the_first_request_after_a_stop(context: Context, tmp_path: Path) -> None:
    """While the process was stopped its connection to the provider died without a word."""
    async with SleepyProvider() as provider:
        access = await asyncio.to_thread(add, context, provider.url)
        with FaultyService(tmp_path) as service:
            for _ in range(2):
                assert (await asyncio.to_thread(chat, service.base, key=access)) == (200, "awake")
            assert provider.requests == [2]
            service.child.send_signal(signal.SIGSTOP)
            provider.forget()
            await asyncio.sleep(STOPPED_S)
            service.child.send_signal(signal.SIGCONT)
            began = time.monotonic()
            async with asyncio.timeout(4 * ANSWERED_S):
                said = await asyncio.to_thread(chat, service.base, key=access)
            took = time.monotonic() - began
            assert said == (200, "awake")
            assert provider.requests == [2, 1]
            service.child.terminate()
            assert await asyncio.to_thread(service.wait) == 0
    report({"requirement": 58, "stopped_s": STOPPED_S, "first_answer_after_s": round(took, 3)})
    assert took <= ANSWERED_S


@pytest.fixture
def move() -> Iterator[Callable[[str], None]]:
    """Go to another time zone; home again at the end, and only then is the zone read anew."""
    before = os.environ.get("TZ")

    def go(zone: str | None) -> None:
        os.environ.pop("TZ", None)
        if zone is not None:
            os.environ["TZ"] = zone
        time.tzset()

    yield go
    go(before)


@pytest.mark.parametrize("days", [1, -1])
def test_requirement_059_a_clock_that_is_set(
    days: int, context: Context, monkeypatch: pytest.MonkeyPatch, move: Callable[[str], None]
) -> None:
    """In the middle of a stream: it goes on, nothing times out, no breaker opens, nothing is forgotten."""
    time_ns, seconds = time.time_ns, time.time
    release = threading.Event()
    with FakeProvider(Reply(text="whole ", piece=6), key=KEY) as provider:
        access = add(context, provider.url("chat"))
        context.settings.set("log_max_days", 1)
        context.access.edit("default", {"rpm": 50, "rpd": 50, "quota_tokens": 100_000})
        with ServiceInThread() as service, ThreadPoolExecutor() as pool:
            assert service.service
            assert chat(service.base, key=access)[0] == 200
            provider.play(Reply(text="whole " * 4, piece=6, troubles=[Hold(release, "middle")]))
            asked = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "hi"}]}
            streaming = pool.submit(post, service.base, "/v1/chat/completions", asked, access)
            provider.wait(1)
            # Exchanges' numbers only ever rise: in this process later tests would date theirs tomorrow.
            monkeypatch.setattr(exchange._numbers, "_last", exchange._numbers._last)
            monkeypatch.setattr(time, "time_ns", lambda: time_ns() + days * DAY_NS)
            monkeypatch.setattr(time, "time", lambda: seconds() + days * 86_400)
            move("Pacific/Kiritimati")
            release.set()
            status, text = streaming.result(60)
            assert (status, "[DONE]" in text) == (200, True)
            provider.play(Reply(text="whole "))
            assert chat(service.base, key=access)[0] == 200
            log = service.service._log
            log._thread.look_after()
            log.flush()
            assert service.service.failover.breakers.report() == []
            rows = service.service.recorder.summaries(10)
            assert [row["state"] for row in rows] == ["done"] * 3
            assert len(list(log.rows())) == 3
            status, document = service.control("GET", "access")
            (used,) = [one["used"] for one in document["keys"] if one["name"] == "default"]
            assert used["minute"] == 3
