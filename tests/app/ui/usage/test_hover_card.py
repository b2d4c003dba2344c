"""The card that follows the mouse."""

from datetime import date

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.usage.hover_card import HoverCard


def test_it_stays_within_its_page(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(400, 200)
    page.show()
    card = HoverCard(page)
    card.show_values(date(2026, 11, 21), [("#ff0000", "Input", "31.2k")])
    for at in (QPoint(10, 10), QPoint(390, 10), QPoint(10, 190), QPoint(-20, -20)):
        card.place(at)
        assert page.rect().contains(card.geometry())
    assert [label.text() for label in card.findChildren(QLabel)][-2:] == ["Input", "31.2k"]
