"""A question within a form: shown with its answers, and without them once it is answered."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.widgets.inline_question import InlineQuestion
from tests.fakes.naming import unnamed_controls


class Played(InlineQuestion):
    said = 0

    def retranslate(self) -> None:
        self.said += 1
        self.say("May it?", "It would.", "Yes", "No")


def test_asked_and_answered(qtbot: QtBot) -> None:
    question = Played("key")
    qtbot.addWidget(question)
    QApplication.sendEvent(question, QEvent(QEvent.Type.LanguageChange))
    assert question.isHidden() and question.said == 0
    question.retranslate()
    assert (question.text, question.about, question.accessibleName()) == ("May it?", "It would.", "May it?")
    assert question.yes.isVisible() and question.no.isVisible()
    assert not unnamed_controls(question)
    with qtbot.waitSignal(question.agreed):
        question.yes.click()
    question.is_answered = True
    QApplication.sendEvent(question, QEvent(QEvent.Type.LanguageChange))
    assert question.said == 2
    assert not question.yes.isVisible() and not question.no.isVisible() and not question._about.isVisible()
    assert question.property("role") == "banner-ok"


def test_one_answer_is_enough(qtbot: QtBot) -> None:
    question = Played("key")
    qtbot.addWidget(question)
    question.say("May it?", "", "Yes")
    assert question.yes.isVisible() and not question.no.isVisible()
