"""A banner says one thing, with its buttons."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.banner import Banner
from tests.fakes.naming import unnamed_controls


def test_actions_run_and_are_replaced(qtbot: QtBot) -> None:
    ran: list[str] = []
    banner = Banner("Stopped.", "error", [("Restart", lambda: ran.append("restart"))])
    qtbot.addWidget(banner)
    banner.show()
    banner._buttons[0].click()
    banner.set("Away.", "warn")
    assert ran == ["restart"]
    assert (banner.text, banner.kind, banner.accessibleName()) == ("Away.", "warn", "Away.")
    assert banner.property("role") == "banner-warn"
    assert banner._buttons == []


def test_foreign_text_stays_plain(qtbot: QtBot) -> None:
    banner = Banner("<img src=x>")
    qtbot.addWidget(banner)
    assert banner.text == "<img src=x>"
    assert banner._label.textFormat().name == "PlainText"


@pytest.mark.parametrize("closable", [True, False])
def test_cross_closes(qtbot: QtBot, closable: bool) -> None:
    banner = Banner("Told.", closable=closable)
    qtbot.addWidget(banner)
    banner.show()
    assert banner._close.isVisible() == closable
    with qtbot.waitSignal(banner.closed):
        banner._close.click()
    assert not banner.isVisible()
    QApplication.sendEvent(banner, QEvent(QEvent.Type.LanguageChange))
    assert not unnamed_controls(banner)
