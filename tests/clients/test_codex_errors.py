"""Real Codex when the provider fails: how often it asks, how long it takes, what the user reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients.failures import ANSWER, BROKEN, PERMANENT, TRANSIENT, Failure, half_call, silent
from tests.clients.runs import CodexRun
from tests.clients.stage import CODEX_WIRES, DIRECT, Count, Stage, note

pytestmark = [pytest.mark.clients, pytest.mark.parametrize("wire", CODEX_WIRES, scope="module")]

#: A client's waits are scaled down by this: 90 s of silence is 3 s here, against an idle limit of 1.2 s.
SETTINGS = {"keepalive_interval_ms": 300}
SILENCE = 3.0
IDLE_LIMIT_MS = 1200

ONE_RETRY = {
    "model_providers.turnout.request_max_retries": 1,
    "model_providers.turnout.stream_max_retries": 1,
}


def row(case: str, wire: str, run: CodexRun, count: Count) -> None:
    note(
        {
            "client": "codex",
            "wire": wire,
            "case": case,
            "direct": DIRECT,
            "client_requests": count.client,
            "upstream_requests": count.upstream,
            "seconds": round(run.seconds, 1),
            "exit": run.exit,
            "message": (run.error or run.text)[:300],
        }
    )


@pytest.mark.parametrize("failure", [*PERMANENT, *TRANSIENT, *BROKEN], ids=lambda f: f.id)
def test_failure(stage: Stage, wire: str, failure: Failure) -> None:
    provider = stage.play("codex", wire, failure.script())
    with stage.counted(provider) as count:
        run = stage.codex("answer", stage.folder(failure.id), config=ONE_RETRY if failure.patient else {})
    row(failure.id, wire, run, count)
    bound = failure.codex
    assert provider.refusals == []
    assert count.upstream >= 1
    if DIRECT:
        return  # the table shows what the client does natively; the bounds are Turnout's
    assert 1 <= count.client <= bound.requests, run.said
    assert count.upstream <= count.client
    if bound.succeeds:
        assert (run.exit, run.text) == (0, ANSWER), run.said
    elif run.exit == 0:
        assert run.text == ANSWER, run.said
    else:
        assert run.error
        assert not bound.says or any(words in run.error for words in bound.says), run.error
    assert not any(words in run.error for words in failure.forbidden), run.error


@pytest.mark.parametrize("where", ["headers", "start", "middle"])
def test_silence_is_survived(stage: Stage, wire: str, where: str) -> None:
    provider = stage.play("codex", wire, silent(where, SILENCE))
    config: dict[str, Any] = {"model_providers.turnout.stream_idle_timeout_ms": IDLE_LIMIT_MS, **ONE_RETRY}
    with stage.counted(provider) as count:
        run = stage.codex("answer", stage.folder("silence"), config=config)
    row(f"silence-{where}", wire, run, count)
    assert count.upstream >= 1
    if not DIRECT:
        assert (run.exit, run.text) == (0, ANSWER), run.said
        assert (count.client, count.upstream) == (1, 1)


@pytest.mark.parametrize("ending", ["cut", "eof", "length"])
def test_half_a_call_is_never_run(stage: Stage, wire: str, ending: str) -> None:
    arguments = '{"cmd": "touch half; touch whole"}'
    if ending == "length":
        arguments = arguments[:25]
    provider = stage.play("codex", wire, half_call("exec_command", arguments, ending))
    work = stage.folder("half")
    with stage.counted(provider) as count:
        run = stage.codex("work", work, config=ONE_RETRY)
    row(f"half-call-{ending}", wire, run, count)
    assert list(work.iterdir()) == []
    if not DIRECT:
        assert run.exit != 0, run.said
        assert count.upstream <= count.client <= 4
