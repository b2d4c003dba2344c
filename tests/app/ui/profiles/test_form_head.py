"""The head of the form."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.ui.profiles.form_head import FormHead
from app.ui.widgets.pill import Pill
from tests.fakes.provider_list import accounts


def texts(head: FormHead) -> list[str]:
    return [label.text() for label in head.findChildren(QLabel)]


def test_a_saved_profile_says_how_it_does(qtbot: QtBot) -> None:
    head = FormHead()
    qtbot.addWidget(head)
    head.show_name("智谱", "zhipu")
    head.show_profile(accounts()[4])
    assert "智谱" in texts(head)
    assert "Not in use" in texts(head)
    pill = head.findChild(Pill)
    assert pill is not None
    assert (pill.text, pill.kind, pill.toolTip()) == ("Failing", "error", "402 Insufficient balance")


def test_a_new_one_has_no_state(qtbot: QtBot) -> None:
    head = FormHead()
    qtbot.addWidget(head)
    head.show_profile(None)
    assert "New profile" in texts(head)
    pill = head.findChild(Pill)
    assert pill is not None
    assert pill.isHidden()
