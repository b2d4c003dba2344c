"""The question about a stored key and another address."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.profiles.key_question import KeyQuestion
from tests.fakes.naming import unnamed_controls

OLD, NEW = "https://api.deepseek.com", "https://new.example:8443"


@pytest.fixture
def question(qtbot: QtBot) -> KeyQuestion:
    made = KeyQuestion()
    qtbot.addWidget(made)
    return made


def test_names_the_whole_address(question: KeyQuestion) -> None:
    assert question.isHidden()
    question.ask([NEW], [OLD])
    assert question.isVisible()
    assert question.text == f"Use the stored key for {NEW} too?"
    assert question.about.startswith(f"It was given for {OLD}")
    assert (question.yes.text(), question.no.text()) == ("Use it", "Enter another key")
    assert question.accessibleName() == question.text
    assert not unnamed_controls(question)
    question.ask([NEW, OLD])
    assert f"{NEW}, {OLD}" in question.text
    assert question.about == "It goes nowhere else until you say so."


def test_a_variable_is_named(question: KeyQuestion) -> None:
    question.ask([NEW], [OLD], "DEEPSEEK_API_KEY")
    assert question.text == f"Send the key in DEEPSEEK_API_KEY to {NEW} too?"
    assert question.no.text() == "Name another variable"


def test_the_answers(question: KeyQuestion, qtbot: QtBot) -> None:
    question.ask([NEW])
    with qtbot.waitSignal(question.agreed):
        question.yes.click()
    question.thank()
    assert question.text == f"Once this is saved, the key goes to {NEW} too."
    assert not question.yes.isVisible() and not question.no.isVisible()
    QApplication.sendEvent(question, QEvent(QEvent.Type.LanguageChange))
    assert question.isVisible()
    question.forget()
    assert question.isHidden()
