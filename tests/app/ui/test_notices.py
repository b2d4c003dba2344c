"""What is said between the head and the page."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import notices
from app.ui.call import Problem
from app.ui.notices import Notices


@pytest.fixture
def shown(qtbot: QtBot) -> Notices:
    widget = Notices()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_service_line_stays_until_taken_back(shown: Notices) -> None:
    words = ["away"]
    shown.show_service(lambda: (words[0], "warn", ()))
    assert (shown.service.text, shown.service.isVisible()) == ("away", True)
    assert not shown.clear()
    words[0] = "离线"
    QApplication.sendEvent(shown, QEvent(QEvent.Type.LanguageChange))
    assert shown.service.text == "离线"
    shown.show_service(None)
    assert not shown.service.isVisible()


def test_problem_says_what_to_do_and_can_be_closed(shown: Notices) -> None:
    shown.show_problem(Problem("x", "It broke.", "Mend it."))
    assert (shown.other.text, shown.other.kind) == ("It broke. Mend it.", "error")
    assert shown.clear()
    assert not shown.other.isVisible()


def test_good_news_goes_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "GOOD_NEWS_MS", 1)
    shown = Notices()
    qtbot.addWidget(shown)
    shown.show()
    shown.show_notice("ok", "Switched.")
    qtbot.waitUntil(lambda: not shown.other.isVisible())
    shown.show_notice("warn", "Mind this.")
    assert not shown._timer.isActive()
