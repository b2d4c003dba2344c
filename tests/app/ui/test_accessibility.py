"""Announcements reach a screen reader, and nobody else."""

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.accessibility import announce


@pytest.mark.parametrize(
    ("active", "text", "said"), [(True, "Undone", ["Undone"]), (True, "", []), (False, "x", [])]
)
def test_announce(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, active: bool, text: str, said: list[str]
) -> None:
    heard: list[str] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        heard.append(event.message())

    monkeypatch.setattr(QAccessible, "isActive", lambda: active)
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    widget = QWidget()
    qtbot.addWidget(widget)
    announce(widget, text)
    assert heard == said
