"""A provider that hangs, is not there, or is left: somebody ends it, and that is Turnout."""

from __future__ import annotations

import time

import pytest

from tests.clients.runs import ClaudeRun, CodexRun, Process
from tests.clients.stage import DIRECT, Client, Stage, note
from tests.fakes.script import WIRES, Reply, Silence, Wire

pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(DIRECT, reason="natively nobody ends a hang"),
    pytest.mark.parametrize("client", ["codex", "claude-code"]),
]

SETTINGS = {"keepalive_interval_ms": 300, "first_byte_timeout_ms": 1500, "idle_timeout_ms": 1500}
#: Much longer than the deadlines above (seconds).
HANG = 30.0
#: A client that leaves is noticed upstream within this (seconds; the goal is one, the machine is busy).
NOTICED = 5.0

ONE_RETRY = {
    "model_providers.turnout.request_max_retries": 1,
    "model_providers.turnout.stream_max_retries": 1,
}


def run(stage: Stage, client: Client, name: str) -> CodexRun | ClaudeRun:
    work = stage.folder(name)
    if client == "codex":
        return stage.codex("answer", work, config=ONE_RETRY)
    return stage.claude("answer", work, env={"CLAUDE_CODE_MAX_RETRIES": "1"})


def told(done: CodexRun | ClaudeRun) -> str:
    return done.error if isinstance(done, CodexRun) else done.text


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("where", ["headers", "middle"])
def test_a_hang_is_ended(stage: Stage, client: Client, wire: Wire, where: str) -> None:
    reply = Reply(text="one two three four", troubles=[Silence(HANG, where=where)])  # type: ignore[arg-type]
    provider = stage.play(client, wire, reply)
    with stage.counted(provider) as count:
        done = run(stage, client, f"hang-{where}")
    note(
        {
            "client": client,
            "wire": wire,
            "case": f"hang-{where}",
            "client_requests": count.client,
            "upstream_requests": count.upstream,
            "seconds": round(done.seconds, 1),
            "exit": done.exit,
            "message": told(done)[:300],
        }
    )
    assert done.exit not in (0, -9), done.said
    assert told(done)
    assert 1 <= count.client <= 6
    assert count.upstream <= count.client
    deadline = time.monotonic() + NOTICED
    while any(a.aborted_at is None for a in provider.asks) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert all(a.aborted_at for a in provider.asks)


def test_a_provider_that_is_not_there(stage: Stage, client: Client) -> None:
    provider = stage.provider_for("gone", "chat")
    port = provider.port
    provider.__exit__(None, None, None)
    stage.use(client, "gone")
    with stage.counted(provider) as count:
        done = run(stage, client, "gone")
    assert done.exit not in (0, -9), done.said
    assert f"127.0.0.1:{port}" in told(done) or "connect" in told(done).lower(), told(done)
    assert 1 <= count.client <= 4


@pytest.mark.parametrize("wire", WIRES)
def test_a_client_that_leaves_ends_the_upstream_request(stage: Stage, client: Client, wire: Wire) -> None:
    # Deltas come all the time: no deadline of ours ends this one.
    provider = stage.play(client, wire, Reply(text="word " * 2000, gap=0.05))
    command = stage.codex_command("talk") if client == "codex" else stage.claude_command("talk")
    with Process(command, stage.folder("leave"), stage.environment()):
        (ask,) = provider.wait(1)
        deadline = time.monotonic() + 10
        while ask.status is None and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        assert not ask.aborted_at
    left = time.monotonic()
    while not ask.aborted_at and time.monotonic() < left + NOTICED:
        time.sleep(0.02)
    assert ask.aborted_at
