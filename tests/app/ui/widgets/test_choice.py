"""The list of a choice has a border, also after the scheme changed."""

import pytest
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

from app.ui import theme
from app.ui.widgets.choice import Choice


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_list_is_framed(qtbot: QtBot, scheme: theme.Choice) -> None:
    choice = Choice()
    qtbot.addWidget(choice)
    choice.addItems(["one", "two"])
    choice.show()
    theme.set_choice(scheme)
    choice.showPopup()
    around = choice.view().parentWidget()
    assert isinstance(around, QFrame)
    assert around.frameShape() == QFrame.Shape.StyledPanel
    edge = around.grab().toImage().pixelColor(0, around.height() // 2).name()
    assert edge == theme.tokens().edge
    choice.hidePopup()
    theme.set_choice("light")
