"""Profiles side by side."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.check.matrix_view import MatrixView
from tests.app.ui.check.sample import GOOD, RESULT
from tests.fakes.desktop import PROFILES


def test_rows_and_cells(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    view.show_checks(PROFILES, {"deepseek": RESULT, "kimi": GOOD})
    QApplication.sendEvent(view, QEvent(QEvent.Type.LanguageChange))
    assert view.rowCount() == len(PROFILES)
    assert [view.item(0, column).text() for column in range(4)] == ["DeepSeek", "Limits", "Not safe", "chat"]
    assert [view.item(2, column).text() for column in range(3)] == [
        "OpenRouter",
        "Not checked",
        "Not checked",
    ]
    assert view.item(0, 4).data(Qt.ItemDataRole.AccessibleTextRole) == "yes"
    assert view.item(2, 4).data(Qt.ItemDataRole.AccessibleTextRole) == "not known"
    assert "not valid JSON" in view.item(0, 2).toolTip()


def test_row_is_opened(qtbot: QtBot) -> None:
    view = MatrixView()
    qtbot.addWidget(view)
    view.show_checks(PROFILES, {})
    with qtbot.waitSignal(view.chosen) as told:
        view.cellActivated.emit(1, 0)
    assert told.args == ["kimi"]
