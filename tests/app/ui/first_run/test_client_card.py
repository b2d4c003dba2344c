"""Whether a client is installed, or how to install it."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.first_run.client_card import ClientCard
from app.ui.widgets.copy_button import CopyButton


def texts(card: ClientCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if label.text()]


def test_found(qtbot: QtBot) -> None:
    card = ClientCard("codex")
    qtbot.addWidget(card)
    assert "looking…" in texts(card)
    card.show_client({"client": "codex", "found": True, "version": "0.169.0", "program": "/usr/bin/codex"})
    assert texts(card) == ["Codex", "0.169.0", "/usr/bin/codex"]
    assert card.findChildren(CopyButton)[0].isHidden()
    card.show_client({"client": "codex", "found": True, "version": None, "program": "/usr/bin/codex"})
    assert "found" in texts(card)


def test_not_found_says_how_to_install_it(qtbot: QtBot) -> None:
    card = ClientCard("claude-code")
    qtbot.addWidget(card)
    card.show_client({"client": "claude-code", "found": False})
    assert "not found" in card.accessibleName()
    [copy] = card.findChildren(CopyButton)
    assert not copy.isHidden()
    copy.click()
    assert QGuiApplication.clipboard().text() == "npm install -g @anthropic-ai/claude-code"
