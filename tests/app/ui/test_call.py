"""One question: its callbacks, without a network (with one: test_link.py)."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
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


class Asking(QObject):
    """Has asked, and is known to nobody but its question."""

    def take(self, answer: Json | Problem) -> None:
        self.answer = answer


@pytest.mark.parametrize("answered", [True, False])
def test_the_last_reference_to_its_owner_goes_with_it(answered: bool, qtbot: QtBot) -> None:
    """PySide ends the process where a signal comes to an object that is being destroyed."""
    parent, asking = QObject(), Asking()
    gone: list[bool] = []
    asking.destroyed.connect(lambda: gone.append(True))
    call = Call(parent, asking.take, owner=asking)
    call.cancel_with(asking)
    if answered:
        call.refuse()
    del asking, call
    assert gone == []
    if not answered:
        parent.deleteLater()
        QCoreApplication.sendPostedEvents(parent, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: gone == [True])


def test_nothing_is_said_to_an_owner_that_is_gone(qtbot: QtBot) -> None:
    parent, owner = QObject(), QObject()
    answers, other = list[Json | Problem](), list[Json | Problem]()
    Call(parent, answers.append, owner=owner).refuse()
    Call(parent, other.append).refuse()
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: len(other) == 1)
    assert answers == []
