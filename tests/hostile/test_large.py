"""Requirement 53: twenty megabytes are an ordinary request, and nobody else's stream stops for it."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.context import Context
from profiles.making import make_profile
from profiles.profile import KeyRef
from tests import extent
from tests.app.serving import ServiceProcess, wait_until
from tests.hostile.conftest import PROVIDER_KEY
from tests.hostile.talk import Talk, http
from tests.hostile.watching import MIB, milliseconds, percentile
from tests.tree import ROOT

SIZE = (20 if extent.FULL else 6) * MIB
STREAMS = 5
ROUNDS = 12 if extent.FULL else 2
QUIET_S = 3.0 if extent.FULL else 0.5
MESSAGES = 4_000
"""A conversation of this size has some thousands of messages."""
TEXT = 'def plus_one(value):\n    """Add \\"one\\"."""\n    return value + 1\n'


@pytest.fixture
def ticker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    """Turnout's files, with a provider that ticks behind every client."""
    monkeypatch.setenv("FAKE_KEY", PROVIDER_KEY)
    command = [sys.executable, "-m", "tests.hostile.ticker"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        address = f"http://127.0.0.1:{child.stdout.readline().strip()}/v1"
        context = Context.from_environment()
        key = KeyRef("env", "FAKE_KEY")
        context.profiles.add(
            make_profile("ticker", base_url=address, wire="chat", model="m", key=key).profile
        )
        context.routes.set("other", "ticker")
        yield context


def conversation(size: int) -> bytes:
    """Return a Messages request of about so many bytes, as an agent's: texts, calls and results."""
    text = TEXT * (size // MESSAGES // len(json.dumps(TEXT)) + 1)
    turns: list[dict[str, Any]] = [{"role": "user", "content": "Add one to each."}]
    for number in range(MESSAGES // 2):
        name = f"toolu_{number}"
        call = {"type": "tool_use", "id": name, "name": "Read", "input": {"path": f"/src/{number}.py"}}
        result = {"type": "tool_result", "tool_use_id": name, "content": [{"type": "text", "text": text}]}
        turns.append({"role": "assistant", "content": [{"type": "text", "text": text}, call]})
        turns.append({"role": "user", "content": [result]})
    return json.dumps({"model": "m", "stream": True, "max_tokens": 9, "messages": turns}).encode()


class Stream(threading.Thread):
    """Reads a stream and keeps the times at which something came."""

    def __init__(self, talk: Talk, request: bytes) -> None:
        super().__init__(daemon=True)
        self.times: list[float] = []
        self._talk = talk
        talk.send(request)

    def run(self) -> None:
        while self._talk.wait():
            self.times.append(time.perf_counter())

    def gaps(self, begin: float, end: float) -> list[float]:
        times = [at for at in self.times if begin <= at <= end]
        return [later - at for at, later in pairwise(times)]


def test_a_large_request_is_answered_and_streams_go_on(ticker: Context, tmp_path: Path) -> None:
    large = conversation(SIZE)
    assert len(large) >= SIZE
    small = b'{"model":"m","stream":true,"max_tokens":9,"messages":[{"role":"user","content":"tick"}]}'
    with ServiceProcess(tmp_path, "--port", "0") as service, ExitStack() as talks:
        headers = [
            ("Host", f"127.0.0.1:{service.port}"),
            ("Content-Type", "application/json"),
            ("Authorization", f"Bearer {ticker.access.get('default')}"),
        ]
        one, another = (http("POST", "/v1/messages", headers, body) for body in (small, large))
        streams = [Stream(talks.enter_context(Talk(service.port)), one) for _ in range(STREAMS)]
        for stream in streams:
            stream.start()
        for _ in wait_until(lambda: all(len(stream.times) > 20 for stream in streams)):
            pass
        begun = time.perf_counter()
        time.sleep(QUIET_S)
        quiet = time.perf_counter()
        took = []
        with Talk(service.port) as talk:
            for _ in range(ROUNDS):
                asked = time.perf_counter()
                answer = talk.ask(another)
                took.append(time.perf_counter() - asked)
                assert answer.status == 200, answer.body[:300]
                assert b"message_stop" in answer.body
        ended = time.perf_counter()
        assert all(stream.times[-1] > ended - 5 for stream in streams)
        before = [gap for stream in streams for gap in stream.gaps(begun, quiet)]
        beside = [gap for stream in streams for gap in stream.gaps(quiet, ended)]
    extent.report(
        {
            "surface": "large", "mib": len(large) / MIB, "rounds": ROUNDS, "gaps": len(beside),
            "request_ms": milliseconds(percentile(took, 0.5)),
            "quiet_p99_ms": milliseconds(percentile(before, 0.99)), "quiet_max_ms": milliseconds(max(before)),
            "gap_p50_ms": milliseconds(percentile(beside, 0.5)), "gap_p99_ms": milliseconds(percentile(beside, 0.99)),
            "gap_p999_ms": milliseconds(percentile(beside, 0.999)), "gap_max_ms": milliseconds(max(beside)),
        }
    )  # fmt: skip
    assert beside
