"""A step's row: its state in icon and word, its time, its evidence on demand."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.check.step_row import StepRow, evidence_text, state_of, time_text
from tests.app.ui.check.sample import EVIDENCE, STEPS, step
from tests.fakes.naming import unnamed_controls


@pytest.fixture
def row(qtbot: QtBot) -> StepRow:
    widget = StepRow(
        {"id": "tool_call", "wire": "chat", "via": "native", "client": None, "name": "Tool call"}
    )
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_waits_runs_and_passes(row: StepRow) -> None:
    assert row.accessibleName() == "Tool call: Waiting"
    row.start()
    assert (row._busy.isVisible(), row._sign.isVisible(), row._word.text()) == (True, False, "Running")
    row.show_result(step("tool_call", "chat", "valid arguments", 902.0))
    assert (row.accessibleName(), row._seen.text(), row._time.text()) == (
        "Tool call: Passed",
        "valid arguments",
        "902 ms",
    )
    assert not row._fold.isVisible()
    assert not row._fix.isVisible()


def test_failure_has_cause_fix_and_evidence(row: StepRow) -> None:
    row.show_result(
        step(
            "tool_call",
            "chat",
            "not JSON",
            1500.0,
            "failed",
            severity="fatal",
            fix="Choose another.",
            evidence=EVIDENCE,
        )
    )
    assert row._fix.text() == "What to do: Choose another."
    assert row._evidence is None
    row._fold.click()
    assert row._evidence is not None and row._evidence.isVisible()
    assert "HTTP 200" in row._evidence.toPlainText()
    assert not unnamed_controls(row)
    row._fold.click()
    assert not row._evidence.isVisible()


@pytest.mark.parametrize(
    ("state", "severity", "shown"),
    [
        ("failed", "fatal", "failed"),
        ("failed", None, "failed"),
        ("failed", "limit", "limited"),
        ("failed", "note", "noted"),
        ("passed", "note", "noted"),
        ("passed", None, "passed"),
        ("skipped", None, "skipped"),
    ],
)
def test_gravity_makes_the_state(state: str, severity: str | None, shown: str) -> None:
    assert state_of(step("x", None, "", None, state, severity=severity)) == shown


def test_times() -> None:
    assert (time_text(84.2), time_text(999.4), time_text(9120)) == ("84 ms", "999 ms", "9.1 s")


def test_evidence_without_request_or_answer() -> None:
    assert evidence_text([{"request": "", "reply": "<html>", "status": 0, "headers": {}}]) == "HTTP -\n<html>"


def test_language(row: StepRow) -> None:
    row.show_result(STEPS[0])
    row._word.setText("")
    QApplication.sendEvent(row, QEvent(QEvent.Type.LanguageChange))
    assert row._word.text() == "Passed"
