"""Real Claude Code when a reply breaks off, falls silent or stops in the middle of a call."""

from __future__ import annotations

import pytest

from tests.clients.failures import ANSWER, BROKEN, Failure, half_call, silent
from tests.clients.play_claude import ONE_RETRY, check_failure, row
from tests.clients.stage import CLAUDE_WIRES, DIRECT, Stage

pytestmark = [pytest.mark.clients, pytest.mark.parametrize("wire", CLAUDE_WIRES, scope="module")]

#: 90 s of silence is 3 s here.
SETTINGS = {"keepalive_interval_ms": 300}
SILENCE = 3.0


@pytest.mark.parametrize("failure", BROKEN, ids=lambda f: f.id)
def test_broken_reply(stage: Stage, wire: str, failure: Failure) -> None:
    check_failure(stage, wire, failure)


@pytest.mark.parametrize("where", ["headers", "start", "middle"])
def test_silence_is_survived(stage: Stage, wire: str, where: str) -> None:
    provider = stage.play("claude-code", wire, silent(where, SILENCE))
    with stage.counted(provider) as count:
        run = stage.claude("answer", stage.folder("silence"), env=ONE_RETRY)
    row(f"silence-{where}", wire, run, count)
    assert (run.exit, run.text) == (0, ANSWER), run.said
    assert (count.client, count.upstream) == (1, 1)


@pytest.mark.parametrize("ending", ["cut", "eof", "length"])
def test_half_a_call_is_never_run(stage: Stage, wire: str, ending: str) -> None:
    if DIRECT and ending == "length":
        pytest.skip("natively the client asks again for ever")
    arguments = '{"command": "touch half; touch whole", "description": "x"}'
    if ending == "length":
        arguments = arguments[:28]
    provider = stage.play("claude-code", wire, half_call("Bash", arguments, ending))
    work = stage.folder("half")
    with stage.counted(provider) as count:
        run = stage.claude("work", work, env=ONE_RETRY)
    row(f"half-call-{ending}", wire, run, count)
    assert list(work.iterdir()) == []
    if not DIRECT:
        assert count.upstream <= count.client <= 8
