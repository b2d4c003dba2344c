"""Reports: Markdown in which a provider's words are no markup, bounded, without secrets."""

from typing import Any

from app.check.report import MAX_CHARS, write_report
from tests.app.check.conftest import Examine, profile_at
from tests.fakes.script import NewApi
from tests.fakes.zoo import KEY
from tests.fakes.zoo_provider import ZooProvider


async def test_a_report_of_a_real_check(examine: Examine) -> None:
    with ZooProvider(
        refuse=lambda ask: NewApi(400, f"no <b>|@someone ``` {KEY}") if ask.images else None
    ) as fake:
        report = write_report(await examine(profile_at(fake)))
    assert report.startswith("## Provider check of `p`")
    assert "- **Codex: usable with limits:" in report
    assert "`images_refused` (limit)" in report
    assert "### Image chat" in report
    assert KEY not in report
    table = [line for line in report.splitlines() if line.startswith("| ✕ | Image")]
    assert len(table) == 1 and "@someone" not in table[0]


def test_a_report_of_nothing_bad_and_one_that_is_too_long() -> None:
    step: dict[str, Any] = {
        "id": "text", "name": "Short answer", "wire": "chat", "client": None, "state": "failed", "severity": "fatal",
        "cause": "no", "ms": None, "findings": ["x"],
        "evidence": [{"request": "r" * 9000, "reply": "s" * 9000, "status": 0, "headers": {}}],
    }  # fmt: skip
    result: dict[str, Any] = {
        "profile": "p", "model": None, "started_at": "now", "total_ms": 1.0, "versions": {}, "verdicts": {},
        "findings": [], "steps": [step] * 40, "spent": {"input": 1, "cached": 0, "output": 1},
        "cost": {"currency": "USD", "amount": 0.5},
    }  # fmt: skip
    report = write_report(result)
    assert "No defect was found." in report
    assert "USD 0.5000" in report
    assert "answered with HTTP nothing" in report
    assert len(report) <= MAX_CHARS + 100
    assert report.endswith("More evidence was left out.\n")
