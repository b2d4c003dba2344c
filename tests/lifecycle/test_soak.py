"""Requirement 63: after very many requests the service has no more memory, descriptors, threads, tasks."""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from app import discovery
from app.context import Context
from app.discovery import Running
from tests.app.serving import ServiceInThread, ServiceProcess
from tests.extent import FULL, report
from tests.lifecycle.process_figures import Figures, look
from tests.lifecycle.traffic import Traffic, add_profiles, plain_provider
from tests.tree import ROOT

REQUESTS = 100_000 if FULL else 1_200
FIRST = 10_000 if FULL else 400
"""What a service needs for good it has by then: the figures are compared with those of here."""
STEPS = 10
AT_ONCE = 6
GROWTH_BYTES, GROWTH_SHARE = 10 * 1024**2, 0.05
LAG_MS = 50.0
WALL_S = 600.0
SAMPLE_S = 0.1 if FULL else 0.03
KEY = "sk-canary-soak-0123456789"


@pytest.fixture
def profiles(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("SOAK_KEY", KEY)
    with plain_provider(tmp_path, KEY) as port:
        add_profiles(context, port, "SOAK_KEY")
        yield port


@pytest.mark.timeout(3600 if FULL else 180)
async def test_requirement_063_nothing_grows(profiles: int, context: Context, tmp_path: Path) -> None:
    with ServiceProcess(tmp_path, "--port", "0") as service:
        pid, base = service.child.pid, f"http://127.0.0.1:{service.port}"
        running = discovery.read(context.paths)
        assert running
        traffic = Traffic(base, context.access.get("default"), AT_ONCE)
        async with following(running) as events:
            await traffic.send(FIRST)
            before = await at_rest(pid)
            probe = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.lifecycle.lag_probe", str(service.port),
                cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
            began = time.monotonic()
            course = []
            for _ in range(STEPS):
                await traffic.send((REQUESTS - FIRST) // STEPS)
                course.append(round(look(pid).rss / 1024**2, 1))
            wall = time.monotonic() - began
            lag = json.loads((await probe.communicate(b""))[0])
            after = await at_rest(pid)
        assert service.end() == 0
    p99 = statistics.quantiles(lag, n=100)[98]
    growth = after.rss - before.rss
    report(
        {
            "requirement": 63,
            "requests": traffic.sent,
            "events": events.count,
            "problems": len(traffic.problems),
            "seconds": round(wall, 1),
            "rss_mib": [round(one.rss / 1024**2, 1) for one in (before, after)],
            "rss_course_mib": course,
            "growth_percent": round(100 * growth / before.rss, 1),
            "descriptors": [before.descriptors, after.descriptors],
            "threads": [before.threads, after.threads],
            "lag_ms": {"p50": statistics.median(lag), "p99": round(p99, 1), "most": max(lag)},
            "log_mib": round(sum(one.stat().st_size for one in log_files(context)) / 1024**2, 1),
        }
    )
    assert not traffic.problems
    assert traffic.sent == REQUESTS
    assert events.count >= REQUESTS
    # One connection more or less is idle in the pool.
    assert abs(after.descriptors - before.descriptors) <= 1
    assert after.threads == before.threads
    assert service.err == ""
    if FULL:
        # The sample is too short: the log's window is still filling.
        assert growth <= min(GROWTH_BYTES, GROWTH_SHARE * before.rss)
        assert p99 <= LAG_MS
        assert wall <= WALL_S


async def test_requirement_063_no_task_stays(profiles: int, context: Context) -> None:
    with ServiceInThread() as service:
        traffic = Traffic(service.base, context.access.get("default"), AT_ONCE)
        tasks = []
        for _ in range(3):
            await traffic.send(40)
            tasks.append(await fewest_tasks(service))
    assert not traffic.problems
    assert len(set(tasks)) == 1


async def fewest_tasks(service: ServiceInThread) -> int:
    """The tasks of a service that has nothing to do: what a request left behind ends within a moment."""

    async def count() -> int:
        return len(asyncio.all_tasks())

    found = []
    for _ in range(20):
        found.append(await asyncio.to_thread(service.run, count()))
        await asyncio.sleep(0.03)
    return min(found)


async def at_rest(pid: int) -> Figures:
    """The figures once all connections have ended: of memory the middle, of the others the least."""
    found = []
    for _ in range(20):
        await asyncio.sleep(SAMPLE_S)
        found.append(look(pid))
    return Figures(
        round(statistics.median(one.rss for one in found)),
        min(one.descriptors for one in found),
        min(one.threads for one in found),
    )


class Events:
    """How many lines of requests came."""

    count = 0


@asynccontextmanager
async def following(running: Running) -> AsyncIterator[Events]:
    """Follow the service's events as the window does."""
    events = Events()
    headers = {"Authorization": f"Bearer {running.token}"}
    timeout = aiohttp.ClientTimeout(total=None)

    async def read(answer: aiohttp.ClientResponse) -> None:
        async for line in answer.content:
            events.count += line.startswith(b'{"event":"exchange"')

    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        async with session.get(f"{running.base_url}/_turnout/events") as answer:
            async with asyncio.TaskGroup() as group:
                reading = group.create_task(read(answer))
                yield events
                reading.cancel()


def log_files(context: Context) -> list[Path]:
    return list(context.log_file.parent.glob(f"{context.log_file.name}*"))
