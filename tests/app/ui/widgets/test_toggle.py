"""A switch whose state is the place of its knob."""

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets.toggle import Toggle


def test_state_is_a_shape(qtbot: QtBot) -> None:
    theme.set_choice("light")
    toggle = Toggle()
    qtbot.addWidget(toggle)
    toggle.resize(toggle.sizeHint())
    toggle.show()
    off = toggle.grab().toImage()
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert toggle.isChecked()
    assert toggle.grab().toImage() != off
    qtbot.keyClick(toggle, Qt.Key.Key_Space)
    assert not toggle.isChecked()
    toggle.setEnabled(False)
    assert not toggle.grab().isNull()
