"""The choice of a policy."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.profiles.policy_choice import PolicyChoice


def test_the_wheel_changes_nothing(qtbot: QtBot) -> None:
    choice = PolicyChoice(("drop", "convert", "refuse"), "convert")
    qtbot.addWidget(choice)
    assert choice.currentText() == "Convert"
    event = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, event)
    assert choice.currentData() == "convert"
