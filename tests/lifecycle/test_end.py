"""Requirement 62, goal 17: told to end with 50 streams under way, all are ended well and the clients are set back."""

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from app.context import Context
from app.discovery import call
from app.kept_requests import KeptRequests
from app.switching import switch
from profiles.making import make_profile
from profiles.profile import KeyRef
from proxy import server
from proxy.conversation import Wire
from tests.app.serving import DEADLINE_S, ask
from tests.extent import FULL, report
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.script import Hold, Reply, Silence
from tests.lifecycle.service import FaultyService
from tests.lifecycle.traffic import ENDS, PATHS, WIRES, request

DRAIN_S = server.DRAIN_SECONDS if FULL else 2.0
LAST_WORDS_S = 1.0
"""What the service may take beside: last words, its log, the clients' files."""
KEY = "sk-canary-end-0123456789"
MINE = b'# mine\r\nmodel_reasoning_effort = "high"\r\n'
ERRORS = {"chat": '"error"', "messages": "event: error", "responses": '"response.failed"'}


def by_control(service: FaultyService) -> None:
    running = service.running()
    said = ask(
        f"{running.base_url}/_turnout/stop",
        "POST",
        b'{"restore":true}',
        {"Authorization": f"Bearer {running.token}", "Content-Type": "application/json"},
    )
    assert said[0] == 200


def by(number: signal.Signals) -> Callable[[FaultyService], None]:
    return lambda service: service.child.send_signal(number)


@dataclass
class Stream:
    """One client's: whether its provider ends it in time, and what came."""

    wire: Wire
    ends: bool
    status: int = 0
    said: str = ""
    at: float = 0.0


@pytest.mark.parametrize(
    ("count", "tell"),
    [
        pytest.param(50, by(signal.SIGTERM), id="SIGTERM"),
        pytest.param(50 if FULL else 6, by(signal.SIGHUP), id="SIGHUP"),
        pytest.param(50 if FULL else 6, by_control, id="control"),
    ],
)
async def test_requirement_062_the_end_with_streams_under_way(
    count: int,
    tell: Callable[[FaultyService], None],
    context: Context,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("END_KEY", KEY)
    config = tmp_path / "home" / ".codex" / "config.toml"
    config.parent.mkdir()
    config.write_bytes(MINE)
    release = threading.Event()

    def answer(asked: Ask) -> Reply:
        trouble = Hold(release, "middle") if asked.model == "ends" else Silence(120, "middle")
        return Reply(text="word " * 8, piece=5, troubles=[trouble])

    # Chosen so that each endpoint has both kinds.
    streams = [Stream(WIRES[number % 3], number // 3 % 2 == 0) for number in range(count)]
    with FakeProvider(answer, key=KEY) as provider:
        profile = make_profile(
            "fake", base_url=provider.url("chat"), wire="chat", key=KeyRef("env", "END_KEY")
        )
        context.profiles.add(profile.profile)
        with FaultyService(tmp_path, drain=DRAIN_S) as service:
            await asyncio.to_thread(switch, context, "fake", port=service.port)
            assert config.read_bytes() != MINE
            began = await end_with(streams, service, tell, release, context.access.get("default"))
            assert await asyncio.to_thread(service.wait) == 0
            took = time.monotonic() - began
            with pytest.raises(ProcessLookupError):
                os.kill(service.child.pid, 0)
        assert "Traceback" not in service.said
    assert config.read_bytes() == MINE
    assert not (tmp_path / "home" / ".claude" / "settings.json").exists()
    whole = [one for one in streams if one.ends]
    cut = [one for one in streams if not one.ends]
    assert not [one for one in whole if one.status != 200 or ENDS[one.wire] not in one.said]
    assert not [one for one in cut if ERRORS[one.wire] not in one.said or ENDS[one.wire] in one.said]
    rows = KeptRequests(context, None).list("", count + 1)
    states = sorted((row["state"], row["error"]["code"] if row["error"] else "") for row in rows)
    assert states == sorted([("done", "")] * len(whole) + [("failed", "stopping")] * len(cut))
    report(
        {
            "requirement": 62,
            "goal": 17,
            "streams": count,
            "drain_s": DRAIN_S,
            "whole": len(whole),
            "ended_in_dialect": len(cut),
            "last_client_after_s": round(max(one.at for one in streams) - began, 2),
            "exit_after_s": round(took, 2),
        }
    )
    assert not FULL or took <= DRAIN_S + LAST_WORDS_S


async def end_with(
    streams: list[Stream],
    service: FaultyService,
    tell: Callable[[FaultyService], None],
    release: threading.Event,
    key: str,
) -> float:
    """Tell the service to end while all run; let those end that are to. Returns when it was told."""
    begun = 0
    all_begun = asyncio.Event()

    async def read(session: aiohttp.ClientSession, one: Stream) -> None:
        nonlocal begun
        body = {**request(one.wire, "text", True), "model": "ends" if one.ends else "hangs"}
        async with session.post(PATHS[one.wire], json=body) as answer:
            one.status = answer.status
            async for line in answer.content:
                if "word" in (text := line.decode()) and "word" not in one.said:
                    begun += 1
                    if begun == len(streams):
                        all_begun.set()
                one.said += text
        one.at = time.monotonic()

    headers = {"Authorization": f"Bearer {key}"}
    timeout = aiohttp.ClientTimeout(total=120)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        service.base, connector=connector, headers=headers, timeout=timeout
    ) as session:
        async with asyncio.TaskGroup() as group:
            for one in streams:
                group.create_task(read(session, one))
            try:
                async with asyncio.timeout(DEADLINE_S / 4):
                    await all_begun.wait()
            except TimeoutError:
                pytest.fail(f"not all have begun: {streams}")
            assert (await asyncio.to_thread(call, service.running(), "GET", "status"))["running"]
            began = time.monotonic()
            await asyncio.to_thread(tell, service)
            await refused(service.port)
            release.set()
    return began


async def refused(port: int) -> None:
    """Return once nobody is let in any more."""
    async with asyncio.timeout(DRAIN_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                return
            writer.close()
            await asyncio.sleep(0.02)
