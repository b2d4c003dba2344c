"""One question: its callbacks, without a network (with one: test_link.py)."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.call import Call, Json, Problem


def test_a_problem_as_text() -> None:
    assert str(Problem("c", "What.", "Do.")) == "What. Do."
    assert str(Problem("c", "What.")) == "What."


def test_refused_later_and_once(qtbot: QtBot) -> None:
    parent, answers = QObject(), list[Json | Problem]()
    call = Call(parent, answers.append)
    call.refuse()
    assert answers == []
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert isinstance(answers[0], Problem)
    assert answers[0].code == "service_away"


@pytest.mark.parametrize("how", ["cancel", "drop"])
def test_nobody_listens_any_more(how: str, qtbot: QtBot) -> None:
    parent, answers, other = QObject(), list[Json | Problem](), list[Json | Problem]()
    call = Call(parent, answers.append)
    call.refuse()
    getattr(call, how)()
    Call(parent, other.append).refuse()
    qtbot.waitUntil(lambda: len(other) == 1)
    assert answers == []
