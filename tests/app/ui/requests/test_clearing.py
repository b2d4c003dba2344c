"""Clearing with five seconds to take it back."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.link import Problem
from app.ui.requests.clearing import Clearing
from app.ui.requests.model import RequestModel
from tests.fakes.link import FakeLink
from tests.fakes.summaries import live, many, summary


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def test_nothing_is_deleted_while_it_can_be_taken_back(link: FakeLink, page: QWidget) -> None:
    model = RequestModel()
    rows = many(6)
    model.load(rows)
    clearing = Clearing(link, model, page)
    clearing.clear()
    assert model.rowCount() == 2  # live ones stay
    assert clearing.bar.isVisible()
    assert link.asked == []
    clearing.bar._take_back()
    assert model.rowCount() == 6
    clearing.finish()
    assert link.asked == []


def test_then_the_service_deletes(link: FakeLink, page: QWidget) -> None:
    link.answer("DELETE", "exchanges", {"deleted": 2})
    model = RequestModel()
    first, second = summary(id="a"), summary(id="b", started_at="2999-01-01T00:00:00+00:00")
    model.load([first, second, live()])
    clearing = Clearing(link, model, page)
    clearing.clear()
    clearing.finish()
    assert link.bodies("DELETE", "exchanges") == [{"until": "2999-01-01T00:00:00+00:00"}]
    clearing.clear()  # nothing left to clear
    assert not clearing.bar.isVisible()


def test_pinned_requests_stay(link: FakeLink, page: QWidget) -> None:
    link.answer("DELETE", "exchanges", {"deleted": 1})
    model = RequestModel()
    model.load([summary(id="a"), summary(id="b", pinned=True)])
    clearing = Clearing(link, model, page)
    clearing.clear()
    clearing.finish()
    assert link.bodies("DELETE", "exchanges") == [{"ids": ["a"]}]


def test_what_could_not_be_deleted_comes_back(link: FakeLink, page: QWidget, qtbot: QtBot) -> None:
    link.refuse("DELETE", "exchanges", Problem("log_unavailable", "The disk is full."))
    model = RequestModel()
    model.load([summary(id="a")])
    clearing = Clearing(link, model, page)
    clearing.clear()
    with qtbot.waitSignal(clearing.failed) as failed:
        clearing.finish()
        link.settle()
    assert failed.args == ["The disk is full."]
    assert model.rowCount() == 1
