"""The steps of a check as they come in."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.first_run.check_list import CheckList
from tests.app.ui.first_run.sample import STEPS


@pytest.fixture
def shown(qtbot: QtBot) -> CheckList:
    made = CheckList()
    qtbot.addWidget(made)
    made.begin(STEPS)
    return made


def texts(shown: CheckList) -> list[str]:
    return [label.text() for label in shown.findChildren(QLabel) if label.text()]


def test_the_plan_waits_and_results_come_in(shown: CheckList) -> None:
    assert "Key accepted" in texts(shown)
    shown.show_step({**STEPS[2], "state": "passed", "ms": 120.4})
    shown.show_step({**STEPS[4], "state": "passed", "ms": 2412.0})
    shown.show_step({**STEPS[5], "state": "failed", "cause": "The stream ended early.", "ms": 4.0})
    shown.show_step({**STEPS[6], "state": "skipped", "cause": "Streaming failed."})
    shown.show_step({"id": "unplanned", "state": "passed"})
    for text in ("120 ms", "2.4 s", "The stream ended early.", "Streaming failed."):
        assert text in texts(shown)
    signs = [row.sign.accessibleName() for row in shown._rows.values()]
    assert signs == ["", "", "passed", "", "passed", "failed", "skipped"]


@pytest.mark.parametrize(
    ("codex", "claude", "said", "role"),
    [
        ("native", "translation", "Codex works. Claude Code works through translation.", "ok"),
        ("limited", "native", "Codex works with limits. Claude Code works.", "warn"),
        (
            "unsafe",
            "unsafe",
            "Codex cannot rely on it. Claude Code cannot rely on it. No key. Paste it.",
            "error",
        ),
    ],
)
def test_the_end_is_a_sentence(shown: CheckList, codex: str, claude: str, said: str, role: str) -> None:
    steps = [{"id": "key", "state": "failed", "cause": "No key.", "fix": "Paste it."}]
    verdicts = {"codex": {"verdict": codex}, "claude-code": {"verdict": claude}}
    shown.end({"steps": steps, "verdicts": verdicts})
    assert shown.sentence.text() == said
    assert shown.sentence.property("role") == role


def test_it_can_be_emptied(shown: CheckList) -> None:
    shown.end({})
    assert shown.sentence.text()
    shown.clear()
    assert shown.sentence.isHidden()
