"""Names and values."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.requests.fact_grid import FactGrid


def test_values_are_plain_text(qtbot: QtBot) -> None:
    grid = FactGrid()
    qtbot.addWidget(grid)
    grid.set_facts([("a", "<b>1</b>"), ("b", "2"), ("c", "3")])
    labels = grid.findChildren(QLabel)
    assert [label.text() for label in labels] == ["a", "<b>1</b>", "b", "2", "c", "3"]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    grid.set_facts([("d", "4")])
    assert [label.text() for label in grid.findChildren(QLabel)] == ["d", "4"]
    grid.set_facts([])
    assert grid.findChildren(QLabel) == []
