"""The left side of the Profiles page."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.profiles.side_list import SideList


def test_a_new_profile_is_one_click(qtbot: QtBot) -> None:
    side = SideList()
    qtbot.addWidget(side)
    assert side.add.accessibleName() == "New profile"
    with qtbot.waitSignal(side.new_asked):
        qtbot.mouseClick(side.add, Qt.MouseButton.LeftButton)
