"""The dialog shows the diff as plain text, and Enter applies it."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.confirm_change import ConfirmChange
from app.ui.widgets.diff_view import DiffView
from tests.fakes.naming import unnamed_controls


def test_diff_is_shown_and_enter_applies(qtbot: QtBot) -> None:
    dialog = ConfirmChange("Codex", {"diff": "+<b>model</b>"})
    qtbot.addWidget(dialog)
    dialog.show()
    view = dialog.findChild(DiffView)
    assert isinstance(view, DiffView)
    assert view.toPlainText() == "+<b>model</b>"
    assert not unnamed_controls(dialog)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog, Qt.Key.Key_Return)


def test_texts_follow_the_language(qtbot: QtBot) -> None:
    dialog = ConfirmChange("Codex", {})
    qtbot.addWidget(dialog)
    for button in dialog.findChildren(QPushButton):
        button.setText("")
    QApplication.sendEvent(dialog, QEvent(QEvent.Type.LanguageChange))
    assert {button.text() for button in dialog.findChildren(QPushButton)} == {"Apply", "Cancel"}
