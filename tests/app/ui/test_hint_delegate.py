"""Hints are drawn at the right, where there is room."""

import pytest
from PySide6.QtWidgets import QListWidget, QListWidgetItem
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.hint_delegate import HINT, HintDelegate


@pytest.mark.parametrize(("hint", "drawn"), [("kimi-k2", True), ("", False)])
def test_hint(qtbot: QtBot, hint: str, drawn: bool) -> None:
    theme.set_choice("light")
    shown = QListWidget()
    qtbot.addWidget(shown)
    shown.setItemDelegate(HintDelegate(shown))
    item = QListWidgetItem("A")
    item.setData(HINT, hint)
    shown.addItem(item)
    shown.resize(400, 60)
    image = shown.grab().toImage()
    right = {image.pixelColor(x, y).name() for x in range(300, 395) for y in range(2, 28)}
    assert (len(right) > 1) == drawn
