"""A small square in the colour of a series."""

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.ui.usage.swatch import SIDE, Swatch


def test_it_shows_its_colour(qtbot: QtBot) -> None:
    swatch = Swatch("#2563eb")
    qtbot.addWidget(swatch)
    assert QColor(swatch.grab().toImage().pixel(SIDE // 2, SIDE // 2)).name() == "#2563eb"
