"""One failure played to real Claude Code, noted in the table and held against its bounds."""

from __future__ import annotations

from tests.clients.failures import ANSWER, Failure
from tests.clients.runs import ClaudeRun
from tests.clients.stage import DIRECT, Count, Stage, note

ONE_RETRY = {"CLAUDE_CODE_MAX_RETRIES": "1"}


def row(case: str, wire: str, run: ClaudeRun, count: Count) -> None:
    note(
        {
            "client": "claude-code",
            "wire": wire,
            "case": case,
            "direct": DIRECT,
            "client_requests": count.client,
            "upstream_requests": count.upstream,
            "seconds": round(run.seconds, 1),
            "exit": run.exit,
            "message": run.text[:300],
        }
    )


def check_failure(stage: Stage, wire: str, failure: Failure) -> None:
    provider = stage.play("claude-code", wire, failure.script())
    # Natively some of these take minutes: there the retries are few for all of them.
    env = ONE_RETRY if failure.patient or DIRECT else {}
    with stage.counted(provider) as count:
        run = stage.claude("answer", stage.folder(failure.id), env=env)
    row(failure.id, wire, run, count)
    bound = failure.claude
    assert provider.refusals == []
    assert count.upstream >= 1
    if DIRECT:
        return  # the table shows what the client does natively; the bounds are Turnout's
    assert 1 <= count.client <= bound.requests, run.said
    assert count.upstream <= count.client
    if bound.succeeds:
        assert (run.exit, run.text) == (0, ANSWER), run.said
    else:
        assert run.failed or run.text == ANSWER, run.said
        assert not bound.says or any(words in run.text for words in bound.says), run.text
    assert not any(words in run.text for words in failure.forbidden), run.text
