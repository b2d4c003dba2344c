"""The error report says all that a stranger needs, and nothing that is private."""

from pathlib import Path
from typing import Any

from app.export import as_report


def test_the_report_names_the_error_its_cause_and_fix(detail: dict[str, Any]) -> None:
    report = as_report(detail)
    assert "server (provider)" in report.splitlines()[0]
    assert "> The provider failed (HTTP 500): boom" in report
    assert "Cause: " in report
    assert "Fix: " in report
    assert "| Model | gpt-5.5 → deepseek-chat → deepseek-chat |" in report
    assert "- `tools[1]`: web_search removed" in report
    assert "| 1 | https://api.deepseek.com/v1/chat/completions | 500 | 50.0 | a \\| b |" in report


def test_prompts_stay_out_and_the_reply_cannot_leave_its_fence(detail: dict[str, Any]) -> None:
    report = as_report(detail)
    assert "你好" not in report
    assert '````\n{"error":"boom ```"}\n````' in report


def test_a_request_that_went_well_has_no_quotes(detail: dict[str, Any]) -> None:
    done = detail | {"error": None, "fault": None, "state": "done"}
    assert "boom ```" not in as_report(done)
    assert as_report(done).startswith("### Turnout")
    assert "done" in as_report(done).splitlines()[0]


def test_the_folder_of_the_user_stays_out(detail: dict[str, Any]) -> None:
    detail["error"]["message"] = f"no such file: {Path.home()}/secret-project/main.py"
    text = as_report(detail)
    assert str(Path.home()) not in text
    assert "~/secret-project/main.py" in text
