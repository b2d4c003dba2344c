"""Steps stand in their groups and fill one by one."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.check.steps_view import StepsView
from tests.app.ui.check.sample import PLAN, STEPS


def states(view: StepsView) -> list[str]:
    return [row.state for row in view.rows.values()]


def test_plan_fills_one_by_one(qtbot: QtBot) -> None:
    view = StepsView()
    qtbot.addWidget(view)
    view.plan(PLAN["steps"])
    assert states(view)[:2] == ["running", "waiting"]
    view.take(STEPS[0])
    assert states(view)[:3] == ["passed", "running", "waiting"]
    view.take({**STEPS[0], "id": "not planned"})
    view.stop()
    assert states(view)[:3] == ["passed", "waiting", "waiting"]


def test_a_result_of_the_same_steps_fills_the_rows_that_are_there(qtbot: QtBot) -> None:
    view = StepsView()
    qtbot.addWidget(view)
    view.plan(STEPS)
    rows = list(view.rows.values())
    view.show_result(STEPS)
    assert list(view.rows.values()) == rows
    assert "waiting" not in states(view)


def test_whole_result(qtbot: QtBot) -> None:
    view = StepsView()
    qtbot.addWidget(view)
    view.show_result(STEPS)
    assert "waiting" not in states(view)
    headings = [section._heading.text() for section, _ in view._sections]
    assert headings == [
        "Provider",
        "Directly, wire chat",
        "Through Turnout, as Codex",
        "Through Turnout, as Claude Code",
    ]
    for section, _ in view._sections:
        section.set_heading("")
    QApplication.sendEvent(view, QEvent(QEvent.Type.LanguageChange))
    assert view._sections[0][0]._heading.text() == "Provider"
    view.clear()
    assert states(view) == []
