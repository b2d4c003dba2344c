"""How a profile is painted in the list."""

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.ui.profiles.letters import hue
from app.ui.profiles.profile_list import ProfileList
from tests.fakes.provider_list import accounts


def test_a_row_in_use_has_a_line_more(qtbot: QtBot) -> None:
    shown = ProfileList()
    qtbot.addWidget(shown)
    shown.show_profiles(accounts())
    heights = [shown.sizeHintForRow(row) for row in range(shown.count())]
    assert heights[0] == heights[1] > heights[2] == heights[3]


def test_the_mark_is_painted_in_its_hue(qtbot: QtBot) -> None:
    shown = ProfileList()
    qtbot.addWidget(shown)
    shown.resize(264, 400)
    shown.show_profiles(accounts())
    shown.select("kimi")
    shown.show()
    image = shown.viewport().grab().toImage()
    found = {QColor(image.pixel(x, y)).name() for x in range(0, 60, 2) for y in range(0, image.height(), 2)}
    assert {hue("deepseek"), hue("kimi")} <= found
