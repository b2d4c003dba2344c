"""The question about a provider in the user's own network."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.profiles.consent_question import ConsentQuestion


def test_asked_with_its_risk(qtbot: QtBot) -> None:
    question = ConsentQuestion()
    qtbot.addWidget(question)
    assert question.isHidden()
    question.ask("10.0.0.7 is in your own network.")
    assert question.text == "10.0.0.7 is in your own network."
    assert question.about.startswith("The risk: ")
    assert question.yes.isVisible() and not question.no.isVisible()
    QApplication.sendEvent(question, QEvent(QEvent.Type.LanguageChange))
    assert question.isVisible()
    question.ask("")
    assert question.isHidden()
