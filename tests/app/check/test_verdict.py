"""Verdicts: what concerns a client, and what it makes of it."""

from app.check.findings import Finding, found
from app.check.result import StepResult
from app.check.verdict import concerns, judge


def through(step_id: str, state: str) -> StepResult:
    return StepResult(step_id, step_id, "responses", "translation", "codex", state, "why")  # type: ignore[arg-type]


def test_without_findings_the_wire_decides() -> None:
    assert judge("codex", "responses", [], []).verdict == "native"
    assert judge("codex", "chat", [], []).verdict == "translation"
    assert judge("claude-code", "messages", [], []).verdict == "native"


def test_limits_limit_and_fatal_findings_are_unsafe() -> None:
    limit = found("cache_ignored", wire="chat", why="")
    fatal = found("tool_calls_missing", wire="chat", why="")
    note = found("stream_only", wire="chat")
    assert judge("codex", "chat", [note], []).verdict == "translation"
    assert judge("codex", "chat", [limit, note], []).as_json() == {
        "verdict": "limited",
        "reasons": [limit.message],
    }
    assert judge("codex", "chat", [limit, fatal], []).reasons == (fatal.message, limit.message)


def test_a_core_step_that_did_not_pass_is_unsafe_too() -> None:
    limit = found("rate_limited", why="x")
    verdict = judge("codex", "chat", [limit], [through("tool_call", "failed"), through("task", "failed")])
    assert verdict.verdict == "unsafe"
    assert verdict.reasons[0] == "tool_call could not be shown to work: why"
    assert judge("codex", "chat", [], [through("task", "skipped")]).verdict == "translation"


def test_whom_a_finding_concerns() -> None:
    def one(**where: object) -> Finding:
        return found("cache_ignored", why="", **where)  # type: ignore[arg-type]

    assert concerns(one(), "codex", "chat")
    assert concerns(one(wire="chat"), "codex", "chat")
    assert not concerns(one(wire="messages"), "codex", "chat")
    assert concerns(one(wire="responses", client="codex"), "codex", "chat")
    assert not concerns(one(wire="messages", client="claude-code"), "codex", "chat")
    assert not concerns(one(wire="chat", spares=("codex",)), "codex", "chat")
