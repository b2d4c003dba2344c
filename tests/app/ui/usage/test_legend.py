"""The names of the series."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.usage.legend import Legend
from app.ui.usage.swatch import Swatch


def test_each_name_has_its_colour(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show_names(["Input", "Output"], [1, 2])
    assert [label.text() for label in legend.findChildren(QLabel)] == ["Input", "Output"]
    assert len(legend.findChildren(Swatch)) == 2
    legend.show_names(["Only"], [0])
    assert [label.text() for label in legend.findChildren(QLabel) if not label.isHidden()] == ["Only"]
