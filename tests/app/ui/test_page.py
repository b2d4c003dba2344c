"""A page is told of a change of language."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.page import Page


class OwnPage(Page):
    name = "own"
    icon_name = "info"

    def __init__(self) -> None:
        super().__init__()
        self.said = 0

    def title(self) -> str:
        return "Own"

    def retranslate(self) -> None:
        self.said += 1


def test_texts_are_set_anew(qtbot: QtBot) -> None:
    page = OwnPage()
    qtbot.addWidget(page)
    QApplication.sendEvent(page, QEvent(QEvent.Type.LanguageChange))
    assert (page.said, page.objectName(), page.property("role")) == (1, "own", "page")


def test_opening_nothing_leaves_it_as_it_was(qtbot: QtBot) -> None:
    page = OwnPage()
    qtbot.addWidget(page)
    page.open()
    assert page.said == 0
