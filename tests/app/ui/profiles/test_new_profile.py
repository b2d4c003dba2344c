"""The first question of a new profile."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.profiles.new_profile import NewProfile
from tests.fakes.provider_list import presets


def test_choose_or_cancel(qtbot: QtBot) -> None:
    page = NewProfile()
    qtbot.addWidget(page)
    page.set_presets(presets())
    page.grid.search.setText("kimi")
    page.begin(can_go_back=True)
    page.show()
    assert page.grid.search.text() == ""
    with qtbot.waitSignal(page.chosen) as said:
        qtbot.keyClick(page.grid.search, Qt.Key.Key_Return)
    assert said.args == ["demo", ""]
    with qtbot.waitSignal(page.cancelled):
        qtbot.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(page.grid.search, "kimi")
    qtbot.keyClick(page.grid.search, Qt.Key.Key_Escape)
    assert page.grid.search.text() == ""
    with qtbot.waitSignal(page.cancelled):
        qtbot.keyClick(page.grid.search, Qt.Key.Key_Escape)
    page.begin(can_go_back=False)
    assert not page.cancel.isVisible()
