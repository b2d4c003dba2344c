"""The diff before the first write."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.ui.profiles.review import Review
from tests.fakes.provider_list import DIFF


def test_it_is_shown_open_and_answered(qtbot: QtBot) -> None:
    review = Review()
    qtbot.addWidget(review)
    review.show()
    review.show_diff(DIFF)
    assert review.changes.view.isVisible()
    with qtbot.waitSignal(review.applied):
        qtbot.mouseClick(review.apply, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(review.declined):
        qtbot.mouseClick(review.back, Qt.MouseButton.LeftButton)
