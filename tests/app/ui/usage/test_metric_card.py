"""A figure that is also the button for its chart."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.usage.metric_card import MetricCard


def test_it_says_its_figure_and_can_be_chosen_by_key(qtbot: QtBot) -> None:
    card = MetricCard()
    qtbot.addWidget(card)
    card.show_figure("Tokens", "105M", "101M in, 4.17M out")
    card.show()
    assert card.accessibleName() == "Tokens: 105M. 101M in, 4.17M out"
    assert (card.text(), card.figure(), card.remark()) == ("Tokens", "105M", "101M in, 4.17M out")
    before = card.grab().toImage()
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert card.isChecked()
    assert card.grab().toImage() != before
