"""Deleting, and taking it back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.call import Problem
from app.ui.profiles.removal import Removal
from tests.fakes.link import FakeLink
from tests.fakes.provider_list import profile


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 400)
    made.show()
    return made


def test_deleted_and_back(qtbot: QtBot, link: FakeLink, page: QWidget) -> None:
    link.answer("DELETE", "profiles/kimi", {"undo": "token-1", "clients_without_profile": ["codex"]})
    link.answer("POST", "profiles/undo", profile("kimi"))
    removal, done, failed = Removal(link, page), [], []
    removal.remove(profile("kimi"), lambda: done.append(True), failed.append)
    link.settle()
    assert done == [True]
    said = " ".join(label.text() for label in removal.bar.findChildren(QLabel))
    assert "Deleted Kimi" in said
    assert "Codex" in said
    [undo] = removal.bar.findChildren(QPushButton)
    with qtbot.waitSignal(removal.back) as back:
        qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)
        link.settle()
    assert back.args == ["kimi"]
    assert link.bodies("POST", "profiles/undo") == [{"token": "token-1"}]
    assert failed == []


def test_a_problem_is_told(link: FakeLink, page: QWidget) -> None:
    link.refuse("DELETE", "profiles/kimi", Problem("x", "no"))
    removal, failed = Removal(link, page), []
    removal.remove(profile("kimi"), lambda: pytest.fail("nothing was deleted"), failed.append)
    link.settle()
    assert failed == [Problem("x", "no")]
    assert removal.bar.isHidden()
