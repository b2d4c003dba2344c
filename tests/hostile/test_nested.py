"""Requirement 24: JSON of any depth, size and content is refused in words or served, and at once."""

import logging
import time
from collections import Counter
from itertools import product
from pathlib import Path

import aiohttp
import pytest

from proxy.conversation import WIRES, Wire
from tests import extent
from tests.app.serving import ServiceProcess
from tests.fakes.provider import FakeProvider
from tests.fakes.raw_provider import Raw, RawProvider
from tests.fakes.relay import PATHS, make_route, running_proxy
from tests.hostile.conftest import prepare
from tests.hostile.nested import REPLIES, requests, values
from tests.hostile.talk import Talk, http
from tests.hostile.watching import Lag, milliseconds, percentile
from tests.proxy.test_relay import ask

SCALE = 1.0 if extent.FULL else 0.02
SLOW_S = 30.0
"""Only ends what does not end; the report has the figures."""
HANG_S = 1_800 if extent.FULL else 120

pytestmark = pytest.mark.timeout(HANG_S)


def test_no_request_is_too_strange(provider: FakeProvider, tmp_path: Path) -> None:
    context = prepare(provider)
    context.settings.set("record_bodies", "never")
    step = 1 if extent.FULL else 3
    wrong: list[str] = []
    slowest: list[tuple[float, str]] = []
    statuses: Counter[int] = Counter()
    with ServiceProcess(tmp_path, "--port", "0") as service, Talk(service.port) as talk:
        headers = [
            ("Host", f"127.0.0.1:{service.port}"),
            ("Content-Type", "application/json"),
            ("Authorization", f"Bearer {context.access.get('default')}"),
        ]
        with Lag(service.port) as lag:
            for number, (wire, name, body) in enumerate(requests(SCALE)):
                if number % step:
                    continue
                begun = time.perf_counter()
                answer = talk.ask(http("POST", f"/v1{PATHS[wire]}", headers, body))
                slowest.append((time.perf_counter() - begun, name))
                statuses[answer.status] += 1
                if answer.status not in (200, 400, 413):
                    wrong.append(f"{name}: {answer.status} {answer.body[:300]!r} {provider.problems[-1:]}")
        assert service.child.poll() is None
        log = Path(context.paths.logs / "turnout.log")
        written = log.read_text() if log.exists() else ""
    extent.report(
        {
            "surface": "nested requests", "scale": SCALE, "statuses": dict(statuses), "wrong": len(wrong),
            "slowest": [[milliseconds(took), name] for took, name in sorted(slowest)[-5:]],
            "p50_ms": milliseconds(percentile([took for took, _ in slowest], 0.5)),
            "lag_p99_ms": milliseconds(percentile(lag.waits, 0.99)), "lag_max_ms": milliseconds(max(lag.waits)),
        }
    )  # fmt: skip
    assert not wrong, f"{len(wrong)} of {len(slowest)}:\n" + "\n".join(wrong[:40])
    assert written == "", written[-3000:]
    assert max(slowest)[0] < SLOW_S
    assert statuses[200] > 50
    assert statuses[400] > 50


@pytest.mark.parametrize("upstream", WIRES)
async def test_no_reply_is_too_strange(upstream: Wire, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever a provider writes, the client gets an answer or an error of its own wire."""
    caplog.set_level(logging.ERROR)
    wrong: list[str] = []
    slowest: list[tuple[float, str]] = []
    cases = [
        (f"{shape}: {name}", make(value), shape.startswith("stream"))
        for shape, make in REPLIES[upstream].items()
        for name, value in values(SCALE).items()
    ]
    step = 1 if extent.FULL else 4
    provider = RawProvider(Raw([b""]))
    async with provider, running_proxy(make_route(provider.url(upstream), upstream)) as running:
        for number, ((name, reply, streamed), wire) in enumerate(product(cases, WIRES)):
            if number % step:
                continue
            kind = "text/event-stream" if streamed else "application/json"
            provider.turns, provider.asks[:] = (Raw([reply], content_type=kind),), []
            begun = time.perf_counter()
            try:
                status, said = await running.stream(wire, ask(wire, stream=streamed))
            except aiohttp.ClientError as error:
                wrong.append(f"{wire} {name}: {error!r}")
                continue
            slowest.append((time.perf_counter() - begun, f"{wire} {name}"))
            if status not in (200, 400, 502) or not said:
                wrong.append(f"{wire} {name}: {status} {said[:300]}")
            if caplog.records:
                wrong.append(f"{wire} {name}: {caplog.records[0].getMessage()} {caplog.records[0].exc_text}")
                caplog.clear()
    extent.report(
        {
            "surface": f"nested replies of {upstream}", "scale": SCALE, "cases": len(slowest), "wrong": len(wrong),
            "slowest": [[milliseconds(took), name] for took, name in sorted(slowest)[-5:]],
        }
    )  # fmt: skip
    assert not wrong, f"{len(wrong)} of {len(slowest)}:\n" + "\n".join(wrong[:30])
    assert max(slowest)[0] < SLOW_S
