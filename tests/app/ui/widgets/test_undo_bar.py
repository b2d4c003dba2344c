"""What was done can be taken back for some seconds, once."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from pytestqt.qtbot import QtBot

from app.ui.widgets.undo_bar import UndoBar


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(600, 300)
    widget.show()
    yield widget


def test_undo(window: QWidget) -> None:
    happened: list[str] = []
    bar = UndoBar(window)
    bar.offer("Deleted.", lambda: happened.append("undo"), lambda: happened.append("done"))
    assert bar.isVisible()
    assert window.rect().contains(bar.geometry())
    bar._button.click()
    assert (happened, bar.isVisible()) == (["undo"], False)
    bar.finish()
    assert happened == ["undo"]


def test_time_ends_it(window: QWidget, qtbot: QtBot) -> None:
    happened: list[str] = []
    bar = UndoBar(window)
    bar._timer.setInterval(1)
    bar.offer("Deleted.", lambda: happened.append("undo"), lambda: happened.append("done"))
    qtbot.waitUntil(lambda: not bar.isVisible())
    bar._button.click()
    assert happened == ["done"]


def test_next_offer_ends_the_one_before(window: QWidget) -> None:
    happened: list[str] = []
    bar = UndoBar(window)
    bar.offer("First.", lambda: None, lambda: happened.append("first"))
    bar.offer("Second.", lambda: None, lambda: happened.append("second"))
    assert happened == ["first"]
    assert bar.accessibleName() == "Second."


def test_stays_in_the_window(window: QWidget) -> None:
    bar = UndoBar(window)
    bar.offer("A profile with a really very long name was deleted just now. " * 3, lambda: None)
    window.resize(320, 200)
    QApplication.processEvents()
    assert window.rect().contains(bar.geometry())
    QApplication.sendEvent(bar, QEvent(QEvent.Type.LanguageChange))
    assert bar._button.text() == "Undo"


def test_lies_above_a_bar_of_buttons(window: QWidget) -> None:
    foot = QFrame(window)
    foot.setProperty("role", "bar-bottom")
    foot.setGeometry(0, 250, 600, 50)
    foot.show()
    bar = UndoBar(window)
    bar.offer("Deleted.", lambda: None)
    assert bar.geometry().bottom() < foot.geometry().top()
    foot.hide()  # as when another part of the page is shown
    assert bar.geometry().bottom() > 250
    foot.show()
    assert not bar.geometry().intersects(foot.geometry())
