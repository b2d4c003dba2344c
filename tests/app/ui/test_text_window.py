"""A long text to read and to copy."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.text_window import TextWindow
from app.ui.widgets.copy_button import CopyButton
from tests.fakes.naming import unnamed_controls


def test_text_is_plain_and_copied(qtbot: QtBot) -> None:
    window = TextWindow("Log", "<b>line</b>\nsecond")
    qtbot.addWidget(window)
    button = window.findChild(CopyButton)
    assert isinstance(button, CopyButton)
    button.click()
    assert QGuiApplication.clipboard().text() == "<b>line</b>\nsecond"
    QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    assert not unnamed_controls(window)
