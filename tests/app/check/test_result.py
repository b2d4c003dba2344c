"""Results as JSON."""

from app.check.result import CheckResult, Evidence, StepResult, Verdict


def test_a_result_in_the_contracts_shape() -> None:
    evidence = Evidence("{}", "{}", 200, {"server": "x"})
    step = StepResult(
        "text", "Short answer", "chat", "native", None, "passed", "seen", ms=1.26, evidence=(evidence,)
    )
    result = CheckResult(
        "p", "now", False, "m", (step,), (), {"codex": Verdict("limited", ("why",))}, {}, {}, 12.34,
        {"input": 1, "cached": 0, "output": 2}, None,
    ).as_json()  # fmt: skip
    assert result["verdicts"] == {"codex": {"verdict": "limited", "reasons": ["why"]}}
    assert result["total_ms"] == 12.3
    assert result["steps"][0]["ms"] == 1.3
    assert result["steps"][0]["evidence"] == [
        {"request": "{}", "reply": "{}", "status": 200, "headers": {"server": "x"}}
    ]
