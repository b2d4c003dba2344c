"""One client's verdict."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.check.verdict_card import VerdictCard


def test_verdicts(qtbot: QtBot) -> None:
    card = VerdictCard("claude-code")
    qtbot.addWidget(card)
    assert card.accessibleName() == "Claude Code: Not known yet"
    card.show_verdict({"verdict": "unsafe", "reasons": ["No tools.", "No stream."]})
    assert (card.pill.kind, card._reasons.text()) == ("error", "• No tools.\n• No stream.")
    card.show_verdict({"verdict": "limited", "reasons": ["<b>Slow</b>."]})
    assert card._reasons.text() == "<b>Slow</b>."
    card.show_verdict({"verdict": "native", "reasons": []})
    assert card._reasons.text()
    QApplication.sendEvent(card, QEvent(QEvent.Type.LanguageChange))
    assert card.pill.text == "Works natively"
