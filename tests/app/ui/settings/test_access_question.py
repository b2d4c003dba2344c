"""The questions before a key is replaced or removed."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui import i18n
from app.ui.settings.access_question import RemoveQuestion, RotateQuestion
from profiles.access_key import GRACE_S, MAX_GRACE_S
from tests.fakes.cut_off import cut_off_texts
from tests.fakes.naming import unnamed_controls


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("kind", [RotateQuestion, RemoveQuestion], ids=["rotate", "remove"])
def test_nothing_is_cut_off(
    kind: type[RotateQuestion] | type[RemoveQuestion], language: i18n.Choice, qtbot: QtBot
) -> None:
    i18n.install(language)
    try:
        question = kind("ci")
        qtbot.addWidget(question)
        question.open()
        QApplication.processEvents()
        assert cut_off_texts(question) == []
        assert unnamed_controls(question) == []
        assert "ci" in question.windowTitle()
    finally:
        i18n.install("en")


def test_grace_is_what_the_service_does_by_itself_and_allows(qtbot: QtBot) -> None:
    question = RotateQuestion("ci")
    qtbot.addWidget(question)
    assert question.grace == GRACE_S
    question.graces.setCurrentIndex(0)
    assert question.grace == 0
    question.graces.setCurrentIndex(question.graces.count() - 1)
    assert question.grace == MAX_GRACE_S
    QApplication.sendEvent(question, QEvent(QEvent.Type.LanguageChange))
    assert question.graces.currentText() == "7 days"


def test_enter_does_not_remove(qtbot: QtBot) -> None:
    question = RemoveQuestion("ci")
    qtbot.addWidget(question)
    question.open()
    assert question.focusWidget() is question._no
    assert not question._yes.isDefault()
