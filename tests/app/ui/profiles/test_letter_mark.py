"""A provider's mark as a widget."""

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.ui.profiles.letter_mark import LetterMark
from app.ui.profiles.letters import hue


def test_the_colour_is_the_keys_and_not_the_names(qtbot: QtBot) -> None:
    mark = LetterMark(32)
    qtbot.addWidget(mark)
    mark.show_name("Kimi", "kimi")
    before = mark.grab().toImage()
    mark.show_name("Moonshot", "kimi")
    after = mark.grab().toImage()
    assert before != after
    assert QColor(before.pixel(5, 16)).name() == QColor(after.pixel(5, 16)).name() == hue("kimi")
