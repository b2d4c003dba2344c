"""A finding says how grave it is in a word, and mends itself where it can."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.widgets.finding import Finding, Kind


@pytest.mark.parametrize(("kind", "word"), [("error", "Error"), ("warn", "Warning"), ("info", "Note")])
def test_severity_is_a_word(qtbot: QtBot, kind: Kind, word: str) -> None:
    finding = Finding(kind, "Something", "because", "do this")
    qtbot.addWidget(finding)
    QApplication.sendEvent(finding, QEvent(QEvent.Type.LanguageChange))
    assert finding._sign.accessibleName() == word
    assert finding._fix.text() == "What to do: do this"
    assert not finding.findChildren(QPushButton)[0].isVisibleTo(finding)


def test_mending(qtbot: QtBot) -> None:
    done: list[str] = []
    finding = Finding("warn", "Something", mend=lambda: done.append("mended"))
    qtbot.addWidget(finding)
    finding.show()
    assert not finding._cause.isVisible()
    assert not finding._fix.isVisible()
    finding._button.click()
    assert done == ["mended"]
