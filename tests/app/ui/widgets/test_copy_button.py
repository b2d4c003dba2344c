"""A click copies and says so for a moment."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.copy_button import CopyButton


def test_copies_what_is_there_at_the_click(qtbot: QtBot) -> None:
    texts = ["old"]
    button = CopyButton(lambda: texts[-1], "Copy report")
    qtbot.addWidget(button)
    texts.append("new")
    button.click()
    assert QGuiApplication.clipboard().text() == "new"
    assert button.text() == "Copied"
    button._timer.timeout.emit()
    assert button.text() == "Copy report"
    button.set_label("")
    QApplication.sendEvent(button, QEvent(QEvent.Type.LanguageChange))
    assert button.text() == "Copy"
