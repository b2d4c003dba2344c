"""A button without text has a name, a tip with its keys, and acts at once."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.icon_button import IconButton


def test_name_and_keys(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    button = IconButton("trash", "Clear", "Ctrl+D", window)
    assert (button.accessibleName(), button.toolTip()) == ("Clear", "Clear (Ctrl+D)")
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)


def test_icon_can_change(qtbot: QtBot) -> None:
    button = IconButton("pause")
    qtbot.addWidget(button)
    button.set_name("Pause")
    button.set_icon("play", "accent")
    assert button.toolTip() == "Pause"
    assert not button.icon().isNull()
