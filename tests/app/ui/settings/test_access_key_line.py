"""A key's value: dots, shown, copied, forgotten."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.settings.access_key_line import KeyLine

KEY = "tn-canary-0123456789abcdefghij"


@pytest.fixture
def line(qtbot: QtBot) -> KeyLine:
    made = KeyLine("ci")
    qtbot.addWidget(made)
    made.wanted.connect(lambda take: take(KEY))
    made.show()
    return made


def test_masked_until_shown_and_again(line: KeyLine) -> None:
    assert KEY not in line._text.text()
    line._eye.click()
    assert line._text.text() == KEY
    assert line._eye.accessibleName() == "Hide the key of ci"
    line._eye.click()
    assert KEY not in line._text.text()
    assert line._eye.accessibleName() == "Show the key of ci"


def test_copied_without_being_shown(line: KeyLine, qtbot: QtBot) -> None:
    line._said.setInterval(1)
    line._copy.click()
    assert QGuiApplication.clipboard().text() == KEY
    assert line._copy.accessibleName() == "Copied"
    assert not line.is_shown
    qtbot.waitUntil(lambda: line._copy.accessibleName() == "Copy the key of ci")


def test_hidden_with_the_page_and_after_a_while(line: KeyLine, qtbot: QtBot) -> None:
    line.toggle()
    line.hide()
    assert not line.is_shown
    line.show()
    line._end.setInterval(1)
    line.toggle()
    qtbot.waitUntil(lambda: not line.is_shown)
    QApplication.sendEvent(line, QEvent(QEvent.Type.LanguageChange))
    assert KEY not in line._text.text() + line._text.toolTip()
