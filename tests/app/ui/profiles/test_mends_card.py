"""The card of what was mended by itself."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.profiles.mends_card import MendsCard
from tests.app.ui.profiles.sample import MENDS


def test_it_is_there_where_something_was_mended(qtbot: QtBot) -> None:
    card = MendsCard()
    qtbot.addWidget(card)
    assert card.isHidden()
    card.show_mends(MENDS)
    assert not card.isHidden()
    assert card.list.text() == "• chat · deepseek-v4-pro: seed is left out"
    with qtbot.waitSignal(card.keep_asked):
        qtbot.mouseClick(card.keep, Qt.MouseButton.LeftButton)
    card.show_mends([])
    assert card.isHidden()
