"""Checks in words."""

from app.check.wording import cost_of, mark_of, place_of, verdict_of


def test_marks() -> None:
    assert [mark_of({"state": state, "severity": None}) for state in ("passed", "failed", "skipped")] == [
        "✓",
        "✕",
        "–",
    ]
    assert mark_of({"state": "failed", "severity": "note"}) == "!"
    assert mark_of({"state": "failed", "severity": "limit"}) == "✕"


def test_places() -> None:
    assert place_of({"client": None, "wire": None}) == ""
    assert place_of({"client": None, "wire": "chat"}) == "chat"
    assert place_of({"client": "claude-code", "wire": "messages"}) == "as Claude Code"


def test_verdicts() -> None:
    assert verdict_of("codex", {"verdict": "native", "reasons": []}) == "Codex: works natively."
    assert (
        verdict_of("codex", {"verdict": "unsafe", "reasons": ["A.", "B."]}) == "Codex: not safe to use: A. B."
    )


def test_costs() -> None:
    plan = {"tokens": {"input": 1000, "output": 10}, "cost": None}
    assert cost_of(plan) == "about 1,000 input and 10 output tokens; the profile has no prices"
    assert cost_of({**plan, "cost": {"currency": "CNY", "amount": 0.002}}).endswith(", CNY 0.0020")
