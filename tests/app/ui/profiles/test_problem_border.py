"""The red border of a field of several parts."""

from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.profiles.problem_border import ProblemBorder


def test_the_part_gets_it_with_the_field(qtbot: QtBot) -> None:
    field = QWidget()
    qtbot.addWidget(field)
    part = QLineEdit(field)
    ProblemBorder(field, part)
    field.setProperty("problem", True)
    assert part.property("problem") is True
    field.setProperty("problem", False)
    assert part.property("problem") is False
